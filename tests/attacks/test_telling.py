"""S24: signing in tells strangers and known people apart by nothing: not words, status, statements or hashing."""

import pytest
from flask import Flask

from accounts import actions as accounts
from accounts import hashing
from tests.attacks.watch import statements
from tests.attacks.world import Guesser, card_of
from tests.builders.cast import PASSWORD, Cast, give_password, totp_now
from tests.conftest import PEPPER


def test_s24_staff_cannot_be_told_from_strangers(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known and unknown username, wrong password, wrong code: same text, status, statements and hashing."""
    hashed: list[str] = []
    real = hashing.matches

    def matches(pepper: str, purpose: str, stored: str, value: str) -> bool:
        hashed.append("argon2id")
        return real(pepper, purpose, stored, value)

    monkeypatch.setattr(accounts, "matches", matches)
    monkeypatch.setattr(hashing, "matches", matches)
    give_password(app, cast.bo, PEPPER)
    seen = []
    for username, password, code in (
        ("bo", "fel", "000000"), ("ingen", "fel", "000000"), ("bo", PASSWORD, "000000"), ("ingen", PASSWORD, totp_now()),
    ):  # fmt: skip
        hashed.clear()
        browser = Guesser(app)
        token = browser.token()
        data = {"csrf_token": token, "username": username, "password": password, "totp": code}
        with statements(app) as sent:
            response = browser.client.post("/personal", data=data)
        seen.append((response.status_code, response.text.count("hör inte ihop"), list(sent), list(hashed)))
    assert seen[0] == seen[1] == seen[2] == seen[3]
    assert seen[0][3] == ["argon2id"]


def test_s24_cards_cannot_be_told_from_no_cards(app: Flask, cast: Cast) -> None:
    """An unknown link shows the page of a known one; a wrong PIN says what an unknown card says."""
    card = card_of(app, cast.anna)
    pages = [Guesser(app).get(f"/kort/{secret}").text for secret in (card.secret, "A" * 22)]
    assert pages[0] == pages[1]
    said = [Guesser(app).post("/kort/", code=code, pin="135791").text for code in (card.code, "ZZZZZZZZZZZZ")]
    assert said[0] == said[1]
