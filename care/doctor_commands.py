"""`flask doctor`: looks at a running installation and says what to do."""

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from alembic.util import CommandError
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError, NoSuchModuleError

from accounts.models import AuditEntry
from care import doctor
from care.backup_commands import faults_of
from care.doctor import Finding
from care.retention import clock_problem
from care.retention_actions import last_night
from core import backups, clock, heartbeats, last_copy, sqlite_files
from core.db import alembic, session, sqlite_module
from core.problems import errors
from core.settings import ROOT, Settings, secret_file
from quiz.content import check

# Seconds; a server that needs longer is as good as none.
ANSWERS_WITHIN = 5


def register(app: Flask, settings: Settings) -> None:
    """Add the command to `flask`."""

    @app.cli.command("doctor")
    def examine() -> None:
        """Look at settings, files, database, copies, night and job process; ends with 1 when there is an error."""
        found = [*files(settings), *surroundings(settings), *database(settings, clock.now())]
        for each in found:
            click.echo(str(each))
        broken = sum(each.level == "error" for each in found)
        click.echo(f"{broken} errors, {sum(each.level == 'warning' for each in found)} warnings.")
        if broken:
            raise SystemExit(1)


def files(settings: Settings) -> Iterator[Finding]:
    """The files that hold secrets or people, and the space around them."""
    held = {"secret file": secret_file(), "list of erasures": settings.erasures_file}
    size = 0
    if backups.kind_of(settings.database_url) == "sqlite":
        held["database file"] = sqlite_files.path_of(settings.database_url)
        size = held["database file"].stat().st_size if held["database file"].exists() else 0
        yield doctor.space("database", free_at(held["database file"]), size)
    yield doctor.space("copies", free_at(settings.backups_folder), size)
    for what, path in held.items():
        found = path.stat() if path.exists() else None
        yield doctor.secrecy(what, found and found.st_mode, found.st_uid if found else 0, os.getuid())


def free_at(path: Path) -> int:
    """Bytes free where a path lies or will lie."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def surroundings(settings: Settings) -> Iterator[Finding]:
    """What people meet: the address, the name on /personuppgifter, the content."""
    if not settings.demo:
        yield doctor.in_front(settings.public_url, settings.proxy_count)
        yield from others(settings)
        yield doctor.controller(settings.controller, Settings.model_fields["controller"].default)
    problems = check(ROOT)
    broken = len(errors(problems))
    yield doctor.content(broken, len(problems) - broken)


def others(settings: Settings) -> Iterator[Finding]:
    """The servers of other houses that the site asks: mail and single sign-on."""
    mail = f"{settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else None
    yield doctor.reached("mail", mail, mail and problem_with(settings.smtp_host or "", settings.smtp_port))
    issuer = urlsplit(settings.sso_issuer or "")
    port = issuer.port or (80 if issuer.scheme == "http" else 443)
    host = issuer.hostname and f"{issuer.hostname}:{port}"
    yield doctor.reached("single sign-on", host, host and problem_with(issuer.hostname or "", port))


def problem_with(host: str, port: int) -> str | None:
    """Why nothing answers at a host and port within five seconds, or None."""
    try:
        socket.create_connection((host, port), ANSWERS_WITHIN).close()
    except OSError as error:
        return error.strerror or type(error).__name__
    return None


def database(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What the database says: of itself, of the night, the copies and the job process."""
    url = settings.database_url
    if backups.kind_of(url) == "sqlite":
        path = sqlite_files.path_of(url)
        if not path.exists():
            yield Finding("error", "database", f"{path} is not there", "flask upgrade, or flask restore FILE")
            return
        remedy = "check the disk, then flask restore FILE --replace"
        found = sqlite_files.faults(path)
        yield from doctor.each_fault("database file", found, remedy, "whole")
        if found:
            return
    try:
        yield from rows(settings, now)
    except (DatabaseError, NoSuchModuleError) as error:
        session().rollback()
        yield Finding(
            "error",
            "database",
            f"it does not answer ({type(error).__name__})",
            "start it, look at DATABASE_URL",
        )


def rows(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What stands in the database."""
    yield doctor.journal(*journal(settings))
    try:
        current = {each.revision for each in alembic.current()}
    except CommandError:
        remedy = "take the version of the program that was running; flask upgrade leads forward only"
        yield Finding("error", "schema", "newer than this program", remedy)
        return
    newest = {each.revision for each in alembic.heads()}
    yield doctor.schema(current, newest)
    if current != newest:
        return
    remedy = "write down what happened before; flask restore FILE --replace if it cannot be explained"
    yield from doctor.each_fault(
        "rows", faults_of(settings, now), remedy, "true to each other, the log and the keys"
    )
    last = last_night(session())
    newest_entry = session().scalar(select(func.max(AuditEntry.at)))
    yield doctor.machine_clock(clock_problem(last, now), newest_entry, now)
    if settings.demo:
        return
    yield doctor.night(last, now)
    copied = last_copy.last_backup(session())
    made = backups.copies(settings.backups_folder)
    yield doctor.backup(copied, made[0][0] if made else None, late=last_copy.is_late(copied, now))
    there = heartbeats.somebody_works(session(), now)
    yield doctor.job_process(heartbeats.last_beat(session()), there=there)


def journal(settings: Settings) -> tuple[str, str, str]:
    """Kind of database, mode of its journal, version."""
    if backups.kind_of(settings.database_url) == "sqlite":
        mode = str(session().connection().scalar(text("PRAGMA journal_mode")))
        return "sqlite", mode, str(sqlite_module().sqlite_version)
    return "postgresql", "", str(session().connection().scalar(text("SHOW server_version")))
