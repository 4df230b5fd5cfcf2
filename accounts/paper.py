"""The return card: 85 x 54 mm, to print or to save as a picture. It tells nothing of work or topic."""

from dataclasses import dataclass
from pathlib import Path

from core.crockford import group
from core.glyphs import missing_characters
from core.names import direction
from core.paper import Lang, compile_pdf, compile_png, engine_lang, paper_lang
from core.qr import svg

TEMPLATE = Path(__file__).parent / "paper" / "card.typ"
PIXELS_PER_INCH = 300
LONGEST_NAME = 24

TEXTS: dict[Lang, dict[str, str]] = {
    "sv": {
        "training": "Utbildning",
        "qr": "QR-kod som öppnar din utbildning",
        "cut": "Klipp ut kortet längs linjen och lägg det i plånboken.",
        "scan": "Så kommer du tillbaka: skanna koden med mobilens kamera och skriv dina sex siffror.",
        "pin": "Skriv inte siffrorna på kortet.",
        "by_hand": "Utan kamera: gå till",
        "type_code": "och skriv koden på kortet.",
    },
    "sv-x-lattlast": {
        "training": "Utbildning",
        "qr": "QR-kod som öppnar din utbildning",
        "cut": "Klipp ut kortet. Ha det i plånboken.",
        "scan": "Så kommer du tillbaka. Läs koden med mobilens kamera. Skriv dina 6 siffror.",
        "pin": "Skriv inte siffrorna på kortet.",
        "by_hand": "Har du ingen kamera? Gå till",
        "type_code": "och skriv koden på kortet.",
    },
    "en": {
        "training": "Training",
        "qr": "QR code that opens your training",
        "cut": "Cut the card out along the line and keep it in your wallet.",
        "scan": "To come back: scan the code with your phone’s camera and type your six digits.",
        "pin": "Do not write the digits on the card.",
        "by_hand": "Without a camera: go to",
        "type_code": "and type the code on the card.",
    },
}


@dataclass(frozen=True, slots=True)
class ReturnCardFace:
    """What is printed. `code` is the bare 12 characters, `url` the whole address in the QR,
    https://…/kort/SECRET, `lang` a language code of the site (Swedish where a paper has no other).
    """

    first_name: str | None
    code: str
    url: str
    lang: str


def card_pdf(face: ReturnCardFace, *, on_sheet: bool = True) -> bytes:
    """The card as PDF: on an A4 with lines to cut along, or alone on a page of its own size.

    A first name that cannot be drawn or has more than 24 letters is left out. Raises core.paper.PaperError.
    """
    return compile_pdf(TEMPLATE, _data(face, on_sheet=on_sheet), _assets(face))


def card_png(face: ReturnCardFace) -> bytes:
    """The card alone as a picture of 1004 x 638 pixels, to save on a phone. Raises core.paper.PaperError."""
    return compile_png(TEMPLATE, _data(face, on_sheet=False), _assets(face), PIXELS_PER_INCH)


def _data(face: ReturnCardFace, *, on_sheet: bool) -> dict[str, object]:
    name = face.first_name or ""
    lang = paper_lang(face.lang)
    fits = 0 < len(name) <= LONGEST_NAME and not missing_characters(name)
    return {
        "lang": engine_lang(lang),
        "on_sheet": on_sheet,
        "first_name": name if fits else None,
        "name_dir": direction(name),
        "code": group(face.code, 4, 4, 4),
        "address": _address_to_type(face.url),
        "texts": TEXTS[lang],
    }


def _address_to_type(url: str) -> str:
    """The card's address without scheme and secret: where the code is typed. It stands beside the card."""
    return url.partition("://")[2].rpartition("/")[0]


def _assets(face: ReturnCardFace) -> dict[str, str]:
    return {"qr": svg(face.url, "")}
