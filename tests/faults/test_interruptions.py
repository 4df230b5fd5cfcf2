"""A sign-in that ends in the middle, a tab left open, a lost connection, a new key."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts import actions as accounts
from accounts.models import PendingPost
from app import create_app
from care.actions import run_night
from certificates.models import Certificate
from core import clock
from core.db import session, writing
from quiz.content import Content
from quiz.models import Answer, Attempt
from tests.builders.cast import COURSE, PIN, Cast, Person
from tests.builders.crowds import same_browser
from tests.builders.exams import Sitting, sit
from tests.builders.pages import Browser, Page
from tests.conftest import PEPPER, SECRET, dispose, make_settings

MORNING = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
NEW_SECRET = "n" * 48


def give_card(app: Flask, person: Person) -> accounts.CardFace:
    """A return card with the PIN of the tests."""
    with app.app_context(), writing():
        card = accounts.make_card(session(), clock.now(), person.id, PIN, PEPPER)
        face = accounts.card_face(card, clock.now(), PEPPER)
        session().commit()
    assert face is not None
    return face


def answers(app: Flask, ref: str = "") -> dict[int, list[str]]:
    """What is stored, in one try or in the only one: option keys by position."""
    with app.app_context():
        wanted = select(Answer).join(Attempt, Attempt.id == Answer.attempt_id)
        rows = session().scalars(wanted.where(Attempt.ref == ref) if ref else wanted)
        return {each.position: list(each.chosen) for each in rows}


def kept_posts(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(PendingPost)) or 0


class Interrupted:
    """Anna at question 3 on a shared screen whose 20 minutes are over when she presses Svara."""

    def __init__(self, app: Flask, cast: Cast, content: Content) -> None:
        self.app, self.cast = app, cast
        self.card = give_card(app, cast.anna)
        self.sitting: Sitting = sit(app, content, cast.anna, cast.here, answered=2)
        self.device = cast.sign_in(cast.anna, shared=True)
        self.chosen = self.sitting.right(3)
        self.page = self.device.get(self.sitting.url(3))

    def press(self) -> Page:
        """Svara, too late: the page that asks who she is."""
        page = self.device.submit(self.page, "Svara", answer=self.chosen)
        assert page.path == "/kort/"
        assert answers(self.app).keys() == {1, 2}
        return page

    def come_back(self, code: str, device: Browser | None = None) -> Page:
        """Sign in with a card's code and the PIN."""
        browser = device or self.device
        return browser.submit(browser.get("/kort/"), code=code, pin=PIN, screen="shared")

    def is_stored(self) -> bool:
        question = self.sitting.questions[2]
        right = sorted(option.key for option in question.options if option.correct)
        return answers(self.app).get(3) == right


@pytest.mark.both
def test_f17_the_same_person_in_the_same_browser_finds_her_answer_stored(
    app: Flask, cast: Cast, content: Content
) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        anna = Interrupted(app, cast, content)
        traveller.shift(timedelta(minutes=21))
        page = anna.press()
        assert "answer" not in page.html
        traveller.shift(timedelta(minutes=29))
        page = anna.come_back(anna.card.code)
        assert page.path == f"{anna.sitting.url(3)}/svar"
        assert page.h1 == "Rätt."
        assert anna.is_stored()
        assert kept_posts(app) == 0


