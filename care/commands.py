"""The nightly command, and making counters again."""

import click
from flask import Flask

from care.actions import closed_quarters, run_night
from core import clock
from core.db import session, writing
from core.settings import Settings
from quiz.rebuild import rebuild_counters


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

    @app.cli.command("nightly")
    def nightly() -> None:
        """Close quarters that are due, then delete what has been kept long enough. Run it every night."""
        with writing():
            night = run_night(session(), clock.now())
            session().commit()
        click.echo(f"Closed: {', '.join(night.closed) or 'none'}. Answers deleted: {night.answers_deleted}.")

    @app.cli.command("rebuild-counters")
    def rebuild() -> None:
        """Make the counters of open quarters again from the tries. Closed quarters are not touched."""
        with writing():
            counted = rebuild_counters(session(), closed_quarters(session()))
            session().commit()
        click.echo(f"Counted {counted} tries.")
