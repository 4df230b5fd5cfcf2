"""Which language a person gets, how dates read in it, and the page where she chooses, without JavaScript."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import clock
from core.db import session, writing
from core.language import clock_time, date_long, date_short, month_short, use_language
from organisations import join_views
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.exams import read_everything, take
from tests.builders.pages import Browser, Page
from tests.builders.read_papers import words

SWEDISH, ENGLISH = "Du ser mer än du tror.", "You see more than you think."
EASY = "sv-x-lattlast"
EVENING = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)


def heading(device: Browser, wish: str = "") -> str:
    """The first page's heading for a browser that asks for these languages; never in easy Swedish unasked."""
    page = device.get("/", headers={"Accept-Language": wish} if wish else {})
    assert lang_of(page) == ("sv" if page.h1 == SWEDISH else "en")
    return page.h1


def lang_of(page: Page) -> str:
    root = page.soup.select_one("html")
    assert root is not None
    return str(root["lang"])


def choose(device: Browser, page: Page | None = None, **fields: Any) -> Page:
    """Open the settings and save; fields say what to change."""
    return device.submit(page or device.get("/anpassa"), **fields)


# ---- browser < cookie < account ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        ("", SWEDISH),
        ("sv", SWEDISH),
        ("sv-FI", SWEDISH),
        ("sv-SE,sv;q=0.9,en;q=0.8", SWEDISH),
        ("*", SWEDISH),
        ("en-GB,en;q=0.9,sv;q=0.1", ENGLISH),
        ("en-US", ENGLISH),
        ("EN", ENGLISH),
        ("de,fr;q=0.5", SWEDISH),
        ("de,en;q=0.5", ENGLISH),
        ("en;q=0,sv", SWEDISH),
        ("%%%;;q=abc", SWEDISH),
        ("../../etc/passwd", SWEDISH),
    ],
)
def test_the_browsers_wish_is_heard(device: Browser, wish: str, expected: str) -> None:
    assert heading(device, wish) == expected


def test_easy_swedish_is_for_those_who_choose_it(device: Browser) -> None:
    assert lang_of(device.get("/", headers={"Accept-Language": EASY})) == EASY
    page = choose(device, language=EASY)
    assert lang_of(page) == EASY
    for wish in ("sv-SE,sv;q=0.9", "en"):
        page = device.get("/", headers={"Accept-Language": wish})
        assert lang_of(page) == EASY
        assert "3 linjer" in page.text or "6 tecken" in page.text


def test_the_cookie_is_stronger_than_the_browser(device: Browser) -> None:
    device.client.set_cookie("lang", "en")
    assert heading(device, "sv") == ENGLISH
    device.client.set_cookie("lang", "sv")
    assert heading(device, "en") == SWEDISH


@pytest.mark.parametrize("value", ["xx", "", "EN", "en/../sv", "<b>", "../en"])
def test_a_cookie_nobody_wrote_is_left_aside(device: Browser, value: str) -> None:
    device.client.set_cookie("lang", value)
    assert heading(device, "en") == ENGLISH
    assert heading(device, "sv") == SWEDISH


def test_the_account_is_stronger_than_both(cast: Cast) -> None:
    first = cast.learner()
    choose(first, language="en")
    second = cast.learner()
    assert heading(second, "sv") == ENGLISH
    second.client.set_cookie("lang", "sv")
    assert heading(second, "sv") == ENGLISH
    choose(second, language="sv")
    assert heading(first, "en") == SWEDISH, "her first device follows, though its cookie says English"
    choose(first, language=EASY)
    assert lang_of(second.get("/", headers={"Accept-Language": "sv"})) == EASY


def test_signed_out_the_browser_decides_again(cast: Cast) -> None:
    device = cast.learner()
    device.client.set_cookie("lang", "en")
    assert heading(device) == SWEDISH
    device.post("/logga-ut")
    assert heading(device) == ENGLISH


