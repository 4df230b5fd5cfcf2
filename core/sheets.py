"""Tables as files."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"

Cell = str | int | None


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file that Swedish Excel opens: UTF-8 with BOM, semicolons, RFC 4180 quoting.

    Text that a spreadsheet would run as a formula gets an apostrophe first (OWASP CSV injection).
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([plain(cell) for cell in header])
    writer.writerows([plain(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def plain(cell: Cell) -> str | int:
    """A cell that is only text or a number."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return "'" + cell
    return cell
