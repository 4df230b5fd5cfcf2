"""Rules live in the database too, with names. Each is provoked once, on both databases."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import CheckConstraint, Connection, ForeignKeyConstraint, Index, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from core.db import NAMING, Base, db, writing
from tests.builders import rows
from tests.builders.rows import NOW

pytestmark = pytest.mark.both

TABLES = list(Base.metadata.tables.values())
CHECKS = [each for table in TABLES for each in table.constraints if isinstance(each, CheckConstraint)]
UNIQUES = [each for table in TABLES for each in table.constraints if isinstance(each, UniqueConstraint)]
FOREIGN = [each for table in TABLES for each in table.constraints if isinstance(each, ForeignKeyConstraint)]
PARTIAL = [each for table in TABLES for each in table.indexes if each.unique]

# For each condition rows that break it and nothing else.
BREAKING: dict[str, list[dict[str, Any]]] = {
    "ck_sign_in_kind": [{"kind": "robot"}],
    "ck_role_role": [{"role": "queen"}],
    "ck_role_scope": [
        {"role": "coordinator"},
        {"role": "trainer", "organisation_id": None},
        {"role": "contact", "organisation_id": None},
    ],
    "ck_invitation_role": [{"role": "queen"}],
    "ck_invitation_scope": [{"role": "coordinator"}, {"role": "contact", "organisation_id": None}],
    "ck_membership_period": [{"joined_at": NOW, "ended_at": NOW - timedelta(seconds=1)}],
    "ck_attempt_graded_when_finished": [
        {"finished_at": NOW},
        {"finished_at": NOW, "passed": True},
        {"finished_at": NOW, "right_count": 10},
        {"passed": True, "right_count": 10},
        {"passed": False},
    ],
    "ck_certificate_dates": [{"issued_on": date(2026, 8, 14), "valid_until": date(2026, 8, 13)}],
    "ck_certificate_cycle": [{"cycle": 0}],
}
# For each "one live …" what makes an earlier row stand aside.
ENDED: dict[str, dict[str, Any]] = {
    "uq_return_card_live": {"replaced_at": NOW},
    "uq_role_live_organisation": {"ended_at": NOW},
    "uq_role_live_network": {"ended_at": NOW},
    "uq_join_code_live": {"ended_at": NOW},
    "uq_membership_live": {"ended_at": NOW},
    "uq_attempt_open": {"finished_at": NOW, "passed": False, "right_count": 0},
}
NETWORK_ROLE = {"role": "coordinator", "organisation_id": None}


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    with app.app_context(), writing(), db.engine.connect() as opened:
        yield opened
        opened.rollback()


def named(constraint: CheckConstraint | UniqueConstraint | ForeignKeyConstraint | Index) -> str:
    """The name the database knows it by."""
    if isinstance(constraint, Index):
        return str(constraint.name)
    table = constraint.table
    first = "_".join(column.name for column in getattr(constraint, "columns", []))
    if constraint.name:
        name = str(constraint.name)
        return (
            name
            if re.match(r"(ck|uq|fk)_", name)
            else NAMING["ck"]
            % {
                "table_name": table.name,
                "constraint_name": name,
            }
        )
    kind = "uq" if isinstance(constraint, UniqueConstraint) else "fk"
    return f"{kind}_{table.name}_{first}"


def refused(connection: Connection, table: Table, row: dict[str, Any]) -> str:
    """Which rule the database names when it refuses the row."""
    with pytest.raises(IntegrityError) as error, connection.begin_nested():
        rows.insert(connection, table.name, **row)
    origin = error.value.orig
    name = getattr(getattr(origin, "diag", None), "constraint_name", None)
    return str(name or origin)


def accepted(connection: Connection, table: Table, row: dict[str, Any]) -> dict[str, Any]:
    with connection.begin_nested():
        return rows.insert(connection, table.name, **row)


def start_of(index: Index) -> dict[str, Any]:
    """What a row must be for a partial index to look at it."""
    return NETWORK_ROLE if index.name == "uq_role_live_network" else {}


def test_every_rule_has_a_case() -> None:
    assert {named(each) for each in CHECKS} == set(BREAKING), "a condition without a case, or the reverse"
    assert {named(each) for each in PARTIAL} == set(ENDED), "a partial index without a case, or the reverse"
    assert len(UNIQUES) > 10
    assert len(FOREIGN) > 20


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [named(each) for each in (*CHECKS, *UNIQUES, *FOREIGN, *PARTIAL)]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 63, "PostgreSQL cuts longer names"


@pytest.mark.parametrize("table", TABLES, ids=lambda each: each.name)
def test_a_valid_row_is_accepted(connection: Connection, table: Table) -> None:
    """Else the refusals below could have another reason."""
    accepted(connection, table, {})
    accepted(connection, table, {})


@pytest.mark.parametrize("check", CHECKS, ids=named)
def test_a_broken_condition_is_refused_by_name(connection: Connection, check: CheckConstraint) -> None:
    for row in BREAKING[named(check)]:
        assert named(check) in refused(connection, check.table, row), row


@pytest.mark.parametrize("unique", UNIQUES, ids=named)
def test_what_is_unique_cannot_stand_twice(connection: Connection, unique: UniqueConstraint) -> None:
    columns = [column.name for column in unique.columns]
    filled = {column.name: rows.made_up(connection, column) for column in unique.columns}
    first = accepted(connection, unique.table, filled)
    said = refused(connection, unique.table, {name: first[name] for name in columns})
    assert named(unique) in said or all(f"{unique.table.name}.{name}" in said for name in columns), said
    for column in columns:
        others = {name: first[name] for name in columns if name != column}
        accepted(
            connection, unique.table, others | {column: rows.made_up(connection, unique.table.c[column])}
        )


@pytest.mark.parametrize("index", PARTIAL, ids=named)
def test_there_is_one_live_row_at_a_time(connection: Connection, index: Index) -> None:
    table = index.table
    assert table is not None
    columns = [str(column.name) for column in index.columns]
    first = accepted(connection, table, dict(start_of(index)))
    same = start_of(index) | {name: first[name] for name in columns}
    said = refused(connection, table, same)
    assert named(index) in said or all(f"{table.name}.{name}" in said for name in columns), said
    accepted(connection, table, same | ENDED[named(index)])
    accepted(connection, table, same | ENDED[named(index)])


@pytest.mark.parametrize("foreign", FOREIGN, ids=named)
def test_nothing_points_into_the_void(connection: Connection, foreign: ForeignKeyConstraint) -> None:
    column = next(iter(foreign.columns))
    nowhere: Any = "nowhere" if column.type.python_type is str else 999_999_999
    said = refused(connection, foreign.table, {column.name: nowhere})
    assert named(foreign) in said or "FOREIGN KEY" in said, said


@pytest.mark.parametrize("table", TABLES, ids=lambda each: each.name)
def test_a_key_stands_once(connection: Connection, table: Table) -> None:
    keys = [column.name for column in table.primary_key.columns]
    filled = {name: rows.made_up(connection, table.c[name]) for name in keys}
    first = accepted(connection, table, filled)
    said = refused(connection, table, {name: first[name] for name in keys})
    assert f"pk_{table.name}" in said or f"{table.name}.{keys[0]}" in said, said
