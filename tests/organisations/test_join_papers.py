"""Poster and slips in each language: what the code page offers, and what comes out of the printer."""

from dataclasses import fields
from datetime import date

import pytest
from flask import Flask

from core.language import load_languages
from core.paper import Lang
from core.settings import ROOT
from organisations.join_slips import SLIPS_ON_A_SHEET, TEXTS, JoinSlips, join_slips_pdf
from organisations.poster import PAPER_LANGUAGES
from organisations.poster import TEXTS as POSTER
from tests.builders.cast import Cast
from tests.builders.pages import Browser
from tests.builders.pages import words as page_words
from tests.builders.read_papers import (
    all_fonts_embedded,
    facts,
    poppler_picture,
    qr_codes,
    reader,
    tags,
    words,
)

SLIPS = JoinSlips(
    code="7Q2M9KXD",
    join_url="https://ensakerhand.example/g/7Q2M9KXD",
    type_address="ensakerhand.example/g",
    last_day=date(2026, 10, 25),
    lang="sv",
)
SAID = {
    "sv": "Utbildning för dig som jobbar här",
    "sv-x-lattlast": "Läs koden med mobilens kamera.",
    "en": "Training for everyone who works here",
}
OWN_NAMES = {"sv": "Svenska", "sv-x-lattlast": "Lätt svenska", "en": "English"}


def test_each_slip_says_this_and_nothing_else() -> None:
    """Neither workplace nor subject: it goes home in a pocket."""
    one = (
        "Utbildning Ingen mobil? Ta en dator eller surfplatta på jobbet. "
        "Gå till ensakerhand.example/g och skriv koden: 7Q2M-9KXD "
        "Koden gäller till och med 25 oktober 2026."
    )
    assert words(join_slips_pdf(SLIPS)) == " ".join([one] * SLIPS_ON_A_SHEET)
    assert {field.name for field in fields(JoinSlips)} == {
        "code", "join_url", "type_address", "last_day", "lang",
    }  # fmt: skip


@pytest.mark.parametrize("lang", sorted(TEXTS))
@pytest.mark.parametrize("address", ["x.se/g", "utbildning.socialtjansten.helsingborg.example/g"])
def test_a_sheet_is_one_tagged_page_whose_codes_a_camera_reads(lang: str, address: str) -> None:
    slips = JoinSlips(SLIPS.code, SLIPS.join_url, address, SLIPS.last_day, lang)
    pdf = join_slips_pdf(slips)
    assert len(reader(pdf).pages) == 1
    assert qr_codes(poppler_picture(pdf)) == [SLIPS.join_url] * SLIPS_ON_A_SHEET
    assert (facts(pdf).lang, facts(pdf).is_tagged) == (lang.partition("-")[0], True)
    assert [tag for tag, _alt in tags(pdf)].count("/H1") == 1
    assert all_fonts_embedded(pdf)
    assert address in words(pdf).replace("/ g", "/g")  # a long one may go on in the next line


def test_every_language_of_the_site_has_both_papers() -> None:
    """What is offered is what languages.yaml and the papers share; today that is all of them."""
    assert set(PAPER_LANGUAGES) == set(TEXTS)
    assert set(load_languages(ROOT / "core" / "translations")) >= set(PAPER_LANGUAGES) == set(OWN_NAMES)


@pytest.mark.parametrize("lang", PAPER_LANGUAGES)
def test_the_code_page_offers_each_language_by_its_own_name(app: Flask, cast: Cast, lang: str) -> None:
    bo = cast.contact()
    page = bo.get(f"/oversikt/{cast.here.ref}/kod")
    rows = {
        str(each.select_one("strong")["id"]).removeprefix("paper-"): each  # type: ignore[index]
        for each in page.soup.select(".paper-row")
    }
    assert page_words(rows[lang]) == OWN_NAMES[lang] + " Affisch (PDF) Lappar (PDF)"
    poster, slips = (str(each["href"]) for each in rows[lang].select("a"))
    found = words(fetch(bo, poster))
    assert POSTER[lang]["scan"] in found  # type: ignore[index]
    assert cast.here.name in found
    found = words(fetch(bo, slips))
    assert TEXTS[lang]["no_phone"] in found  # type: ignore[index]
    assert cast.here.name not in found
    assert cast.here.code[:4] in found


def test_a_language_there_is_not_gives_the_pages_own(cast: Cast) -> None:
    bo = cast.contact()
    for asked in ("", "?sprak=", "?sprak=xx", "?sprak=../en", "?sprak=en&sprak=sv"):
        wanted: Lang = "en" if asked.endswith("sv") else "sv"
        assert POSTER[wanted]["scan"] in words(fetch(bo, f"/oversikt/{cast.here.ref}/affisch.pdf{asked}"))


def fetch(browser: Browser, path: str) -> bytes:
    response = browser.client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    content: bytes = response.get_data()
    response.close()
    return content
