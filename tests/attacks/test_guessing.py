"""S21–S23: guessing join codes, cards and PINs; what is slowed, who is not locked out. S24: test_telling.py."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from time_machine import Traveller

from accounts.guessing import WINDOW
from accounts.models import ReturnCard
from accounts.rules import CARD_CODE_LENGTH, CARD_SLEEP, PIN_LENGTH, WRONG_PINS_BEFORE_SLEEP
from accounts.views import PIN_GUESSES
from core import clock
from core.crockford import ALPHABET
from core.db import session, writing
from organisations import actions as organisations
from organisations.join_views import WRONG_CODES_IN_ALL, WRONG_CODES_PER_ADDRESS
from organisations.models import JoinCode
from organisations.rules import JOIN_CODE_LASTS, JOIN_CODE_LENGTH
from tests.attacks.watch import count_rows, edit, logged
from tests.attacks.world import Guesser, card_of
from tests.builders.cast import PIN, Cast

YEAR = timedelta(days=365.25)
NO_CODE = "Koden finns inte, eller så har den gått ut."
WAIT = "Vänta en liten stund"


def test_s21_guessing_a_join_code_takes_over_a_thousand_years() -> None:
    """From the limits in the code: 100 live codes, any number of addresses, never resting."""
    per_year = WRONG_CODES_IN_ALL * (YEAR / WINDOW)
    expected_guesses = len(ALPHABET) ** JOIN_CODE_LENGTH / 100
    assert expected_guesses / per_year > 1000


@pytest.mark.both
def test_s21_one_address_is_slowed_and_others_are_not(app: Flask, cast: Cast, hand: Traveller) -> None:
    """After 30 wrong codes the right one is refused too, with a clock time; next door and later it works."""
    guesser = Guesser(app)
    for number in range(WRONG_CODES_PER_ADDRESS):
        guesser.get(f"/g/ZZZZ{number:04}", 404)
    page = guesser.get(f"/g/{cast.here.code}", 429)
    assert page.h1 == WAIT
    assert "Försök igen klockan 10.1" in page.text
    assert cast.here.name not in page.html
    guesser.post("/g/", 429, code=cast.here.code)
    guesser.post(f"/g/{cast.here.code}/namn", 429, name="Nils Ny", language="sv")
    Guesser(app, "203.0.113.200").get("/g/", 200)
    Guesser(app, "203.0.113.200").get(f"/g/{cast.here.code}", 429)
    assert cast.here.name in Guesser(app, "198.51.100.1").get(f"/g/{cast.here.code}").text
    hand.shift(WINDOW)
    assert cast.here.name in guesser.get(f"/g/{cast.here.code}").text


def test_s21_a_thousand_addresses_share_one_brake(app: Flask, cast: Cast, hand: Traveller) -> None:
    """200 wrong codes over the whole site: then everybody waits, until the window ends; it is in the log."""
    client = app.test_client()
    with logged() as lines:
        answers = [
            client.get(
                f"/g/ZZ{number:06}", environ_base={"REMOTE_ADDR": f"10.{number // 100}.{number % 100}.1"}
            )
            for number in range(210)
        ]
    assert '"event": "guessing-slowed", "kind": "join-all"' in lines[-1]
    assert [each.status_code for each in answers].count(404) == WRONG_CODES_IN_ALL
    assert [each.status_code for each in answers].count(429) == 210 - WRONG_CODES_IN_ALL
    Guesser(app, "198.51.100.1").get(f"/g/{cast.here.code}", 429)
    hand.shift(WINDOW)
    Guesser(app, "198.51.100.1").get(f"/g/{cast.here.code}")


def test_s21_right_codes_are_never_counted(app: Flask, cast: Cast) -> None:
    """A whole staff comes in at once from one address."""
    hotel = Guesser(app)
    for _ in range(2 * WRONG_CODES_PER_ADDRESS):
        assert cast.here.name in hotel.get(f"/g/{cast.here.code}").text


@pytest.mark.both
def test_s22_a_code_is_read_as_it_was_meant(app: Flask, cast: Cast) -> None:
    """Small letters, O for 0, I and L for 1, spaces and hyphens."""
    edit(
        app,
        lambda: session().execute(
            update(JoinCode).where(JoinCode.code == cast.here.code).values(code="A10BC01D")
        ),
    )
    for typed in ("A10BC01D", "a10bc01d", "alobcoid", "AIOBCOLD", " a1 0b-c0 1d ", "A10B–C01D"):
        assert cast.here.name in Guesser(app).post("/g/", code=typed).text, typed


def test_s22_codes_that_do_not_work_say_one_and_the_same(app: Flask, cast: Cast, hand: Traveller) -> None:
    """Unknown, too short, no code at all, replaced, another's with one letter changed, and run out."""
    old = cast.there.code
    with app.app_context(), writing():
        new = organisations.renew_join_code(session(), clock.now(), cast.there.id, actor_id=None).code
        session().commit()
    changed = new[:-1] + ALPHABET[(ALPHABET.index(new[-1]) + 1) % len(ALPHABET)]
    said = {Guesser(app).post("/g/", code=typed).text for typed in
            ("ZZZZZZZZ", "ZZ", "ÅÄÖ!", old, changed)}  # fmt: skip
    hand.shift(JOIN_CODE_LASTS)
    said.add(Guesser(app).post("/g/", code=new).text)
    assert len(said) == 1
    assert NO_CODE in said.pop()
    assert Guesser(app).get(f"/g/{new}", 404).text == Guesser(app).get("/g/ZZZZZZZZ", 404).text


