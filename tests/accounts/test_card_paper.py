"""The return card: what stands on it, what never does, and that a camera reads it."""

from dataclasses import fields, replace

import pytest

from accounts.paper import ReturnCardFace, card_pdf, card_png
from tests.builders.read_papers import all_fonts_embedded, facts, qr_codes, reader, tags, words

CARD = ReturnCardFace(
    first_name="Amina",
    code="7Q2M9KXD4FHV",
    url="https://ensakerhand.example/kort/Yk3v0c2xT1mHn8QpZ5rLwA",
    lang="sv",
)
MILLIMETRE = 72 / 25.4


def test_the_card_says_this_and_nothing_else() -> None:
    assert words(card_pdf(CARD, on_sheet=False)) == "Utbildning Amina 7Q2M-9KXD-4FHV"
    assert words(card_pdf(replace(CARD, first_name=None), on_sheet=False)) == "Utbildning 7Q2M-9KXD-4FHV"
    assert {field.name for field in fields(ReturnCardFace)} == {"first_name", "code", "url", "lang"}


def test_the_card_has_the_size_of_a_bank_card() -> None:
    box = reader(card_pdf(CARD, on_sheet=False)).pages[0].mediabox
    assert (round(float(box.width) / MILLIMETRE), round(float(box.height) / MILLIMETRE)) == (85, 54)


def test_the_sheet_tells_how_to_come_back_and_keeps_the_secret_in_the_code() -> None:
    pdf = card_pdf(CARD)
    text = words(pdf)
    assert text.startswith("Utbildning Amina 7Q2M-9KXD-4FHV Klipp ut kortet")
    assert "gå till ensakerhand.example/kort och skriv koden på kortet." in text
    assert "Yk3v0c2x" not in text
    assert len(reader(pdf).pages) == 1


def test_a_camera_reads_the_picture() -> None:
    assert qr_codes(card_png(CARD)) == [CARD.url]


def test_the_pdf_tells_what_it_is_and_not_when_it_was_made() -> None:
    pdf = card_pdf(replace(CARD, lang="en"))
    assert (facts(pdf).lang, facts(pdf).title) == ("en", "Training")
    assert facts(pdf).keys == {"/Title", "/Creator"}
    assert facts(pdf).is_tagged
    assert ("/Figure", "QR code that opens your training") in tags(pdf)
    assert all_fonts_embedded(pdf)


@pytest.mark.parametrize("name", ["W" * 24, "محمد", "Maximilian-Alexander", "#panic(1)"])
def test_names_that_fit_are_printed_on_one_page(name: str) -> None:
    pdf = card_pdf(replace(CARD, first_name=name), on_sheet=False)
    assert len(reader(pdf).pages) == 1
    assert name in words(pdf).replace(" ", "").replace("\u200b", "")


@pytest.mark.parametrize("name", ["W" * 25, "王小明"])
def test_names_that_do_not_fit_are_left_out(name: str) -> None:
    assert words(card_pdf(replace(CARD, first_name=name), on_sheet=False)) == "Utbildning 7Q2M-9KXD-4FHV"
