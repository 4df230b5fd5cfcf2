"""The nightly command, making counters again, and erasing again who was erased before a backup came back."""

from datetime import timedelta
from pathlib import Path

import click
from flask import Flask

from care import erase_actions, erasure_file
from care.actions import closed_quarters, run_night
from core import clock
from core.db import session, writing
from core.settings import Settings
from quiz.rebuild import rebuild_counters

# An erased person's empty row is looked at again for so long: no request of another screen of hers lasts longer.
SWEPT_AGAIN = timedelta(days=2)


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

    @app.cli.command("nightly")
    def nightly() -> None:
        """Close quarters that are due, then delete what has been kept long enough. Run it every night."""
        with writing():
            night = run_night(session(), clock.now())
            erase_actions.sweep_erased(
                session(),
                clock.now(),
                pepper=settings.pepper.get_secret_value(),
                since=clock.now() - SWEPT_AGAIN,
            )
            digests = erase_actions.noted(session())
            session().commit()
        erasure_file.keep(settings.erasures_file, digests)
        click.echo(f"Closed: {', '.join(night.closed) or 'none'}. Answers deleted: {night.answers_deleted}.")

    @app.cli.command("rebuild-counters")
    def rebuild() -> None:
        """Make the counters of open quarters again from the tries. Closed quarters are not touched."""
        with writing():
            counted = rebuild_counters(session(), closed_quarters(session()))
            session().commit()
        click.echo(f"Counted {counted} tries.")

    @app.cli.command("replay-erasures")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
    def replay_erasures(file: Path | None) -> None:
        """Erase again, after a restored backup, everybody whom FILE (or ESH_ERASURES_FILE) says was erased."""
        digests = erasure_file.read(file or settings.erasures_file)
        with writing():
            again = erase_actions.replay(
                session(), clock.now(), digests, pepper=settings.pepper.get_secret_value()
            )
            session().commit()
        click.echo(f"{len(digests)} erasures in the file, {again} people erased again.")
