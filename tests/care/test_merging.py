"""Two accounts of one person become one, and two again: nothing is lost, nobody is told, nobody else can do it."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from accounts import actions as accounts
from accounts.erase_actions import ref_digest
from accounts.models import Erasure, User
from accounts.rules import ERASED_NAME
from care import merge_actions
from care.actions import closed_quarters
from care.models import AccountMerge
from certificates.headcounts import headcounts
from certificates.models import Certificate
from certificates.queries import latest
from core import clock
from core.db import session, writing
from courses.models import ScreenRead
from organisations import role_actions
from organisations.rules import RoleName
from quiz.content import Content
from quiz.models import Attempt
from quiz.rebuild import rebuild_counters
from tests.attacks.world import card_of
from tests.builders.cast import COURSE, NETWORK, PIN, Cast, Person
from tests.builders.crowds import all_at_once, same_browser
from tests.builders.exams import begin, take, wrong_answer
from tests.builders.merges import DAY, do, everything
from tests.builders.moves import join, pass_exam, somebody
from tests.builders.pages import Browser, Page
from tests.builders.sums import counted
from tests.conftest import PEPPER

PATH = "/mina-uppgifter/tva-kort"
SHOW, YES, NO = "Visa vad som händer", "Ja, lägg ihop dem", "Ångra, gör två kort igen"


def twins(app: Flask, cast: Cast, content: Content) -> tuple[Person, Person]:
    """Maja twice at `here`: she passed with the first card, lost it, joined again and has read two screens."""
    with app.app_context(), writing():
        now = clock.now()
        first, second = (somebody(session(), now - days * DAY) for days in (30, 3))
        join(session(), now - 30 * DAY, cast.here, first)
        pass_exam(session(), content, now - 20 * DAY, first, cast.here)
        join(session(), now - 3 * DAY, cast.here, second)
        for screen in session().scalars(select(ScreenRead).where(ScreenRead.user_id == first).limit(2)).all():
            session().add(
                ScreenRead(
                    user_id=second,
                    lesson_key=screen.lesson_key,
                    screen_key=screen.screen_key,
                    lesson_version="1",
                    read_at=now - 2 * DAY,
                )
            )
        session().commit()
        return Person(first, "Maja Moberg"), Person(second, "Maja Moberg")


def show(browser: Browser, code: str, pin: str = PIN) -> Page:
    return browser.submit(browser.get(PATH), SHOW, code=code, pin=pin)


# ---- the whole way -----------------------------------------------------------------------------------


@pytest.mark.both
def test_she_sees_what_happens_says_yes_and_can_undo(app: Flask, cast: Cast, content: Content) -> None:
    lost, new = twins(app, cast, content)
    card = card_of(app, lost)
    card_of(app, new)
    browser = cast.sign_in(new)
    before = everything(app)
    page = show(browser, card.code)
    assert page.h1 == "Ska de två korten bli ett?"
    for part in ("1 intyg", "1 prov", "På 1 arbetsplats står du två gånger", "Det andra slutar gälla"):
        assert part in page.text, part
    after_look = everything(app)
    assert {name for name in before if before[name] != after_look[name]} <= {"sign_in", "brake"}
    page = browser.submit(page, YES)
    assert page.path == PATH
    assert "Dina två kort lades ihop" in page.text
    assert "Klart" in browser.get("/min-utbildning").text
    overview = cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla")
    assert [row.get_text().count("Maja") for row in overview.soup.select("tbody tr")].count(0) == 1, "Anna"
    assert len(overview.soup.select("tbody tr")) == 2
    old = Browser(app)
    page = old.submit(old.get("/kort/"), code=card.code, pin=PIN)
    assert "bytt mot ett nytt" in page.text
    page = browser.submit(browser.get(PATH), NO)
    assert "lades ihop" not in page.text
    assert everything(app) == {**before, **{name: everything(app)[name] for name in ("sign_in", "brake")}}
    assert old.submit(old.get("/kort/"), code=card.code, pin=PIN).path == "/min-utbildning"


@pytest.mark.both
def test_a10_nothing_is_lost_and_nobody_counts_twice(app: Flask, cast: Cast, content: Content) -> None:
    lost, new = twins(app, cast, content)
    with app.app_context(), writing():
        now = clock.now()
        take(session(), content, now - DAY, new.id, cast.here.id, wrong_answer)
        (before,) = headcounts(session(), now, clock.local_date(now), [cast.here.id])
        session().commit()
    assert (before.members, before.certified) == (3, 1)
    do(app, lost.id, new.id)
    with app.app_context(), writing():
        now = clock.now()
        (after,) = headcounts(session(), now, clock.local_date(now), [cast.here.id])
        assert (after.members, after.certified) == (2, 1)
        tries = session().execute(select(Attempt.number, Attempt.passed).order_by(Attempt.number))
        assert [tuple(row) for row in tries] == [(1, True), (2, False)]
        people = session().scalars(sa.text("select max(people) from sign_count")).one()
        assert people == 1, "two tries of one person, not of two"
        sums = counted(session())
        rebuild_counters(session(), closed_quarters(session()))
        assert counted(session()) == sums
        found = latest(session(), new.id, COURSE)
        assert found is not None
        link = found.link
        session().rollback()
    assert "Gäller" in Browser(app).get(f"/i/{link}").text


# ---- who may not -------------------------------------------------------------------------------------


def test_a_wrong_pin_shows_nothing_and_lets_the_card_sleep(app: Flask, cast: Cast, content: Content) -> None:
    lost, new = twins(app, cast, content)
    card = card_of(app, lost)
    browser = cast.sign_in(new)
    for _ in range(10):
        page = show(browser, card.code, "000111")
        assert page.path == PATH
        assert page.soup.select(".error")
    assert "Kortet vilar" in show(browser, card.code).text


def test_another_name_is_another_person(app: Flask, cast: Cast, content: Content) -> None:
    """Else somebody could hand over her certificate with her card."""
    lost, _ = twins(app, cast, content)
    page = show(cast.learner(), card_of(app, lost).code)
    assert "Namnen på de två korten är olika" in page.text
    with app.app_context():
        assert session().scalar(select(Certificate.user_id)) == lost.id


def test_confirming_without_having_shown_the_card_does_nothing(
    app: Flask, cast: Cast, content: Content
) -> None:
    _, new = twins(app, cast, content)
    browser = cast.sign_in(new)
    assert browser.post(f"{PATH}/bekrafta").path == PATH
    assert browser.post(f"{PATH}/angra").path == PATH
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(AccountMerge)) == 0


def test_a_card_by_a_slip_waits_a_week(app: Flask, cast: Cast, content: Content) -> None:
    """Attack: who gave the slip signs in as her and joins her account to one of his own."""
    lost, new = twins(app, cast, content)
    with app.app_context(), writing():
        accounts.make_card(session(), clock.now(), new.id, PIN, PEPPER, given_by=cast.bo.id)
        session().commit()
    card = card_of(app, lost)
    assert "Vänta tills det har gått en vecka" in show(cast.sign_in(new), card.code).text
    newer = card_of(app, new)  # a card made over the slip's does not shorten it
    assert "Vänta tills det har gått en vecka" in show(cast.sign_in(lost), newer.code).text


def test_an_account_with_a_duty_is_not_moved(app: Flask, cast: Cast, content: Content) -> None:
    lost, new = twins(app, cast, content)
    with app.app_context(), writing():
        role_actions.grant_role(
            session(),
            clock.now(),
            lost.id,
            RoleName.TRAINER,
            network=NETWORK,
            organisation_id=cast.here.id,
            actor_id=None,
        )
        session().commit()
    assert "inloggad som personal" in show(cast.sign_in(new), card_of(app, lost).code).text


@pytest.mark.both
def test_two_clicks_at_once_merge_once(app: Flask, cast: Cast, content: Content) -> None:
    lost, new = twins(app, cast, content)
    browser = cast.sign_in(new)
    page = show(browser, card_of(app, lost).code)
    form = {"csrf_token": str(page.soup.select_one("main input[name=csrf_token]")["value"])}  # type: ignore[index]
    twin = same_browser(browser, app)
    done = all_at_once(
        lambda: browser.client.post(f"{PATH}/bekrafta", data=form).status_code,
        lambda: twin.client.post(f"{PATH}/bekrafta", data=form).status_code,
    )
    assert done == [303, 303]
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(AccountMerge)) == 1


# ---- undoing -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "says"),
    [
        ("try", "Du har gjort eller börjat ett prov"),
        ("leave", "slutat på en arbetsplats"),
        ("card", "Du har gjort ett nytt kort"),
        ("late", "Det har gått mer än sju dagar."),
    ],
)
def test_what_has_happened_since_forbids_undoing(
    app: Flask, cast: Cast, content: Content, act: str, says: str
) -> None:
    lost, new = twins(app, cast, content)
    do(app, lost.id, new.id)
    with app.app_context(), writing():
        now = clock.now()
        if act == "try":
            begin(session(), content, now, new.id, cast.here.id)
        if act == "leave":
            join(session(), now, cast.there, new.id)
        if act == "card":
            accounts.make_card(session(), now, new.id, PIN, PEPPER)
        if act == "late":
            session().execute(sa.update(AccountMerge).values(merged_at=now - timedelta(days=7, seconds=1)))
        session().commit()
    browser = cast.sign_in(new)
    page = browser.get(PATH)
    assert says in page.text
    assert NO not in page.text
    kept = everything(app)
    browser.post(f"{PATH}/angra")
    assert everything(app)["membership"] == kept["membership"]
    assert everything(app)["certificate"] == kept["certificate"]


def test_the_record_names_nobody_and_is_emptied_after_a_week(
    app: Flask, cast: Cast, content: Content
) -> None:
    lost, new = twins(app, cast, content)
    do(app, lost.id, new.id)
    with app.app_context(), writing():
        found = session().scalars(select(AccountMerge)).one()
        assert "Maja" not in json.dumps([found.entries, found.digests])
        assert session().get_one(User, lost.id).name == "Maja Moberg", "so that undoing gives it back"
        assert merge_actions.settle(session(), clock.now()) == 0
        assert merge_actions.settle(session(), clock.now() + 8 * DAY) == 1
        session().commit()
        assert (found.entries, found.digests) == ([], {})
        assert session().get_one(User, lost.id).name == ERASED_NAME
        assert merge_actions.settle(session(), clock.now() + 9 * DAY) == 0
        assert session().scalar(select(func.count()).select_from(Certificate)) == 1
        assert session().scalar(select(func.count()).select_from(Erasure)) == 0


@pytest.mark.parametrize("settled", [False, True])
def test_who_is_erased_takes_the_other_account_along(
    app: Flask, cast: Cast, content: Content, settled: bool
) -> None:
    """Also in a backup from before the merge: both refs are noted."""
    lost, new = twins(app, cast, content)
    with app.app_context():
        refs = [session().get_one(User, each.id).ref for each in (lost, new)]
    do(app, lost.id, new.id)
    if settled:
        with app.app_context(), writing():
            merge_actions.settle(session(), clock.now() + 8 * DAY)
            session().commit()
    browser = cast.sign_in(new)
    browser.submit(browser.get("/mina-uppgifter/radera/bekrafta"), "Ja, radera allt om mig")
    left = everything(app)
    assert "Maja" not in repr({name: rows for name, rows in left.items() if name != "bank_version"})
    with app.app_context():
        noted = set(session().scalars(select(Erasure.ref_digest)))
        assert noted == {ref_digest(ref, PEPPER) for ref in refs}
        assert session().scalar(select(func.count()).select_from(AccountMerge)) == 0
