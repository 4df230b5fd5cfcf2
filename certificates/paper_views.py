"""All certificates of a workplace in one file, and the evidence pack: the page, and the two jobs behind it."""

from typing import Any

from flask import Blueprint, abort, current_app, redirect, url_for
from werkzeug.wrappers import Response

from accounts import audit
from accounts.queries import SignedIn
from certificates import paper_queries
from certificates.badge_views import signer
from certificates.certificate_views import check_address, issuer_name, settings
from certificates.evidence_actions import evidence_files
from certificates.models import Certificate
from certificates.packs import zipped
from certificates.pages import PapersPage
from certificates.paper_actions import Papers, Printed, all_papers, print_all
from core import clock, jobs
from core.db import session
from core.forms import PressForm
from core.job_queries import unfinished
from core.jobs import JobProblem, Running, worker
from core.language import N_, current_language
from core.page import render
from core.press import press
from organisations.guards import contact
from organisations.models import Organisation
from organisations.network import Network
from organisations.site_queries import contact_at

blueprint = Blueprint("papers", __name__)
ALL_PAPERS = "all-certificates"
EVIDENCE = "evidence-pack"
ZIP = "application/zip"
LINK = "x"
NOT_HERS = {
    "gone": (
        N_("Du är inte kontaktperson för hela arbetsplatsen längre."),
        N_("Be den som är det att hämta filen."),
    )
}


@blueprint.get("/oversikt/<ref>/intyg")
@contact()
def overview(ref: str, organisation: Organisation, actor: SignedIn) -> str:
    """What can be fetched, and how much it is."""
    page = PapersPage(
        place_name=organisation.name,
        count=len(paper_queries.papers_of(session(), clock.now(), organisation.id)),
        form=PressForm(),
        all_url=url_for("papers.ask_all", ref=ref),
        evidence_url=url_for("papers.ask_evidence", ref=ref),
        back_url=url_for("overview.overview", ref=ref),
    )
    return render("certificates/papers.html", page)


@blueprint.post("/oversikt/<ref>/intyg/alla")
@contact()
def ask_all(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Begin to put all certificates into one file."""
    return ask(ALL_PAPERS, organisation, actor)


@blueprint.post("/oversikt/<ref>/intyg/underlag")
@contact()
def ask_evidence(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Begin to put the evidence pack together."""
    return ask(EVIDENCE, organisation, actor)


def ask(kind: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Ask for a job of this kind, or show the one that is not done yet: pressed twice it is done once."""
    if not PressForm().validate_on_submit():
        abort(400)
    job = unfinished(session(), kind, actor.user_id, organisation.id)
    if job is None:
        job = jobs.ask(
            session(),
            clock.now(),
            kind,
            {"ref": organisation.ref, **addresses()},
            asked_by=actor.user_id,
            organisation_id=organisation.id,
            back_url=url_for("papers.overview", ref=organisation.ref),
        )
        audit.record(
            session(),
            clock.now(),
            "papers-asked",
            actor_id=actor.user_id,
            organisation_id=organisation.id,
            what=kind,
        )
        session().commit()
    return redirect(url_for("jobs.show", ref=job.ref), 303)


def addresses() -> dict[str, object]:
    """What the papers need of the request: a job has no address of its own, and no language."""
    network: Network = current_app.extensions["network"]
    link = settings().base_url + url_for("certificates.by_link", link=LINK)
    return {
        "lang": current_language().code,
        "link_start": link.removesuffix(LINK),
        "check_address": check_address(),
        "issuers": {network.issuer: issuer_name(network.issuer)},
        "keys_at": settings().base_url + url_for("certificates.did_document"),
    }


@worker(ALL_PAPERS, title=N_("Alla intyg"), problems=NOT_HERS)
def put_all_together(running: Running) -> dict[str, Any]:
    """The ZIP of all certificates; the result is how many it has and how many are missing."""
    _, found = hers(running)
    papers = printed(running, found)
    running.file("intyg.zip", ZIP, zipped(all_papers(found, papers), clock.local(running.now)))
    return counts(papers)


@worker(EVIDENCE, title=N_("Underlag för granskning"), problems=NOT_HERS)
def put_evidence_together(running: Running) -> dict[str, Any]:
    """The evidence pack; the result is the same."""
    organisation, found = hers(running)
    papers = printed(running, found)
    network: Network = current_app.extensions["network"]
    files = evidence_files(
        running.session,
        running.now,
        organisation,
        found,
        papers,
        courses=current_app.extensions["catalogue"].courses,
        issuer=network.issuer,
        signer=signer(),
        keys_at=running.arguments["keys_at"],
    )
    running.file("underlag.zip", ZIP, zipped(files, clock.local(running.now)))
    return counts(papers)


def hers(running: Running) -> tuple[Organisation, list[Certificate]]:
    """The workplace and its certificates, if who asked is still its contact person. Raises JobProblem."""
    at = contact_at(running.session, running.asked_by or 0, running.arguments["ref"])
    if at is None or at.scope is not None:
        raise JobProblem("gone")
    return at.organisation, list(paper_queries.papers_of(running.session, running.now, at.organisation.id))


def printed(running: Running, found: list[Certificate]) -> Papers:
    """All of them on paper, by one press."""
    asked = running.arguments
    look = Printed(asked["lang"], asked["link_start"], asked["check_address"], asked["issuers"])
    with press() as engine:
        return print_all(found, look, engine, running.progress)


def counts(papers: Papers) -> dict[str, Any]:
    """What is told of a job when it is done."""
    return {"papers": len(papers.made), "left_out": len(papers.left_out)}
