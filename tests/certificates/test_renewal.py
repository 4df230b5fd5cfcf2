"""F33: the rule of renewal. Every kind on every day, and the coordinator who chooses another."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from accounts.models import AuditEntry
from certificates.models import Certificate, ChosenRule
from certificates.renewal import (
    FEWEST_TOLD,
    MONTHS,
    WINDOWS,
    Kind,
    RenewalRule,
    day_of,
    end_of_month,
    fixed_day,
    may_renew,
    next_valid_until,
    spans,
)
from certificates.renewal_actions import choose_rule
from certificates.renewal_queries import rule_at
from certificates.rules import add_months
from core import clock
from core.db import session, writing
from quiz.content import Content
from tests.builders import rows
from tests.builders.cast import COURSE, NETWORK, Cast
from tests.builders.exams import read_everything, sit, take
from tests.builders.pages import Browser, Page

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
YEAR_DAYS = st.dates(date(2028, 1, 1), date(2028, 12, 31)).map(lambda day: day.strftime("%m-%d"))
RULES = st.builds(
    lambda kind, months, window, day: RenewalRule(
        kind, months, window, day if kind is Kind.FIXED_DATE else None
    ),
    st.sampled_from(Kind),
    st.sampled_from(MONTHS),
    st.sampled_from(WINDOWS),
    YEAR_DAYS,
)
LEAP, NEW_YEAR = RenewalRule(Kind.FIXED_DATE, 12, 90, "02-29"), RenewalRule(Kind.FIXED_DATE, 24, 90, "12-31")
AT = "/samordnare/fornyelse"
CHOICE = {"kind": "fixed_date", "months": "24", "day": "31/3", "window": "120"}


@pytest.fixture(autouse=True)
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


# ---- every rule on every day -------------------------------------------------------------------------


@given(rule=RULES, before=DAYS, days=st.integers(-180, 900))
def test_f33_nobody_loses_a_day_by_being_early(rule: RenewalRule, before: date, days: int) -> None:
    """The last day is the same on every day of the window, and never earlier than the rule's months."""
    today = before + timedelta(days=days)
    until = next_valid_until(rule, before, today)
    if days <= 0:
        assert until == next_valid_until(rule, before, before), "early or on the last day: the same"
        assert until >= add_months(before, rule.months)
    else:
        assert until == next_valid_until(rule, None, today), "too late: counted from today"
    assert until >= add_months(today, rule.months)
    longest = add_months(max(before, today), rule.months + (12 if rule.kind is Kind.FIXED_DATE else 1))
    assert until <= end_of_month(longest)


@given(rule=RULES, first=DAYS, times=st.integers(1, 8))
def test_f33_the_anniversary_stays_however_often_one_renews(
    rule: RenewalRule, first: date, times: int
) -> None:
    """Leap days may shorten a rolling February day once; a month's end and a fixed date never drift."""
    until = start = next_valid_until(rule, None, first)
    for _ in range(times):
        until = next_valid_until(rule, until, until - timedelta(days=rule.window_days))
    assert until.year == start.year + times * rule.months // 12
    if rule.kind is Kind.ROLLING:
        assert (until.month, until.day) in ((start.month, start.day), (2, 28))
    elif rule.kind is Kind.MONTH_END:
        assert until == end_of_month(until)
        assert until.month == start.month
    else:
        assert rule.day is not None
        assert until == fixed_day(rule.day, until.year)


@given(rule=RULES, until=DAYS, days=st.integers(-800, 800))
def test_f33_the_window_opens_on_its_day_and_never_closes(rule: RenewalRule, until: date, days: int) -> None:
    assert may_renew(rule, until, until - timedelta(days=days)) == (days <= rule.window_days)
    assert may_renew(rule, None, until)
    assert may_renew(rule, until, until - timedelta(days=days), revoked=True)


@pytest.mark.parametrize(
    ("rule", "before", "today", "until"),
    [
        (RenewalRule(), None, date(2028, 2, 29), date(2030, 2, 28)),
        (RenewalRule(), date(2028, 2, 29), date(2027, 12, 1), date(2030, 2, 28)),
        (RenewalRule(months=12), date(2027, 2, 28), date(2027, 2, 28), date(2028, 2, 28)),
        (RenewalRule(), date(2026, 12, 31), date(2027, 1, 1), date(2029, 1, 1)),
        (RenewalRule(Kind.MONTH_END, 12), date(2027, 2, 28), date(2027, 1, 5), date(2028, 2, 29)),
        (RenewalRule(Kind.MONTH_END, 24), None, date(2026, 12, 1), date(2028, 12, 31)),
        (RenewalRule(Kind.MONTH_END, 24), None, date(2027, 1, 1), date(2029, 1, 31)),
        (LEAP, None, date(2027, 2, 28), date(2028, 2, 29)),
        (LEAP, date(2028, 2, 29), date(2028, 2, 1), date(2029, 2, 28)),
        (LEAP, None, date(2027, 3, 1), date(2029, 2, 28)),
        (NEW_YEAR, None, date(2026, 12, 31), date(2028, 12, 31)),
        (NEW_YEAR, None, date(2027, 1, 1), date(2029, 12, 31)),
        (NEW_YEAR, date(2028, 12, 31), date(2028, 10, 3), date(2030, 12, 31)),
    ],
)
def test_f33_leap_days_and_new_year(rule: RenewalRule, before: date | None, today: date, until: date) -> None:
    assert next_valid_until(rule, before, today) == until


