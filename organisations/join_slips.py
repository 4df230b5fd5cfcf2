"""Slips with the join code, to cut out: for those who have no phone to scan the poster with."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.crockford import group
from core.paper import Lang, compile_pdf, date_in_words, engine_lang, paper_lang
from core.qr import svg

TEMPLATE = Path(__file__).parent / "paper" / "join_slips.typ"
SLIPS_ON_A_SHEET = 8

TEXTS: dict[Lang, dict[str, str]] = {
    "sv": {
        "title": "Lappar med kod till utbildningen",
        "heading": "Utbildning",
        "no_phone": "Ingen mobil? Ta en dator eller surfplatta på jobbet.",
        "go_to": "Gå till",
        "and_write": "och skriv koden:",
        "valid": "Koden gäller till och med {last_day}.",
        "qr": "QR-kod som öppnar sidan där du går med",
    },
    "sv-x-lattlast": {
        "title": "Lappar med kod till utbildningen",
        "heading": "Utbildning",
        "no_phone": "Har du ingen mobil? Ta en dator eller surfplatta på jobbet.",
        "go_to": "Gå till",
        "and_write": "och skriv koden:",
        "valid": "Koden gäller till och med {last_day}.",
        "qr": "QR-kod som öppnar sidan där du går med",
    },
    "en": {
        "title": "Slips with the code for the training",
        "heading": "Training",
        "no_phone": "No phone? Use a computer or tablet at work.",
        "go_to": "Go to",
        "and_write": "and type the code:",
        "valid": "The code works up to and including {last_day}.",
        "qr": "QR code that opens the page where you join",
    },
}


@dataclass(frozen=True, slots=True)
class JoinSlips:
    """What is printed on each slip; it leaves the house in a pocket, so neither workplace nor subject.

    `code` is the bare 8 characters, `join_url` the whole address in the QR, `type_address` the address a
    person types, `lang` a language code of the site (Swedish where a paper has no other).
    """

    code: str
    join_url: str
    type_address: str
    last_day: date
    lang: str


def join_slips_pdf(slips: JoinSlips) -> bytes:
    """One A4 with eight slips and lines to cut along. Raises core.paper.PaperError."""
    lang = paper_lang(slips.lang)
    texts = TEXTS[lang]
    valid = texts["valid"].format(last_day=date_in_words(slips.last_day, lang))
    data = {
        "lang": engine_lang(lang),
        "number": SLIPS_ON_A_SHEET,
        "code": group(slips.code, 4, 4),
        "address": slips.type_address,
        "texts": texts | {"valid": valid},
    }
    return compile_pdf(TEMPLATE, data, {"qr": svg(slips.join_url, "")})
