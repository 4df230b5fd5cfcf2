"""Copying, looking at and putting back an SQLite database. Every sentence that is raised says what to do."""

import os
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from click import ClickException
from sqlalchemy.engine import make_url

from core.db import sqlite_module

# What lies beside a database file and belongs to it.
PARTS = ("", "-wal", "-shm", "-journal")
PATIENCE_MS = 8000


def path_of(url: str) -> Path:
    """The file of an SQLite address."""
    return Path(make_url(url).database or "").resolve()


def connect(path: Path, mode: str = "rw") -> Any:
    """A connection to a file that must be there (`rw`, `ro`), or may be made (`rwc`)."""
    found = sqlite_module().connect(f"file:{quote(str(path))}?mode={mode}", uri=True)
    found.isolation_level = None
    found.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    return found


def copy(source: Path, target: Path) -> None:
    """Copy a database to a new file as it is at one moment, also while others write to it; on disk when it returns.

    In one step: in several, a writer in between would make it begin again. Raises what SQLite raises.
    """
    with closing(connect(source)) as from_, closing(connect(target, "rwc")) as to:
        from_.backup(to)
        to.execute("PRAGMA journal_mode=DELETE")  # one file, without a journal beside it
    sync(target)


def faults(path: Path, *, quick: bool = False, most: int = 3) -> list[str]:
    """What SQLite finds wrong with a file, the first few; an empty list when it is whole.

    `quick` leaves out whether indexes agree with their tables.
    """
    try:
        with closing(connect(path)) as connection:
            check = "quick_check" if quick else "integrity_check"
            found = [str(row[0]) for row in connection.execute(f"PRAGMA {check}({most})")]
            lost = [] if quick else connection.execute("PRAGMA foreign_key_check").fetchmany(most)
    except sqlite_module().DatabaseError as error:
        return [str(error)]
    return [
        *(each for each in found if each != "ok"),
        *(f"{row[0]}: row {row[1]} leads nowhere" for row in lost),
    ]


def holds_people(path: Path) -> bool:
    """Whether a file may hold somebody's data: also when it cannot be read."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    try:
        with closing(connect(path)) as connection:
            made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'user'").fetchone()
            return bool(made and connection.execute('SELECT 1 FROM "user" LIMIT 1').fetchone())
    except sqlite_module().DatabaseError:
        return True


def in_use(path: Path) -> bool:
    """Whether somebody else has the database open. A file that cannot be read is nobody's."""
    if not path.exists():
        return False
    try:
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA busy_timeout=0")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite_module().DatabaseError as error:
        return "locked" in str(error)
    return False


def put_back(file: Path, target: Path, aside: str) -> Path | None:
    """Let a copy be the database; what was there gets a name that ends with `aside`. Returns that, or None.

    The copy is whole beside the database before anything is moved. Raises OSError, or what SQLite raises.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.restoring")
    with suppress(FileNotFoundError):
        beside.unlink()
    copy(file, beside)
    beside.chmod(0o600)
    kept = target.with_name(f"{target.name}.{aside}") if target.exists() else None
    for part in PARTS:
        old = target.with_name(target.name + part)
        if kept and old.exists():
            old.rename(kept.with_name(kept.name + part))
    beside.rename(target)
    sync(target.parent)
    return kept


def refuse_broken(url: str) -> None:
    """Raise ClickException, which names the way back, when an SQLite file is broken; a missing one is not."""
    if make_url(url).get_backend_name() != "sqlite" or not path_of(url).exists():
        return
    found = faults(path_of(url), quick=True, most=1)
    if found and "locked" not in found[0]:
        raise ClickException(
            f"The database {path_of(url)} is damaged ({found[0]}). Nothing was started and nothing changed. Check the "
            "disk, then put the newest copy back: flask restore FILE --replace (the damaged file is kept aside)."
        )


def sync(path: Path) -> None:
    """Let a file, or a folder's list of names, be safely on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
