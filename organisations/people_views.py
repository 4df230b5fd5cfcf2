"""The people of an organisation, for its contact person: names written down, members, a slip for a new card."""

from collections.abc import Sequence
from datetime import datetime

from flask import abort, current_app, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.models import User
from accounts.queries import SignedIn, given_cards
from accounts.rules import CHANGE_TOLD_FOR
from core import clock, crockford, qr
from core.db import session
from core.forms import PressForm, select_choices
from core.language import gettext
from core.names import clean_name, first_name
from core.page import render
from core.settings import Settings
from organisations import (
    membership_actions,
    membership_queries,
    place_queries,
    roster_queries,
    site_actions,
    site_queries,
    slip_actions,
    slip_queries,
)
from organisations.contact_views import blueprint
from organisations.earlier_shown_views import earlier_rows
from organisations.forms import ExpectForm
from organisations.guards import contact
from organisations.models import Membership, Organisation
from organisations.pages import AddPage, ExpectedPage, PersonPage
from organisations.rules import CARD_SLIP_LASTS, UNDO_WITHIN
from organisations.site_models import Site
from organisations.site_queries import SiteTeams, part_choices
from organisations.slip_pages import SlipPage


@blueprint.route("/lagg-till", methods=["GET", "POST"])
@contact(site=True)
def add(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str | Response:
    """Write down who will take the training. A name that stands there already is asked about first."""
    sites = site_queries.within(site_queries.open_sites(session(), organisation.id), scope)
    form = ExpectForm()
    form.place.choices = select_choices(name_places(sites, scope))
    asks = False
    if form.validate_on_submit():
        name = clean_name(form.name.data or "")
        asks = not form.again.data and membership_queries.is_known(session(), organisation.id, name, scope)
        if not asks:
            named = membership_actions.expect(
                session(), clock.now(), organisation.id, name, actor_id=actor.user_id
            )
            part = site_queries.chosen_part(sites, scope, form.place.data)
            site_actions.place_names(session(), [named], *site_queries.site_and_team(sites, part))
            session().commit()
            return redirect(url_for("overview.overview", ref=ref, visa="alla"), 303)
    page = AddPage(
        form=form,
        roster_url=url_for("contact.roster", ref=ref) if scope is None else None,
        organisation_name=organisation.name,
        known_name=clean_name(form.name.data or "") if asks else "",
        back_url=url_for("overview.overview", ref=ref, visa="alla"),
    )
    return render("organisations/add_person.html", page)


def name_places(sites: Sequence[SiteTeams], scope: Site | None) -> list[tuple[str, str]]:
    """Where a name can belong: what it is without a choice, then the parts to choose."""
    if scope is not None:
        return [("", scope.name), *((team.ref, team.name) for each in sites for team in each.teams)]
    return [("", gettext("Utan arbetsställe")), *part_choices(sites)]


def undo_since() -> datetime:
    """What was taken away after this can be brought back."""
    return clock.now() - UNDO_WITHIN


@blueprint.route("/namn/<name_ref>", methods=["GET", "POST"])
@contact(site=True)
def expected(
    ref: str, name_ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None
) -> str | Response:
    """A name under which nobody has joined: taking it off the list, and for a day putting it back."""
    found = membership_queries.expected_in(
        session(), organisation.id, name_ref, removed_since=undo_since(), part=scope
    )
    if found is None:
        abort(404)
    form = PressForm()
    if form.validate_on_submit():
        change = (
            membership_actions.restore_expected
            if "undo" in request.form
            else membership_actions.forget_expected
        )
        change(session(), clock.now(), found, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("contact.expected", ref=ref, name_ref=name_ref), 303)
    page = ExpectedPage(
        name=found.name,
        organisation_name=organisation.name,
        added_at=found.added_at,
        earlier=earlier_rows(roster_queries.of_expected(found.id)),
        earlier_url=url_for("contact.earlier_of_name", ref=ref, name_ref=name_ref) if scope is None else None,
        removed=found.removed_at is not None,
        invite_url=url_for("contact.code", ref=ref),
        back_url=url_for("overview.overview", ref=ref, visa="alla"),
        form=form,
    )
    return render("organisations/expected.html", page)


@blueprint.route("/person/<person_ref>", methods=["GET", "POST"])
@contact(site=True)
def person(
    ref: str, person_ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None
) -> str | Response:
    """One person: ending her membership, and for a day taking that back."""
    found = membership_queries.membership_in(
        session(), organisation.id, person_ref, ended_since=undo_since(), part=scope
    )
    if found is None:
        abort(404)
    membership, user = found
    form = PressForm()
    if form.validate_on_submit():
        undo, ended = "undo" in request.form, membership.ended_at is not None
        if undo == ended:  # pressed twice, it changes nothing the second time
            change = membership_actions.reopen_membership if undo else membership_actions.end_membership
            change(session(), clock.now(), membership, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("contact.person", ref=ref, person_ref=person_ref), 303)
    return render("organisations/person.html", person_page(ref, organisation, membership, user, scope))


def person_page(
    ref: str, organisation: Organisation, membership: Membership, user: User, scope: Site | None
) -> PersonPage:
    """What one person's page shows."""
    slip = slip_queries.live_slip(session(), membership.id)
    now = clock.now()
    return PersonPage(
        name=user.name,
        organisation_name=organisation.name,
        joined_at=membership.joined_at,
        earlier=earlier_rows(roster_queries.of_membership(membership.id)),
        earlier_url=url_for("contact.earlier_of_person", ref=ref, person_ref=membership.ref)
        if scope is None
        else None,
        place=place_queries.place_of(session(), membership.id),
        place_url=url_for("contact.place", ref=ref, person=membership.ref)
        if scope is None and site_queries.open_sites(session(), organisation.id)
        else None,
        removed=membership.ended_at is not None,
        slip_url=url_for("contact.slip", ref=ref, person_ref=membership.ref)
        if slip_queries.may_get_slip(session(), user.id)
        else None,
        slip_until=slip.expires_at if slip and slip.expires_at > now else None,
        changes=tuple(
            (each.made_at, each.by)
            for each in given_cards(session(), user.id)
            if each.made_at > now - CHANGE_TOLD_FOR
        ),
        end_url=url_for("contact.person", ref=ref, person_ref=membership.ref),
        back_url=url_for("overview.overview", ref=ref, visa="alla"),
        form=PressForm(),
    )


@blueprint.post("/person/<person_ref>/nytt-kort")
@contact(fresh=True, site=True)
def slip(ref: str, person_ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str:
    """Make a slip for a new card and show it, once: for somebody who only learns, never for a colleague."""
    found = membership_queries.membership_in(session(), organisation.id, person_ref, part=scope)
    if found is None or not slip_queries.may_get_slip(session(), found[1].id):
        abort(404)
    if not PressForm().validate_on_submit():
        abort(400)
    membership, user = found
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    code = slip_actions.make_slip(
        session(), now, membership, actor_id=actor.user_id, pepper=settings.pepper.get_secret_value()
    )
    session().commit()
    link = f"{settings.base_url}{url_for('slip.choose_pin', code=code)}"
    page = SlipPage(
        name=user.name,
        first_name=first_name(user.name),
        code=crockford.group(code, 4, 4, 4),
        address=f"{settings.base_url}{url_for('slip.code')}".partition("://")[2].rstrip("/"),
        qr_svg=Markup(qr.svg(link, gettext("Kod som ger ett nytt kort"))),  # noqa: S704  made here
        expires_at=now + CARD_SLIP_LASTS,
        back_url=url_for("contact.person", ref=ref, person_ref=person_ref),
    )
    return render("organisations/slip.html", page)
