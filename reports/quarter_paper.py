"""The quarterly report on paper: two pages A4, tagged, readable without colour. It prints the sheet and nothing else."""

from dataclasses import asdict
from datetime import date
from pathlib import Path

from core.glyphs import with_boxes
from core.paper import compile_pdf, drawing, engine_lang, paper_lang
from reports.quarter_sheet import Series, Sheet

TEMPLATE = Path(__file__).parent / "paper" / "quarter.typ"
ARROWS = {"up": "↑", "down": "↓", "same": "=", "": ""}


def report_pdf(sheet: Sheet, lang: str, made_on: date) -> bytes:
    """The report as PDF; the same sheet gives the same bytes. `lang` is the sheet's language code.

    Raises core.paper.PaperError.
    """
    return compile_pdf(TEMPLATE, data_of(sheet, lang), {"hand-24": drawing("hand-24.svg")}, made_on)


def data_of(sheet: Sheet, lang: str) -> dict[str, object]:
    """What the template prints."""
    return {
        **asdict(sheet),
        "lang": engine_lang(paper_lang(lang)),
        "behind": with_boxes(sheet.behind),
        "findings": [{**asdict(each), "arrow": ARROWS[each.direction]} for each in sheet.findings],
        "series": [{**asdict(each), "points": points(each, sheet.highest)} for each in sheet.series],
    }


def points(series: Series, highest: int) -> list[tuple[float, float]]:
    """The line's points from left to right: x and y as shares (0-1) of width and height, y from the top.

    What is hidden lies on the ground, wherever between nought and four it is.
    """
    steps = max(1, len(series.counts) - 1)
    return [(index / steps, 1 - (count or 0) / highest) for index, count in enumerate(series.counts)]
