"""The contact person's people: who has a valid certificate and who not yet, as rows for her page and as files."""

from datetime import date
from functools import cache, partial
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from certificates.rules import Status, status
from core import clock, jobs
from core.db import session
from core.forms import PressForm
from core.ids import REF_LENGTH
from core.job_queries import unfinished
from core.jobs import JobProblem, Running, worker
from core.language import N_, current_language, date_long, gettext, ngettext, use_language
from core.sheets import Table
from organisations.guards import contact
from organisations.models import Organisation
from organisations.queries import courses_of
from organisations.site_models import Site
from organisations.site_queries import Part, chosen_part, contact_at, open_sites, within
from reports import queries
from reports.file_views import people_table
from reports.pages import PersonRow
from reports.part_views import Focus, chosen_focus
from reports.queries import ExpectedState, MemberState
from reports.table_views import FORMS, MEDIA, table_response, written

blueprint = Blueprint("people", __name__)
NEEDS_NOTHING = frozenset({"valid"})
LONG = 2000
PEOPLE_LIST = "people-list"
ANYBODY = "0" * REF_LENGTH  # stands in an address for somebody's ref


@blueprint.get(f"/oversikt/<ref>/personer.<{FORMS}:form>")
@contact(site=True)
def people_file(
    ref: str, form: str, organisation: Organisation, actor: SignedIn, scope: Site | None
) -> Response:
    """The same list as a file; where an organisation has sites, with two columns more. A long one is ordered."""
    course_key = chosen_course(organisation)
    focus = chosen_focus(organisation, scope)
    table = people_of(session(), organisation, course_key, focus, needs_only=needs_only())
    if len(table.rows) > LONG:
        return redirect(url_for("overview.overview", ref=ref, kurs=course_key, plats=focus.wanted), 303)
    return table_response(table, form, "personer")


