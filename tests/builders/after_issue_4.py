"""The demonstration city as it was after issue 4 (schema 0001), put into an empty database of either kind.

The people are invented. The card, the login and the seals of the log were made under the tests' own pepper.
"""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core.db import alembic, db, writing
from core.settings import ROOT
from tests.builders.databases import administer

FIXTURE = ROOT / "tests" / "fixtures" / "after_issue_4.sql.gz"
SCHEMA = "0001"
NETWORK = "exempelstad"
CARD_SECRET = "kortet-efter-utgava-4x"
CARD_OWNER = 95
STAFF = "kontakt"


@contextmanager
def empty_database(kind: str, folder: Path, request: pytest.FixtureRequest, name: str) -> Iterator[str]:
    """The address of a database with nothing in it, not even tables."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/{name}.db"
        return
    server = request.getfixturevalue("postgres")
    administer(server, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield server.url(name)
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def fill(app: Flask, schema: str) -> None:
    """Bring an empty database to a schema and put in the rows of that time."""
    statements = gzip.decompress(FIXTURE.read_bytes()).decode()
    with app.app_context():
        with writing():
            alembic.upgrade(schema)
        with closing(db.engine.raw_connection()) as connection:
            if db.engine.dialect.name == "sqlite":
                connection.driver_connection.executescript(statements)  # type: ignore[union-attr]
                return
            cursor = connection.cursor()
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute(statements)
            for table in sa.inspect(db.engine).get_table_names():
                counted = f"pg_get_serial_sequence('\"{table}\"', 'id')"
                if any(each["name"] == "id" for each in sa.inspect(db.engine).get_columns(table)):
                    cursor.execute(f'SELECT setval({counted}, (SELECT max(id) FROM "{table}"))')  # noqa: S608
            connection.commit()


def tables_of(app: Flask) -> sa.MetaData:
    """The tables as the database itself tells of them now."""
    found = sa.MetaData()
    with app.app_context():
        found.reflect(db.engine)
    found.remove(found.tables["alembic_version"])
    return found


def contents(app: Flask, tables: sa.MetaData) -> dict[str, tuple[int, str]]:
    """For each of these tables how many rows it has, and a SHA-256 over all their values in these columns."""
    found: dict[str, tuple[int, str]] = {}
    with app.app_context(), db.engine.connect() as connection:
        for table in tables.sorted_tables:
            rows = connection.execute(sa.select(table).order_by(*table.primary_key))
            told = [[plain(value) for value in row] for row in rows]
            found[table.name] = (len(told), hashlib.sha256(repr(told).encode()).hexdigest())
    return found


def plain(value: Any) -> Any:
    """A value as both databases mean it: an instant is one in every time zone."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    return value
