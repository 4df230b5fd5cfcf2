"""A quarter's sums are made final before the answers behind them go; then nothing touches them."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from care.actions import REST, close_due_quarters, closed_quarters, run_night
from care.models import ClosedCompletion, ClosedItem, ClosedOption, ClosedScenario, ClosedSign
from certificates.headcounts import headcounts
from core import clock
from core.db import Base, session, writing
from core.quarters import Quarter, parse_quarter, quarter_at
from courses.actions import choose
from quiz.content import Content
from quiz.models import Answer, Attempt, ItemCount, OptionCount, SignCount, SignResult
from quiz.rebuild import rebuild_counters
from tests.builders import sums
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import begin, read_everything, running, sit, take
from tests.builders.quarters import autumn_and_summer, final_rows, people
from tests.builders.rounds import rounds

SWEDEN = ZoneInfo("Europe/Stockholm")
AUTUMN = Quarter(2026, 4)
SUMMER = Quarter(2026, 3)
CLOSED: tuple[type[Base], ...] = (ClosedSign, ClosedItem, ClosedOption)
OPEN: tuple[type[Base], ...] = (SignCount, ItemCount, OptionCount)


def closed_rows() -> list[sums.Sums]:
    return [sums.rows_of(session(), table) for table in CLOSED]


def open_rows() -> list[sums.Sums]:
    return [sums.rows_of(session(), table) for table in OPEN]


def facts() -> list[sums.Sums]:
    return [sums.sign_sums(session()), sums.item_sums(session()), sums.option_sums(session())]


def of_quarter(rows: list[sums.Sums], *quarters: Quarter) -> list[sums.Sums]:
    names = {str(each) for each in quarters}
    return [{key: value for key, value in each.items() if key[2] in names} for each in rows]


def count(table: type[Base]) -> int:
    return session().scalar(select(func.count()).select_from(table)) or 0


# ---- closing -----------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(rounds(1, 20)))
def test_closed_rows_equal_the_facts_and_stay_when_the_facts_are_gone(
    app: Flask, cast: Cast, content: Content, seed: int
) -> None:
    with app.app_context(), writing():
        autumn_and_summer(cast, content, Random(seed))
        expected = facts()
        assert all(of_quarter(expected, SUMMER))
        assert all(of_quarter(expected, AUTUMN))

        due = SUMMER.ends_at + REST
        assert close_due_quarters(session(), due - timedelta(microseconds=1)) == []
        assert closed_rows() == [{}, {}, {}]
        assert close_due_quarters(session(), due) == [SUMMER]
        assert closed_rows() == of_quarter(expected, SUMMER)
        assert open_rows() == of_quarter(expected, AUTUMN)
        last_second = SUMMER.ends_at - timedelta(microseconds=1)
        ends = {
            (each.organisation_id, each.course_key): (each.members, each.begun, each.certified)
            for each in headcounts(session(), last_second, SUMMER.last_day)
        }
        completion = session().scalars(select(ClosedCompletion)).all()
        assert {
            (each.organisation_id, each.course_key): (each.members, each.begun, each.certified)
            for each in completion
        } == ends

        # A second run, and a rebuild, change nothing that is closed.
        before = final_rows(session())
        assert close_due_quarters(session(), due + timedelta(days=1)) == []
        rebuild_counters(session(), closed_quarters(session()))
        assert final_rows(session()) == before
        assert open_rows() == of_quarter(expected, AUTUMN)

        # Half a year later every answer is gone, and the sums say what the answers said.
        much_later = AUTUMN.ends_at + timedelta(days=95)
        night = run_night(session(), much_later)
        assert night.closed == (str(AUTUMN), str(AUTUMN.next()))
        assert night.answers_deleted > 0
        assert count(Answer) == 0
        assert closed_rows() == expected
        assert open_rows() == [{}, {}, {}]
        everything = final_rows(session())
        assert rebuild_counters(session(), closed_quarters(session())) == 0
        again = run_night(session(), much_later + timedelta(days=1))
        assert (again.closed, again.answers_deleted) == ((), 0)
        assert final_rows(session()) == everything
        session().rollback()


@pytest.mark.both
def test_a_quarter_without_any_try_is_closed_in_its_turn(app: Flask, cast: Cast, content: Content) -> None:
    with app.app_context(), writing():
        (person,) = people(cast, 1)
        take(session(), content, datetime(2026, 7, 3, tzinfo=UTC), person.id, cast.here.id)
        assert close_due_quarters(session(), datetime(2027, 7, 5, tzinfo=UTC)) == [
            SUMMER,
            AUTUMN,
            Quarter(2027, 1),
            Quarter(2027, 2),
        ]
        session().rollback()


def test_scenario_sums_from_before_the_first_try_are_closed_too(
    app: Flask, cast: Cast, content: Content
) -> None:
    with app.app_context(), writing():
        (person,) = people(cast, 1)
        choose(
            session(),
            datetime(2026, 7, 3, tzinfo=UTC),
            user_id=person.id,
            organisation_id=cast.here.id,
            course_key=COURSE,
            scenario_key="scenario",
            scene_key="scen",
            option_key="tanke",
        )
        take(session(), content, datetime(2026, 10, 9, tzinfo=UTC), person.id, cast.here.id)
        assert close_due_quarters(session(), datetime(2026, 11, 1, tzinfo=UTC)) == [SUMMER]
        (closed,) = session().scalars(select(ClosedScenario)).all()
        assert (closed.quarter, closed.chosen) == (str(SUMMER), 1)
        session().rollback()


# ---- midnight in Stockholm ---------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize(
    ("last", "first", "quarter"),
    [
        # Summer time: midnight is 22.00 UTC.
        ("2026-09-30T21:59:59.999999", "2026-09-30T22:00:00", SUMMER),
        # Winter time: 23.00 UTC.
        ("2026-12-31T22:59:59.999999", "2026-12-31T23:00:00", AUTUMN),
        # The quarter in which the clock goes forward ends in summer time.
        ("2027-03-31T21:59:59.999999", "2027-03-31T22:00:00", Quarter(2027, 1)),
    ],
)
def test_a_try_belongs_to_the_quarter_of_the_wall_clock_in_stockholm(
    app: Flask, cast: Cast, content: Content, last: str, first: str, quarter: Quarter
) -> None:
    with app.app_context(), writing():
        for person, moment in zip(people(cast, 2), (last, first), strict=True):
            at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
            take(session(), content, at, person.id, cast.here.id)
        counted = {key[2] for key in open_rows()[0]}
        assert counted == {str(quarter), str(quarter.next())}
        assert {row["people"] for row in open_rows()[0].values()} == {1}
        close_due_quarters(session(), quarter.ends_at + REST)
        assert {key[2] for key in closed_rows()[0]} == {str(quarter)}
        assert {key[2] for key in open_rows()[0]} == {str(quarter.next())}
        session().rollback()


@given(st.datetimes(datetime(2020, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_quarters_are_those_of_the_wall_clock(instant: datetime) -> None:
    quarter = quarter_at(instant)
    wall = instant.astimezone(SWEDEN)
    assert (quarter.year, quarter.number) == (wall.year, (wall.month + 2) // 3)
    assert quarter.starts_at <= instant < quarter.ends_at
    assert quarter.next().starts_at == quarter.ends_at
    assert quarter.next().previous() == quarter
    assert parse_quarter(str(quarter)) == quarter
    assert quarter.starts_at.astimezone(SWEDEN).strftime("%H:%M:%S") == "00:00:00"


# ---- deleting ----------------------------------------------------------------------------------------


@pytest.mark.both
@pytest.mark.parametrize(
    ("finished", "night", "kept"),
    [
        # 90 days are over, but the quarter is not closed: the answers are still needed.
        ("2026-07-01T10:00", "2026-09-30T02:00", True),
        ("2026-07-01T10:00", "2026-10-01T02:00", True),
        # Closed, and old enough: they go in the very night.
        ("2026-07-01T10:00", "2026-10-02T02:00", False),
        # Closed, but not old enough, to the minute.
        ("2026-09-30T10:00", "2026-10-02T02:00", True),
        ("2026-09-30T10:00", "2026-12-29T09:59", True),
        ("2026-09-30T10:00", "2026-12-29T10:01", False),
    ],
)
def test_answers_go_only_when_their_quarter_is_closed_and_they_are_90_days_old(
    app: Flask, cast: Cast, content: Content, finished: str, night: str, *, kept: bool
) -> None:
    with app.app_context(), writing():
        (person,) = people(cast, 1)
        at = datetime.fromisoformat(finished).replace(tzinfo=UTC)
        take(session(), content, at, person.id, cast.here.id)
        result = run_night(session(), datetime.fromisoformat(night).replace(tzinfo=UTC))
        assert count(Answer) == (12 if kept else 0)
        assert result.answers_deleted == (0 if kept else 12)
        assert count(Attempt) == 1
        assert count(SignResult) > 0
        session().rollback()


def test_a_try_that_is_not_finished_keeps_its_answers(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(datetime(2026, 7, 1, 10, tzinfo=UTC), tick=False) as traveller:
        sitting = sit(app, content, cast.anna, cast.here, answered=5)
        with app.app_context(), writing():
            take(session(), content, clock.now(), cast.dora.id, cast.there.id)
            session().commit()
        traveller.shift(timedelta(days=400))
        with app.app_context(), writing():
            assert run_night(session(), clock.now()).answers_deleted == 12
            session().commit()
        device = cast.learner()
        assert device.get(f"/prov/{COURSE}").link("Fortsätt provet") == sitting.url(6)


def test_what_the_learner_sees_when_her_answers_are_gone(app: Flask, cast: Cast, content: Content) -> None:
    """The result per sign stays; the answers themselves do not, and no page breaks for it."""
    with time_machine.travel(datetime(2026, 7, 1, 10, tzinfo=UTC), tick=False) as traveller:
        read_everything(app, content, cast.anna)
        with app.app_context(), writing():
            begin(session(), content, clock.now(), cast.anna.id, cast.here.id)
            session().commit()
        sitting = running(app, cast.anna)
        device = cast.learner()
        for number in range(1, 13):
            device.post(sitting.url(number), answer=sitting.wrong(number))
        address = f"/prov/{COURSE}/{sitting.ref}/resultat"
        before = device.get(address)
        assert before.h1.endswith("Du får prova igen.")
        traveller.shift(timedelta(days=120))
        with app.app_context(), writing():
            assert run_night(session(), clock.now()).answers_deleted == 12
            session().commit()
        device = cast.learner()
        page = device.get(address)
        assert page.h1 == before.h1
        assert "Sett 0 av" in page.text
        for number in (1, 12):
            assert device.get(f"{sitting.url(number)}/svar").path == address
            assert device.get(sitting.url(number)).path == address
            assert device.post(sitting.url(number), answer=sitting.right(number)).path == address
        with app.app_context():
            assert count(Answer) == 0


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(rounds(1, 20)))
def test_every_night_for_a_year_gives_the_same_sums_as_one_night_at_the_end(
    app: Flask, cast: Cast, content: Content, seed: int
) -> None:
    with app.app_context(), writing():
        autumn_and_summer(cast, content, Random(seed))
        expected = facts()
        night = datetime(2026, 7, 1, 1, tzinfo=UTC)
        while night < datetime(2027, 7, 1, tzinfo=UTC):
            run_night(session(), night)
            night += timedelta(days=1)
        assert closed_rows() == expected
        assert count(Answer) == 0
        session().rollback()


# ---- the commands ------------------------------------------------------------------------------------


@pytest.mark.both
def test_the_nightly_command_says_what_it_did_and_does_it_once(
    app: Flask, cast: Cast, content: Content
) -> None:
    with time_machine.travel(datetime(2026, 7, 3, 9, tzinfo=UTC), tick=False) as traveller:
        with app.app_context(), writing():
            take(session(), content, clock.now(), cast.anna.id, cast.here.id)
            session().commit()
        runner = app.test_cli_runner()
        assert (
            runner.invoke(args=["nightly"]).output
            == "Closed: none. Answers deleted: 0. Also deleted: nothing.\n"
        )
        traveller.move_to(datetime(2026, 10, 2, 2, tzinfo=UTC))
        assert (
            runner.invoke(args=["nightly", "--clock-is-right"]).output
            == "Closed: 2026-3. Answers deleted: 12. Also deleted: nothing.\n"
        )
        assert (
            runner.invoke(args=["nightly"]).output
            == "Closed: none. Answers deleted: 0. Also deleted: nothing.\n"
        )
        assert runner.invoke(args=["rebuild-counters"]).output == "Counted 0 tries.\n"
        with app.app_context():
            assert closed_rows()[0]
            assert open_rows() == [{}, {}, {}]
