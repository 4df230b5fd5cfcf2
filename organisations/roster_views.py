"""A contact person hands her list in as a file: read safely, compared with who is there, kept as a draft."""

import hashlib
import io
from collections.abc import Sequence

from flask import Response as FlaskResponse
from flask import redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from core import clock
from core.db import session
from core.forms import PressForm
from core.language import N_, gettext
from core.page import render
from core.security import takes_file
from core.sheets import to_csv
from organisations import roster_actions, roster_queries
from organisations.contact_views import blueprint
from organisations.earlier_rules import PROOF_LABELS
from organisations.guards import contact
from organisations.models import Organisation
from organisations.roster_files import MAX_BYTES, MAX_COLUMNS, Line, Unreadable, read_list
from organisations.roster_models import RosterImport
from organisations.roster_pages import ListLink, RosterPage
from organisations.roster_rules import (
    COLUMN_LABELS,
    NO_HEADER,
    TEMPLATE_COLUMNS,
    columns_of,
    entries,
    missing,
    plan,
)
from organisations.roster_template import empty_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE = N_("Välj en fil först.")
NO_NAMES = N_("Filen har inga namn än. Fyll i den och välj den igen.")
STATES = {
    "draft": N_("Inte inläst än"),
    "running": N_("Läses in"),
    "done": N_("Inläst"),
    "undone": N_("Ångrad"),
}


class NeedsColumn(Exception):
    """No header tells where the names stand: `choices` are (value, first cells) of the columns."""

    def __init__(self, choices: tuple[tuple[str, str], ...]) -> None:
        self.choices = choices
        super().__init__()


@blueprint.route("/lista", methods=["GET", "POST"])
@takes_file(MAX_BYTES)
@contact()
def roster(ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """Hand a list in. The file itself is never kept."""
    problem, columns = "", tuple[tuple[str, str], ...]()
    if PressForm().validate_on_submit():
        try:
            made = take_in(organisation, actor)
            session().commit()
            return redirect(url_for("contact.roster_list", ref=ref, list_ref=made.ref), 303)
        except Unreadable as unreadable:
            problem = gettext(unreadable.problem)
        except NeedsColumn as asks:
            problem, columns = gettext(NO_HEADER), asks.choices
    page = RosterPage(
        organisation_name=organisation.name,
        problem=problem,
        columns=columns,
        recent=tuple(
            ListLink(
                url_for("contact.roster_list", ref=ref, list_ref=each.ref),
                each.created_at,
                gettext(STATES[each.state]),
            )
            for each in roster_queries.recent_imports(session(), organisation.id)
        ),
        workbook_url=url_for("contact.roster_workbook", ref=ref),
        csv_url=url_for("contact.roster_csv", ref=ref),
        back_url=url_for("overview.overview", ref=ref, visa="alla"),
    )
    return render("organisations/roster.html", page)


def take_in(organisation: Organisation, actor: SignedIn) -> RosterImport:
    """Read the posted file and keep what it would change. Raises Unreadable or NeedsColumn."""
    sent = request.files.get("fil")
    if sent is None or not sent.filename:
        raise Unreadable(NO_FILE)
    content = sent.stream.read(MAX_BYTES + 1)
    lines = read_list(content, sent.filename)
    chosen = request.form.get("kolumn", "")
    columns = columns_of(lines, int(chosen) if chosen.isascii() and chosen.isdigit() else None)
    if columns is None:
        raise NeedsColumn(column_choices(lines))
    skipped, places = columns
    if not lines[skipped:]:
        raise Unreadable(NO_NAMES)
    known = roster_queries.known_people(session(), organisation.id)
    sites = roster_queries.places_of(session(), organisation.id)
    planned = plan(entries(lines[skipped:], places, clock.today(), sites), known)
    return roster_actions.store(
        session(),
        clock.now(),
        organisation.id,
        roster_queries.without_noted(session(), planned),
        missing=missing(planned, known),
        digest=hashlib.sha256(content + chosen.encode()).hexdigest(),
        actor_id=actor.user_id,
    )


def column_choices(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """The columns by letter with what stands first in each, so that one can see where the names are."""
    found = []
    for at in range(MAX_COLUMNS):
        first = next((line.cells[at] for line in lines if at < len(line.cells) and line.cells[at]), "")
        if first:
            found.append((str(at), gettext("%(letter)s: %(text)s", letter=letter_of(at), text=first[:40])))
    return tuple(found)


def letter_of(at: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A to Z, AA to AD."""
    return chr(65 + at) if at < 26 else "A" + chr(65 + at - 26)


def template_header() -> tuple[str, ...]:
    """The columns of an empty list, in the language of the page."""
    return tuple(gettext(COLUMN_LABELS[each]) for each in TEMPLATE_COLUMNS)


@blueprint.get("/lista/mall.xlsx")
@contact()
def roster_workbook(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """An empty list for Excel."""
    proofs = tuple(gettext(label) for label in PROOF_LABELS.values())
    content = empty_workbook(template_header(), proofs, gettext("Personer"))
    return send_file(io.BytesIO(content), mimetype=XLSX, download_name="lista.xlsx", as_attachment=True)


@blueprint.get("/lista/mall.csv")
@contact()
def roster_csv(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """An empty list as text."""
    return csv_file(to_csv(template_header(), ()), "lista.csv")


def csv_file(content: bytes, name: str) -> Response:
    """A CSV file to save."""
    return FlaskResponse(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
