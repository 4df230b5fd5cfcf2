"""An empty list to fill in: the columns that are read, and the proofs that are known. Pure."""

import io
from collections.abc import Sequence

import xlsxwriter

from organisations.roster_rules import TEMPLATE_COLUMNS, Column

ROWS_PREPARED = 1000


def empty_workbook(header: Sequence[str], proofs: Sequence[str], sheet_name: str) -> bytes:
    """An XLSX file with a header (in the order of TEMPLATE_COLUMNS) and no rows; the proofs can be chosen in it.

    All cells are text, so that a spreadsheet turns no date into a number and no name into a formula.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(sheet_name)
    text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    for place, label in enumerate(header):
        sheet.set_column(place, place, max(len(label) + 4, 18), text)
        sheet.write_string(0, place, label, bold)
    proof_at = TEMPLATE_COLUMNS.index(Column.PROOF)
    sheet.data_validation(1, proof_at, ROWS_PREPARED, proof_at, {"validate": "list", "source": list(proofs)})
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
