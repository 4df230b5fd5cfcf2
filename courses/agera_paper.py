"""The Agera card on paper and as a picture: the three steps for a role, with the workplace's own routine.

An A4 printed on one side and folded twice; what is outside then says "Utbildning" and nothing else. As a
picture for the phone, and as a poster for the staff room. 112 and 114 14 stand first on all of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.glyphs import with_boxes
from core.names import direction
from core.paper import Lang, compile_pdf, compile_png, engine_lang, paper_lang
from courses.cards import Card

TEMPLATE = Path(__file__).parent / "paper" / "agera.typ"
# The picture is 96 mm wide: about 1,060 pixels, as wide as a phone's screen.
PIXELS_PER_INCH = 280
_LONG_WORD = re.compile(r"\S{24}(?=\S)")

TEXTS: dict[Lang, dict[str, str]] = {
    "sv": {
        "training": "Utbildning",
        "heading": "Så gör du",
        "danger": "Fara nu",
        "danger_first": "Gå undan och ring.",
        "police": "Polisen",
        "advice": "Råd i jobbet",
        "local": "Hos er",
    },
    "sv-x-lattlast": {
        "training": "Utbildning",
        "heading": "Så gör du",
        "danger": "Fara nu",
        "danger_first": "Gå undan och ring.",
        "police": "Polisen",
        "advice": "Råd i jobbet",
        "local": "Hos er",
    },
    "en": {
        "training": "Training",
        "heading": "What to do",
        "danger": "Danger now",
        "danger_first": "Step away and call.",
        "police": "Police",
        "advice": "Advice at work",
        "local": "At your workplace",
    },
}


@dataclass(frozen=True, slots=True)
class AgeraPaper:
    """What is printed. `danger_when` and `police_when` are the network's words for 112 and 114 14.

    `advice` is the number for advice at work, or empty; `routine` the workplace's own lines (question, text), or
    none on the open card; `lang` a language code of the site.
    """

    card: Card
    danger_when: str
    police_when: str
    advice: str
    routine: tuple[tuple[str, str], ...]
    lang: str


def folded_pdf(paper: AgeraPaper) -> bytes:
    """The card as PDF: an A4 to fold twice to A6. Raises core.paper.PaperError."""
    return compile_pdf(TEMPLATE, _data(paper, "folded"), {})


def poster_pdf(paper: AgeraPaper) -> bytes:
    """The same as an A4 for the wall of a staff room. Raises core.paper.PaperError."""
    return compile_pdf(TEMPLATE, _data(paper, "poster"), {})


def phone_png(paper: AgeraPaper) -> bytes:
    """The same as a picture, upright, to save in a phone. Raises core.paper.PaperError."""
    return compile_png(TEMPLATE, _data(paper, "phone"), {}, PIXELS_PER_INCH)


# The files by name: type and maker. The open ones are asked for by anybody, so that a paper is made once.
FILES: Mapping[str, tuple[str, Callable[[AgeraPaper], bytes]]] = {
    "kort.pdf": ("application/pdf", lru_cache(64)(folded_pdf)),
    "kort.png": ("image/png", lru_cache(64)(phone_png)),
    "affisch.pdf": ("application/pdf", lru_cache(64)(poster_pdf)),
}


def _data(paper: AgeraPaper, layout: str) -> dict[str, object]:
    lang = paper_lang(paper.lang)
    card = paper.card
    return {
        "layout": layout,
        "lang": engine_lang(lang),
        "role": card.name,
        "steps": card.steps,
        "identify": card.identify,
        "caution": card.caution,
        "react": card.react,
        "act": card.act,
        "danger_when": paper.danger_when,
        "police_when": paper.police_when,
        "advice": paper.advice or None,
        "routine": [
            {"question": question, "text": breakable(with_boxes(text)), "dir": direction(text)}
            for question, text in paper.routine
        ],
        "texts": TEXTS[lang],
    }


def breakable(text: str) -> str:
    """The text, with places to break in words that are longer than a line."""
    return _LONG_WORD.sub(lambda found: found[0] + "\u200b", text)