@pytest.mark.parametrize(
    "night", [date(2027, 3, 28), date(2026, 10, 25), date(2027, 1, 1), date(2028, 2, 29)]
)
@pytest.mark.parametrize("window", WINDOWS)
def test_f33_the_window_opens_at_midnight_in_stockholm(night: date, window: int) -> None:
    """Also on the nights when the clock is put forward or back: every minute around it, by the UTC clock."""
    rule = RenewalRule(window_days=window)
    until = night + timedelta(days=window)
    midnight = clock.start_of_day(night)
    instant = midnight - timedelta(hours=4)
    while instant < midnight + timedelta(hours=4):
        assert may_renew(rule, until, clock.local_date(instant)) == (instant >= midnight)
        instant += timedelta(minutes=1)


def test_there_is_no_thirtieth_of_february() -> None:
    assert (day_of(2, 29), day_of(2, 30), day_of(13, 1), day_of(4, 31)) == ("02-29", None, None, None)
    assert fixed_day("02-29", 2027) == date(2027, 2, 28)


# ---- whom it concerns --------------------------------------------------------------------------------


@given(ends=st.lists(st.dates(date(2026, 11, 2), date(2027, 11, 2)), max_size=60))
def test_the_preview_never_tells_of_fewer_than_five(ends: list[date]) -> None:
    """Neither in a row nor as what is left when the rows are subtracted from the whole."""
    found = spans(ends)
    assert sum(span.people for span in found) == len(ends)
    assert len(found) <= 1 or all(span.people >= FEWEST_TOLD for span in found)
    for day in ends:
        assert [span.first <= day <= span.last for span in found].count(True) == 1
    for span in found:
        assert span.first.day == 1
        assert span.last == end_of_month(span.last), "whole months, nobody's own day"


def test_the_preview_says_how_many_and_their_next_last_day(app: Flask, cast: Cast, content: Content) -> None:
    certificates(app, cast, [date(2027, 1, 10)] * 7 + [date(2027, 1, 31)] * 3 + [date(2027, 8, 2)] * 2)
    certificates(app, cast, [date(2028, 1, 1)] * 9, user_from=5000)  # later than within a year
    page = fill(cast.coordinator(), CHOICE)
    assert page.h1 == "Vilka det gäller"
    assert "12 personer berörs:" in page.text
    assert "31 mars 2029" in page.text
    assert "24 månader, räknat från provet." in page.text
    assert "Till nästa 31 mars, men minst 24 månader." in page.text
    for told in (" 2 personer", "10 personer", "7 personer"):
        assert told not in page.text
    with app.app_context():
        assert session().scalars(select(ChosenRule)).all() == [], "nothing is saved by looking"


@pytest.mark.parametrize(("number", "told"), [(0, "Ingen berörs nu"), (4, "Färre än 5 personer berörs:")])
def test_few_are_few(app: Flask, cast: Cast, number: int, told: str) -> None:
    certificates(app, cast, [date(2027, 1, 10)] * number)
    page = fill(cast.coordinator(), CHOICE)
    assert told in page.text
    assert f"{number} personer" not in page.text.replace("5 personer", "")


def test_others_networks_and_renewed_ones_are_not_counted(app: Flask, cast: Cast) -> None:
    certificates(app, cast, [date(2027, 1, 10)] * 6)
    certificates(app, cast, [date(2027, 1, 10)] * 6, user_from=6000, place=cast.elsewhere.id)
    certificates(app, cast, [date(2027, 1, 10)] * 6, user_from=7000, renewed=True)
    assert "6 personer berörs:" in fill(cast.coordinator(), CHOICE).text


# ---- choosing ----------------------------------------------------------------------------------------


def test_a_chosen_rule_is_for_certificates_to_come_alone(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    sit(app, content, cast.anna, cast.here, answered=12)
    eva = cast.coordinator()
    page = eva.submit(fill(eva, CHOICE), "Spara regeln")
    assert "Sparat. Det gäller för prov som börjar från och med nu." in page.text
    assert "Går att förnya från 120 dagar före sista dagen." in page.text
    read_everything(app, content, cast.dora)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.dora.id, cast.there.id)
        session().commit()
    with app.app_context():
        ends = dict(session().execute(select(Certificate.user_id, Certificate.valid_until)).all())
        assert ends == {cast.anna.id: date(2028, 11, 2), cast.dora.id: date(2029, 3, 31)}
        noted = session().scalars(select(AuditEntry).where(AuditEntry.action == "renewal-rule-chosen")).one()
        assert (noted.actor_id, noted.details["day"], noted.details["course"]) == (
            cast.eva.id,
            "03-31",
            COURSE,
        )
    hand.move_to(datetime(2028, 7, 5, 9, tzinfo=UTC))  # 120 days before Anna's last day
    assert cast.learner().get(f"/prov/{COURSE}").form("Börja")
    hand.move_to(datetime(2028, 7, 4, 9, tzinfo=UTC))
    assert cast.learner().get(f"/prov/{COURSE}").has_link("Visa ditt intyg")


