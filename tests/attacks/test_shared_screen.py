"""S36: what the next person on a shared screen finds of the one before her."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from app import create_app
from core.settings import ROOT
from quiz.content import Content
from quiz.models import Answer
from tests.attacks.routes import PREFERENCES
from tests.attacks.watch import count_rows
from tests.attacks.world import World, card_of
from tests.builders.cast import COURSE, PIN
from tests.builders.exams import UNSURE_VALUE
from tests.builders.pages import Browser
from tests.conftest import dispose, make_settings

COOKIE = "esh"
MINE = "/min-utbildning"


def sign_in_by_card(world: World, browser: Browser) -> None:
    """Anna signs in on a screen that several share."""
    page = browser.post("/kort/", code=card_of(world.app, world.cast.anna).code, pin=PIN, screen="shared")
    assert page.path == MINE


@pytest.mark.parametrize("expired", [False, True])
def test_s36_the_next_person_on_a_shared_screen_finds_nothing(
    world: World, hand: Traveller, expired: bool
) -> None:
    """No name, no filled-in field, not the page where the last person was, not what she had answered."""
    tablet = Browser(world.app)
    dora, before = card_of(world.app, world.cast.dora), count_rows(world.app, Answer)
    sign_in_by_card(world, tablet)
    where = f"/prov/{COURSE}/{world.here.open_try}/2"
    question = tablet.get(where)
    if expired:
        hand.shift(timedelta(minutes=21))
        tablet.submit(question, "Svara", answer=[UNSURE_VALUE])
        tablet.get(where)
    else:
        tablet.post("/logga-ut")
    for path in ("/", "/kort/", "/g/", f"/g/{world.here.code}/namn", "/personal", "/intyg/kontroll"):
        page = tablet.get(path)
        assert "Anna" not in page.html, path
        for field in page.soup.select("main input[type=text], main input[type=password]"):
            assert not field.get("value"), path
            assert path == "/personal" or field["autocomplete"] == "off", path
    page = tablet.post("/kort/", code=dora.code, pin=PIN, screen="shared")
    assert page.path == MINE
    assert "Dora" in page.text
    assert "Anna" not in page.html
    assert tablet.get("/fortsatt").path == "/"
    assert count_rows(world.app, Answer) == before


def test_s36_nothing_personal_is_kept_by_scripts_or_cookies(world: World) -> None:
    """No script stores anything; the cookie holds no name, and only preferences outlive signing out."""
    for file in (ROOT / "static/js").rglob("*.js"):
        text = file.read_text("utf-8")
        for store in ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "caches."):
            assert store not in text, file
    tablet = Browser(world.app)
    sign_in_by_card(world, tablet)
    with tablet.client.session_transaction() as kept:
        assert set(kept) <= {"_user_id", "_id", "_fresh", "csrf_token", "preferences_back", "_permanent"}
        assert not kept.permanent
    tablet.post("/anpassa", language="en", theme="dark", text_size="large")
    tablet.post("/logga-ut")
    names = {each.key for each in tablet.client._cookies.values()}  # type: ignore[union-attr]
    assert names <= {COOKIE, "lang", "theme", "text_size"}


def test_s36_cookies_are_locked_over_https(content: Content, world: World) -> None:
    """`__Host-`, Secure, HttpOnly, Lax, the whole site's; a shared screen's ends with the browser."""
    url = world.app.config["SQLALCHEMY_ENGINES"]["default"]["url"]
    app = create_app(make_settings(url, public_url="https://localhost"), content)
    browser = Browser(app)
    browser.client.environ_base["wsgi.url_scheme"] = "https"
    response = browser.client.get("/g/")
    for part in ("__Host-esh=", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert part in response.headers["Set-Cookie"], part
    assert "Domain" not in response.headers["Set-Cookie"]
    assert "Expires" not in response.headers["Set-Cookie"]
    for cookie in browser.client.post(
        "/anpassa", data={"csrf_token": browser.token(), **PREFERENCES}
    ).headers.getlist("Set-Cookie"):
        assert "Secure" in cookie
        assert "SameSite=Lax" in cookie
    dispose(app)
