"""The command that lets the first coordinator in."""

import click
from flask import Flask

from core import clock
from core.db import session, writing
from core.settings import Settings
from organisations.actions import invite
from organisations.rules import RoleName


def register(app: Flask, settings: Settings) -> None:
    """Add the command to `flask`."""

    @app.cli.command("invite-coordinator")
    def invite_coordinator() -> None:
        """Print a one-time link (24 hours) that makes its opener coordinator of this site's network."""
        with writing():
            secret = invite(
                session(),
                clock.now(),
                RoleName.COORDINATOR,
                network=settings.network,
                organisation_id=None,
                actor_id=None,
                pepper=settings.pepper.get_secret_value(),
            )
            session().commit()
        click.echo(f"{settings.base_url}/bjudin/{secret}")
        click.echo("The link works once and for 24 hours. Give it to the coordinator in person.")
