"""A valid row of any table, with the rows it points to, straight into the database; and how many there are."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Column, Connection, Table, func, select

from core.db import Base, UtcDateTime, session

NOW = datetime(2026, 8, 14, 10, 0, tzinfo=UTC)
_numbers = itertools.count(1)
# Columns that may not hold just anything.
MEANT: dict[tuple[str, str], Any] = {
    ("job", "state"): "waiting",
    ("sign_in", "kind"): "own",
    ("role", "role"): "trainer",
    ("invitation", "role"): "trainer",
    ("roster_import", "state"): "draft",
    ("roster_row", "verdict"): "ny",
    ("earlier_training", "proof"): "kursintyg",
    ("oidc_journey", "purpose"): "enter",
    ("renewal_rule", "kind"): "rolling",
    ("reminder", "kind"): itertools.cycle(("first", "last")),
    ("reminder", "channel"): "mail",
    ("reminder", "state"): "due",
    ("digest", "state"): "due",
    ("mail_address", "purpose"): "own",
    ("calendar_feed", "purpose"): "own",
    ("certificate", "issued_on"): date(2026, 8, 14),
    ("certificate", "valid_until"): date(2028, 8, 14),
}
# Optional columns that a row of this kind needs all the same.
NEEDED = {
    ("role", "organisation_id"),
    ("earlier_training", "membership_id"),
    ("invitation", "organisation_id"),
}


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def insert(connection: Connection, name: str, /, **given: Any) -> dict[str, Any]:
    """Insert a row and return it; what is not given is made up, parents included."""
    values = dict(given)
    for column in table(name).columns:
        if column.name not in values and is_needed(column):
            values[column.name] = made_up(connection, column)
    connection.execute(sa.insert(table(name)).values(**values))
    return values


def is_needed(column: Column[Any]) -> bool:
    key = (column.table.name, column.name)
    return not column.nullable or key in NEEDED


def made_up(connection: Connection, column: Column[Any]) -> Any:
    """A value that fits the column and that no other row has."""
    for foreign in column.foreign_keys:
        return insert(connection, foreign.column.table.name)[foreign.column.name]
    meant = MEANT.get((column.table.name, column.name))
    if isinstance(meant, itertools.cycle):
        return next(meant)
    return plain_value(column) if meant is None else meant


def plain_value(column: Column[Any]) -> Any:
    """A value of the column's type."""
    number = next(_numbers)
    length = getattr(column.type, "length", None) or 20
    kinds: tuple[tuple[type[Any], Any], ...] = (
        (UtcDateTime, NOW + timedelta(minutes=number) if column.primary_key else NOW),
        (sa.Date, NOW.date()),
        (sa.Boolean, False),
        (sa.Integer, number),
        (sa.JSON, []),
        (sa.LargeBinary, b"x"),
    )
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    return f"{number:x}".rjust(min(length, 20), "x")


def count(app: Flask, table: type[Base], *where: Any) -> int:
    """How many rows of a table there are, where something holds."""
    with app.app_context():
        return session().scalar(select(func.count()).select_from(table).where(*where)) or 0
