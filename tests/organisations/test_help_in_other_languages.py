"""Help for somebody who reads neither Swedish nor English: her language, the right numbers, and no trace."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import Tag
from flask import Flask

from core.settings import ROOT
from organisations.contacts import ContactBook
from organisations.phrases import SOURCE, load_phrases
from tests.builders.cast import Cast
from tests.builders.pages import Browser, Page, words
from tests.builders.read_papers import facts

PHRASES = load_phrases(ROOT / "organisations" / "phrases")
OTHERS = sorted(PHRASES.keys() - {SOURCE})
NUMBERS = ["tel:112", "tel:11414", "tel:020505050", "tel:020808080", "tel:116111"]
SPOKEN = {"ar": "arabiska", "pl": "polska", "so": "somaliska", "th": "thailändska", "uk": "ukrainska"}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), tick=False):
        yield


def rung(page: Page) -> list[str]:
    return [str(each["href"]) for each in page.soup.select("main a.call")]


def spoken(tag: Tag | None) -> tuple[str, str]:
    """Language and direction that hold where a tag stands."""
    assert tag is not None
    nearest = tag if tag.has_attr("lang") else tag.find_parent(attrs={"lang": True})
    assert isinstance(nearest, Tag)
    return str(nearest["lang"]), str(nearest["dir"])


@pytest.mark.parametrize("lang", OTHERS)
def test_her_language_and_the_right_numbers(device: Browser, lang: str) -> None:
    page = device.get(f"/hjalp/{lang}")
    said, own = PHRASES[lang], (lang, "rtl" if lang == "ar" else "ltr")

    assert page.h1 == said.help["heading"]
    assert page.title == "Utbildning"
    assert rung(page) == NUMBERS
    assert words(page.soup.select_one("main a.call")) == "112"
    for tag in page.soup.select("main h1, main h2, main p.lead, main .rows .quiet, .action-bar .button-main"):
        if tag.select_one("bdi") is None:
            assert spoken(tag) == own, tag
    for tag in page.soup.select("main .call bdi"):
        assert tag["dir"] == "ltr"
    assert words(page.soup.select_one("[data-leave] button")) == said.help["exit"]
    assert spoken(page.soup.select_one("[data-leave] button span[lang]")) == own
    assert said.help["no_name"] in page.text
    root = page.soup.select_one("html")
    assert root is not None
    assert (root["lang"], root["dir"]) == ("sv", "ltr")


@pytest.mark.parametrize("lang", OTHERS)
def test_a_sentence_to_show_in_swedish(device: Browser, lang: str) -> None:
    sentence = device.get(f"/hjalp/{lang}").soup.select_one("#sentence + p bdi")
    assert words(sentence) == f"Jag behöver hjälp. Jag talar {SPOKEN[lang]}."
    assert spoken(sentence) == ("sv", "ltr")


def test_every_language_is_offered_by_its_own_name(device: Browser) -> None:
    page = device.get("/hjalp")
    links = page.soup.select("nav .language-row a")
    assert [words(each) for each in links][:5] == ["العربية", "Polski", "Soomaali", "ไทย", "Українська"]
    assert "English" in [words(each) for each in links]
    assert "Svenska" not in [words(each) for each in links]
    for each in links:
        assert each["lang"] == each["hreflang"]
        assert str(each["href"]) == f"/hjalp/{each['lang']}"
    assert [str(each["dir"]) for each in links].count("rtl") == 1
    there = device.get(page.link("العربية"))
    offered = [words(each) for each in there.soup.select("main .language-row a")]
    assert "Svenska" in offered
    assert "العربية" not in offered
    assert device.get(there.link(PHRASES["ar"].help["more"])).h1 == "Behöver du själv hjälp?"


def test_in_a_language_of_the_site_the_whole_page_is_shown_and_nothing_is_chosen(device: Browser) -> None:
    page = device.get("/hjalp/en")
    root = page.soup.select_one("html")
    assert root is not None
    assert (root["lang"], page.title) == ("en", "Training")
    assert "tel:112" in rung(page)
    offered = [words(each) for each in page.soup.select("main .language-row a")]
    assert "Svenska" in offered
    assert "English" not in offered
    assert device.get("/hjalp").h1 == "Behöver du själv hjälp?"


@pytest.mark.parametrize("path", ["/hjalp/ar", "/hjalp/en"])
def test_nothing_is_kept_of_the_visit(device: Browser, path: str) -> None:
    page = device.get(path)
    given = {cookie.partition("=")[0] for cookie in page.response.headers.getlist("Set-Cookie")}
    assert given <= {"esh"}  # the form's token, no choice of a language
    assert page.response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("lang", ["xx", "AR", "ar.yaml", "..", "sv-x", "de"])
def test_a_language_there_is_not(device: Browser, lang: str) -> None:
    device.get(f"/hjalp/{lang}", 404)


def test_a_phrase_about_a_line_stands_only_as_long_as_the_citys_file_says_so(
    app: Flask, device: Browser
) -> None:
    said = PHRASES["pl"].help

    def row() -> str:
        rows = device.get("/hjalp/pl").soup.select("main .rows li")
        return next(words(each) for each in rows if "Kvinnofridslinjen" in words(each))

    assert said["interpreter"] in row()
    assert said["always_open"] in row()
    assert said["unchecked"] in row()
    book: ContactBook = app.extensions["contact_book"]
    changed = tuple(
        replace(each, when="Stöd.", hours="08–17", checked=datetime.now(UTC).date())
        if each.key == "kvinnofridslinjen"
        else each
        for each in book.network.contacts
    )
    book.network = replace(book.network, contacts=changed, translated=())
    assert said["interpreter"] not in row()
    assert said["always_open"] not in row()
    assert said["unchecked"] not in row()
    assert "08–17" in row()


def test_a_city_without_these_lines_still_has_112_and_the_police(app: Flask, device: Browser) -> None:
    book: ContactBook = app.extensions["contact_book"]
    book.network = replace(book.network, contacts=(), translated=())
    assert rung(device.get("/hjalp/so")) == NUMBERS[:2]


def test_a_number_the_coordinator_corrected_is_the_one_to_ring(cast: Cast) -> None:
    eva = cast.coordinator()
    eva.get("/samordnare/kontakter")
    eva.post("/samordnare/kontakter/bris", number="116 112")
    page = Browser(cast.app).get("/hjalp/th")
    assert rung(page)[-1] == "tel:116112"


def test_the_coordinator_sees_what_no_native_speaker_has_read(app: Flask, cast: Cast) -> None:
    eva = cast.coordinator()
    section = eva.get("/samordnare").soup.select_one("section[aria-labelledby=unread]")
    assert section is not None
    assert words(section.select_one("h2")) == "Inte läst av modersmålstalare"
    assert {words(each): str(each["href"]) for each in section.select("a")} == {
        SPOKEN[lang]: f"/hjalp/{lang}" for lang in OTHERS
    }
    app.extensions["phrases"] = {
        lang: replace(each, read_by_native=lang != "uk") for lang, each in PHRASES.items()
    }
    section = eva.get("/samordnare").soup.select_one("section[aria-labelledby=unread]")
    assert section is not None
    assert [words(each) for each in section.select("a")] == ["ukrainska"]
    app.extensions["phrases"] = {lang: replace(each, read_by_native=True) for lang, each in PHRASES.items()}
    assert not eva.get("/samordnare").soup.select("section[aria-labelledby=unread]")


def test_the_contact_person_gets_the_poster_in_these_languages(cast: Cast) -> None:
    bo = cast.contact()
    rows = bo.get(f"/oversikt/{cast.here.ref}/kod").soup.select(".paper-row")
    found = {str(row.select("bdi")[0]["lang"]): row for row in rows}
    for lang in OTHERS:
        assert words(found[lang]) == f"{PHRASES[lang].name} Affisch (PDF)"
        pdf = bo.client.get(str(found[lang].select("a")[0]["href"])).get_data()
        assert (facts(pdf).lang, facts(pdf).title) == (lang, PHRASES[lang].poster["heading"])
