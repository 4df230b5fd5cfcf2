"""S28: a password is chosen where staff come in; what guessers try is refused with its reason, and not shown again."""

import pyotp
import pytest
from flask import Flask

from accounts.models import StaffLogin
from core import clock
from tests.attacks.watch import count_rows
from tests.attacks.world import World
from tests.builders.cast import Cast
from tests.builders.pages import Browser, Page

LONG = (
    "kaffe lampa moln spade " * 3
    + "och sedan en lång rad ord som ingen annan har skrivit före mig i den här ordningen, " * 2
)


def choose(world: World, device: Browser, password: str, username: str = "nils.ny") -> Page:
    """Accept an invitation with a password."""
    page = device.get(f"/bjudin/{world.here.invitation}")
    secret = max((each.get_text("").replace(" ", "") for each in page.soup.select(".code")), key=len)
    code = pyotp.TOTP(secret).at(clock.now())
    return device.submit(page, name="Nils Ny", username=username, password=password, totp=code)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("Helsingborg2026", "bygger på ord som hör till dig eller platsen"),
        ("ensakerhandensakerhand", "bygger på ord som hör till dig eller platsen"),
        ("nils.ny nils.ny 2026!", "bygger på ord som hör till dig eller platsen"),
        ("Hotell Sundet 2026", "bygger på ord som hör till dig eller platsen"),
        ("ensakerhand", "för kort"),
        ("7tecken", "för kort"),
        ("correcthorsebatterystaple", "lätt att gissa"),
        ("qazwsxedcrfvtgb1", "lätt att gissa"),
        ("aaaaaaaaaaaaaaaaaaaa", "ett mönster som upprepas"),
        ("å" * 1001, "för långt"),
    ],
)
def test_s28_an_easy_password_is_refused_with_one_reason(world: World, password: str, reason: str) -> None:
    page = choose(world, Browser(world.app), password)
    errors = [each.get_text() for each in page.soup.select("p.error")]
    assert len(errors) == 1
    assert reason in errors[0]
    assert "Välj fyra ord" in errors[0] or "Använd" in errors[0]
    assert password not in page.html
    assert count_rows(world.app, StaffLogin, StaffLogin.username == "nils.ny") == 0


@pytest.mark.parametrize(
    "password",
    [LONG[:200], "bara små bokstäver här", "🙂🦊🌧🎈🍋🚲🧦📎🪁🎻🧃🐌🥾🍄🪐", "кофе лампа облако лопата", "z8#kR2pLw9vT4mY1"],
)  # fmt: skip
def test_s28_long_ones_from_every_script_open_the_account(world: World, password: str) -> None:
    """200 characters, small letters only, emoji, Cyrillic: accepted, and the very password signs in again."""
    assert choose(world, Browser(world.app), password).path != f"/bjudin/{world.here.invitation}"
    assert count_rows(world.app, StaffLogin, StaffLogin.username == "nils.ny") == 1


def test_s28_the_same_letters_written_otherwise_are_the_same_password(app: Flask, cast: Cast) -> None:
    """NFKC: a telephone that composes å from two signs opens what a computer chose, and case still counts."""
    from accounts import actions
    from core.db import session, writing
    from tests.builders.cast import TOTP_SECRET, totp_now
    from tests.conftest import PEPPER

    with app.app_context(), writing():
        actions.create_staff_login(
            session(), clock.now(), cast.bo.id, username="bo", password="gråt inte lilla åsna",
            totp_secret=TOTP_SECRET, pepper=PEPPER,
        )  # fmt: skip
        session().commit()
    for typed, opens in (("GRÅT inte lilla åsna", False), ("gra\u030at inte lilla a\u030asna", True)):
        page = Browser(app).post("/personal", username="bo", password=typed, totp=totp_now())
        assert (page.path != "/personal") is opens
