"""What the coordinator governs: organisations, and the people who answer for them."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts import login_actions
from accounts.queries import SignedIn
from accounts.rules import RESET_LASTS
from core import clock, last_copy
from core.db import session
from core.errors import NotAllowedNow
from core.forms import PressForm, select_choices
from core.language import current_language, gettext
from core.page import render
from core.paging import paging
from core.settings import Settings
from core.sheets import files_of
from organisations import actions, queries, role_actions, site_queries
from organisations.contacts import ContactBook
from organisations.coordinator_pages import (
    CoordinatorPage,
    InvitePage,
    LateCopies,
    NewOrganisationPage,
    OrganisationPage,
    OrganisationRow,
    ResetLinkPage,
    RoutineRow,
    StaffPerson,
)
from organisations.forms import OrganisationForm
from organisations.guards import coordinator
from organisations.meetings import next_meetings
from organisations.models import Organisation
from organisations.phrase_views import unread_phrases
from organisations.rules import INVITATION_LASTS, KINDS, ROLE_LABELS, ROUTINE_LINES, RoleName
from organisations.site_models import Site

blueprint = Blueprint("coordinator", __name__, url_prefix="/samordnare")
INVITABLE = {"kontaktperson": RoleName.CONTACT, "utbildare": RoleName.TRAINER}
PER_PAGE = 100
ADDRESSES = {role: word for word, role in INVITABLE.items()}


def course_names() -> dict[str, str]:
    """The names of the courses there are, by key; app.py hands the catalogue in."""
    names: dict[str, str] = current_app.extensions["course_names"]
    return names


@blueprint.get("")
@coordinator()
def home(network: str, actor: SignedIn) -> str:
    """The network's organisations, a page of them at a time."""
    holders = queries.role_holders(session(), network)
    roles = Counter((each.organisation_id, each.role) for each in holders)
    places = queries.organisations_in(session(), network)
    at = paging(
        request.args.get("sida", ""),
        len(places),
        PER_PAGE,
        lambda number: url_for("coordinator.home", sida=number, _anchor="places"),
    )
    book: ContactBook = current_app.extensions["contact_book"]
    page = CoordinatorPage(
        network_name=current_app.extensions["network"].name,
        organisations=tuple(
            OrganisationRow(
                name=each.name,
                kind=gettext(KINDS[each.kind]),
                url=url_for("coordinator.organisation", ref=each.ref),
                contacts=roles[each.id, RoleName.CONTACT],
                trainers=roles[each.id, RoleName.TRAINER],
            )
            for each in places[at.start : at.start + PER_PAGE]
        ),
        paging=at,
        unchecked_contacts=tuple(each.name for each in book.due(session(), clock.today())),
        contacts_url=url_for("coordinator.contacts"),
        content_url=url_for("content.report"),
        meetings=next_meetings(
            current_app.extensions["network"].in_language(current_language().code), clock.today()
        ),
        report_url=url_for("quarter.newest"),
        routines=tuple(
            RoutineRow(
                organisation_name=each.organisation_name,
                question=gettext(ROUTINE_LINES[each.line]),
                text=each.text,
                changed_at=each.changed_at,
            )
            for each in queries.changed_routines(session(), network)
        ),
        new_url=url_for("coordinator.new_organisation"),
        unread_phrases=unread_phrases(),
        files=files_of(lambda form: url_for("places.organisations_file", form=form)),
        late_copies=late_copies(),
        coordinators=tuple(
            StaffPerson(
                name=each.name,
                role=gettext("Du") if each.person_ref == actor.ref else "",
                end_url=None
                if each.person_ref == actor.ref
                else url_for("coordinator.end_coordinator", person_ref=each.person_ref),
                reset_url=None if each.person_ref == actor.ref else reset_url(each),
            )
            for each in holders
            if each.role is RoleName.COORDINATOR
        ),
    )
    return render("organisations/coordinator.html", page)


def late_copies() -> LateCopies | None:
    """That the nightly copies have stopped, if they have: nobody else looks at a page. The demonstration needs none."""
    settings: Settings = current_app.extensions["settings"]
    last = last_copy.last_backup(session())
    late = not settings.demo and last_copy.is_late(last, clock.now())
    return LateCopies(last=last) if late else None


@blueprint.post("/uppdrag/<person_ref>/avsluta")
@coordinator(fresh=True)
def end_coordinator(person_ref: str, network: str, actor: SignedIn) -> Response:
    """End another coordinator's role. Her own ends by another's hand, so that one is always left."""
    if person_ref == actor.ref or not PressForm().validate_on_submit():
        abort(404)
    try:
        ended = role_actions.end_coordinator(
            session(), clock.now(), network, person_ref, actor_id=actor.user_id
        )
    except NotAllowedNow:
        abort(404)
    if not ended:
        abort(404)
    session().commit()
    return redirect(url_for("coordinator.home"), 303)


def reset_url(holder: queries.RoleHolder) -> str | None:
    """Where a link for somebody's login is made, if she has a login."""
    if not holder.has_login:
        return None
    return url_for("coordinator.reset_login", person_ref=holder.person_ref)


