"""What a life left in the tables, as rows for the driver that can be written again for another person."""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Column, Dialect, String, Table
from sqlalchemy.orm import Session

from core.crockford import ALPHABET, CERTIFICATE_LENGTH, check_character
from core.db import Base

Row = Mapping[str, Any]
Word = Callable[[Random], str]
DIGEST_LENGTH = 64
ORGANISATION, NAME = "organisation", "name"
# Columns that lead to a row without a foreign key: the log outlives what it tells of.
LEADS = {"actor_id": "user", "organisation_id": ORGANISATION}


@dataclass(frozen=True, slots=True)
class Cell:
    """A column that changes: it holds the `offset`-th new key of a table, or what is named, or a random word."""

    column: int
    key_of: str = ""
    offset: int = 0
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """One row to write again: what stays, as the driver takes it, and what changes."""

    values: tuple[Any, ...]
    cells: tuple[Cell, ...]

    def row(self, keys: Mapping[str, Any], random: Random) -> list[Any]:
        """The row of somebody whose first new key in each table is in `keys`, and her organisation and name."""
        made = list(self.values)
        for cell in self.cells:
            if cell.word is not None:
                made[cell.column] = cell.word(random)
            elif cell.key_of == NAME:
                made[cell.column] = keys[NAME]
            else:
                made[cell.column] = keys[cell.key_of] + cell.offset
        return made


def stamps(found: Mapping[str, Sequence[Row]], name: str, dialect: Dialect) -> dict[str, tuple[Stamp, ...]]:
    """The stamps of a life, by table; `found` are its rows, `name` whom they were made for."""
    ranks = {
        table: {row["id"]: rank for rank, row in enumerate(rows)}
        for table, rows in found.items()
        if rows and "id" in rows[0]
    }
    return {
        table: tuple(stamp(Base.metadata.tables[table], row, ranks, name, dialect) for row in rows)
        for table, rows in found.items()
        if rows
    }


def stamp(
    table: Table, row: Row, ranks: Mapping[str, Mapping[int, int]], name: str, dialect: Dialect
) -> Stamp:
    """One row's stamp."""
    cells = []
    for index, column in enumerate(table.columns):
        value = row[column.name]
        target = leads_to(column)
        if value is None:
            continue
        if target == ORGANISATION:
            cells.append(Cell(index, ORGANISATION))
        elif target in ranks:
            cells.append(Cell(index, target, ranks[target][value]))
        elif column.unique and isinstance(column.type, String):
            cells.append(Cell(index, word=word_for(column)))
        elif column.name == NAME and value == name:
            cells.append(Cell(index, NAME))
    return Stamp(tuple(driver_values(table, row, dialect)), tuple(cells))


def leads_to(column: Column[Any]) -> str:
    """The table whose key a column holds, its own or another's; "" when it holds none."""
    for key in column.foreign_keys:
        return key.column.table.name
    if column.name == "id" and column.primary_key:
        return column.table.name
    return LEADS.get(column.name, "")


def driver_values(table: Table, row: Row, dialect: Dialect) -> list[Any]:
    """A row as the database's driver takes it."""
    values = []
    for column in table.columns:
        bind = column.type.dialect_impl(dialect).bind_processor(dialect)
        values.append(bind(row[column.name]) if bind else row[column.name])
    return values


def word_for(column: Column[Any]) -> Word:
    """What makes the random words of a column."""
    if column.name == "number":
        return certificate_number
    assert isinstance(column.type, String)  # noqa: S101  asked before
    return hex_digest if column.type.length == DIGEST_LENGTH else ref


def ref(random: Random) -> str:
    """Like core/ids.py, of known dice."""
    return base64.urlsafe_b64encode(random.randbytes(16)).rstrip(b"=").decode()


def hex_digest(random: Random) -> str:
    """The digest of something that nobody knows."""
    return random.randbytes(DIGEST_LENGTH // 2).hex()


def certificate_number(random: Random) -> str:
    """Like core/crockford.py, of known dice."""
    body = "".join(random.choices(ALPHABET, k=CERTIFICATE_LENGTH - 1))
    return body + check_character(body)


def write(session: Session, table: Table, rows: Iterable[Sequence[Any]]) -> None:
    """Write rows, as the driver takes them, in this transaction: by COPY on PostgreSQL."""
    preparer = session.get_bind().dialect.identifier_preparer
    name = preparer.format_table(table)
    columns = ", ".join(preparer.format_column(column) for column in table.columns)
    cursor: Any = session.connection().connection.cursor()
    if session.get_bind().dialect.name == "postgresql":
        with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" for _ in table.columns)
        cursor.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)  # noqa: S608  own names
    cursor.close()