def test_f17_by_the_cards_link_as_well(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        anna = Interrupted(app, cast, content)
        traveller.shift(timedelta(minutes=21))
        anna.press()
        page = anna.device.get(f"/kort/{anna.card.secret}")
        page = anna.device.submit(page, pin=PIN, screen="shared")
        assert page.h1 == "Rätt."
        assert anna.is_stored()


def test_f17_a_wrong_pin_first_does_not_lose_it(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        anna = Interrupted(app, cast, content)
        traveller.shift(timedelta(minutes=21))
        page = anna.press()
        page = anna.device.submit(page, code=anna.card.code, pin="999999", screen="shared")
        assert page.path == "/kort/"
        assert anna.come_back(anna.card.code).h1 == "Rätt."
        assert anna.is_stored()


def test_f17_the_last_answer_kept_so_finishes_the_exam(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        card = give_card(app, cast.anna)
        sitting = sit(app, content, cast.anna, cast.here, answered=11)
        device = cast.sign_in(cast.anna, shared=True)
        page = device.get(sitting.url(12))
        traveller.shift(timedelta(minutes=25))
        page = device.submit(page, "Svara", answer=sitting.right(12))
        page = device.submit(page, code=card.code, pin=PIN, screen="shared")
        assert page.path == f"{sitting.url(12)}/svar"
        assert cast.anna.name in device.get(f"/intyg/min/{COURSE}").text


def test_f17_another_person_in_that_browser_stores_nothing(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        anna = Interrupted(app, cast, content)
        doras = give_card(app, cast.dora)
        traveller.shift(timedelta(minutes=21))
        anna.press()
        page = anna.come_back(doras.code)
        assert page.h1 == "Min utbildning"
        assert anna.sitting.ref not in page.html
        assert not anna.is_stored()
        anna.device.post("/logga-ut")
        assert anna.come_back(anna.card.code).h1 == "Min utbildning"
        assert answers(app).keys() == {1, 2}


def test_f17_another_browser_stores_nothing(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        anna = Interrupted(app, cast, content)
        traveller.shift(timedelta(minutes=21))
        anna.press()
        page = anna.come_back(anna.card.code, Browser(app))
        assert page.h1 == "Min utbildning"
        assert answers(app).keys() == {1, 2}


def test_f17_after_half_an_hour_it_is_gone_and_the_night_sweeps_it(
    app: Flask, cast: Cast, content: Content
) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        anna = Interrupted(app, cast, content)
        traveller.shift(timedelta(minutes=21))
        anna.press()
        traveller.shift(timedelta(minutes=30))
        page = anna.come_back(anna.card.code)
        assert page.h1 == "Min utbildning"
        assert answers(app).keys() == {1, 2}
        assert anna.device.get(f"/prov/{COURSE}").link("Fortsätt provet") == anna.sitting.url(3)
        with app.app_context(), writing():
            run_night(session(), clock.now())
            session().commit()
        assert kept_posts(app) == 0


def test_f17_a_sign_in_that_was_ended_on_purpose_keeps_nothing(
    app: Flask, cast: Cast, content: Content
) -> None:
    anna = Interrupted(app, cast, content)
    with app.app_context(), writing():
        accounts.end_all_sign_ins(session(), clock.now(), cast.anna.id)
        session().commit()
    anna.press()
    assert kept_posts(app) == 0
    assert anna.come_back(anna.card.code).h1 == "Min utbildning"


def test_f17_no_pin_and_no_password_is_ever_kept(app: Flask, cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        device = cast.sign_in(cast.anna, shared=True)
        page = device.get("/mitt-kort")
        traveller.shift(timedelta(minutes=21))
        device.submit(page, pin=PIN)
        with app.app_context():
            kept = session().scalars(select(PendingPost)).all()
            assert [PIN in str(each.fields) for each in kept] == [False]


# ---- F18 ---------------------------------------------------------------------------------------------


def test_f18_a_tab_left_open_for_26_hours_still_saves(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        sitting = sit(app, content, cast.anna, cast.here)
        device = cast.learner()
        page = device.get(sitting.url(1))
        traveller.shift(timedelta(hours=26))
        page = device.submit(page, "Svara", answer=sitting.right(1))
        assert page.h1 == "Rätt."
        assert answers(app).keys() == {1}


def test_f18_29_days_on_her_own_phone_too(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(MORNING, tick=False) as traveller:
        sitting = sit(app, content, cast.anna, cast.here)
        device = cast.learner()
        page = device.get(sitting.url(1))
        traveller.shift(timedelta(days=29))
        assert device.submit(page, "Svara", answer=sitting.right(1)).h1 == "Rätt."


# ---- F19 ---------------------------------------------------------------------------------------------


@pytest.mark.both
def test_f19_sent_again_after_a_lost_answer_page_it_is_stored_once(
    app: Flask, cast: Cast, content: Content
) -> None:
    """The answer reached the server, its page did not reach the phone: the same form comes again, later."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        sitting = sit(app, content, cast.anna, cast.here)
        device = cast.learner()
        page = device.get(sitting.url(1))
        lost = device.client.post(
            sitting.url(1), data={"csrf_token": device.token(), "answer": sitting.right(1)}
        )
        assert lost.status_code == 303
        traveller.shift(timedelta(minutes=7))
        again = device.submit(page, "Svara", answer=sitting.right(1))
        assert again.path == f"{sitting.url(1)}/svar"
        assert again.h1 == "Rätt."
        assert "08.00" in again.text  # saved when it first came, said in Stockholm time
        assert answers(app).keys() == {1}
        assert device.get(f"/prov/{COURSE}").link("Fortsätt provet") == sitting.url(2)


def test_f19_sent_again_when_others_were_answered_since_it_changes_nothing(
    app: Flask, cast: Cast, content: Content
) -> None:
    sitting = sit(app, content, cast.anna, cast.here)
    device = cast.learner()
    first = device.get(sitting.url(1))
    for number in (1, 2, 3):
        device.submit(device.get(sitting.url(number)), "Svara", answer=sitting.right(number))
    before = answers(app)
    page = device.submit(first, "Svara", answer=sitting.wrong(1))
    assert page.path == f"{sitting.url(1)}/svar"
    assert page.h1 == "Rätt."
    assert answers(app) == before


# ---- F40 ---------------------------------------------------------------------------------------------


@pytest.fixture
def rotated(app: Flask, database_url: str, content: Content) -> Flask:
    """The site after a new SECRET_KEY, with the old one as fallback and the same pepper."""
    return create_app(
        make_settings(database_url, secret_key=NEW_SECRET, secret_key_fallbacks=(SECRET,)), content
    )


def test_f40_sign_ins_forms_cards_and_certificates_survive_a_new_key(
    app: Flask, cast: Cast, content: Content, rotated: Flask
) -> None:
    passed = sit(app, content, cast.dora, cast.there, answered=12)
    assert passed.questions
    link = certificate_link(cast)
    card = give_card(app, cast.anna)
    sitting = sit(app, content, cast.anna, cast.here)
    device = cast.learner()
    open_form = device.get(sitting.url(1))

    here = same_browser(device, rotated)
    assert here.get("/min-utbildning").h1 == "Min utbildning"
    assert here.submit(open_form, "Svara", answer=sitting.right(1)).h1 == "Rätt."
    assert answers(app, sitting.ref).keys() == {1}
    assert cast.dora.name in Browser(rotated).get(link).text

    elsewhere = Browser(rotated)
    page = elsewhere.get(f"/kort/{card.secret}")
    assert elsewhere.submit(page, pin=PIN, screen="own").h1 == "Min utbildning"
    typed = Browser(rotated)
    page = typed.submit(typed.get("/kort/"), code=card.code, pin=PIN, screen="own")
    assert page.h1 == "Min utbildning"
    dispose(rotated)


def test_f40_once_used_a_sign_in_needs_the_old_key_no_more(
    app: Flask, cast: Cast, content: Content, rotated: Flask, database_url: str
) -> None:
    sitting = sit(app, content, cast.anna, cast.here)
    device = same_browser(cast.learner(), rotated)
    device.submit(device.get(sitting.url(1)), "Svara", answer=sitting.right(1))
    later = create_app(make_settings(database_url, secret_key=NEW_SECRET), content)
    assert same_browser(device, later).get("/min-utbildning").h1 == "Min utbildning"
    for each in (rotated, later):
        dispose(each)


def test_f40_without_the_fallback_nobody_is_signed_in_but_cards_still_work(
    app: Flask, cast: Cast, content: Content, database_url: str
) -> None:
    card = give_card(app, cast.anna)
    later = create_app(make_settings(database_url, secret_key=NEW_SECRET), content)
    device = same_browser(cast.learner(), later)
    page = device.get("/min-utbildning")
    assert page.path == "/kort/"
    assert device.submit(page, code=card.code, pin=PIN, screen="own").h1 == "Min utbildning"
    dispose(later)


def certificate_link(cast: Cast) -> str:
    """The address in the QR code of Dora's certificate."""
    with cast.app.app_context():
        return "/i/" + session().scalars(select(Certificate.link)).one()
