"""What the night counts: as few statements for many people as for few, and a network's people once a day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import distinct, event, func, select

from care.actions import count_months, count_networks, run_night
from care.models import ClosedSign, MonthCount, NetworkCount
from care.months import month_ends
from core import clock
from core.db import db, session, writing
from core.quarters import quarter_at
from quiz.content import Content
from tests.benchmarks.cities import statements
from tests.builders.cast import Cast, Place, make_learner, make_place
from tests.builders.exams import take

# A quarter to close: a row of sums is moved and taken away in each of five tables, the headcounts are read and
# written. Twelve months: read and written, in the first night. Besides, whatever is there: what is due, the networks,
# answers, brakes, kept forms, used challenges.
MOST_STATEMENTS = 60


def night_of(app: Flask, content: Content, people: int, places: int) -> int:
    """How many statements close a quarter in which so many people of so many new workplaces took the exam."""
    with app.app_context(), writing():
        now = clock.now()
        before = quarter_at(now).previous().starts_at + timedelta(days=3)
        made = [
            make_place(before, "helsingborg", f"Plats {'ABCDEFGH'[each]}", "hotell") for each in range(places)
        ]
        for number in range(people):
            place = made[number % places]
            learner = make_learner(before, place, f"Elev {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]}")
            take(session(), content, before, learner.id, place.id)
        session().flush()
        with statements(app) as said:
            assert run_night(session(), now).closed
        closed = select(func.count(distinct(ClosedSign.organisation_id)))
        assert session().scalar(closed) == places
        session().rollback()
        return len(said)


@pytest.mark.both
@pytest.mark.slow
def test_closing_a_quarter_asks_no_more_for_many_people_and_workplaces(
    app: Flask, cast: Cast, content: Content
) -> None:
    few, many = night_of(app, content, 2, 2), night_of(app, content, 24, 8)
    assert few == many <= MOST_STATEMENTS


@pytest.mark.both
def test_a_month_is_counted_once_as_it_was_at_its_end(app: Flask, cast: Cast) -> None:
    """The first night counts twelve; a later one what has ended since, and lets the oldest go."""
    with app.app_context(), writing():
        here, now = cast.here, datetime(2026, 11, 22, 3, tzinfo=UTC)
        make_learner(datetime(2026, 9, 30, 21, 59, tzinfo=UTC), here, "Sist September")
        make_learner(datetime(2026, 9, 30, 22, 1, tzinfo=UTC), here, "Först Oktober")
        count_months(session(), now)
        september, october = date(2026, 9, 30), date(2026, 10, 31)
        assert members(here) | {september: 0, october: 0} == dict.fromkeys(month_ends(now.date()), 0)
        found = members(here)
        assert (found[september], found[october]) == (1, 2)
        make_learner(datetime(2026, 9, 1, tzinfo=UTC), here, "Skrevs Senare")
        count_months(session(), now + timedelta(days=1))
        assert members(here) == found, "a month that is counted stays"
        count_months(session(), datetime(2026, 12, 1, 3, tzinfo=UTC))
        later = members(here)
        assert set(later) - set(found) == {date(2026, 11, 30)}
        assert set(found) - set(later) == {date(2025, 11, 30)}
        assert later[october] == 2
        session().rollback()


def members(place: Place) -> dict[date, int]:
    """How many belonged at each month's end that is kept."""
    rows = session().scalars(select(MonthCount).where(MonthCount.organisation_id == place.id))
    return {each.day: each.members for each in rows}


def counted() -> list[tuple[date, int, int, int]]:
    rows = session().scalars(select(NetworkCount).order_by(NetworkCount.course_key, NetworkCount.day))
    return [(each.day, each.organisations, each.members, each.certified) for each in rows]


@pytest.mark.both
def test_a_network_is_counted_once_a_day_and_the_latest_day_stays(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        now = clock.now()
        for number in range(4):
            make_learner(now, cast.there, f"Elev {'ABCD'[number]}")
        count_networks(session(), now)
        today = clock.local_date(now)
        assert counted() == [(today, 1, 5, 0)], "nobody of the place with a single person"
        make_learner(now, cast.there, "Sen Person")
        count_networks(session(), now + timedelta(seconds=1))
        assert counted() == [(today, 1, 5, 0)], "a day that is counted stays"
        later = now + timedelta(days=1)
        count_networks(session(), later)
        assert counted() == [(clock.local_date(later), 1, 6, 0)]
        session().rollback()


@pytest.mark.both
def test_a_network_that_has_become_small_is_not_told_of_any_more(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        now = clock.now()
        session().add(
            NetworkCount(
                network="helsingborg",
                course_key="hotell",
                day=clock.local_date(now) - timedelta(days=1),
                organisations=4,
                members=20,
                certified=10,
            )
        )
        session().flush()
        count_networks(session(), now)
        assert counted() == []
        session().rollback()


def test_nobody_is_read_once_for_each_other_person(app: Flask, cast: Cast) -> None:
    """In SQLite's plans no table is scanned inside the scan of another: the work grows as the people do.

    Two scans stand under one parent when the inner one is done again for each row of the outer one.
    """
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, said: str, values: tuple[object, ...], *_: object) -> None:
        asked.append((said, values))

    with app.app_context(), writing():
        event.listen(db.engine, "before_cursor_execute", note)
        run_night(session(), clock.now())
        event.remove(db.engine, "before_cursor_execute", note)
        counting = [each for each in asked if "count(" in each[0]]
        assert len(counting) > len(month_ends(clock.today()))
        for said, values in counting:
            plan = session().connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values).all()
            scans = Counter(parent for _, parent, _, step in plan if step.startswith("SCAN "))
            assert max(scans.values()) == 1, plan
        session().rollback()
