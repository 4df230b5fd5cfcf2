"""A book of row changes: each is done and noted, so that all of them can be taken back in reverse order.

It holds keys and the values of changed columns as JSON. Whoever uses it changes no names by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Table, and_, delete, insert, select, update
from sqlalchemy.orm import Session

from core.db import Base, UtcDateTime

Entry = dict[str, Any]
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The changes of one transaction in the order in which they were made."""

    session: Session
    entries: list[Entry] = field(default_factory=list)

    def change(self, table: Table, where: ColumnElement[bool], **values: Any) -> int:
        """Set columns of all rows that a condition names, row by row in key order. Returns how many."""
        keys = [column.name for column in table.primary_key]
        columns = [table.c[name] for name in dict.fromkeys([*keys, *values])]
        rows = self.session.execute(select(*columns).where(where).order_by(*table.primary_key)).mappings()
        found = [dict(row) for row in rows]
        for before in found:
            self.session.execute(update(table).where(_same(table, before, keys)).values(**values))
            self._note(table, before, before | values)
        return len(found)

    def drop(self, table: Table, where: ColumnElement[bool]) -> int:
        """Delete all rows that a condition names. Returns how many."""
        rows = self.session.execute(select(table).where(where).order_by(*table.primary_key)).mappings()
        found = [dict(row) for row in rows]
        for before in found:
            self.session.execute(
                delete(table).where(_same(table, before, [c.name for c in table.primary_key]))
            )
            self._note(table, before, None)
        return len(found)

    def _note(self, table: Table, before: Values, after: Values | None) -> None:
        self.entries.append(
            {
                "table": table.name,
                "before": _plain(before),
                "after": None if after is None else _plain(after),
            }
        )


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    return Base.metadata.tables[model.__tablename__]


def take_back(session: Session, entries: Sequence[Entry]) -> None:
    """Undo noted changes, the last first. What has changed again since then, or is gone, is left as it is."""
    for entry in reversed(entries):
        table = Base.metadata.tables[entry["table"]]
        before = _stored(table, entry["before"])
        if entry["after"] is None:
            session.execute(insert(table).values(**before))
            continue
        after = _stored(table, entry["after"])
        session.execute(update(table).where(_same(table, after, list(after))).values(**before))


def _same(table: Table, row: Values, names: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(table.c[name].is_not_distinct_from(row[name]) for name in names))


def _plain(row: Values) -> Entry:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _stored(table: Table, row: Values) -> Entry:
    return {name: _value(table, name, value) for name, value in row.items()}


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.c[name].type
    if value is not None and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if value is not None and isinstance(kind, Date):
        return date.fromisoformat(value)
    return value
