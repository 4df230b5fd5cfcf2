"""A valid row of any table, with the rows it points to, straight into the database."""

import itertools
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, Table

from core.db import Base, UtcDateTime

NOW = datetime(2026, 8, 14, 10, 0, tzinfo=UTC)
_numbers = itertools.count(1)
# Columns that may not hold just anything.
MEANT: dict[tuple[str, str], Any] = {
    ("sign_in", "kind"): "own",
    ("role", "role"): "trainer",
    ("invitation", "role"): "trainer",
    ("certificate", "cycle"): 1,
    ("certificate", "issued_on"): date(2026, 8, 14),
    ("certificate", "valid_until"): date(2028, 8, 14),
}
# Optional columns that a row of this kind needs all the same.
NEEDED = {("role", "organisation_id"), ("invitation", "organisation_id")}


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def insert(connection: Connection, name: str, **given: Any) -> dict[str, Any]:
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
    number = next(_numbers)
    for foreign in column.foreign_keys:
        parent = insert(connection, foreign.column.table.name)
        return parent[foreign.column.name]
    meant = MEANT.get((column.table.name, column.name))
    if meant is not None:
        return meant
    if isinstance(column.type, UtcDateTime):
        return NOW
    if isinstance(column.type, sa.Boolean):
        return False
    if isinstance(column.type, sa.Integer):
        return number
    if isinstance(column.type, sa.JSON):
        return []
    length = getattr(column.type, "length", None) or 20
    return f"{number:x}".rjust(min(length, 20), "x")


def changed(row: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    return {**row, **changes}
