"""`flask backup` and `flask restore`."""

from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import DatabaseError

from accounts import seal_actions
from care import backup_actions, erase_actions, erasure_file
from care.fact_queries import broken_facts
from care.retention import BACKUPS_KEPT, LOG_KEPT
from care.retention_actions import Night
from core import backups, clock, last_copy
from core.commands import newest_schema
from core.db import OUT_OF_REACH, db, session, writing
from core.logs import log
from core.settings import Settings

# Beside the copies, so that whoever has them has the newest list of erasures too. Only ever added to.
ERASURES = "erasures"


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""

    @app.cli.command("backup")
    def backup() -> None:
        """Copy the database into ESH_BACKUPS_FOLDER while the site runs; old copies go after 35 days."""
        now, folder = clock.now(), settings.backups_folder
        made = backups.make(settings.database_url, folder, now)
        try:
            with writing():
                last_copy.remember_backup(session(), now)
                digests = erase_actions.noted(session())
                session().commit()
            erasure_file.keep(settings.erasures_file, digests)
            erasure_file.keep(folder / ERASURES, erasure_file.read(settings.erasures_file))
        except (*OUT_OF_REACH, OSError) as error:
            raise click.ClickException(
                f"{made} is whole, but that could not be noted ({type(error).__name__}). "
                "Let the database and the folder be writable, then run flask doctor."
            ) from None
        gone = backups.forget_old(folder, now, timedelta(days=BACKUPS_KEPT))
        click.echo(f"{made} is whole, {made.stat().st_size} bytes. Old copies deleted: {gone}.")

    @app.cli.command("restore")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--replace", is_flag=True, help="Put it in the place of a database with people, kept aside."
    )
    def restore(file: Path, replace: bool) -> None:
        """Let a copy be the database: newest schema, erasures done again, everything checked. Stop the site first."""
        session().rollback()
        db.engine.dispose()
        kept = backups.put_back(settings.database_url, file, clock.now(), replace=replace)
        if kept:
            click.echo(f"What was there is kept: {kept}. Delete it when the site is right again.")
        newest_schema()
        with writing():
            replay(settings, file.with_name(ERASURES))
            mended = backup_actions.mend_counters(session())
            session().commit()
        click.echo(f"Open sums: {'made again from the tries' if mended else 'as the tries say'}.")
        broken = faults_of(settings, clock.now())
        for sentence in broken:
            click.echo(f"error: {sentence}")
        if broken:
            raise click.ClickException(
                "The copy is back, but not right: see above. Do not open the site yet."
            )
        click.echo(
            "Checked: file, newest schema, keys, log, and what must be true of the rows. Now: flask doctor."
        )


def replay(settings: Settings, beside: Path) -> None:
    """Erase again everybody who was erased after the copy was made, by both lists; commits."""
    digests = erasure_file.read(settings.erasures_file) | erasure_file.read(beside)
    pepper = settings.pepper.get_secret_value()
    again = erase_actions.replay(session(), clock.now(), digests, pepper=pepper)
    session().commit()
    erasure_file.keep(settings.erasures_file, digests)
    click.echo(f"{len(digests)} erasures known, {again} people erased again.")


def faults_of(settings: Settings, now: datetime) -> list[str]:
    """What is not right with the rows, the log and the keys of the running database, a sentence each."""
    pepper = settings.pepper.get_secret_value()
    if backup_actions.pepper_fits(session(), pepper) is False:
        sentence = (
            "ESH_PEPPER is not the one of this database: no card and no login at work opens. Put the "
            "secret file of that time in its place (ESH_SECRET_FILE). Certificates are not touched"
        )
        return [sentence]
    kept_since = Night(now, pepper).months_ago(LOG_KEPT)
    return [*broken_facts(session()), *seal_actions.broken_seals(session(), pepper, kept_since)]


def alarm_when_late(settings: Settings, now: datetime) -> None:
    """Say in the log, night for night, that nothing was copied for 36 hours. The demonstration needs no copies."""
    if settings.demo:
        return
    try:
        last = last_copy.last_backup(session())
    except DatabaseError:
        return
    finally:
        session().rollback()
    if last_copy.is_late(last, now):
        log("backup-late", remedy="run flask backup and read what it says", last=last and f"{last:%Y-%m-%d}")
