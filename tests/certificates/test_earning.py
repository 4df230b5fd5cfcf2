"""When a certificate is earned, how long it holds, and when another exam leads to the next one."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from certificates.models import Certificate
from certificates.renewal import RenewalRule, may_renew
from certificates.rules import EXPIRING_WITHIN, Status, add_months, progress, status
from core import clock
from core.db import session, writing
from courses.actions import mark_read
from courses.progress import required_screens
from quiz.content import Content
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import read_everything, sit, take, wrong_answer
from tests.builders.pages import Browser

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))


# ---- progress is the one function --------------------------------------------------------------------


@given(seed=st.integers(), share=st.floats(0, 1), passed=st.booleans())
def test_complete_means_every_required_screen_and_a_pass(
    content: Content, seed: int, share: float, passed: bool
) -> None:
    for course in content.catalogue.courses.values():
        required = required_screens(course)
        random = Random(seed)
        read = {screen for screen in required if random.random() < share}
        found = progress(course, read, passed=passed)
        assert found.complete == (passed and read == set(required))
        assert found.exam_open == (read == set(required))
        assert (found.minutes_left == 0) == found.exam_open
        more = progress(course, read | {required[seed % len(required)]}, passed=passed)
        assert more.minutes_left <= found.minutes_left
        assert sum(each.required for each in found.modules) == len(required)


@pytest.mark.both
@pytest.mark.parametrize("missing", [0, 1])
def test_the_certificate_comes_with_the_pass_exactly_when_everything_is_read(
    app: Flask, cast: Cast, content: Content, missing: int
) -> None:
    required = required_screens(content.catalogue.courses[COURSE])
    with app.app_context(), writing():
        now = clock.now()
        mark_read(session(), now, cast.anna.id, COURSE, required[missing:], "1")
        attempt = take(session(), content, now, cast.anna.id, cast.here.id)
        session().commit()
        assert attempt.passed
        earned = session().scalars(select(Certificate)).all()
    assert len(earned) == (0 if missing else 1)
    page = cast.learner().get("/min-utbildning")
    assert ("Gäller till" in page.text) == (missing == 0)


@pytest.mark.both
def test_everything_read_and_a_failed_exam_is_no_certificate(
    app: Flask, cast: Cast, content: Content
) -> None:
    sitting = sit(app, content, cast.anna, cast.here)
    device = cast.learner()
    for number in range(1, 13):
        device.post(sitting.url(number), answer=sitting.wrong(number))
    with app.app_context():
        assert session().scalars(select(Certificate)).all() == []
    assert "Gäller till" not in device.get("/min-utbildning").text


# ---- renewal -----------------------------------------------------------------------------------------


@given(until=DAYS, days=st.integers(-800, 800))
def test_renewal_opens_ninety_days_before_the_end_and_never_closes(until: date, days: int) -> None:
    today = until - timedelta(days=days)
    assert may_renew(RenewalRule(), until, today) == (days <= 90)
    assert may_renew(RenewalRule(), None, today)
    expected = Status.EXPIRED if days < 0 else Status.EXPIRING if days <= 90 else Status.VALID
    assert status(until, revoked=False, today=today) is expected
    assert status(until, revoked=True, today=today) is Status.REVOKED


def test_a_new_exam_opens_ninety_days_before_and_the_anniversary_stays(
    app: Flask, cast: Cast, content: Content
) -> None:
    with time_machine.travel(datetime(2026, 3, 10, 9, tzinfo=UTC), tick=False) as traveller:
        sit(app, content, cast.anna, cast.here, answered=12)
        until = date(2028, 3, 10)
        day_before = datetime(2027, 12, 10, 12, tzinfo=UTC)
        assert (until - EXPIRING_WITHIN) - day_before.date() == timedelta(days=1)

        traveller.move_to(day_before)
        device = cast.learner()
        page = device.post(f"/prov/{COURSE}")
        assert page.path == f"/prov/{COURSE}"
        assert page.has_link("Visa ditt intyg")

        traveller.move_to(day_before + timedelta(days=1))
        page = device.submit(device.get(f"/prov/{COURSE}"), "Börja")
        assert page.path.endswith("/1")
        with app.app_context(), writing():
            take(session(), content, clock.now(), cast.anna.id, cast.here.id)
            session().commit()
        with app.app_context():
            old, new = session().scalars(select(Certificate).order_by(Certificate.cycle)).all()
        assert (old.cycle, old.valid_until) == (1, until)
        assert (new.cycle, new.issued_on, new.valid_until) == (2, date(2027, 12, 11), date(2030, 3, 10))
        assert old.number != new.number
        for each in (old, new):
            assert cast.anna.name in Browser(app).get(f"/i/{each.link}").text


def test_a_failed_renewal_leaves_the_old_certificate_valid(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(datetime(2026, 3, 10, 9, tzinfo=UTC), tick=False) as traveller:
        sit(app, content, cast.anna, cast.here, answered=12)
        traveller.move_to(datetime(2028, 2, 1, 9, tzinfo=UTC))
        with app.app_context(), writing():
            attempt = take(session(), content, clock.now(), cast.anna.id, cast.here.id, choose=wrong_answer)
            session().commit()
            assert attempt.passed is False
            (only,) = session().scalars(select(Certificate)).all()
        assert status(only.valid_until, revoked=False, today=clock.today()) is Status.EXPIRING
        assert cast.anna.name in Browser(app).get(f"/i/{only.link}").text


# ---- dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day", "still_valid", "expired"),
    [
        # The clock goes back on the last day itself: it has 25 hours.
        (date(2026, 10, 25), datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),
        # The clock goes forward on the last day: it has 23.
        (date(2027, 3, 28), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 7, 1, 21, 59, 59, tzinfo=UTC), datetime(2026, 7, 1, 22, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_it_holds_the_whole_last_day_in_sweden(
    app: Flask, cast: Cast, content: Content, last_day: date, still_valid: datetime, expired: datetime
) -> None:
    issued = datetime(last_day.year - 2, last_day.month, last_day.day, 10, tzinfo=UTC)
    with time_machine.travel(issued, tick=False) as traveller:
        sit(app, content, cast.anna, cast.here, answered=12)
        with app.app_context():
            (found,) = session().scalars(select(Certificate)).all()
        assert found.valid_until == last_day
        seen = []
        for instant in (still_valid, expired):
            traveller.move_to(instant)
            page = Browser(app).get(f"/i/{found.link}")
            assert cast.anna.name in page.text
            seen.append("gått ut" in page.text or "gick ut" in page.text.lower())
            assert ("gått ut" in check(app, found)) == seen[-1]
        assert seen == [False, True]


def check(app: Flask, found: Certificate) -> str:
    """What number and name give."""
    stranger = Browser(app)
    return stranger.submit(stranger.get("/intyg/kontroll"), number=found.number, name=found.name.lower()).text


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        (date(2028, 2, 29), date(2030, 2, 28)),
        (date(2026, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2028, 12, 31)),
        (date(2027, 1, 1), date(2029, 1, 1)),
        (date(2026, 8, 31), date(2028, 8, 31)),
    ],
)
def test_24_months_later(issued: date, until: date) -> None:
    assert add_months(issued, RenewalRule().months) == until


@given(day=DAYS, months=st.integers(0, 60))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(instant=st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_day_of_issue_is_the_one_on_the_wall_in_sweden(instant: datetime) -> None:
    day = clock.local_date(instant)
    assert clock.start_of_day(day) <= instant < clock.start_of_day(day + timedelta(days=1))
    hours = (clock.start_of_day(day + timedelta(days=1)) - clock.start_of_day(day)) / timedelta(hours=1)
    assert hours in {23, 24, 25}


def test_issued_late_in_the_evening_it_bears_the_swedish_date(
    app: Flask, cast: Cast, content: Content
) -> None:
    with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), tick=False):
        read_everything(app, content, cast.anna)
        sit(app, content, cast.anna, cast.here, answered=12)
        with app.app_context():
            (found,) = session().scalars(select(Certificate)).all()
    assert (found.issued_on, found.valid_until) == (date(2027, 1, 1), date(2029, 1, 1))
