"""Copies of the database: whole and looked at before they get their name, and put back.

A copy's name says when it was made, in UTC. The newest one is never written over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click import ClickException
from sqlalchemy.engine import make_url

from core import postgres_files, sqlite_files
from core.db import sqlite_module
from core.ids import new_ref

PREFIX = "esh-"
STAMP = "%Y%m%dT%H%M%SZ"
SUFFIXES = {"sqlite": ".db", "postgresql": ".dump"}


def kind_of(url: str) -> str:
    """ "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


@contextmanager
def told(what: str) -> Iterator[None]:
    """Let what the disk or the database says be one sentence with a remedy (ClickException)."""
    try:
        yield
    except (OSError, sqlite_module().Error) as error:
        raise ClickException(f"{what}: {error}. Earlier copies are untouched.") from None


def make(url: str, folder: Path, now: datetime) -> Path:
    """Copy the database into a folder; returns the copy. Others may read and write meanwhile.

    Raises ClickException when it could not be made or is not whole; then nothing new has a name.
    """
    path = folder / f"{PREFIX}{now:{STAMP}}{SUFFIXES[kind_of(url)]}"
    beside = folder / f".{path.name}.{new_ref()}"
    with told(f"No copy was made in {folder}"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.touch(mode=0o600)
        try:
            if kind_of(url) == "sqlite":
                sqlite_files.copy(sqlite_files.path_of(url), beside)
            else:
                postgres_files.copy(url, beside)
            refuse_broken_copy(beside, kind_of(url))
            if path.exists():
                raise ClickException(f"{path} is there already: wait a second.")
            sqlite_files.sync(beside)
            beside.rename(path)
            sqlite_files.sync(folder)
        finally:
            beside.unlink(missing_ok=True)
    return path


def refuse_broken_copy(file: Path, kind: str) -> None:
    """Raise ClickException unless a copy is whole."""
    found = sqlite_files.faults(file) if kind == "sqlite" else postgres_files.faults(file)
    if found:
        raise ClickException(
            f"The copy is not whole ({found[0]}). It is not used, and earlier copies are untouched. "
            "Check the disk, and the database with flask doctor."
        )


def copies(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies in a folder with their moments, the newest first."""
    found = []
    for path in folder.glob(f"{PREFIX}*"):
        try:
            made = datetime.strptime(path.stem, f"{PREFIX}{STAMP}").replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append((made, path))
    return sorted(found, reverse=True)


def forget_old(folder: Path, now: datetime, kept: timedelta) -> int:
    """Delete copies older than `kept`, but never the newest. Returns how many went."""
    old = [path for made, path in copies(folder)[1:] if made < now - kept]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def put_back(url: str, file: Path, now: datetime, *, replace: bool) -> str | None:
    """Let a copy be the database of an address. Returns where the old one lies now, or None when there was none.

    Raises ClickException, and then nothing has changed: when the copy is of another kind of database or broken, when
    somebody uses the database, and when it holds people and `replace` is not said.
    """
    kind = kind_of(url)
    check_kind(file, kind)
    refuse_broken_copy(file, kind)
    if kind == "sqlite":
        target = sqlite_files.path_of(url)
        refuse_people(holds_people=sqlite_files.holds_people(target), replace=replace)
        refuse_used(used=sqlite_files.in_use(target))
        with told("The copy was not put back"):
            kept = sqlite_files.put_back(file, target, f"before-{now:{STAMP}}")
        return str(kept) if kept else None
    refuse_people(holds_people=postgres_files.holds_people(url), replace=replace)
    refuse_used(used=postgres_files.in_use(url))
    schema = postgres_files.put_back(url, file, f"{now:{STAMP}}".lower())
    return f"schema {schema}" if schema else None


def check_kind(file: Path, kind: str) -> None:
    """Raise ClickException unless a file looks like a copy of this kind of database."""
    beginning = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}[kind]
    with file.open("rb") as opened:
        if opened.read(len(beginning)) != beginning:
            raise ClickException(
                f"{file.name} is no copy of this kind of database ({kind}, by DATABASE_URL). Name another file."
            )


def refuse_people(*, holds_people: bool, replace: bool) -> None:
    """Raise ClickException when people's data would give way unasked."""
    if holds_people and not replace:
        raise ClickException(
            "The database holds people, or cannot be read. Name an empty one in DATABASE_URL, or say --replace: "
            "what is there now is then kept aside."
        )


def refuse_used(*, used: bool) -> None:
    """Raise ClickException while a server or a job process is on the database."""
    if used:
        raise ClickException(
            "Somebody uses the database: stop the site and the job process first (systemctl stop esh esh-jobs)."
        )