def test_s23_a_found_card_takes_years_and_a_card_code_ages() -> None:
    """From the limits: ten PINs a quarter of an hour; and 60-bit codes at 60 guesses, from 1,000 addresses."""
    pins_per_year = WRONG_PINS_BEFORE_SLEEP * (YEAR / CARD_SLEEP)
    assert 10**PIN_LENGTH / pins_per_year > 2
    guesses_per_year = 1000 * PIN_GUESSES * (YEAR / WINDOW)
    assert len(ALPHABET) ** CARD_CODE_LENGTH / 10_000 / guesses_per_year > 1000


@pytest.mark.both
def test_s23_a_card_sleeps_after_ten_wrong_pins(app: Flask, cast: Cast, hand: Traveller) -> None:
    """Also the right PIN waits; another's card does not; after 15 minutes the card opens again."""
    card, other = card_of(app, cast.anna), card_of(app, cast.dora)
    thief = Guesser(app)
    for number in range(WRONG_PINS_BEFORE_SLEEP):
        page = thief.post(f"/kort/{card.secret}", pin=f"{number:06}", screen="own")
        assert page.h1 == "Kom tillbaka med ditt kort"
    page = thief.post(f"/kort/{card.secret}", pin=PIN, screen="own")
    assert "Kortet vilar" in page.text
    assert "Kortet vilar" in Guesser(app, "198.51.100.7").post("/kort/", code=card.code, pin=PIN).text
    assert thief.post(f"/kort/{other.secret}", pin=PIN, screen="own").h1 == "Min utbildning"
    hand.shift(CARD_SLEEP)
    assert Guesser(app).post(f"/kort/{card.secret}", pin=PIN, screen="own").h1 == "Min utbildning"


def test_s23_one_pin_over_all_cards_is_slowed_by_address(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After so many wrong from one address it waits; the same card from elsewhere opens at once."""
    monkeypatch.setattr("accounts.views.PIN_GUESSES", 6)
    card = card_of(app, cast.anna)
    sprayer = Guesser(app)
    for number in range(6):
        sprayer.post("/kort/", code=f"ZZZZZZZZ{number:04}", pin=PIN)
    assert sprayer.post("/kort/", 429, code=card.code, pin=PIN).h1 == WAIT
    assert (
        Guesser(app, "198.51.100.7").post("/kort/", code=card.code, pin=PIN, screen="own").h1
        == "Min utbildning"
    )
    assert count_rows(app, ReturnCard, ReturnCard.sleeps_until.is_not(None)) == 0