def test_error_pages_speak_the_persons_language(cast: Cast) -> None:
    choose(cast.learner(), language="en")
    device = cast.learner()
    assert device.get("/finns-inte", 404).h1 == "This page does not exist"
    assert device.get("/prov/finns-inte", 404).h1 == "This page does not exist"
    assert device.post("/hjalp", 405).h1 == "The page cannot be opened that way"
    assert device.post("/min-sida", 404).h1 == "This page does not exist"
    assert device.post("/anpassa", 400, csrf_token="gammal").h1 == "Reload the page"


def test_english_comes_from_the_folder_en_for_the_locale_en_gb(app: Flask) -> None:
    from flask_babel import get_locale, gettext

    with app.test_request_context(headers={"Accept-Language": "en-GB"}):
        assert str(get_locale()) == "en_GB"
        assert gettext("Polisen") == "Police"
        use_language("sv")
        assert gettext("Polisen") == "Polisen"
        assert str(get_locale()) == "sv"


# ---- dates and clock times ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "long", "short", "month", "clock"),
    [
        ("sv", "25 oktober 2026", "25 oktober", "okt. 26", "00.30"),
        (EASY, "25 oktober 2026", "25 oktober", "okt. 26", "00.30"),
        ("en", "25 October 2026", "25 October", "Oct 26", "00:30"),
    ],
)
def test_dates_and_clock_times_read_right(
    app: Flask, code: str, long: str, short: str, month: str, clock: str
) -> None:
    with app.test_request_context(headers={"Accept-Language": code}):
        assert date_long(EVENING) == date_long(date(2026, 10, 25)) == long
        assert date_short(EVENING) == short
        assert month_short(date(2026, 10, 25)) == month
        assert clock_time(EVENING) == clock


def test_summer_and_winter_have_their_own_clock(app: Flask) -> None:
    with app.test_request_context():
        assert clock_time(datetime(2026, 7, 1, 12, 32, tzinfo=UTC)) == "14.32"
        assert clock_time(datetime(2026, 12, 1, 13, 32, tzinfo=UTC)) == "14.32"


@pytest.fixture
def afternoon() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 7, 1, 12, 32, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("sv", "Försök igen klockan 14.42."),
        (EASY, "Försök igen klockan 14.42."),
        ("en", "Try again at 14:42."),
    ],
)
def test_a_page_tells_the_time_in_its_language(
    device: Browser, monkeypatch: pytest.MonkeyPatch, afternoon: None, code: str, says: str
) -> None:
    monkeypatch.setattr(join_views, "WRONG_CODES_PER_ADDRESS", 1)
    device.client.set_cookie("lang", code)
    device.get("/g/ZZZZZZZZ", 404)
    assert says in device.get("/g/ZZZZZZZZ", 429).text


@pytest.mark.parametrize(("code", "says"), [("sv", " november 2026"), ("en", " November 2026")])
def test_a_page_tells_the_date_in_its_language(device: Browser, code: str, says: str) -> None:
    device.client.set_cookie("lang", code)
    assert says in device.get("/tillganglighet").text


# ---- /anpassa ----------------------------------------------------------------------------------------


def look(page: Page) -> tuple[str, str, str]:
    root = page.soup.select_one("html")
    assert root is not None
    return str(root["lang"]), str(root["data-theme"]), str(root["data-text"])


def test_language_colours_and_text_size_are_chosen_without_javascript(device: Browser) -> None:
    page = device.get("/anpassa")
    assert look(page) == ("sv", "auto", "normal")
    assert [each["value"] for each in page.soup.select("input[checked]")] == ["sv", "normal", "auto"]
    page = choose(device, page, language="en", theme="dark", text_size="large")
    assert look(page) == ("en", "dark", "large")
    page = device.get("/anpassa")
    assert page.h1 == "Language, colours and text"
    assert [each["value"] for each in page.soup.select("input[checked]")] == ["en", "large", "dark"]
    cookies = {name: device.client.get_cookie(name) for name in ("lang", "theme", "text_size")}
    for cookie in cookies.values():
        assert cookie is not None
        assert cookie.http_only
        assert cookie.same_site == "Lax"


