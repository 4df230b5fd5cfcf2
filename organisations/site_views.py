"""Sites and teams, for the contact person of the whole organisation."""

from collections.abc import Sequence

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from core import clock
from core.db import session
from core.forms import PressForm, select_choices
from core.language import gettext
from core.page import render
from organisations import place_queries, site_actions, site_queries
from organisations.contact_views import blueprint
from organisations.forms import PlaceForm, SiteForm, TeamForm
from organisations.guards import contact
from organisations.models import Organisation
from organisations.place_queries import Placed
from organisations.rules import UNPLACED, tidy
from organisations.site_models import Site, Team
from organisations.site_pages import Link, PlacePage, SitePage, SiteRow, SitesPage, TeamPage
from organisations.site_queries import SiteTeams

ALL = "alla"


@blueprint.route("/arbetsstallen", methods=["GET", "POST"])
@contact()
def sites(ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """The list of sites. A name that a closed one has opens that one again."""
    form = SiteForm()
    if form.validate_on_submit():
        name = tidy(form.name.data or "")
        site_actions.open_site(session(), clock.now(), organisation.id, name, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("contact.sites", ref=ref), 303)
    people = site_queries.people_at(session(), organisation.id)
    page = SitesPage(
        form=form,
        organisation_name=organisation.name,
        sites=tuple(
            SiteRow(
                name=each.site.name,
                url=url_for("contact.site", ref=ref, site_ref=each.site.ref),
                people=people.get(each.site.id, 0),
                teams=", ".join(team.name for team in each.teams),
            )
            for each in site_queries.open_sites(session(), organisation.id)
        ),
        closed=site_queries.closed_site_names(session(), organisation.id),
        place_url=url_for("contact.place", ref=ref),
        back_url=url_for("overview.overview", ref=ref),
    )
    return render("organisations/sites.html", page)


def require_site(organisation: Organisation, site_ref: str) -> Site:
    """The organisation's open site of this ref, or 404."""
    found = site_queries.site_in(session(), organisation.id, site_ref)
    if found is None:
        abort(404)
    return found


def require_team(organisation: Organisation, team_ref: str) -> tuple[Team, Site]:
    """The organisation's open team of this ref with its site, or 404."""
    found = site_queries.team_in(session(), organisation.id, team_ref)
    if found is None:
        abort(404)
    return found


@blueprint.route("/arbetsstallen/<site_ref>", methods=["GET", "POST"])
@contact()
def site(ref: str, site_ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """One site: another name for it, which the list of sites then shows, or one more team."""
    found = require_site(organisation, site_ref)
    adds_team = "team" in request.form
    form = SiteForm(formdata=None, data={"name": found.name}) if adds_team else SiteForm(obj=found)
    team_form = TeamForm() if adds_team else TeamForm(formdata=None)
    if adds_team and team_form.validate_on_submit():
        site_actions.open_team(
            session(), clock.now(), found, tidy(team_form.team.data or ""), actor_id=actor.user_id
        )
        session().commit()
        return redirect(url_for("contact.site", ref=ref, site_ref=site_ref), 303)
    if not adds_team and form.validate_on_submit():
        name = tidy(form.name.data or "")
        if site_actions.rename_site(session(), clock.now(), found, name, actor_id=actor.user_id):
            session().commit()
            return redirect(url_for("contact.sites", ref=ref), 303)
        form.name.errors = [gettext("Ett annat arbetsställe heter så. Välj ett annat namn.")]
    return render("organisations/site.html", site_page(ref, organisation, found, form, team_form))


def site_page(
    ref: str, organisation: Organisation, found: Site, form: SiteForm, team_form: TeamForm
) -> SitePage:
    """What the page of a site shows."""
    here = next(
        each for each in site_queries.open_sites(session(), organisation.id) if each.site.id == found.id
    )
    return SitePage(
        form=form,
        team_form=team_form,
        name=found.name,
        people_url=url_for("overview.overview", ref=ref, plats=found.ref, visa=ALL),
        teams=tuple(
            Link(each.name, url_for("contact.team", ref=ref, team_ref=each.ref)) for each in here.teams
        ),
        closed_teams=site_queries.closed_team_names(session(), found.id),
        contacts=site_queries.limited_contact_names(session(), found.id),
        close_url=url_for("contact.close_site", ref=ref, site_ref=found.ref),
        back_url=url_for("contact.sites", ref=ref),
    )


@blueprint.post("/arbetsstallen/<site_ref>/stang")
@contact()
def close_site(ref: str, site_ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Close a site. Its people stay on the list."""
    found = require_site(organisation, site_ref)
    if PressForm().validate_on_submit():
        site_actions.close_site(session(), clock.now(), found, actor_id=actor.user_id)
        session().commit()
    return redirect(url_for("contact.sites", ref=ref), 303)


@blueprint.route("/grupper/<team_ref>", methods=["GET", "POST"])
@contact()
def team(ref: str, team_ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """One team: another name for it, which its site's page then shows."""
    found, at = require_team(organisation, team_ref)
    form = TeamForm(data={"team": found.name})
    if form.validate_on_submit():
        name = tidy(form.team.data or "")
        if site_actions.rename_team(session(), clock.now(), at, found, name, actor_id=actor.user_id):
            session().commit()
            return redirect(url_for("contact.site", ref=ref, site_ref=at.ref), 303)
        form.team.errors = [gettext("En annan grupp där heter så. Välj ett annat namn.")]
    page = TeamPage(
        form=form,
        name=found.name,
        site_name=at.name,
        people_url=url_for("overview.overview", ref=ref, plats=found.ref, visa=ALL),
        close_url=url_for("contact.close_team", ref=ref, team_ref=found.ref),
        back_url=url_for("contact.site", ref=ref, site_ref=at.ref),
    )
    return render("organisations/team.html", page)


@blueprint.post("/grupper/<team_ref>/stang")
@contact()
def close_team(ref: str, team_ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """Close a team. Its people stay at the site."""
    found, at = require_team(organisation, team_ref)
    if PressForm().validate_on_submit():
        site_actions.close_team(session(), clock.now(), at, found, actor_id=actor.user_id)
        session().commit()
    return redirect(url_for("contact.site", ref=ref, site_ref=at.ref), 303)


@blueprint.route("/placera", methods=["GET", "POST"])
@contact()
def place(ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """Tick people and say where they belong, one or many at once."""
    there = site_queries.open_sites(session(), organisation.id)
    if not there:
        return redirect(url_for("contact.sites", ref=ref), 303)
    part = site_queries.chosen_part(there, None, request.args.get("plats", ""))
    people = place_queries.placed_people(session(), organisation.id, part)
    form = PlaceForm(data={"people": request.args.getlist("person")})
    form.people.choices = select_choices((each.ref, person_label(each)) for each in people)
    form.place.choices = select_choices(
        [*site_queries.part_choices(there), (UNPLACED, gettext("Utan arbetsställe"))]
    )
    if form.validate_on_submit():
        target = site_queries.chosen_part(there, None, form.place.data)
        move(organisation, form.people.data or (), *site_queries.site_and_team(there, target), actor)
        session().commit()
        return redirect(url_for("overview.overview", ref=ref, plats=form.place.data, visa=ALL), 303)
    page = PlacePage(
        form=form,
        organisation_name=organisation.name,
        views=place_views(ref, there, request.args.get("plats", "")),
        back_url=url_for("overview.overview", ref=ref, visa=ALL),
    )
    return render("organisations/place.html", page)


def person_label(person: Placed) -> str:
    """Who she is and where she belongs now."""
    return f"{person.name} · {person.place}" if person.place else person.name


def place_views(ref: str, there: Sequence[SiteTeams], wanted: str) -> tuple[Link, ...]:
    """Everybody, those of each site, those of none."""
    parts = [
        ("", gettext("Alla")),
        *((each.site.ref, each.site.name) for each in there),
        (UNPLACED, gettext("Utan arbetsställe")),
    ]
    current = wanted if wanted in dict(parts) else ""
    return tuple(
        Link(label, url_for("contact.place", ref=ref, plats=key or None), key == current)
        for key, label in parts
    )


def move(
    organisation: Organisation, refs: Sequence[str], at: Site | None, its_team: Team | None, actor: SignedIn
) -> None:
    """Let the people of these refs, all of the organisation, belong to a site and perhaps a team, or nowhere."""
    now = clock.now()
    members = place_queries.memberships_in(session(), organisation.id, refs)
    site_actions.place_members(session(), now, members, at, its_team, actor_id=actor.user_id)
    names = place_queries.names_in(session(), organisation.id, refs)
    site_actions.place_names(session(), names, at, its_team)
