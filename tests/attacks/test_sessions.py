"""S32–S36, S38, S39: sign-ins that are planted, kept, replayed or left behind on a shared screen. S37: test_csrf.py."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from time_machine import Traveller

from accounts.models import SignIn, StaffLogin, User
from core.settings import ROOT
from organisations.models import Role
from tests.attacks.routes import PREFERENCES, RULES, address
from tests.attacks.watch import count_rows, rows_of
from tests.attacks.world import World
from tests.builders.cast import PASSWORD, Cast, give_password, totp_now
from tests.builders.pages import Browser
from tests.conftest import PEPPER

COOKIE = "esh"
MINE = "/min-utbildning"


def cookie_of(browser: Browser) -> str:
    found = browser.client.get_cookie(COOKIE)
    return found.value if found else ""


def with_cookie(app: Flask, value: str) -> Browser:
    """Another browser that brings a cookie it has stolen or kept."""
    thief = Browser(app)
    thief.client.set_cookie(COOKIE, value)
    return thief


@pytest.mark.both
def test_s32_a_new_database_holds_nobody(app: Flask, device: Browser) -> None:
    """No default or seeded account, no demonstration; the first coordinator comes by a one-time link from the command."""
    for table in (User, StaffLogin, Role, SignIn):
        assert count_rows(app, table) == 0
    for name in ("admin", "root", "samordnare", "coordinator", "demo"):
        data = {"csrf_token": device.token(), "username": name, "password": name, "totp": "000000"}
        assert device.client.post("/personal", data=data).status_code == 200
    assert count_rows(app, SignIn) == 0
    device.get("/demo", 404)
    device.post("/demo/samordnare", 404)
    printed = app.test_cli_runner().invoke(args=["invite-coordinator"]).output
    path = "/bjudin/" + printed.split("/bjudin/")[1].split()[0]
    assert device.get(path).soup.select("input[name=password]")
    assert count_rows(app, User) == 0


@pytest.mark.both
def test_s33_a_planted_sign_in_dies_when_somebody_signs_in(app: Flask, cast: Cast) -> None:
    """The attacker's own cookie in the victim's browser: signing in makes a new token and ends the old one."""
    give_password(app, cast.bo, PEPPER)
    attacker = cast.sign_in(cast.dora)
    planted = cookie_of(attacker)
    victim = with_cookie(app, planted)
    page = victim.post("/personal", username="bo", password=PASSWORD, totp=totp_now())
    assert cast.here.name in page.text
    assert cookie_of(victim) != planted
    for stale in (attacker, with_cookie(app, planted)):
        assert stale.get(MINE).path == "/kort/"


def test_s33_tokens_are_random_and_only_digests_are_kept(world: World) -> None:
    """128 bits a sign-in, never the same; the database cannot be used to sign in."""
    tokens = []
    for _ in range(20):
        browser = world.browser("learner")
        with browser.client.session_transaction() as kept:
            tokens.append(kept["_user_id"])
    assert len(set(tokens)) == 20
    assert min(map(len, tokens)) >= 22
    kept_rows = repr(rows_of(world.app, SignIn))
    assert not [token for token in tokens if token in kept_rows]


@pytest.mark.both
def test_s34_a_cookie_is_worth_nothing_after_signing_out(app: Flask, cast: Cast) -> None:
    """Kept before, used after: sent to sign in. So is one after "Lämna sidan"."""
    for way in ("/logga-ut", "/lamna"):
        bo = cast.contact()
        kept = cookie_of(bo)
        bo.post(way)
        for browser in (bo, with_cookie(app, kept)):
            assert browser.get(f"/oversikt/{cast.here.ref}").path == "/personal"


def test_s34_sign_ins_end_by_themselves(cast: Cast, hand: Traveller) -> None:
    """Shared screen 20 minutes unused; own phone 30 days; staff 12 hours; used or not, staff at most 7 days."""
    shared, own, staff = cast.sign_in(cast.anna, shared=True), cast.learner(), cast.contact()
    hand.shift(timedelta(minutes=19))
    assert shared.get(MINE).path == MINE
    hand.shift(timedelta(minutes=20))
    assert shared.get(MINE).path == "/kort/"
    assert own.get(MINE).path == MINE
    for _ in range(16):
        hand.shift(timedelta(hours=11))
        where = staff.get(f"/oversikt/{cast.here.ref}").path
    assert where == "/personal"
    hand.shift(timedelta(days=30))
    assert own.get(MINE).path == "/kort/"


def test_s35_back_after_signing_out_shows_nothing(shared: World) -> None:
    """No page may be kept by a browser; signed-in pages ask again when they are brought back; the cache is cleared."""
    for key, rule in RULES.items():
        if key[1] == "GET":
            response = shared.browser(rule.may[-1]).client.get(address(shared, key))
            assert response.headers["Cache-Control"] == "no-store", key
            if response.mimetype == "text/html" and rule.guard != "public" and response.status_code == 200:
                root = BeautifulSoup(response.text, "html.parser").select_one("html[data-signed-in]")
                assert root is not None, key
                assert "js/page.js" in response.text, key
    script = (ROOT / "static/js/restored.js").read_text("utf-8")
    assert "pageshow" in script
    assert "location.reload()" in script
    assert '"restored"' in (ROOT / "static/js/page.js").read_text("utf-8")


@pytest.mark.parametrize(
    ("way", "cleared"), [("/logga-ut", '"cache"'), ("/lamna", '"cache", "cookies", "storage"')]
)
def test_s35_signing_out_clears_the_browser(world: World, way: str, cleared: str) -> None:
    """The server ends the sign-in, empties the cookie and tells the browser what to forget."""
    tablet = world.browser("learner")
    response = tablet.client.post(way, data={"csrf_token": tablet.token()})
    assert response.headers["Clear-Site-Data"] == cleared
    with tablet.client.session_transaction() as kept:
        assert "_user_id" not in kept
    assert tablet.get("/min-utbildning").path == "/kort/"


def test_s38_nobody_is_signed_out_or_switched_from_outside(world: World) -> None:
    """Signing out, leaving and choosing a language by GET or without our token: nothing changes."""
    learner = world.browser("learner")
    for path in ("/logga-ut", "/lamna"):
        learner.get(path, 405)
        assert learner.client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
        assert learner.get(MINE).path == MINE
    before = rows_of(world.app, User)
    learner.get("/anpassa?language=en&theme=dark&text_size=large")
    learner.client.post("/anpassa", data=PREFERENCES | {"language": "en"})
    assert learner.get(MINE).soup.select_one("html[lang=sv][data-theme=auto][data-text=normal]")
    assert rows_of(world.app, User) == before


def test_s38_leaving_works_on_a_page_that_is_too_old(world: World) -> None:
    """The exit button's token is dead after signing in elsewhere: our own page still leaves and signs out."""
    learner = world.browser("learner")
    stale = {"csrf_token": "dead"}
    forged = learner.client.post("/lamna", data=stale)
    assert (forged.status_code, "Du har lämnat sidan." in forged.text, "En säker hand" in forged.text) == (
        400,
        True,
        False,
    )
    assert learner.get(MINE).path == MINE
    pressed = learner.client.post("/lamna", data=stale, headers={"Sec-Fetch-Site": "same-origin"})
    assert (pressed.status_code, "Du har lämnat sidan." in pressed.text) == (200, True)
    assert learner.get(MINE).path == "/kort/"


def test_s39_no_page_can_be_framed(shared: World) -> None:
    """Every page, opened by the first who may. That it holds for all answers is S56."""
    for key, rule in RULES.items():
        if key[1] == "GET":
            policy = (
                shared.browser(rule.may[0])
                .client.get(address(shared, key))
                .headers["Content-Security-Policy"]
            )
            assert "frame-ancestors 'none'" in policy, key
