"""The commands that let a coordinator in and end her role."""

import click
from flask import Flask

from accounts.login_actions import start_reset
from accounts.models import User
from accounts.queries import find_staff
from core import clock
from core.db import session, writing
from core.errors import NotAllowedNow
from core.settings import Settings
from organisations import role_actions
from organisations.role_actions import invite
from organisations.rules import RoleName


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

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

    @app.cli.command("reset-login")
    @click.argument("username")
    def reset_login(username: str) -> None:
        """Print a one-time link (24 hours) with which the owner of this username renews her own login."""
        with writing():
            login = find_staff(session(), username)
            if login is None:
                raise click.ClickException("Nobody has this username. It is the one she signs in with.")
            secret = start_reset(
                session(),
                clock.now(),
                login.user_id,
                asked_by=None,
                pepper=settings.pepper.get_secret_value(),
            )
            session().commit()
        click.echo(f"{settings.base_url}/ny-inloggning/{secret}")
        click.echo("The link works once and for 24 hours. Give it to her in person.")

    @app.cli.command("end-coordinator")
    @click.argument("username")
    def end_coordinator(username: str) -> None:
        """End the role of the coordinator with this username, and her sign-ins; never the last one's."""
        with writing():
            login = find_staff(session(), username)
            person = session().get(User, login.user_id) if login else None
            try:
                ended = person is not None and role_actions.end_coordinator(
                    session(), clock.now(), settings.network, person.ref, actor_id=None
                )
            except NotAllowedNow:
                raise click.ClickException(
                    "She is the last coordinator. Let another one in first: flask invite-coordinator"
                ) from None
            session().commit()
        if not ended:
            raise click.ClickException("No coordinator has this username. It is the one she signs in with.")
        click.echo("Her role has ended and she is signed out everywhere.")
