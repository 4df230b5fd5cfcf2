"""A loaded city: its rows are what the rooms' own actions make, and what a page or an answer costs does not grow."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, func, select

from accounts.models import User
from app import create_app
from care.actions import MOVES, closed_quarters, run_night
from care.models import ClosedQuarter
from care.retention import ANSWERS_KEPT
from core import clock
from core.db import Base, Meta, session, writing
from demo import load_actions as loading
from demo.build import SEED
from demo.exam_actions import Town
from demo.life_actions import live, lives
from demo.stamp_actions import leads_to
from organisations.models import Membership, Organisation
from quiz.content import Content
from quiz.models import Answer, Attempt
from quiz.rebuild import rebuild_counters
from tests.benchmarks import profiles
from tests.benchmarks.cities import city, make, statements
from tests.builders import sums
from tests.builders.cast import build_cast
from tests.builders.exams import sit
from tests.conftest import PEPPER, dispose, make_settings

pytestmark = pytest.mark.slow
PEOPLE, PLACES, EACH_KIND = 60, 6, 3
# What differs between two runs of the rooms' actions: dice, and the order of keys.
RANDOM = frozenset({"ref", "link", "number", "secret_digest", "code_digest", "pin_hash", "code"})


@pytest.fixture
def town(app: Flask, content: Content) -> Iterator[Town]:
    with app.app_context(), writing():
        yield Town(session(), content, Random(SEED), {}, PEPPER, lambda _done, _total: None)


def facts() -> dict[str, Counter[Any]]:
    """Every row of every table, without keys and dice; instead of a key what it leads to is said."""
    users = {each.id: each.name for each in session().scalars(select(User))}
    places = {each.id: each.name for each in session().scalars(select(Organisation))}
    tries = {
        each.id: (users[each.user_id], each.course_key, each.number)
        for each in session().scalars(select(Attempt))
    }
    known: dict[str, Mapping[int, Any]] = {"user": users, "organisation": places, "attempt": tries}

    def told(table: Table, row: Mapping[str, Any]) -> tuple[str, ...]:
        line = []
        for column in table.columns:
            target = leads_to(column)
            value = row[column.name]
            if target in known and value is not None:
                line.append(repr(known[target][value]))
            elif column.name not in RANDOM and column.name != "id":
                line.append(repr(value))
        return tuple(line)

    return {
        table.name: Counter(told(table, dict(row)) for row in session().execute(select(table)).mappings())
        for table in Base.metadata.sorted_tables
        if table.name not in {"meta", "bank_version"}
    }


def lived_one_after_another(town: Town, now: datetime) -> None:
    """The same plan, but everybody lives her life herself, by the rooms' own actions."""
    makings = lives(now, town.content.catalogue.courses, EACH_KIND)
    made = loading.make_places(town, now, PLACES)
    loading.make_staff(town, now, made)
    where = {each.id: each for each in made}
    for place, life, name in loading.planned(PEOPLE, [(each.id, each.kind) for each in made], makings):
        live(town, life, where[place], name)
    run_night(town.session, now)


@pytest.mark.both
def test_sixty_loaded_people_are_the_rows_of_the_rooms_own_actions(town: Town) -> None:
    """Table by table; both in one database, the one taken back before the other."""
    now = clock.now()
    spot = session().begin_nested()
    lived_one_after_another(town, now)
    expected = facts()
    spot.rollback()
    loading.load(town, now, PEOPLE, PLACES, session().commit, EACH_KIND)
    found = facts()
    assert {name for name, rows in expected.items() if rows} >= {
        "certificate", "closed_sign", "closed_completion", "item_count", "answer", "return_card", "audit_entry",
    }  # fmt: skip
    for name in expected:
        assert found[name] == expected[name], name


@pytest.mark.both
def test_sums_of_the_load_are_those_counted_once_more_from_its_facts(town: Town) -> None:
    """Closed before the answers were left out: what is open is recounted, rebuilt, and is the same; closed stays."""
    now = clock.now()
    loading.load(town, now, PEOPLE, PLACES, session().commit, EACH_KIND)
    open_tables = [source for source, _ in MOVES[:4]]
    before = [sums.rows_of(session(), table) for table in open_tables]
    done = closed_quarters(session())
    assert done
    old = session().scalars(select(Attempt.id).where(Attempt.finished_at < now - ANSWERS_KEPT)).all()
    assert old
    assert not session().scalars(select(Answer.attempt_id).where(Answer.attempt_id.in_(old))).all()
    closed = [sums.rows_of(session(), target) for _, target in MOVES]
    rebuild_counters(session(), done)
    assert [sums.rows_of(session(), table) for table in open_tables] == before
    assert [sums.rows_of(session(), target) for _, target in MOVES] == closed
    assert session().scalar(select(func.count(Membership.id))) == PEOPLE
    sizes = (
        session()
        .scalars(
            select(func.count())
            .select_from(Membership)
            .group_by(Membership.organisation_id)
            .order_by(func.count().desc())
        )
        .all()
    )
    assert sizes[0] >= PEOPLE / 6


def test_the_next_night_and_the_next_person_find_nothing_odd(town: Town) -> None:
    now = clock.now()
    loading.load(town, now, PEOPLE, PLACES, session().commit, EACH_KIND)
    last = session().scalar(select(func.max(User.id))) or 0
    assert session().get_one(Meta, "demo_larande").value
    user = User(name="Nästa Person", language="sv", created_at=now)
    session().add(user)
    session().flush()
    assert user.id > last
    assert run_night(session(), now + timedelta(minutes=1)).answers_deleted == 0
    assert session().scalar(select(func.count()).select_from(ClosedQuarter))


def test_f23_very_many_answers_cost_a_report_and_a_question_no_more_statements(
    content: Content, tmp_path: Any, sqlite_file: Any
) -> None:
    """Ten times the people: as many statements for each report page, an answer and the last answer."""
    asked = []
    for people in (60, 600):
        file = tmp_path / f"{people}.db"
        file.write_bytes(sqlite_file.read_bytes())
        url = f"sqlite:///{file}"
        make(url, content, people, 12, 2)
        asked.append(page_statements(url, content) | answer_statements(url, content))
    few, many = asked
    assert few.keys() == many.keys()
    assert {
        name: (few[name], many[name])
        for name in few
        if many[name] > few[name] + 1 + 6 * name.startswith("Plan")
    } == {}  # two a sign that may now be shown


def page_statements(url: str, content: Content) -> dict[str, int]:
    found = {}
    with city(url, content) as there:
        for name, (cookie, path) in there.pages.items():
            profiles.call(there.app, "GET", path, cookie)
            with statements(there.app) as said:
                profiles.call(there.app, "GET", path, cookie)
            found[name] = len(said)
    return found


def answer_statements(url: str, content: Content) -> dict[str, int]:
    """A question asked, its answer stored; the last answer, which grades and counts."""
    app = create_app(make_settings(url), content)
    cast = build_cast(app)
    sitting = sit(app, content, cast.anna, cast.here, answered=10)
    device, found = cast.learner(), {}
    token = device.token()
    for number in (11, 12):
        with statements(app) as said:
            data = {"csrf_token": token, "answer": sitting.right(number)}
            assert device.client.post(sitting.url(number), data=data).status_code == 303
        found[f"answer {number}"] = len(said)
        assert not [each for each in said if "sign_count" in each and each.startswith("SELECT")]
    dispose(app)
    return found
