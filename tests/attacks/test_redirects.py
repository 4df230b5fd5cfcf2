"""S50: where the site sends people on, it is to a page of its own."""

from datetime import timedelta
from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from accounts.sign_in import safe_path
from tests.attacks.routes import PREFERENCES, RULES, address
from tests.attacks.world import World, card_of
from tests.builders.cast import PIN
from tests.builders.pages import Browser

FOREIGN = "https://evil.example/"
SITE = "https://utbildning.example.se/anpassa"
EVIL = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "https://evil.example",
    "http:/evil.example", "///evil.example", "/%2f%2fevil.example"[1:], "%2f%2fevil.example", "/\tevil.example",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/\x00/evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "evil.example", "@evil.example",
    "//evil.example%2f..", "/%09/evil.example", "/\r\nLocation: https://evil.example", "/\x0b/evil.example",
    "//\u3002evil.example", "\u2215\u2215evil.example", "//localhost@evil.example", "/\\/evil.example",
    ".//evil.example", "", "?x=//evil.example", "#//evil.example",
)  # fmt: skip


def lands(location: str) -> str:
    """The host a browser goes to. Browsers drop tabs and line breaks and read \\ as / (WHATWG URL, 4.4)."""
    read = location.strip("".join(map(chr, range(33)))).translate({9: None, 10: None, 13: None})
    return urlsplit(urljoin(SITE, read.replace("\\", "/"))).netloc


@given(
    st.one_of(
        st.sampled_from(EVIL), st.text(alphabet="/\\:.%2f5c09 \t\r\n\x00e@?#;-å。", max_size=12), st.text()
    )
)
def test_s50_a_safe_path_stays_here(path: str) -> None:
    """Whatever is called safe leads to our own host, in a browser's reading too; own pages are safe."""
    safe = safe_path(path)
    assert safe in {None, path}
    if safe is not None:
        assert lands(safe) == "utbildning.example.se"
        assert lands(quote(safe, safe="/?=&%")) == "utbildning.example.se"


@pytest.mark.parametrize("path", ["/", "/min-utbildning?kurs=hotell", "/kurser/hotell/identifiera/x/se"])
def test_s50_own_pages_are_safe(path: str) -> None:
    assert safe_path(path) == path


def test_s50_preferences_lead_back_to_a_page_of_ours(world: World) -> None:
    """`fran` in the address of the settings page: only its own pages, else the first page."""
    browser = Browser(world.app)
    for evil in (each for each in EVIL if "\x00" not in each):
        page = browser.get("/anpassa", query_string={"fran": evil})
        token = page.form("Spara").select("input[name=csrf_token]")[0]["value"]
        response = browser.client.post("/anpassa", data={"csrf_token": token, **PREFERENCES})
        assert response.status_code == 303
        assert lands(response.location) == "utbildning.example.se", evil
    page = browser.get("/anpassa?fran=/om")
    assert browser.submit(page, "Spara").path == "/om"


def test_s50_no_parameter_sends_anybody_away(shared: World) -> None:
    """Every page that sends on, with a foreign address in every usual parameter."""
    query = dict.fromkeys(
        ("next", "url", "return", "redirect", "continue", "fran", "kurs", "target"), FOREIGN
    )
    for key, rule in RULES.items():
        if key[1] == "GET":
            response = shared.browser(rule.may[0]).client.get(address(shared, key), query_string=query)
            if response.location:
                assert lands(response.location) == "utbildning.example.se", key


def test_s50_signing_in_leads_only_to_pages_of_ours(world: World, hand: Traveller) -> None:
    """Paths that look like another host, met while signed out, do not become the page after signing in."""
    card = card_of(world.app, world.cast.anna)
    for path in ("//evil.example/min-utbildning", "/min-utbildning//evil.example", "/%5cevil.example",
                 "/kurser//evil.example/x/y/z", "/kurser/%0d%0a/x/y/z", "/intyg/%2f%2fevil.example",
                 "/intyg/min/https:%2f%2fevil.example", "/min-utbildning?next=//evil.example"):  # fmt: skip
        browser = Browser(world.app)
        first = browser.client.get(path)
        if first.location:
            assert lands(first.location) in {"utbildning.example.se", "localhost"}, path
        for way in ("next=//evil.example", "next=https:evil.example"):
            data = {"csrf_token": browser.token(), "code": card.code, "pin": PIN, "screen": "own"}
            response = browser.client.post(f"/kort/?{way}", data=data)
            assert response.status_code == 303, path
            assert lands(response.location) == "utbildning.example.se", path
            browser.post("/logga-ut")
        hand.shift(timedelta(seconds=1))
