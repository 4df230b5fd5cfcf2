"""One list that was handed in: what it would change, ticks, putting it in, taking it back."""

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from core import clock, jobs
from core.db import session
from core.forms import PressForm
from core.language import gettext
from core.page import render
from core.paging import page_number
from core.sheets import to_csv
from organisations import roster_actions, roster_queries
from organisations.contact_views import blueprint
from organisations.guards import contact
from organisations.models import Organisation
from organisations.roster_job_actions import ROSTER_IMPORT
from organisations.roster_models import RosterImport
from organisations.roster_rules import BATCH, ROWS_AT_ONCE, Verdict
from organisations.roster_shown_views import column_label, done_page, draft_page
from organisations.roster_views import csv_file


def list_or_404(organisation: Organisation, list_ref: str) -> RosterImport:
    """The list of a ref if it is this organisation's."""
    found = roster_queries.import_in(session(), organisation.id, list_ref)
    if found is None:
        abort(404)
    return found


@blueprint.get("/lista/<list_ref>")
@contact()
def roster_list(ref: str, list_ref: str, organisation: Organisation, actor: SignedIn) -> str:
    """What a list would change, row by row; later what it changed."""
    found = list_or_404(organisation, list_ref)
    if found.state == "draft":
        return render("organisations/roster_draft.html", draft_page(organisation, found))
    return render("organisations/roster_done.html", done_page(organisation, found))


@blueprint.post("/lista/<list_ref>/kryss")
@contact()
def roster_ticks(ref: str, list_ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Remember who of those that have left is to be taken off."""
    found = list_or_404(organisation, list_ref)
    page = page_number(request.form.get("sida", ""))
    if PressForm().validate_on_submit():
        rows = roster_queries.rows_of(session(), found.id, Verdict.LEFT, page)
        chosen = {
            int(each)
            for each in request.form.getlist("slutat")
            if each.isascii() and each.isdigit() and len(each) < 9
        }
        roster_actions.tick(session(), found, [row.number for row in rows], chosen)
        session().commit()
    here = url_for("contact.roster_list", ref=ref, list_ref=list_ref, visa=Verdict.LEFT, sida=page)
    return redirect(here, 303)


@blueprint.post("/lista/<list_ref>")
@contact()
def put_list_in(ref: str, list_ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Put a list in: a short one at once, a long one by a job. Pressed twice it is put in once."""
    found = list_or_404(organisation, list_ref)
    here = url_for("contact.roster_list", ref=ref, list_ref=list_ref)
    if not PressForm().validate_on_submit():
        abort(400)
    begun = roster_actions.begin(session(), found)
    if not begun and found.state in {"done", "undone"}:
        return redirect(here, 303)
    done, total = roster_queries.work_left(session(), found.id)
    if total - done > ROWS_AT_ONCE:
        job = roster_queries.job_to_wait_for(session(), found.job_ref)
        if job is None:  # none yet, or it failed: the next goes on where it stopped
            job = jobs.ask(
                session(),
                clock.now(),
                ROSTER_IMPORT,
                {"ref": found.ref, "url": here},
                asked_by=actor.user_id,
                organisation_id=organisation.id,
                key=f"{ROSTER_IMPORT}:{found.ref}:{found.job_ref or ''}",
                back_url=here,
            )
            found.job_ref = job.ref
        session().commit()
        return redirect(url_for("jobs.show", ref=job.ref) if job.asked_by == actor.user_id else here, 303)
    while roster_actions.put_in(session(), clock.now(), found, BATCH):
        pass
    roster_actions.finish(session(), clock.now(), found)
    session().commit()
    return redirect(here, 303)


@blueprint.post("/lista/<list_ref>/angra")
@contact()
def undo_list(ref: str, list_ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Take a list back. Pressed twice it is taken back once."""
    found = list_or_404(organisation, list_ref)
    if not PressForm().validate_on_submit():
        abort(400)
    roster_actions.undo(session(), clock.now(), found, actor_id=actor.user_id)
    session().commit()
    return redirect(url_for("contact.roster_list", ref=ref, list_ref=list_ref), 303)


@blueprint.get("/lista/<list_ref>/fel.csv")
@contact()
def roster_faults(ref: str, list_ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """The rows that need a look, as a file."""
    found = list_or_404(organisation, list_ref)
    header = (gettext("Rad"), gettext("Namn"), gettext("Kolumn"), gettext("Gör så här"))
    rows = [
        (row.number, row.name, column_label(row), gettext(row.problem) if row.problem else "")
        for row in roster_queries.faulty_rows(session(), found.id)
    ]
    return csv_file(to_csv(header, rows), "fel.csv")
