"""What has been kept long enough goes at night, is counted without persons, and the page says the same limits."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts import actions as accounts
from accounts.models import ReturnCard, SignIn, User
from accounts.rules import SignInKind
from care import retention
from care.models import Deletion
from care.retention import KINDS, LIMITS
from care.retention_actions import DUTIES
from certificates.models import Certificate
from core import clock
from core.db import Base, session, writing
from organisations import membership_actions
from organisations.models import CardSlip, ExpectedPerson, Invitation, JoinCode
from quiz.content import Content
from quiz.models import Answer, Attempt
from tests.builders.cast import PIN, Cast
from tests.builders.exams import read_everything, take
from tests.builders.nights import erased_people, leave_behind, night, nights, record
from tests.builders.pages import Browser
from tests.builders.reminders import START
from tests.builders.rows import count
from tests.conftest import PEPPER

pytestmark = pytest.mark.usefixtures("hand")


@pytest.mark.both
@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "table", "where", "days"),
    [
        ("unfinished-tries", Attempt, (), 90),
        ("sign-ins", SignIn, (), 30),
        ("invitations", Invitation, (), 31),
        ("join-codes", JoinCode, (JoinCode.ended_at.is_not(None),), 30),
        ("card-slips", CardSlip, (), 31),
        ("cards", ReturnCard, (ReturnCard.replaced_at.is_not(None),), 90),
        ("names", ExpectedPerson, (ExpectedPerson.removed_at.is_not(None),), 30),
        ("names", ExpectedPerson, (ExpectedPerson.removed_at.is_(None),), 365),
    ],
)
def test_each_goes_when_its_time_is_over_and_not_before(
    app: Flask,
    cast: Cast,
    content: Content,
    hand: time_machine.Traveller,
    kind: str,
    table: type[Base],
    where: tuple[Any, ...],
    days: int,
) -> None:
    leave_behind(cast, content)
    nights(app, hand, START + timedelta(days=days) - timedelta(hours=12))
    night(app)
    assert count(app, table, *where) == 1
    before = record(app).get(kind, 0)
    hand.shift(timedelta(hours=36))
    night(app)
    assert count(app, table, *where) == 0
    assert record(app)[kind] == before + 1
    night(app)
    assert record(app)[kind] == before + 1, "counted once"


def test_what_lives_stays(app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller) -> None:
    """The present code of a workplace, a live card, a card made by a slip, a sign-in that is used."""
    leave_behind(cast, content)
    with app.app_context(), writing():
        accounts.make_card(session(), clock.now(), cast.dora.id, PIN, PEPPER, given_by=cast.cecilia.id)
        accounts.make_card(session(), clock.now(), cast.dora.id, PIN, PEPPER)
        session().commit()
    browser = cast.learner()
    for _ in range(5):
        hand.shift(timedelta(days=25))
        browser.get("/min-utbildning")
        night(app)
    assert browser.get("/min-utbildning").path == "/min-utbildning"
    assert count(app, JoinCode, JoinCode.ended_at.is_(None)) == 3
    assert count(app, ReturnCard, ReturnCard.user_id == cast.anna.id) == 1
    assert count(app, ReturnCard, ReturnCard.given_by.is_not(None)) == 1, (
        "it parts answers in before and after"
    )


@pytest.mark.both
@pytest.mark.slow
def test_a_certificate_goes_a_year_after_its_end_and_the_check_says_so(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()
        found = session().scalars(select(Certificate)).one()
    assert found.valid_until == date(2028, 1, 12)
    nights(app, hand, datetime(2029, 1, 12, 12, tzinfo=UTC))
    night(app)
    assert "Har gått ut" in Browser(app).get(f"/i/{found.link}").text
    hand.shift(timedelta(days=1))
    night(app)
    assert "Raderat" in Browser(app).get(f"/i/{found.link}").text
    assert record(app)["certificates"] == 1
    assert count(app, Certificate) == 0
    assert count(app, Answer) == 0
    assert record(app)["answers"] == 12


@pytest.mark.slow
def test_an_idle_account_is_erased_and_others_are_not(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """Twelve months without a visit and without certificate; a certificate, a role or one visit keeps a person."""
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        visitor = accounts.create_user(session(), clock.now(), name="Vera Besök", language="sv")
        membership_actions.join(session(), clock.now(), cast.here.id, visitor.id, visitor.name)
        visitor_id = visitor.id
        session().commit()
    nights(app, hand, datetime(2026, 8, 1, 9, tzinfo=UTC))
    night(app)
    with app.app_context(), writing():
        accounts.start_sign_in(session(), clock.now(), visitor_id, SignInKind.SHARED)
        session().commit()
    nights(app, hand, datetime(2027, 1, 12, 9, tzinfo=UTC))
    night(app)
    erased = [row.id for row in erased_people(app)]
    assert erased == [], "not on the day itself"
    hand.shift(timedelta(days=1))
    night(app)
    assert [row.id for row in erased_people(app)] == [cast.dora.id]
    assert record(app)["accounts"] == 1
    nights(app, hand, datetime(2027, 8, 2, 9, tzinfo=UTC))
    night(app)
    assert [row.id for row in erased_people(app)] == [cast.dora.id, visitor_id]
    assert count(app, User, User.name == cast.anna.name) == 1


# ---- told by the same constants ----------------------------------------------------------------------


def test_the_page_tells_every_limit_from_its_constant(device: Browser) -> None:
    text = device.get("/personuppgifter").text
    for limit in LIMITS:
        assert limit.what in text
        assert limit.how_long.replace("%(num)s", str(limit.number)) in text
    assert "90 dagar efter provet" in text
    assert "12 månader sedan du sist var här" in text


def test_every_constant_stands_on_the_page_and_every_duty_has_a_word() -> None:
    kept = {
        name: value
        for name, value in vars(retention).items()
        if name.endswith("_KEPT") or name.startswith("LOG_")
    }
    numbers = [value.days if isinstance(value, timedelta) else value for value in kept.values()]
    assert len(kept) == 16
    for number in numbers:
        assert number in [each.number for each in LIMITS], kept
    assert set(KINDS) == {*DUTIES, "answers", "accounts"}
    assert all(len(kind) <= 20 for kind in KINDS)


def test_the_coordinator_reads_the_record_and_finds_nobody(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    leave_behind(cast, content)
    eva = cast.coordinator()
    assert "Inget har raderats än." in eva.get("/samordnare/raderat").text
    nights(app, hand, START + timedelta(days=100))
    night(app)
    page = cast.coordinator().get("/samordnare/raderat")
    assert "Prov som aldrig blev klara" in page.text
    for person in (cast.anna, cast.bo, cast.dora):
        assert person.name not in page.html
    columns = {column.name for column in Deletion.__table__.columns}
    assert columns == {"day", "kind", "count"}
