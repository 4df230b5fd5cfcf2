"""Tables as files. One table, written as CSV and XLSX here and as PDF by `core/table_paper.py`. Pure."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
# Text stays text and addresses stay text, whatever somebody is called.
WORKBOOK = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDEST = 48
LABELS = {"Excel": "xlsx", "CSV": "csv", "PDF": "pdf"}


Files = tuple[tuple[str, str], ...]


def files_of(address: Callable[[str], str]) -> Files:
    """The forms of one table as (label, address); `address` takes the form."""
    return tuple((label, address(form)) for label, form in LABELS.items())


@dataclass(frozen=True, slots=True)
class Percent:
    """A share (0-1) as a number, and in words."""

    share: float
    text: str


Cell = str | int | date | Percent | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with what it is: `notes` are (label, text), such as what was chosen, the total and the day it holds for."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[tuple[str, str], ...]


def table_csv(table: Table) -> bytes:
    """A table as CSV. The notes are columns of their own, the same in every row: so the file is one table to machines."""
    labels, texts = [label for label, _ in table.notes], [text for _, text in table.notes]
    return to_csv((*table.columns, *labels), ((*map(in_words, row), *texts) for row in table.rows))


def in_words(cell: Cell) -> str | int:
    """A cell as a file of text says it: days as ISO 8601."""
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.text if isinstance(cell, Percent) else "" if cell is None else cell


def table_xlsx(table: Table) -> bytes:
    """A table as a workbook of one sheet: title and notes above, then the table with a filter over its heads.

    Numbers, shares and days are such; text is never run, whatever it begins with.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        book.set_properties({"title": table.title})
        bold = book.add_format({"bold": True})
        formats = {
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "share": book.add_format({"num_format": "0%"}),
        }
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, table.title, bold)
        for line, (label, text) in enumerate(table.notes, start=1):
            sheet.write_string(line, 0, label)
            sheet.write_string(line, 1, text)
        head = len(table.notes) + 2
        for place, name in enumerate(table.columns):
            sheet.write_string(head, place, name, bold)
            longest = max((len(str(in_words(row[place]))) for row in table.rows), default=0)
            sheet.set_column(place, place, min(WIDEST, max(len(name), longest) + 4))
        for line, row in enumerate(table.rows, start=head + 1):
            for place, cell in enumerate(row):
                write_cell(sheet, line, place, cell, formats)
        sheet.autofilter(head, 0, head + max(1, len(table.rows)), len(table.columns) - 1)
        sheet.freeze_panes(head + 1, 0)
    return out.getvalue()


def write_cell(sheet: Any, line: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    """Write one cell of a workbook as what it is."""
    match cell:
        case None:
            sheet.write_blank(line, place, None)
        case str():
            sheet.write_string(line, place, cell)
        case date():
            sheet.write_datetime(line, place, cell, formats["day"])
        case Percent():
            sheet.write_number(line, place, cell.share, formats["share"])
        case _:
            sheet.write_number(line, place, cell)


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """A CSV file that Swedish Excel opens: UTF-8 with BOM, semicolons, RFC 4180 quoting.

    Text that a spreadsheet would run as a formula gets an apostrophe first (OWASP CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([plain(cell) for cell in header])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def plain(cell: str | int | None) -> str | int:
    """A cell that is only text or a number."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
