"""The certificate on paper: A4, tagged, readable without colour, and with nothing about the workplace; and for a telephone."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.crockford import group_certificate
from core.glyphs import missing_characters, with_boxes
from core.names import direction
from core.paper import (
    Engine,
    Lang,
    alone,
    compile_pdf,
    compile_png,
    date_in_words,
    drawing,
    engine_lang,
    paper_lang,
)
from core.qr import svg

TEMPLATE = Path(__file__).parent / "paper" / "certificate.typ"
PHONE_TEMPLATE = TEMPLATE.with_name("phone.typ")
# 90 mm are about 1,080 pixels then, as wide as most telephones are.
PHONE_PIXELS_PER_INCH = 305
# The link in the code is random, so that no mask suits it better than another on the whole.
QR_MASK = 2

TEXTS: dict[Lang, dict[str, str]] = {
    "sv": {
        "certificate": "Intyg",
        "completed": "har gått utbildningen",
        "and_can": "och kan",
        "see": "se tecken",
        "calm": "behålla lugnet",
        "call": "ringa rätt",
        "valid": "Gäller till",
        "issued": "Utfärdat av",
        "number": "Nummer",
        "check": "Kontrollera på",
        "qr": "QR-kod som öppnar kontrollen av intyget",
        "name_note": "Namnet visas helt på webbsidan.",
    },
    "sv-x-lattlast": {
        "certificate": "Intyg",
        "completed": "har gått kursen",
        "and_can": "och kan",
        "see": "se tecken",
        "calm": "vara lugn",
        "call": "ringa rätt",
        "valid": "Gäller till",
        "issued": "Från",
        "number": "Nummer",
        "check": "Se om intyget gäller på",
        "qr": "QR-kod som visar om intyget gäller",
        "name_note": "Du ser hela namnet på webbsidan.",
    },
    "en": {
        "certificate": "Certificate",
        "completed": "has completed the training",
        "and_can": "and can",
        "see": "see the signs",
        "calm": "stay calm",
        "call": "call the right number",
        "valid": "Valid until",
        "issued": "Issued by",
        "number": "Number",
        "check": "Check it at",
        "qr": "QR code that opens the check of this certificate",
        "name_note": "The full name is shown on the web page.",
    },
}


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What is printed. `number` is the bare 13 characters, `verify_url` the whole address in the QR,
    `check_address` the address a person types, without https://, `lang` a language code of the site.
    """

    name: str
    course_name: str
    issued_on: date
    valid_until: date
    number: str
    verify_url: str
    check_address: str
    issuer: str
    lang: str


def certificate_pdf(paper: CertificatePaper, engine: Engine = alone) -> bytes:
    """The certificate as PDF. The same certificate gives the same bytes. Raises core.paper.PaperError.

    Letters that no font has are drawn as empty boxes, with a line that says where the whole name is.
    `engine` is a press for who makes many (core/press.py).
    """
    return compile_pdf(TEMPLATE, _data(paper), _assets(paper), paper.issued_on, engine)


def phone_png(paper: CertificatePaper) -> bytes:
    """The certificate as a picture that fills a telephone. Raises core.paper.PaperError."""
    return compile_png(PHONE_TEMPLATE, _data(paper), _assets(paper), PHONE_PIXELS_PER_INCH)


def _data(paper: CertificatePaper) -> dict[str, object]:
    lang = paper_lang(paper.lang)
    texts = dict(TEXTS[lang])
    texts["valid"] += " " + date_in_words(paper.valid_until, lang)
    return {
        "lang": engine_lang(lang),
        "title": f"{texts['certificate']} \u2013 {paper.name}",
        "name": with_boxes(paper.name),
        "full_name": paper.name,
        "name_dir": direction(paper.name),
        "name_has_marks": any(unicodedata.category(c).startswith("M") for c in paper.name),
        "name_note": bool(missing_characters(paper.name)),
        "course_name": with_boxes(paper.course_name),
        "issued": date_in_words(paper.issued_on, lang),
        "issuer": with_boxes(paper.issuer),
        "number": group_certificate(paper.number),
        "verify_url": paper.verify_url,
        "check_address": paper.check_address,
        "texts": texts,
    }


def _assets(paper: CertificatePaper) -> dict[str, str]:
    return {
        "hand": drawing("hand.svg"),
        "hand-24": drawing("hand-24.svg"),
        "qr": svg(paper.verify_url, "", QR_MASK),
    }
