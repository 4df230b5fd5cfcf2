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
from tests.builders.pages import Browser, Page, words
from tests.conftest import dispose, make_settings

COOKIE = "esh"
MINE = "/min-utbildning"
NEXT = "Klart, nästa person"


def sign_in_by_card(world: World, browser: Browser) -> None:
    """Anna signs in on a screen that several share."""
    page = browser.post("/kort/", code=card_of(world.app, world.cast.anna).code, pin=PIN, screen="shared")
    assert page.path == MINE


@pytest.mark.parametrize("way", ["/logga-ut", "/nasta-person", "expired"])
def test_s36_the_next_person_on_a_shared_screen_finds_nothing(
    world: World, hand: Traveller, way: str
) -> None:
    """No name, no filled-in field, not the page where the last person was, not what she had answered."""
    tablet = Browser(world.app)
    dora, before = card_of(world.app, world.cast.dora), count_rows(world.app, Answer)
    sign_in_by_card(world, tablet)
    where = f"/prov/{COURSE}/{world.here.open_try}/2"
    question = tablet.get(where)
    if way == "expired":
        hand.shift(timedelta(minutes=21))
        tablet.submit(question, "Svara", answer=[UNSURE_VALUE])
        tablet.get(where)
    else:
        tablet.post(way)
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


def test_s36_next_person_leaves_nothing_in_the_browser(world: World) -> None:
    """Signed out, told to forget everything, no language or text size of hers, and ready for a card or a code."""
    tablet = Browser(world.app)
    sign_in_by_card(world, tablet)
    tablet.post("/anpassa", language="en", theme="dark", text_size="large")
    tablet.get(MINE)
    page = tablet.post("/nasta-person")
    assert tablet.response is not None
    (left,) = tablet.response.history
    assert left.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert left.headers["Cache-Control"] == "no-store"
    names = {each.key for each in tablet.client._cookies.values()}  # type: ignore[union-attr]
    assert names == {COOKIE}
    with tablet.client.session_transaction() as kept:
        assert set(kept) <= {"shared", "csrf_token"}
    assert page.path == "/kort/"
    assert page.soup.select_one("html[lang=sv][data-theme=auto][data-text=normal]")
    assert "Anna" not in page.html
    assert page.has_link("Gå med med koden på affischen.")
    assert tablet.get(MINE).path == "/kort/"


def test_the_button_stands_on_every_page_of_a_shared_sign_in_and_on_no_other(world: World) -> None:
    """Also on open pages, in a question and where a page is missing; never on an own phone or for staff."""
    tablet = world.cast.sign_in(world.cast.anna, shared=True)
    open_try = f"/prov/{COURSE}/{world.here.open_try}/2"
    for path, status in ((MINE, 200), ("/", 200), ("/hjalp", 200), (open_try, 200), ("/finns-inte", 404)):
        (bar,) = tablet.get(path, status).soup.select(".top .shared-screen")
        assert words(bar) == f"Delad skärm: Anna {NEXT}", path
    for role in ("nobody", "learner", "contact"):
        assert not world.browser(role).get("/").soup.select(".shared-screen")


def test_who_joins_on_a_shared_screen_gets_a_short_sign_in(world: World) -> None:
    """After "Klart, nästa person" it is chosen beforehand; on a phone of her own the long one is."""
    phone = Browser(world.app)
    page = phone.get(f"/g/{world.here.code}/namn")
    assert chosen_screen(page) == "own"
    tablet = world.cast.sign_in(world.cast.anna, shared=True)
    tablet.post("/nasta-person")
    page = tablet.get(f"/g/{world.here.code}/namn")
    assert chosen_screen(page) == "shared"
    page = tablet.submit(page, "Gå med", name="Nils Ny")
    assert words(page.soup.select_one(".shared-screen p")) == "Delad skärm: Nils"
    with tablet.client.session_transaction() as kept:
        assert not kept.permanent


def chosen_screen(page: Page) -> str:
    (found,) = page.soup.select("input[name=screen][checked]")
    return str(found["value"])


def test_s38_nobody_is_sent_away_from_outside(world: World) -> None:
    tablet = world.cast.sign_in(world.cast.anna, shared=True)
    tablet.get("/nasta-person", 405)
    assert tablet.client.post("/nasta-person").status_code == 400
    assert tablet.get(MINE).path == MINE
