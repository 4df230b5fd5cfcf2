"""A table on paper: A4, tagged, its heads repeated on every page."""

from datetime import date
from pathlib import Path

from core.glyphs import with_boxes
from core.paper import compile_pdf, drawing, engine_lang, paper_lang
from core.sheets import Percent, Table, in_words

TEMPLATE = Path(__file__).parent / "paper" / "table.typ"
UPRIGHT = 5


def table_pdf(table: Table, lang: str, made_on: date) -> bytes:
    """A table as PDF/UA; the same table gives the same bytes. `lang` is a language code of the site.

    More than five columns lie across. Raises core.paper.PaperError and PaperBusy.
    """
    data = {
        "lang": engine_lang(paper_lang(lang)),
        "title": with_boxes(table.title),
        "across": len(table.columns) > UPRIGHT,
        "columns": table.columns,
        "numbers": [
            any(isinstance(row[place], int | Percent) for row in table.rows)
            for place in range(len(table.columns))
        ],
        "rows": [[with_boxes(str(in_words(cell))) for cell in row] for row in table.rows],
        "notes": [(label, with_boxes(text)) for label, text in table.notes],
    }
    return compile_pdf(TEMPLATE, data, {"hand-24": drawing("hand-24.svg")}, made_on)
