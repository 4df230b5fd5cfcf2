"""A table as a file to save: one table, whichever form is asked for."""

from flask import Response

from core import clock
from core.language import current_language
from core.sheets import Table, table_csv, table_xlsx
from core.table_paper import table_pdf

FORMS = "any(csv, xlsx, pdf)"
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def written(table: Table, form: str) -> bytes:
    """A table in one of the forms. Raises core.paper.PaperError and PaperBusy."""
    if form == "pdf":
        return table_pdf(table, current_language().code, clock.today())
    return table_xlsx(table) if form == "xlsx" else table_csv(table)


def table_response(table: Table, form: str, name: str) -> Response:
    """A table as a file; `name` has no ending."""
    return Response(
        written(table, form),
        mimetype=MEDIA[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def csv_response(content: bytes, name: str) -> Response:
    """A CSV file to save."""
    return Response(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
