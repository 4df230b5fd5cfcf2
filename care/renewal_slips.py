"""Slips for those who must renew, to cut out and fold. Their outside says "Utbildning" and nothing else. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.glyphs import missing_characters
from core.names import direction
from core.paper import Lang, compile_pdf, date_in_words, engine_lang, paper_lang

TEMPLATE = Path(__file__).parent / "paper" / "renewal_slips.typ"

TEXTS: dict[Lang, dict[str, str]] = {
    "sv": {
        "title": "Lappar om att förnya",
        "training": "Utbildning",
        "fold": "Klipp längs de streckade linjerna. Vik den högra delen inåt, sedan den vänstra bakåt. "
        "Utanpå står bara Utbildning.",
        "soon": "Ditt intyg gäller till och med {day}. Förnya det senast den dagen.",
        "ended": "Ditt intyg gällde till och med {day}. Du kan förnya det nu.",
        "go_to": "Gå till {address} och logga in med ditt kort.",
        "no_card": "Inget kort? Säg till den som gav dig lappen.",
        "nobody": "Ingen behöver förnya just nu.",
    },
    "sv-x-lattlast": {
        "title": "Lappar om att förnya",
        "training": "Utbildning",
        "fold": "Klipp ut lapparna. Vik den högra delen inåt. Vik sedan den vänstra delen bakåt. "
        "Då står det bara Utbildning utanpå.",
        "soon": "Ditt intyg gäller till och med {day}. Förnya intyget före den dagen är slut.",
        "ended": "Ditt intyg gällde till och med {day}. Du kan förnya det nu.",
        "go_to": "Gå till {address}. Logga in med ditt kort.",
        "no_card": "Har du inget kort? Säg till den som gav dig lappen.",
        "nobody": "Ingen behöver förnya just nu.",
    },
    "en": {
        "title": "Slips about renewing",
        "training": "Training",
        "fold": "Cut along the dashed lines. Fold the right part inwards, then the left part backwards. "
        "The outside says only Training.",
        "soon": "Your certificate is valid until {day}. Renew it that day at the latest.",
        "ended": "Your certificate was valid until {day}. You can renew it now.",
        "go_to": "Go to {address} and sign in with your card.",
        "no_card": "No card? Tell whoever gave you this slip.",
        "nobody": "Nobody needs to renew just now.",
    },
}


@dataclass(frozen=True, slots=True)
class RenewalSlip:
    """Whom a slip is for, and the last day (Stockholm) of her certificate. No workplace and no course."""

    name: str
    last_day: date


def renewal_slips_pdf(slips: Sequence[RenewalSlip], today: date, address: str, lang: str) -> bytes:
    """Six slips on an A4. `address` is the site's without its scheme, `lang` a language code of the site.

    A name that cannot be drawn leaves a line to write it on. Raises core.paper.PaperError.
    """
    paper = paper_lang(lang)
    texts = TEXTS[paper]
    rows = [
        {
            "name": "" if missing_characters(each.name) else each.name,
            "dir": direction(each.name),
            "text": texts["soon" if each.last_day >= today else "ended"].format(
                day=date_in_words(each.last_day, paper)
            ),
        }
        for each in slips
    ]
    go_to = texts["go_to"].format(address=address)
    data = {"lang": engine_lang(paper), "slips": rows, "texts": texts | {"go_to": go_to}}
    return compile_pdf(TEMPLATE, data, {})
