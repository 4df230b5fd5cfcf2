"""The daily job that plans and sends messages, the job that sends a code, and the command that does the former."""

from datetime import time
from functools import partial

import click
from flask import Flask, current_app

from care import retention_actions
from care.address_actions import send_code
from care.mail import Outcome
from care.reminder_office import Office
from care.reminder_plan_actions import plan
from care.reminder_rules import Purpose
from care.reminder_send_actions import send_due
from care.retention import clock_problem
from core import clock
from core.db import session, writing
from core.jobs import JobProblem, Running, worker
from core.language import N_, voices
from core.logs import log
from core.settings import Settings

# In Stockholm. After the night, and when people are at work.
MORNING = time(9)
MAIL_CODE = "mail-code"


def office() -> Office:
    """What sending needs to know of this site."""
    settings: Settings = current_app.extensions["settings"]
    courses = frozenset(current_app.extensions["catalogue"].courses)
    return Office(settings, courses, voices(settings.translations))


@worker("reminders", title=N_("Påminnelser"), daily_at=MORNING)
def reminders_job(running: Running) -> dict[str, object]:
    """Plan what is meant today and send what waits. Done twice, or by two at once, each message goes out once."""
    problem = clock_problem(retention_actions.last_night(running.session), running.now)
    if problem:
        log("reminders-not-done", remedy="run flask reminders, which tells why")
        raise JobProblem("clock")
    plan(running.session, running.now, office())
    running.progress(0, 1)
    return {"counts": send_due(running.session, office(), partial(running.progress, 0, 1))}


@worker(
    MAIL_CODE,
    title=N_("En kod skickas"),
    problems={
        "away": (
            N_("Mejlet kunde inte skickas."),
            N_("Försök igen om en stund, eller låt bli: du kan klara dig utan."),
        )
    },
)
def code_job(running: Running) -> dict[str, object]:
    """Send an address its code, once. `arguments` is its `purpose`; whose it is, is who asked."""
    if running.asked_by is None:
        raise JobProblem("away")
    purpose = Purpose(running.arguments["purpose"])
    commit = partial(running.progress, 0, 1)
    outcome = send_code(running.session, office(), running.asked_by, purpose, commit)
    if outcome not in (Outcome.SENT, None):
        raise JobProblem("away")
    return {}


def register(app: Flask, settings: Settings) -> None:
    """Add the command to `flask`."""

    @app.cli.command("reminders")
    def reminders() -> None:
        """Plan today's reminders and send those that go by mail. Run it every morning where no job process runs."""
        now = clock.now()
        problem = clock_problem(retention_actions.last_night(session()), now)
        session().rollback()
        if problem:
            raise click.ClickException(f"Nothing was sent: {problem}.")
        with writing():
            plan(session(), now, office())
            session().commit()
            counts = send_due(session(), office(), session().commit)
        said = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
        click.echo(f"Mail: {said or 'nothing to send' if settings.smtp_host else 'no server is set'}.")