def test_languages_call_themselves_by_their_own_names(device: Browser) -> None:
    device.client.set_cookie("lang", "en")
    page = device.get("/anpassa")
    named = {str(each["lang"]): each.get_text() for each in page.soup.select("main [lang]")}
    assert named == {"sv": "Svenska", EASY: "Lätt svenska", "en": "English"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"language": "xx"}, "Välj ett av svaren."),
        ({"theme": "grell"}, "Välj ett av svaren."),
        ({"text_size": "<b>"}, "Välj ett av svaren."),
    ],
)
def test_what_is_not_offered_is_refused_in_our_own_words(
    device: Browser, fields: dict[str, str], says: str
) -> None:
    page = choose(device, None, **fields)
    assert says in page.text
    assert "Not a valid" not in page.text
    assert device.client.get_cookie("lang") is None


@pytest.mark.parametrize("path", ["/om", "/g/", "/tillganglighet", "/prova/scen", "/hjalp"])
def test_the_link_at_the_top_leads_back_to_where_she_was(device: Browser, path: str) -> None:
    page = device.get(path)
    link = page.soup.select_one("header a[href*='#language']")
    assert link is not None
    choose(device, device.get(str(link["href"])), language="en")
    assert device.path == path


def test_joining_goes_on_in_the_new_language(cast: Cast, device: Browser) -> None:
    page = device.get(f"/g/{cast.here.code}")
    link = page.soup.select_one("header a[href*='#language']")
    assert link is not None
    page = choose(device, device.get(str(link["href"])), language="en")
    assert page.h1 == f"You are joining {cast.here.name}. Is that right?"


def test_choosing_twice_still_leads_back(device: Browser) -> None:
    page = device.get("/anpassa?fran=/om")
    link = page.soup.select_one("footer a[href*='#theme']")
    assert link is not None
    choose(device, device.get(str(link["href"])), theme="dark")
    assert device.path == "/om"


@pytest.mark.parametrize(
    "going",
    [
        "https://ond.example/",
        "//ond.example",
        "/\\ond.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x",
        "",
        "om",
    ],
)
def test_no_other_site_is_led_to(device: Browser, going: str) -> None:
    page = device.get("/anpassa", query_string={"fran": going})
    token = page.soup.select_one("input[name=csrf_token]")
    assert token is not None
    fields = {"csrf_token": str(token["value"]), "language": "en", "theme": "auto", "text_size": "normal"}
    answer = device.client.post("/anpassa", data=fields)
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert place in ("/", "/%0d%0aSet-Cookie:x"), "a page of this site"
    assert "\n" not in place


@pytest.mark.parametrize(
    "path", ["/kort/hemlig-nyckel-123", "/bjudin/hemlig-nyckel-123", "/i/hemlig-nyckel-123"]
)
def test_a_secret_address_stays_out_of_the_link(device: Browser, path: str) -> None:
    html = device.client.get(path).text
    assert "/anpassa?fran=/#language" in html
    assert "hemlig-nyckel-123" not in html.replace(f'action="{path}"', "")


def test_a_page_that_cannot_be_opened_again_is_no_way_back(device: Browser) -> None:
    assert "/anpassa?fran=/#language" in device.get("/finns-inte", 404).html
    assert "/anpassa?fran=/#language" in device.post("/hjalp", 405).html


# ---- the certificate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("sv", "Utfärdat av nätverket i Helsingborg"),
        (EASY, "Från nätverket i Helsingborg"),
        ("en", "Issued by the network in Helsingborg"),
    ],
)
def test_the_certificate_names_its_issuer_in_the_readers_language(
    app: Flask, cast: Cast, content: Content, code: str, says: str
) -> None:
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()
    device = cast.learner()
    choose(device, language=code)
    page = device.get("/intyg/min/hotell")
    assert says in page.text
    paper = device.client.get(f"{page.path}/intyg.pdf")
    assert says in words(paper.data)
