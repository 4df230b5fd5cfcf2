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

Rule = CheckConstraint | UniqueConstraint | ForeignKeyConstraint | Index
TABLES = list(Base.metadata.tables.values())
CHECKS = [each for table in TABLES for each in table.constraints if isinstance(each, CheckConstraint)]
UNIQUES = [each for table in TABLES for each in table.constraints if isinstance(each, UniqueConstraint)]
FOREIGN = [each for table in TABLES for each in table.constraints if isinstance(each, ForeignKeyConstraint)]
PARTIAL = [each for table in TABLES for each in table.indexes if each.unique]

# For each condition rows that break it and nothing else.
BREAKING: dict[str, list[dict[str, Any]]] = {
    "ck_job_state": [{"state": "asleep"}],
    "ck_sign_in_kind": [{"kind": "robot"}],
    "ck_oidc_journey_purpose": [{"purpose": "robot"}],
    "ck_role_role": [{"role": "queen"}],
    "ck_role_scope": [
        {"role": "coordinator"},
        {"role": "trainer", "organisation_id": None},
        {"role": "contact", "organisation_id": None},
    ],
    "ck_invitation_role": [{"role": "queen"}],
    "ck_invitation_scope": [{"role": "coordinator"}, {"role": "contact", "organisation_id": None}],
    "ck_roster_import_state": [{"state": "lost"}],
    "ck_roster_row_verdict": [{"verdict": "kanske"}],
    "ck_earlier_training_somebody": [{"membership_id": None, "expected_id": None}],
    "ck_earlier_training_proof": [{"proof": "rykte"}],
    "ck_membership_period": [{"joined_at": NOW, "ended_at": NOW - timedelta(seconds=1)}],
    "ck_card_slip_claimed_ends": [{"claimed_by": "x", "ended_at": None}],
    "ck_attempt_graded_when_finished": [
        {"finished_at": NOW},
        {"finished_at": NOW, "passed": True},
        {"finished_at": NOW, "right_count": 10},
        {"passed": True, "right_count": 10},
        {"passed": False},
    ],
    "ck_certificate_dates": [{"issued_on": date(2026, 8, 14), "valid_until": date(2026, 8, 13)}],
    "ck_reminder_kind": [{"kind": "third"}],
    "ck_reminder_channel": [{"channel": "post"}],
    "ck_reminder_state": [{"state": "lost"}],
    "ck_reminder_sent": [{"state": "sent", "sent_at": None}],
    "ck_digest_state": [{"state": "lost"}],
    "ck_digest_sent": [{"state": "sent", "sent_at": None}],
    "ck_mail_address_purpose": [{"purpose": "none"}],
    "ck_calendar_feed_purpose": [{"purpose": "none"}],
    "ck_badge_status_list_number": [{"list_number": 0}],
    "ck_badge_status_position": [{"position": -1}, {"position": 131_072}],
    "ck_renewal_rule_kind": [{"kind": "never", "day": None}],
    "ck_renewal_rule_day": [{"kind": "rolling", "day": "03-31"}, {"kind": "fixed_date", "day": None}],
    "ck_renewal_rule_lengths": [{"months": 0}, {"window_days": 0}],
    "ck_certificate_cycle": [{"cycle": 0}],
    "ck_certificate_edition": [{"edition": 0}],
    "ck_certificate_reason": [{"revoked_at": NOW, "revoked_for": "trams"}],
    "ck_certificate_revoked_for_a_reason": [{"revoked_at": NOW}, {"revoked_for": "tekniskt-fel"}],
}
# For each "one live …" what makes an earlier row stand aside.
ENDED: dict[str, dict[str, Any]] = {
    "uq_return_card_live": {"replaced_at": NOW},
    "uq_role_live_organisation": {"ended_at": NOW},
    "uq_role_live_network": {"ended_at": NOW},
    "uq_join_code_live": {"ended_at": NOW},
    "uq_membership_live": {"ended_at": NOW},
    "uq_card_slip_live": {"ended_at": NOW},
    "uq_certificate_share_live": {"ended_at": NOW},
    "uq_share_code_live": {"ended_at": NOW},
    "uq_account_merge_live": {"undone_at": NOW},
    "uq_attempt_open": {"finished_at": NOW, "passed": False, "right_count": 0},
}
# What a row needs so that another rule does not speak first.
BESIDE = {"uq_attempt_user_id_course_key_number": ENDED["uq_attempt_open"]}
NETWORK_ROLE: dict[str, Any] = {"role": "coordinator", "organisation_id": None}


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    with app.app_context(), writing(), db.engine.connect() as opened:
        yield opened
        opened.rollback()


