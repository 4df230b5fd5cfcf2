"""Every code on every paper of ours is read back by a camera; names of all scripts copy right out of a reader."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from accounts.paper import card_pdf, card_png
from certificates.paper import certificate_pdf, phone_png
from core.settings import ROOT
from organisations.join_slips import SLIPS_ON_A_SHEET, join_slips_pdf
from organisations.poster import poster_pdf, poster_png
from tests.accounts.test_card_paper import CARD
from tests.builders.read_papers import poppler_picture, poppler_words, qr_codes
from tests.certificates.test_paper import ANNA, named
from tests.organisations.test_join_papers import SLIPS
from tests.organisations.test_poster import POSTER

# For each template with a code: how it comes out of a printer or onto a screen, and what the camera reads.
CODES: dict[str, tuple[list[Callable[[], bytes]], list[str]]] = {
    "certificate.typ": ([lambda: poppler_picture(certificate_pdf(ANNA))], [ANNA.verify_url]),
    "phone.typ": ([lambda: phone_png(ANNA)], [ANNA.verify_url]),
    "card.typ": ([lambda: poppler_picture(card_pdf(CARD)), lambda: card_png(CARD)], [CARD.url]),
    "poster.typ": (
        [lambda: poppler_picture(poster_pdf(POSTER)), lambda: poster_png(POSTER)],
        [POSTER.join_url],
    ),
    "join_slips.typ": ([lambda: poppler_picture(join_slips_pdf(SLIPS))], [SLIPS.join_url] * SLIPS_ON_A_SHEET),
}
NAMES = (
    "Åsa Öberg",
    "Björn Ärlig",
    "Łukasz Żółć",
    "Grażyna Śliwińska",
    "محمد الحسن",
    "فاطمة الزهراء",
    "สมชาย ใจดี",
    "ทองงาม",
    "ተስፋይ ገብረእየሱስ",
    "ሰላም ሃይለ",
    "አበበ ቢቂላ",
    "Наталія Ґанна",
    "Nguyễn Thị Hồng",
    "Cabdi Cismaan",
)


def test_every_template_with_a_code_is_tried_here() -> None:
    templates = [path for path in ROOT.glob("*/paper/*.typ") if path.name != "look.typ"]
    assert {each.name for each in templates if re.search(r"\bqr\(", each.read_text("utf-8"))} == set(CODES)


@pytest.mark.parametrize("template", sorted(CODES))
def test_every_code_is_read_back(template: str) -> None:
    pictures, links = CODES[template]
    for picture in pictures:
        assert qr_codes(picture()) == links


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_scripts_copy_right(name: str) -> None:
    assert name in poppler_words(certificate_pdf(named(name)))


@pytest.mark.parametrize("name", [*NAMES, "W" * 60, "ጠ" * 60, "Brzęczyszczykiewicz-Nowakowska Łukasz"])
def test_the_picture_for_the_telephone_holds_every_name(name: str) -> None:
    """One page however long the name: the code is there whole, and the address may be long as well."""
    long = replace(
        named(name), check_address="utbildning.socialtjansten.helsingborg.example/intyg/kontroll", lang="en"
    )
    assert qr_codes(phone_png(long)) == [ANNA.verify_url]


def test_the_picture_is_as_wide_as_a_telephone() -> None:
    png = phone_png(ANNA)
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    assert 1000 < width < 1200
    assert 1.7 < height / width < 1.9
