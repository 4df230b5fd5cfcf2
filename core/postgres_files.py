"""Copying, looking at and putting back a PostgreSQL database with its own programs, pg_dump and pg_restore."""

import os
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa
from click import ClickException
from sqlalchemy.engine import make_url

from core.db import QUEUE_TABLES, engine_options

# Old databases that were set aside lie beside the running one, in schemas of their own.
ASIDE = "before_restore_"


def run(url: str, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on a database. The password goes by the environment, which nobody else sees.

    Raises ClickException with its last line, or with what to install.
    """
    found = shutil.which(program)
    if found is None:
        raise ClickException(
            f"{program} is not here: install PostgreSQL's client programs, as new as the server or newer "
            "(Debian: postgresql-client), and let PATH lead to them."
        )
    address = make_url(url).set(drivername="postgresql")
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    if address.password is not None:
        environment["PGPASSWORD"] = str(address.password)
    plain = address.set(password=None).render_as_string(hide_password=False)
    result = subprocess.run(  # noqa: S603  no shell; the arguments are ours
        [found, f"--dbname={plain}", "--no-password", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        said = " ".join(result.stderr.split())[-400:]
        raise ClickException(f"{program} failed: {said}")


def copy(url: str, target: Path) -> None:
    """Copy a database to a new file as it is at one moment, also while others write to it."""
    run(
        url,
        "pg_dump",
        "--format=custom",
        f"--exclude-schema={ASIDE}*",
        f"--exclude-table={QUEUE_TABLES}*",
        f"--file={target}",
    )


def faults(file: Path) -> list[str]:
    """What is wrong with a copy: it is read and unpacked to its end. An empty list when it is whole."""
    found = shutil.which("pg_restore")
    if found is None:
        return ["pg_restore is not here to look at it"]
    result = subprocess.run(  # noqa: S603  no shell; the arguments are ours
        [found, f"--file={os.devnull}", str(file)], capture_output=True, text=True, check=False
    )
    return [" ".join(result.stderr.split())[-400:]] if result.returncode else []


def holds_people(url: str) -> bool:
    """Whether somebody stands in the database."""
    with sa.create_engine(**engine_options(url), poolclass=sa.NullPool).connect() as connection:
        if not sa.inspect(connection).has_table("user"):
            return False
        return connection.scalar(sa.text('SELECT 1 FROM "user" LIMIT 1')) is not None


def in_use(url: str) -> bool:
    """Whether somebody else is connected to the database."""
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with sa.create_engine(**engine_options(url), poolclass=sa.NullPool).connect() as connection:
        return bool(connection.scalar(sa.text(f"{others} AND backend_type = 'client backend'")))


def put_back(url: str, file: Path, aside: str) -> str | None:
    """Let a copy be the database; what was there becomes a schema of its own. Returns its name, or None.

    When the copy cannot be put back the old one is where it was. Raises ClickException.
    """
    schema = ASIDE + aside
    engine = sa.create_engine(**engine_options(url), poolclass=sa.NullPool)
    taken = sa.inspect(engine).has_table("alembic_version")
    if taken:
        with engine.begin() as connection:
            connection.execute(sa.text(f'ALTER SCHEMA public RENAME TO "{schema}"'))
            connection.execute(sa.text("CREATE SCHEMA public"))
    try:
        run(url, "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", str(file))
    except ClickException:
        if taken:
            with engine.begin() as connection:
                connection.execute(sa.text("DROP SCHEMA public CASCADE"))
                connection.execute(sa.text(f'ALTER SCHEMA "{schema}" RENAME TO public'))
        raise
    return schema if taken else None
