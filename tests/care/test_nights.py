"""The night itself: twice at once, broken duties, and clocks that jump."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import ReturnCard, SignIn, User
from care import retention_actions
from care.actions import closed_quarters, run_night
from care.months import MONTHS_KEPT
from care.retention import LONGEST_GAP, clock_problem
from care.retention_actions import DUTIES
from core import clock
from core.db import session, writing
from organisations.models import Invitation, JoinCode
from quiz.content import Content
from quiz.models import Attempt
from tests.builders.cast import Cast
from tests.builders.exams import take
from tests.builders.nights import erased_people, leave_behind, night, nights, record
from tests.builders.quarters import closed_sums, people
from tests.builders.reminders import START
from tests.builders.rows import count
from tests.builders.sums import Sums, facts

pytestmark = pytest.mark.usefixtures("hand")


@pytest.mark.both
def test_f36_two_nights_at_once_delete_and_count_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    hand.shift(timedelta(days=35))
    barrier, said = Barrier(2), []

    def run() -> None:
        barrier.wait()
        said.append(app.test_cli_runner().invoke(args=["nightly"]))

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.exit_code for each in said] == [0, 0], [each.output for each in said]
    assert record(app) == {"sign-ins": 1, "invitations": 1, "join-codes": 1, "card-slips": 1, "names": 1}


def exams_in_three_quarters(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> list[Sums]:
    """Somebody passes in each of three quarters, which are then over. Returns what is to be closed."""
    with app.app_context(), writing():
        for months, person in enumerate(people(cast, 3)):
            take(session(), content, START + timedelta(days=91 * months), person.id, cast.here.id)
        session().commit()
        hand.move_to(START + timedelta(days=91 * 3))
        found = facts(session())
        session().rollback()
        return found


@pytest.mark.both
def test_f36_two_nights_at_once_close_each_quarter_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """A night is several transactions: the one that comes second finds its quarter closed, and goes on."""
    was = exams_in_three_quarters(app, cast, content, hand)
    barrier, said = Barrier(2), []

    def run() -> None:
        barrier.wait()
        said.append(app.test_cli_runner().invoke(args=["nightly", "--clock-is-right"]))

    threads = [Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.exit_code for each in said] == [0, 0], [each.output for each in said]
    with app.app_context():
        assert closed_sums(session()) == was
        assert len(closed_quarters(session())) == 3


def test_whoever_answers_by_night_waits_for_one_duty_not_for_the_whole_night(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """Between the duties somebody else may write at once: SQLite lets one do so at a time."""
    exams_in_three_quarters(app, cast, content, hand)
    path = app.extensions["settings"].database_url.removeprefix("sqlite:///")
    written = []

    def between() -> None:
        session().commit()
        with closing(sqlite3.connect(path, timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
            written.append(closed_quarters(session()))
            other.rollback()

    with app.app_context(), writing():
        run_night(session(), clock.now(), between)
    assert len({len(each) for each in written}) == 3, "after each quarter"
    assert len(written) > 3 + MONTHS_KEPT


def test_f36_f37_one_duty_that_breaks_stops_no_other_and_is_done_the_next_night(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of a duty that breaks is undone; the operator is told which, without anybody's name."""
    leave_behind(cast, content)
    hand.shift(timedelta(days=35))

    def half(db: Any, _night: object) -> int:
        db.execute(sa.delete(Invitation))
        raise ValueError(cast.anna.name)

    with monkeypatch.context() as broken:
        broken.setitem(DUTIES, "invitations", half)
        said = night(app, status=1)
    assert "Not done, and tried again next night: invitations." in said
    assert cast.anna.name not in said
    assert count(app, Invitation) == 1
    assert record(app) == {"sign-ins": 1, "join-codes": 1, "card-slips": 1, "names": 1}
    night(app)
    assert count(app, Invitation) == 0


def test_f37_one_person_who_cannot_be_erased_keeps_nobody_else(
    app: Flask, cast: Cast, hand: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(app, hand, START + timedelta(days=370))
    real = retention_actions.erase_idle

    def poisoned(db: Any, when: Any, user_id: int) -> int:
        if user_id == cast.anna.id:
            raise LookupError(cast.anna.name)
        return real(db, when, user_id)

    with monkeypatch.context() as broken:
        broken.setattr(retention_actions, "erase_idle", poisoned)
        said = night(app, status=1)
    assert "accounts" in said
    assert [row.id for row in erased_people(app)] == [cast.dora.id]
    night(app)
    assert [row.id for row in erased_people(app)] == [cast.anna.id, cast.dora.id]


@pytest.mark.parametrize("jump", [-timedelta(days=300), timedelta(days=3650)])
def test_f34_when_the_clock_jumps_nothing_is_deleted(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, jump: timedelta
) -> None:
    leave_behind(cast, content)
    night(app)
    before = {table: count(app, table) for table in (Attempt, SignIn, Invitation, JoinCode, ReturnCard, User)}
    hand.shift(jump)
    said = night(app, status=1)
    assert "Nothing was closed or deleted" in said
    assert "clock" in said
    assert {table: count(app, table) for table in before} == before
    assert erased_people(app) == []


def test_f34_an_hour_back_and_a_day_ahead_do_no_harm(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    night(app)
    hand.shift(timedelta(days=1))
    night(app)
    hand.shift(-timedelta(hours=1))
    assert "Nothing was closed" in night(app, status=1)
    hand.shift(timedelta(days=1))
    night(app)
    assert record(app) == {}


def test_after_a_long_pause_the_operator_says_that_the_clock_is_right(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    night(app)
    hand.shift(LONGEST_GAP + timedelta(days=1))
    assert "--clock-is-right" in night(app, status=1)
    assert "sign-ins 1" in night(app, "--clock-is-right")
    hand.shift(timedelta(days=1))
    night(app)


@given(gap=st.timedeltas(-timedelta(days=4000), timedelta(days=4000)))
def test_f34_the_night_goes_on_exactly_between_ten_minutes_back_and_sixty_days_on(gap: timedelta) -> None:
    free = clock_problem(START, START + gap) is None
    assert free == (-timedelta(minutes=10) <= gap <= LONGEST_GAP)
    assert clock_problem(None, START + gap) is None


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_f32_each_hour_of_a_night_in_which_the_clock_is_changed_closes_a_quarter_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, day: date
) -> None:
    """Run at every hour of that night, nothing is done twice and nothing is left out."""
    hand.move_to(clock.start_of_day(day) - timedelta(days=40))
    leave_behind(cast, content)
    with app.app_context(), writing():
        take(session(), content, clock.now() - timedelta(days=100), cast.dora.id, cast.there.id)
        session().commit()
    hand.move_to(clock.start_of_day(day))
    said = []
    for _ in range(5):
        said.append(night(app))
        hand.shift(timedelta(hours=1))
    assert sum("Closed: none" not in each for each in said) == 1
    found = record(app)
    found.pop("accounts", None)  # by the second of the nights people have been away for a year
    assert found == dict.fromkeys(("sign-ins", "invitations", "join-codes", "card-slips", "names"), 1) | {
        "answers": 12
    }
