"""The certificate on paper, read back: by camera, by copying, by a screen reader's structure."""

from dataclasses import fields, replace
from datetime import date

import pytest

from certificates.paper import CertificatePaper, certificate_pdf, phone_png
from core.names import name_problem
from tests.builders.read_papers import (
    all_fonts_embedded,
    facts,
    poppler_picture,
    poppler_words,
    qr_codes,
    reader,
    tags,
    words,
)

ANNA = CertificatePaper(
    name="Åsa Öberg-Ängström",
    course_name="En säker hand för hotell",
    issued_on=date(2026, 10, 25),
    valid_until=date(2028, 10, 25),
    number="HV4K29MT8RX2P",
    verify_url="https://ensakerhand.example/i/Yk3v0c2xT1mHn8QpZ5rLwA",
    check_address="ensakerhand.example/intyg/kontroll",
    issuer="nätverket i Exempelstad",
    lang="sv",
)


def named(name: str) -> CertificatePaper:
    return replace(ANNA, name=name)


def test_the_paper_says_this_and_nothing_else() -> None:
    assert words(certificate_pdf(ANNA)) == (
        "En säker hand Intyg Åsa Öberg- Ängström "
        "har gått utbildningen En säker hand för hotell och kan "
        "se tecken behålla lugnet ringa rätt "
        "25 oktober 2026 Gäller till 25 oktober 2028 Utfärdat av nätverket i Exempelstad "
        "Nummer HV4K-29MT-8RX2P Kontrollera på ensakerhand.example/intyg/kontroll"
    )


def test_english() -> None:
    text = words(
        certificate_pdf(replace(ANNA, lang="en", name="Bo Ek", course_name="A safe hand for hotels"))
    )
    assert "Bo Ek has completed the training A safe hand for hotels and can" in text
    assert "25 October 2026 Valid until 25 October 2028 Issued by" in text


def test_no_workplace_can_be_printed() -> None:
    printed = {field.name for field in fields(CertificatePaper)}
    assert not {name for name in printed if "organi" in name or "work" in name or "employer" in name}


def test_the_code_is_read_from_the_telephone() -> None:
    assert qr_codes(phone_png(ANNA)) == [ANNA.verify_url]


def test_the_code_is_read_from_the_pdf() -> None:
    assert qr_codes(poppler_picture(certificate_pdf(ANNA))) == [ANNA.verify_url]


def test_the_pdf_tells_what_it_is() -> None:
    pdf = certificate_pdf(ANNA)
    told = facts(pdf)
    assert told.title == "Intyg – Åsa Öberg-Ängström"
    assert told.lang == "sv"
    assert told.is_tagged
    assert told.shows_title
    assert told.claims_pdf_ua
    found = tags(pdf)
    assert [tag for tag, _alt in found].count("/H1") == 1
    assert [alt for tag, alt in found if tag == "/Figure"] == ["QR-kod som öppnar kontrollen av intyget"]
    assert all_fonts_embedded(pdf)


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert certificate_pdf(ANNA) == certificate_pdf(ANNA)


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Nguyễn Thị Hồng", "Наталія Ґанна", "ተስፋይ ገብረእየሱስ", "สมชาย ทองงาม", "გიორგი"]
)
def test_names_copy_as_they_are(name: str) -> None:
    assert name in words(certificate_pdf(named(name)))


@pytest.mark.parametrize("name", ["محمد الحسن", "پریسا چگینی", "משה כהן"])
def test_names_from_right_to_left_copy_letter_by_letter(name: str) -> None:
    """The words come in the order of the page, so they are compared from the left."""
    assert " ".join(reversed(name.split())) in words(certificate_pdf(named(name)))


@pytest.mark.parametrize("name", ["محمد الحسن", "پریسا چگینی", "משה כהן", "สมชาย ใจดี", "राजेश शर्मा"])
def test_names_copy_out_of_a_reader(name: str) -> None:
    assert name in poppler_words(certificate_pdf(named(name)))


@pytest.mark.parametrize("name", ["กิตติศักดิ์ เทพพิทักษ์", "שָׂרָה", "রহমান"])
def test_names_with_loose_marks_are_read_aloud_right(name: str) -> None:
    assert ("/Figure", name) in tags(certificate_pdf(named(name)))


@pytest.mark.parametrize("name", ["#panic(1)", "$x$", "*fet* _kursiv_", '"]#read("/etc/passwd")', "<b>&amp;"])
def test_what_a_person_wrote_is_never_markup(name: str) -> None:
    """The names rule refuses these; the paper would print them as they are even so."""
    assert name_problem(name) is not None
    assert name in words(certificate_pdf(named(name)))


@pytest.mark.parametrize("name", ["Anna\u202egnitnI", "Anna\u200fBo", "\u2067محمد"])
def test_a_poisoned_name_never_comes_here(name: str) -> None:
    assert name_problem(name) is not None


@pytest.mark.parametrize("name", ["W" * 60, "Å" * 60, "Anna " * 11 + "Berg", "م" * 60, "ጠ" * 60, "王" * 60])
@pytest.mark.parametrize("lang", ["sv", "sv-x-lattlast", "en"])
def test_the_longest_names_fit_on_one_page(name: str, lang: str) -> None:
    pdf = certificate_pdf(
        replace(ANNA, name=name, lang=lang, course_name="Fastigheter och boende i hela staden")
    )
    assert len(reader(pdf).pages) == 1
    assert "HV4K-29MT-8RX2P" in words(pdf)


def test_a_name_in_a_script_without_font_says_where_it_is_whole() -> None:
    pdf = certificate_pdf(named("王小明"))
    assert "□□□ Namnet visas helt på webbsidan." in words(pdf)
    assert facts(pdf).title == "Intyg – 王小明"
    assert "webbsidan" not in words(certificate_pdf(ANNA))
