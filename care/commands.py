"""The nightly command; counters made again, the log's seals looked at, people erased again after a restore."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from functools import partial
from pathlib import Path

import click
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from accounts import seal_actions
from care import backup_commands, doctor_commands, erase_actions, erasure_file, retention_actions
from care.actions import Night as NightDone
from care.actions import closed_quarters, run_night
from care.retention import LOG_KEPT, clock_problem
from care.retention_actions import DUTIES, Night
from core import clock
from core.db import session, writing
from core.jobs import JobProblem, Running, worker
from core.language import N_
from core.logs import log
from core.settings import Settings
from quiz.rebuild import rebuild_counters

# An erased person's empty row is looked at again for so long: no request of another screen of hers lasts longer.
SWEPT_AGAIN = timedelta(days=2)
# In Stockholm. After the hour that a clock change skips or repeats, and before anybody is at work.
NIGHT = time(3, 30)


def register(app: Flask, settings: Settings) -> None:
    """Add the commands to `flask`."""
    pepper = settings.pepper.get_secret_value()
    register_night(app, settings, pepper)
    backup_commands.register(app, settings)
    doctor_commands.register(app, settings)

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
            again = erase_actions.replay(session(), clock.now(), digests, pepper=pepper)
            session().commit()
        click.echo(f"{len(digests)} erasures in the file, {again} people erased again.")

    @app.cli.command("check-audit")
    def check_audit() -> None:
        """Tell whether somebody has changed the audit log since it was sealed; ends with 1 when so."""
        kept_since = Night(clock.now(), pepper).months_ago(LOG_KEPT)
        broken = seal_actions.broken_seals(session(), pepper, kept_since)
        for sentence in broken:
            click.echo(sentence)
        click.echo(f"{len(broken)} seals are broken.")
        if broken:
            raise SystemExit(1)


def register_night(app: Flask, settings: Settings, pepper: str) -> None:
    """Add the nightly command."""

    @app.cli.command("nightly")
    @click.option("--clock-is-right", is_flag=True, help="Delete although the last night was long ago.")
    def nightly(clock_is_right: bool) -> None:
        """Close quarters that are due, then delete what has been kept long enough. Run it every night."""
        night = Night(clock.now(), pepper)
        problem = clock_problem(retention_actions.last_night(session()), night.at)
        session().rollback()
        if problem and not clock_is_right:
            raise click.ClickException(f"Nothing was closed or deleted: {problem}.")
        done, deleted, failed = do_night(night, settings)
        said = ", ".join(f"{kind} {count}" for kind, count in deleted.items() if count)
        click.echo(
            f"Closed: {', '.join(done.closed) or 'none'}. Answers deleted: {done.answers_deleted}. "
            f"Also deleted: {said or 'nothing'}."
        )
        if failed:
            raise click.ClickException(f"Not done, and tried again next night: {', '.join(failed)}.")


@worker("nightly", title=N_("Nattens arbete"), daily_at=NIGHT)
def nightly_job(running: Running) -> dict[str, object]:
    """The same, asked for by the job process once a day. Done twice it is done once.

    When it cannot be done the log says so, and `flask nightly` says it in words.
    """
    settings: Settings = current_app.extensions["settings"]
    night = Night(running.now, settings.pepper.get_secret_value())
    problem = clock_problem(retention_actions.last_night(running.session), night.at)
    running.session.rollback()
    if problem:
        log("night-not-done", remedy="run flask nightly, which tells why")
        raise JobProblem("night")
    done, deleted, failed = do_night(night, settings)
    if failed:
        raise JobProblem("night")
    return {"closed": list(done.closed), "deleted": deleted}


def do_night(night: Night, settings: Settings) -> tuple[NightDone, dict[str, int], list[str]]:
    """Close what is due and delete what has been kept long enough; commits.

    Returns what was closed, how many went by kind, and the kinds that failed and are tried again.
    """
    with writing():
        done = run_night(session(), night.at, between=session().commit)
        retention_actions.note(session(), night, "answers", done.answers_deleted)
        erase_actions.sweep_erased(session(), night.at, pepper=night.pepper, since=night.at - SWEPT_AGAIN)
        sealed = seal_actions.seal(session(), night.at, night.pepper)
        digests = erase_actions.noted(session())
        session().commit()
        if sealed is not None:
            log("audit-sealed", last_id=sealed.last_id, chain=sealed.chain)
        deleted, failed = delete_what_is_due(night)
        retention_actions.remember_night(session(), night.at)
        session().commit()
    erasure_file.keep(settings.erasures_file, digests)
    backup_commands.alarm_when_late(settings, night.at)
    return done, deleted, failed


def delete_what_is_due(night: Night) -> tuple[dict[str, int], list[str]]:
    """Do each duty in a transaction of its own. Returns how many went by kind, and the kinds that failed."""
    deleted: dict[str, int] = {}
    failed: list[str] = []

    def do(kind: str, act: Callable[[], int]) -> None:
        with told(kind, failed):
            count = act()
            retention_actions.note(session(), night, kind, count)
            session().commit()
            deleted[kind] = deleted.get(kind, 0) + count

    for kind, duty in DUTIES.items():
        do(kind, partial(duty, session(), night))
    people = retention_actions.idle_people(session(), night)
    session().rollback()
    for user_id in people:
        do("accounts", partial(retention_actions.erase_idle, session(), night, user_id))
    return deleted, failed


@contextmanager
def told(kind: str, failed: list[str]) -> Iterator[None]:
    """Let one duty fail without the others: what it began is undone, the log and the operator are told."""
    try:
        yield
    except (SQLAlchemyError, LookupError, ValueError) as error:
        session().rollback()
        failed.append(kind)
        log("night-duty-failed", kind=kind, error=type(error).__name__)
