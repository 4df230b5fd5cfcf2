"""The poster, read back by camera and by eye."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from organisations.poster import Poster, poster_pdf, poster_png
from tests.builders.read_papers import all_fonts_embedded, facts, reader, tags, words

POSTER = Poster(
    organisation_name="Hotell Exempel",
    code="7Q2M9KXD",
    join_url="https://ensakerhand.example/g/7Q2M9KXD",
    type_address="ensakerhand.example/g",
    last_day=date(2026, 10, 25),
    lang="sv",
    minutes=25,
)


def test_the_poster_says_this_and_nothing_else() -> None:
    assert words(poster_pdf(POSTER)) == (
        "En säker hand Utbildning för dig som jobbar här Hotell Exempel "
        "Skanna med mobilens kamera. Tar 25 minuter. I din takt. "
        "Din chef ser att du är klar. Inte vad du svarar. "
        "Eller gå till ensakerhand.example/g och skriv koden: 7Q2M-9KXD "
        "Koden gäller till och med 25 oktober 2026. Fara nu: 112 Polisen: 114 14"
    )


def test_english() -> None:
    text = words(poster_pdf(replace(POSTER, lang="en")))
    assert "Training for everyone who works here" in text
    assert "The code works up to and including 25 October 2026." in text


def test_the_code_is_read_and_large_enough() -> None:
    """60 mm for the dots at least, so that it reads from across a table."""
    pixels_per_mm = 150 / 25.4
    picture = Image.open(BytesIO(poster_png(POSTER, 150)))
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == POSTER.join_url
    assert (code.position.top_right.x - code.position.top_left.x) / pixels_per_mm >= 60


def test_the_pdf_tells_what_it_is() -> None:
    pdf = poster_pdf(POSTER)
    assert (facts(pdf).lang, facts(pdf).title) == ("sv", "Utbildning för dig som jobbar här")
    assert facts(pdf).is_tagged
    found = tags(pdf)
    assert [tag for tag, _alt in found].count("/H1") == 1
    assert ("/Figure", "QR-kod som öppnar sidan där du går med") in found
    assert all_fonts_embedded(pdf)


@pytest.mark.parametrize("lang", ["sv", "sv-x-lattlast", "en"])
@pytest.mark.parametrize(
    "name", ["#panic(1) *AB*", "Ö" * 80, "Bostadsbolaget Norra Förvaltning och Service " * 2]
)
def test_any_organisation_fits_on_one_page(name: str, lang: str) -> None:
    pdf = poster_pdf(replace(POSTER, organisation_name=name, lang=lang))
    assert len(reader(pdf).pages) == 1
    assert "7Q2M-9KXD" in words(pdf)