@blueprint.post("/oversikt/<ref>/personer")
@contact(site=True)
def order_people(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> Response:
    """Order a list that is too long for a request. Pressed twice it is made once."""
    form = request.form.get("form", "")
    if not PressForm().validate_on_submit() or form not in MEDIA:
        abort(404)
    course_key = chosen_course(organisation)
    focus = chosen_focus(organisation, scope)
    job = unfinished(session(), PEOPLE_LIST, actor.user_id, organisation.id) or jobs.ask(
        session(),
        clock.now(),
        PEOPLE_LIST,
        {
            "ref": ref,
            "form": form,
            "course": course_key,
            "place": focus.wanted or "",
            "needs_only": needs_only(),
            "lang": current_language().code,
        },
        asked_by=actor.user_id,
        organisation_id=organisation.id,
        back_url=url_for("overview.overview", ref=ref, kurs=course_key, plats=focus.wanted),
    )
    session().commit()
    return redirect(url_for("jobs.show", ref=job.ref), 303)


@worker(
    PEOPLE_LIST,
    title=N_("Listan görs"),
    problems={
        "gone": (
            N_("Du är inte kontaktperson för arbetsplatsen längre."),
            N_("Be den som är det att hämta filen."),
        )
    },
)
def make_list(running: Running) -> dict[str, Any]:
    """The list as a file, of what who asked may see now; the result is how many people stand in it."""
    asked = running.arguments
    at = contact_at(running.session, running.asked_by or 0, asked["ref"])
    if at is None:
        raise JobProblem("gone")
    sites = within(open_sites(running.session, at.organisation.id), at.scope)
    focus = Focus(sites, at.scope, chosen_part(sites, at.scope, asked["place"]))
    # Texts and addresses ask the request they are made for; a job has none.
    with current_app.test_request_context():
        use_language(asked["lang"])
        table = people_of(
            running.session, at.organisation, asked["course"], focus, needs_only=asked["needs_only"]
        )
        running.progress(1, 2)
        content = written(table, asked["form"])
    running.file(f"personer.{asked['form']}", MEDIA[asked["form"]], content)
    return {"people": len(table.rows)}


def needs_only() -> bool:
    """Whether the address asks only for those who need something."""
    return request.args.get("visa") == "behover"


def people_of(
    found: Session, organisation: Organisation, course_key: str, focus: Focus, *, needs_only: bool
) -> Table:
    """The list of a part of an organisation as a table."""
    everybody = person_rows(found, organisation, course_key, focus.part)
    shown = [row for row in everybody if not needs_only or row.status not in NEEDS_NOTHING]
    chosen = gettext("Behöver något") if needs_only else gettext("Alla")
    return people_table(
        shown,
        place=organisation.name,
        course=course_name(course_key),
        chosen=", ".join(filter(None, (chosen, focus.name))),
        total=headline_of(everybody),
        day=date_long(clock.today()),
        places=bool(focus.sites),
    )


def chosen_course(organisation: Organisation) -> str:
    """The course asked for, or the organisation's first."""
    keys = courses_of(session(), organisation.id)
    wanted = request.args.get("kurs", "")
    return wanted if wanted in keys else keys[0]


def course_name(key: str) -> str:
    """A course's name."""
    names: dict[str, str] = current_app.extensions["course_names"]
    return names.get(key, key)


def person_rows(
    found: Session, organisation: Organisation, course_key: str, part: Part
) -> tuple[PersonRow, ...]:
    """Members and expected people of a part of an organisation, those who need something first. Two queries."""
    today = clock.today()
    # Of a large workplace there are many thousands: what is the same for many is said once.
    said = cache(partial(state, today))
    label = gettext("Visa")
    address = url_for("contact.person", ref=organisation.ref, person_ref=ANYBODY)
    rows = [
        member_row(each, *said(each.valid_until, begun=each.begun), label, address.replace(ANYBODY, each.ref))
        for each in queries.members(found, clock.now(), organisation.id, course_key, part)
    ]
    rows += [expected_row(organisation.ref, each) for each in queries.expected(found, organisation.id, part)]
    order = ("late", "soon", "open", "none", "valid")
    return tuple(sorted(rows, key=lambda row: order.index(row.status)))


def state(today: date, valid_until: date | None, *, begun: bool) -> tuple[str, str]:
    """The state of a certificate, or how far somebody is, as a word for the page and in words."""
    if valid_until is None:
        return ("open", gettext("Påbörjad")) if begun else ("none", gettext("Inte börjad"))
    day = date_long(valid_until)
    return {
        Status.EXPIRED: ("late", gettext("Gick ut %(day)s", day=day)),
        Status.EXPIRING: ("soon", gettext("Går ut %(day)s", day=day)),
    }.get(status(valid_until, revoked=False, today=today), ("valid", gettext("Giltigt intyg")))


def member_row(member: MemberState, kind: str, text: str, label: str, address: str) -> PersonRow:
    """One member: the state of her certificate, or how far she is. Never answers, scores or tries."""
    return PersonRow(
        name=member.name,
        joined=True,
        site=member.site or "",
        team=(member.site and member.team) or "",
        status=kind,
        status_text=text,
        valid_until=member.valid_until,
        action_label=label,
        action_url=address,
    )


def expected_row(ref: str, person: ExpectedState) -> PersonRow:
    """A name under which nobody has joined."""
    return PersonRow(
        name=person.name,
        joined=False,
        site=person.site or "",
        team=(person.site and person.team) or "",
        status="none",
        status_text=gettext("Har inte gått med"),
        valid_until=None,
        action_label=gettext("Visa"),
        action_url=url_for("contact.expected", ref=ref, name_ref=person.ref),
    )


def headline_of(rows: tuple[PersonRow, ...]) -> str:
    """The sentence that stands first on the page."""
    certified = sum(row.status in ("valid", "soon") for row in rows)
    return headline(certified, len(rows), named=not all(row.joined for row in rows))


def headline(certified: int, base: int, *, named: bool) -> str:
    """ "18 av 24 har giltigt intyg." The base is members and people named beforehand."""
    if not base:
        return gettext("Här syns alla när de har gått med.")
    if named or base > certified:
        return gettext("%(certified)s av %(base)s har giltigt intyg.", certified=certified, base=base)
    return gettext("%(certified)s har giltigt intyg.", certified=certified)


def lead(rows: tuple[PersonRow, ...]) -> str:
    """What the others lack, in one or two short sentences."""
    counted = {kind: sum(row.status == kind for row in rows) for kind in ("soon", "late", "open", "none")}
    sentences = []
    if counted["soon"]:
        sentences.append(
            ngettext("%(num)s går ut inom 90 dagar.", "%(num)s går ut inom 90 dagar.", counted["soon"])
        )
    if counted["late"]:
        sentences.append(ngettext("%(num)s har gått ut.", "%(num)s har gått ut.", counted["late"]))
    not_yet = counted["open"] + counted["none"]
    if not_yet:
        sentences.append(ngettext("%(num)s är inte klar än.", "%(num)s är inte klara än.", not_yet))
    return " ".join(sentences)
