"""The poster with the join code: A4, for a staff room. It never says what the training is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.crockford import group
from core.glyphs import with_boxes
from core.paper import Lang, compile_pdf, compile_png, date_in_words, drawing, engine_lang, paper_lang
from core.qr import svg
from organisations.phrases import Phrases, day_in_words

TEMPLATE = Path(__file__).parent / "paper" / "poster.typ"

TEXTS: dict[Lang, dict[str, str]] = {
    "sv": {
        "heading": "Utbildning för dig som jobbar här",
        "scan": "Skanna med mobilens kamera.",
        "time": "Tar {minutes} minuter.",
        "language": "I din takt.",
        "manager_sees": "Din chef ser att du är klar.",
        "manager_not": "Inte vad du svarar.",
        "or_type": "Eller gå till",
        "and_write": "och skriv koden:",
        "valid": "Koden gäller till och med {last_day}.",
        "danger": "Fara nu:",
        "police": "Polisen:",
        "qr": "QR-kod som öppnar sidan där du går med",
    },
    "sv-x-lattlast": {
        "heading": "Utbildning för dig som jobbar här",
        "scan": "Läs koden med mobilens kamera.",
        "time": "Det tar {minutes} minuter.",
        "language": "Ta den tid du behöver.",
        "manager_sees": "Din chef ser att du är klar.",
        "manager_not": "Inte vad du svarar.",
        "or_type": "Du kan också gå till",
        "and_write": "och skriva koden:",
        "valid": "Koden gäller till och med {last_day}.",
        "danger": "Fara nu:",
        "police": "Polisen:",
        "qr": "QR-kod som öppnar sidan där du går med",
    },
    "en": {
        "heading": "Training for everyone who works here",
        "scan": "Scan with your phone’s camera.",
        "time": "Takes {minutes} minutes.",
        "language": "At your own pace.",
        "manager_sees": "Your manager sees that you have finished.",
        "manager_not": "Not what you answer.",
        "or_type": "Or go to",
        "and_write": "and type the code:",
        "valid": "The code works up to and including {last_day}.",
        "danger": "Danger now:",
        "police": "Police:",
        "qr": "QR code that opens the page where you join",
    },
}


# The languages of the site in which there are a poster and slips, Swedish first. In the languages of the fixed
# phrases there is a poster too.
PAPER_LANGUAGES: tuple[str, ...] = tuple(TEXTS)


@dataclass(frozen=True, slots=True)
class Poster:
    """What is printed. `code` is the bare 8 characters, `join_url` the whole address in the QR,
    `type_address` the address a person types, `lang` a language code of the site (Swedish where
    a paper has no other), `minutes` what the longest course takes, exam and all. With `phrases`
    the poster is in their language instead.
    """

    organisation_name: str
    code: str
    join_url: str
    type_address: str
    last_day: date
    lang: str
    minutes: int
    phrases: Phrases | None = None


def poster_pdf(poster: Poster) -> bytes:
    """The poster as PDF. Raises core.paper.PaperError."""
    return compile_pdf(TEMPLATE, _data(poster), _assets(poster))


def poster_png(poster: Poster, pixels_per_inch: int = 144) -> bytes:
    """The poster as a picture. Raises core.paper.PaperError."""
    return compile_png(TEMPLATE, _data(poster), _assets(poster), pixels_per_inch)


def _data(poster: Poster) -> dict[str, object]:
    lang, direction, texts, last_day = _words(poster)
    filled = {
        "time": texts["time"].format(minutes=poster.minutes),
        "valid": texts["valid"].format(last_day=last_day),
    }
    return {
        "lang": lang,
        "dir": direction,
        "title": texts["heading"],
        "organisation": with_boxes(poster.organisation_name),
        "code": group(poster.code, 4, 4),
        "address": poster.type_address,
        "texts": {**texts, **filled},
    }


def _words(poster: Poster) -> tuple[str, str, Mapping[str, str], str]:
    """Language and direction for the engine, the texts by key, the last day in words."""
    if poster.phrases is not None:
        own = poster.phrases
        return own.lang, own.dir, own.poster, day_in_words(poster.last_day, own.lang)
    lang = paper_lang(poster.lang)
    return engine_lang(lang), "ltr", TEXTS[lang], date_in_words(poster.last_day, lang)


def _assets(poster: Poster) -> dict[str, str]:
    return {
        "hand": drawing("hand.svg"),
        "hand-24": drawing("hand-24.svg"),
        "qr": svg(poster.join_url, ""),
    }