def named(constraint: Rule) -> str:
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
    return dict(NETWORK_ROLE) if index.name == "uq_role_live_network" else {}


def test_every_rule_has_a_case() -> None:
    assert {named(each) for each in CHECKS} == set(BREAKING), "a condition without a case, or the reverse"
    assert {named(each) for each in PARTIAL} == set(ENDED), "a partial index without a case, or the reverse"
    assert len(UNIQUES) > 10
    assert len(FOREIGN) > 20


def test_every_rule_has_a_name_of_its_own() -> None:
    rules: list[Rule] = [*CHECKS, *UNIQUES, *FOREIGN, *PARTIAL]
    names = [named(each) for each in rules]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 63, "PostgreSQL cuts longer names"


def test_a_valid_row_is_accepted(connection: Connection) -> None:
    """Else the refusals below could have another reason."""
    for table in TABLES:
        accepted(connection, table, {})
        accepted(connection, table, {})


def test_a_broken_condition_is_refused_by_name(connection: Connection) -> None:
    for check in CHECKS:
        for row in BREAKING[named(check)]:
            assert named(check) in refused(connection, check.table, row), row


def test_what_is_unique_cannot_stand_twice(connection: Connection) -> None:
    for unique in UNIQUES:
        beside = BESIDE.get(named(unique), {})
        columns = [column.name for column in unique.columns]
        filled = {column.name: rows.made_up(connection, column) for column in unique.columns}
        first = accepted(connection, unique.table, beside | filled)
        same = {name: first[name] for name in columns}
        said = refused(connection, unique.table, beside | same)
        assert names_the_rule(said, named(unique), unique.table, columns), said
        for column in unique.columns:
            other = {column.name: rows.made_up(connection, column)}
            accepted(connection, unique.table, beside | same | other)


def test_there_is_one_live_row_at_a_time(connection: Connection) -> None:
    for index in PARTIAL:
        table = index.table
        assert table is not None
        columns = [str(column.name) for column in index.columns]
        first = accepted(connection, table, start_of(index))
        same = start_of(index) | {name: first[name] for name in columns}
        said = refused(connection, table, same)
        assert names_the_rule(said, named(index), table, columns), said
        accepted(connection, table, same | ENDED[named(index)])
        accepted(connection, table, same | ENDED[named(index)])


def test_nothing_points_into_the_void(connection: Connection) -> None:
    for foreign in FOREIGN:
        column = next(iter(foreign.columns))
        nowhere: Any = "nowhere" if column.type.python_type is str else 999_999_999
        said = refused(connection, foreign.table, {column.name: nowhere})
        assert named(foreign) in said or "FOREIGN KEY" in said, said


def test_a_key_stands_once(connection: Connection) -> None:
    for table in TABLES:
        keys = [column.name for column in table.primary_key.columns]
        first = accepted(connection, table, {})
        said = refused(connection, table, {name: first[name] for name in keys})
        assert names_the_rule(said, f"pk_{table.name}", table, keys), said


def names_the_rule(said: str, name: str, table: Table, columns: list[str]) -> bool:
    """PostgreSQL names the rule, SQLite its columns."""
    return said == name or all(f"{table.name}.{column}" in said for column in columns)