def test_it_is_undone_by_choosing_again(app: Flask, cast: Cast, hand: time_machine.Traveller) -> None:
    eva = cast.coordinator()
    eva.submit(fill(eva, CHOICE), "Spara regeln")
    hand.shift(60)
    again = {"kind": "rolling", "months": "24", "day": "", "window": "90"}
    page = eva.submit(fill(eva, again), "Spara regeln")
    assert "Tidigare val" in page.text
    with app.app_context():
        assert rule_at(session(), NETWORK, COURSE, clock.now()) == RenewalRule()
        assert rule_at(session(), NETWORK, COURSE, clock.now() - timedelta(seconds=30)).day == "03-31"
        assert rule_at(session(), NETWORK, "bostad", clock.now()) == RenewalRule(), "another course"
        assert rule_at(session(), "annanstad", COURSE, clock.now()) == RenewalRule(), "another network"
        assert len(session().scalars(select(ChosenRule)).all()) == 2


@pytest.mark.both
def test_a_try_keeps_the_rule_it_began_with(app: Flask, cast: Cast, content: Content) -> None:
    """Whoever was let in when the window was wide is not left without when it is made narrow meanwhile."""
    with app.app_context(), writing():
        now = clock.now()
        wide, narrow = RenewalRule(window_days=180), RenewalRule(Kind.MONTH_END, 12, 60)
        assert choose_rule(session(), now, NETWORK, COURSE, wide, actor_id=cast.eva.id)
        assert not choose_rule(session(), now, NETWORK, COURSE, wide, actor_id=cast.eva.id)
        session().commit()
    sit(app, content, cast.anna, cast.here, answered=12)
    with time_machine.travel(datetime(2028, 6, 1, 9, tzinfo=UTC), tick=False) as traveller:
        sitting = sit(app, content, cast.anna, cast.here, answered=11)
        traveller.shift(60)
        with app.app_context(), writing():
            choose_rule(session(), clock.now(), NETWORK, COURSE, narrow, actor_id=cast.eva.id)
            session().commit()
        traveller.shift(60)
        cast.learner().post(sitting.url(12), answer=sitting.right(12))
        with app.app_context():
            rows_ = session().scalars(select(Certificate).order_by(Certificate.cycle)).all()
            assert [each.valid_until for each in rows_] == [date(2028, 11, 2), date(2030, 11, 2)]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"day": "31/2"}, "Skriv dag och månad, till exempel 31/3."),
        ({"day": ""}, "Skriv dag och månad, till exempel 31/3."),
        ({"months": "1"}, "Välj ett av svaren."),
        ({"window": "730"}, "Välj ett av svaren."),
        ({"kind": "rolling", "months": "24", "window": "90"}, "Det är så det är nu."),
    ],
)
def test_what_cannot_be_a_rule_is_told(cast: Cast, changes: dict[str, str], error: str) -> None:
    page = fill(cast.coordinator(), CHOICE | changes)
    assert page.h1 == "Ändra hur länge intygen gäller"
    assert error in page.text


def fill(browser: Browser, choice: dict[str, Any]) -> Page:
    """The form sent, without pressing save."""
    browser.get(f"{AT}/{COURSE}")
    return browser.post(f"{AT}/{COURSE}", **choice)


def certificates(
    app: Flask,
    cast: Cast,
    ends: list[date],
    *,
    user_from: int = 4000,
    place: int | None = None,
    renewed: bool = False,
) -> None:
    """Certificates that end on these days, each somebody's; `renewed`: a later one follows each."""
    with app.app_context(), writing():
        connection = session().connection()
        for number, end in enumerate(ends, start=user_from):
            user = rows.insert(connection, "user", id=10 * number)["id"]
            for cycle in (1, 2) if renewed else (1,):
                attempt = rows.insert(
                    connection,
                    "attempt",
                    id=10 * number + cycle,
                    user_id=user,
                    course_key=COURSE,
                    organisation_id=place or cast.here.id,
                    number=cycle,
                    finished_at=clock.now(),
                    passed=True,
                    right_count=12,
                )["id"]
                rows.insert(
                    connection,
                    "certificate",
                    id=10 * number + cycle,
                    number=f"{number:010}{cycle:03}",
                    user_id=user,
                    course_key=COURSE,
                    cycle=cycle,
                    attempt_id=attempt,
                    issued_on=date(2025, 1, 1),
                    valid_until=add_months(end, 24 * (cycle - 1)),
                )
        session().commit()
