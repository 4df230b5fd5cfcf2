"""What a certificate is worth on a day: renewed, ended, at several workplaces, without a paper."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

import core.paper
from certificates.headcounts import headcounts
from certificates.models import Certificate
from certificates.rules import (
    EXPIRING_WITHIN,
    Status,
    status,
)
from core import clock
from core.db import session, writing
from organisations import membership_actions
from organisations.membership_queries import live_membership
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.pages import Browser
from tests.builders.standing import check, earn, grouped

pytestmark = pytest.mark.usefixtures("hand")
DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))


# ---- renewing ----------------------------------------------------------------------------------------


def test_a_renewed_certificate_says_so_to_its_person_and_holds_for_others(
    app: Flask, cast: Cast, content: Content, earned: Certificate, hand: time_machine.Traveller
) -> None:
    """The public check does not tell that a later one exists: who holds the old paper need not know."""
    hand.move_to(datetime(2028, 9, 1, 9, tzinfo=UTC))
    new = earn(app, cast, content)
    assert new.valid_until == date(2030, 11, 2), "renewed early, the anniversary stays"
    assert "Stämmer" in check(app, earned.number, cast.anna.name).text
    assert "Förnyat: du har ett nyare intyg." in cast.learner().get(f"/intyg/{earned.number}").text
    hand.move_to(datetime(2028, 12, 1, 9, tzinfo=UTC))
    page = check(app, earned.number, cast.anna.name)
    assert "Har gått ut" in page.text
    assert grouped(new.number) not in page.text


@given(until=DAYS, days=st.integers(-900, 900), flags=st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_a_certificate_has_one_status_each_day(
    until: date, days: int, flags: tuple[bool, bool, bool]
) -> None:
    revoked, corrected, renewed = flags
    today = until + timedelta(days=days)
    found = status(until, today=today, revoked=revoked, corrected=corrected, renewed=renewed)
    if corrected:
        assert found is Status.CORRECTED
    elif revoked:
        assert found is Status.REVOKED
    elif days < -EXPIRING_WITHIN.days:
        assert found is Status.VALID
    elif renewed:
        assert found is Status.RENEWED
    else:
        assert found is (Status.EXPIRED if days > 0 else Status.EXPIRING)


@pytest.mark.parametrize(
    "day", [date(2026, 10, 25), date(2027, 3, 28), date(2027, 12, 31), date(2028, 2, 29)]
)
def test_f32_it_holds_every_minute_of_its_last_day(day: date) -> None:
    """Also when the clock is put forward or back, at New Year and on a leap day; and no minute longer."""
    instant = clock.start_of_day(day) - timedelta(hours=1)
    end = clock.start_of_day(day + timedelta(days=1))
    while instant < end + timedelta(hours=1):
        found = status(day, today=clock.local_date(instant))
        assert (found is Status.EXPIRED) == (instant >= end), instant
        instant += timedelta(minutes=1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_f33_the_servers_own_zone_changes_no_date(
    app: Flask, cast: Cast, earned: Certificate, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert "2 november 2028" in Browser(app).get(f"/i/{earned.link}").text
        assert (earned.issued_on, earned.valid_until) == (date(2026, 11, 2), date(2028, 11, 2))
    finally:
        monkeypatch.undo()
        time.tzset()


# ---- workplaces and papers ---------------------------------------------------------------------------


@pytest.mark.both
def test_f39_the_certificate_follows_the_person_and_each_workplace_counts_her_once(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    """Two employers at once, then a move: what she earned is hers, and nobody sees her after she has left."""

    def certified() -> dict[int, tuple[int, int]]:
        with app.app_context():
            now = clock.now()
            rows = headcounts(session(), now, clock.local_date(now), [cast.here.id, cast.there.id])
            return {row.organisation_id: (row.members, row.certified) for row in rows}

    assert certified() == {cast.here.id: (1, 1), cast.there.id: (1, 0)}
    with app.app_context(), writing():
        membership_actions.join(session(), clock.now(), cast.there.id, cast.anna.id, cast.anna.name)
        session().commit()
    assert certified() == {cast.here.id: (1, 1), cast.there.id: (2, 1)}
    with app.app_context(), writing():
        left = live_membership(session(), cast.here.id, cast.anna.id)
        assert left is not None
        membership_actions.end_membership(session(), clock.now(), left, actor_id=cast.bo.id)
        session().commit()
    assert certified() == {cast.here.id: (0, 0), cast.there.id: (2, 1)}
    assert cast.anna.name not in cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla").text
    cecilia = cast.sign_in(cast.cecilia, staff=True)
    assert cast.anna.name in cecilia.get(f"/oversikt/{cast.there.ref}?visa=alla").text
    assert "Stämmer" in check(app, earned.number, cast.anna.name).text


def test_f24_when_no_paper_can_be_made_the_certificate_is_there_all_the_same(
    app: Flask, cast: Cast, earned: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine hangs: words and 503, the page stays whole, and the next time the paper comes."""
    browser = cast.learner()
    worker = core.paper._WORKER
    with monkeypatch.context() as broken:
        broken.setattr("core.paper.TIMEOUT_SECONDS", 0.01)
        page = browser.get(f"/intyg/{earned.number}/intyg.pdf", 503)
        assert page.h1 == "Pappret kunde inte göras"
        broken.setattr("core.paper.TIMEOUT_SECONDS", 20)
        broken.setattr("core.paper._WORKER", worker.with_name("is-not-there.py"))
        browser.get(f"/intyg/{earned.number}/intyg.png", 503)
        assert cast.anna.name in browser.get(f"/intyg/{earned.number}").text
        assert "Stämmer" in check(app, earned.number, cast.anna.name).text
    assert browser.client.get(f"/intyg/{earned.number}/intyg.pdf").data.startswith(b"%PDF")