@blueprint.post("/personal/<person_ref>/ny-inloggning")
@coordinator(fresh=True)
def reset_login(person_ref: str, network: str, actor: SignedIn) -> str:
    """Make a one-time link for somebody's own login. She chooses the new secrets, never the coordinator."""
    login = queries.login_in(session(), network, person_ref)
    if login is None or login.user_id == actor.user_id or not PressForm().validate_on_submit():
        abort(404)
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    secret = login_actions.start_reset(
        session(), now, login.user_id, asked_by=actor.user_id, pepper=settings.pepper.get_secret_value()
    )
    session().commit()
    page = ResetLinkPage(
        username=login.username,
        link=settings.base_url + url_for("accounts.reset", secret=secret),
        expires_at=now + RESET_LASTS,
        back_url=url_for("coordinator.home"),
    )
    return render("organisations/reset_link.html", page)


@blueprint.route("/ny-organisation", methods=["GET", "POST"])
@coordinator(fresh=True)
def new_organisation(network: str, actor: SignedIn) -> str | Response:
    """Add an organisation."""
    form = OrganisationForm()
    form.courses.choices = select_choices(course_names().items())
    if form.validate_on_submit():
        made = actions.create_organisation(
            session(),
            clock.now(),
            network=network,
            name=(form.name.data or "").strip(),
            kind=form.kind.data,
            courses=form.courses.data or (),
            actor_id=actor.user_id,
        )
        session().commit()
        return redirect(url_for("coordinator.organisation", ref=made.ref), 303)
    return render("organisations/new_organisation.html", NewOrganisationPage(form=form))


@blueprint.get("/organisation/<ref>")
@coordinator()
def organisation(ref: str, network: str, organisation: Organisation, actor: SignedIn) -> str:
    """One organisation with its contact persons and trainers."""
    return render("organisations/organisation.html", organisation_page(network, organisation))


def organisation_page(network: str, organisation: Organisation) -> OrganisationPage:
    """What the organisation's page shows."""
    holders = queries.role_holders(session(), network)
    limits = site_queries.role_sites(session(), organisation.id)
    names = course_names()
    ref = organisation.ref
    return OrganisationPage(
        name=organisation.name,
        kind=gettext(KINDS[organisation.kind]),
        courses=tuple(names[key] for key in queries.courses_of(session(), organisation.id) if key in names),
        people=tuple(
            StaffPerson(
                name=each.name,
                role=role_label(
                    each.role, limits.get(each.person_ref) if each.role is RoleName.CONTACT else None
                ),
                end_url=url_for(
                    "coordinator.end_role", ref=ref, role=ADDRESSES[each.role], person_ref=each.person_ref
                ),
                reset_url=reset_url(each),
            )
            for each in holders
            if each.organisation_id == organisation.id
        ),
        sites=tuple(
            (each.site.ref, each.site.name) for each in site_queries.open_sites(session(), organisation.id)
        ),
        invite_contact_url=url_for("coordinator.invite", ref=ref, role="kontaktperson"),
        invite_trainer_url=url_for("coordinator.invite", ref=ref, role="utbildare"),
        back_url=url_for("coordinator.home"),
        form=PressForm(),
    )


def role_label(role: RoleName, site: str | None) -> str:
    """What somebody is, and for which site alone."""
    return ", ".join(filter(None, (gettext(ROLE_LABELS[role]), site)))


def invited_site(organisation: Organisation, role: str) -> Site | None:
    """The site that the form limits a contact person's role to; 404 for a site of others."""
    wanted = request.form.get("site", "") if INVITABLE[role] is RoleName.CONTACT else ""
    found = site_queries.site_in(session(), organisation.id, wanted) if wanted else None
    if wanted and found is None:
        abort(404)
    return found


@blueprint.post("/organisation/<ref>/bjud-in/<role>")
@coordinator(fresh=True)
def invite(ref: str, role: str, network: str, organisation: Organisation, actor: SignedIn) -> str:
    """Make a one-time link and show it, once, on the screen."""
    if role not in INVITABLE or not PressForm().validate_on_submit():
        abort(404)
    site = invited_site(organisation, role)
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    secret = role_actions.invite(
        session(),
        now,
        INVITABLE[role],
        network=network,
        organisation_id=organisation.id,
        actor_id=actor.user_id,
        pepper=settings.pepper.get_secret_value(),
        site=site,
    )
    session().commit()
    page = InvitePage(
        place=", ".join(filter(None, (organisation.name, site.name if site else None))),
        role=gettext(ROLE_LABELS[INVITABLE[role]]),
        link=settings.base_url + url_for("staff.invitation", secret=secret),
        expires_at=now + INVITATION_LASTS,
        back_url=url_for("coordinator.organisation", ref=ref),
    )
    return render("organisations/invite.html", page)


@blueprint.post("/organisation/<ref>/roll/<role>/<person_ref>/avsluta")
@coordinator(fresh=True)
def end_role(
    ref: str, role: str, person_ref: str, network: str, organisation: Organisation, actor: SignedIn
) -> Any:
    """End a contact person's or trainer's role."""
    if role not in INVITABLE or not PressForm().validate_on_submit():
        abort(404)
    ended = role_actions.end_role(
        session(), clock.now(), organisation.id, INVITABLE[role], person_ref, actor_id=actor.user_id
    )
    if not ended:
        abort(404)
    session().commit()
    return redirect(url_for("coordinator.organisation", ref=ref), 303)
