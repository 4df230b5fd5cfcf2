"""What the contact person does: code and poster, names added, memberships ended."""

import io

from flask import Blueprint, abort, current_app, redirect, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.queries import SignedIn, given_cards
from accounts.rules import CHANGE_TOLD_FOR
from core import clock, crockford, qr
from core.db import session
from core.language import current_language, gettext
from core.names import clean_name, first_name
from core.page import render
from core.settings import Settings
from organisations import actions, queries, slip_actions, slip_queries
from organisations.forms import EmptyForm, ExpectForm, RoutineForm
from organisations.guards import contact
from organisations.models import JoinCode, Organisation
from organisations.pages import AddPage, CodePage, ExpectedPage, PersonPage, RoutinePage, SlipPage
from organisations.poster import Poster, poster_pdf
from organisations.rules import CARD_SLIP_LASTS, ROUTINE_DEFAULTS, ROUTINE_LINES

blueprint = Blueprint("contact", __name__, url_prefix="/oversikt/<ref>")


def join_url(code: JoinCode) -> str:
    """The address a poster's QR code opens."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url}/g/{code.code}"


def current_code(organisation: Organisation) -> JoinCode:
    """The organisation's code; there is always one."""
    code = queries.live_join_code(session(), organisation.id)
    if code is None:
        abort(404)
    return code


@blueprint.get("/kod")
@contact()
def code(ref: str, organisation: Organisation, actor: SignedIn) -> str:
    """The join code, its last day and the poster."""
    found = current_code(organisation)
    page = CodePage(
        organisation_name=organisation.name,
        code=crockford.group(found.code, 4, 4),
        join_url=join_url(found),
        last_day=clock.local_date(found.expires_at),
        expired=found.expires_at <= clock.now(),
        qr_svg=Markup(qr.svg(join_url(found), gettext("Kod för att gå med"))),  # noqa: S704  made here
        poster_url=url_for("contact.poster", ref=ref),
        renew_url=url_for("contact.renew_code", ref=ref),
        back_url=url_for("overview.overview", ref=ref),
        form=EmptyForm(),
    )
    return render("organisations/code.html", page)


@blueprint.get("/affisch.pdf")
@contact()
def poster(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """The poster to hang up, A4."""
    found = current_code(organisation)
    settings: Settings = current_app.extensions["settings"]
    content = poster_pdf(
        Poster(
            organisation_name=organisation.name,
            code=found.code,
            join_url=join_url(found),
            type_address=settings.base_url.removeprefix("https://").removeprefix("http://") + "/g",
            last_day=clock.local_date(found.expires_at),
            lang=current_language().code,
        )
    )
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name="affisch.pdf")


@blueprint.post("/kod/ny")
@contact()
def renew_code(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """A new code for 90 days; the posters on the wall must be changed."""
    if EmptyForm().validate_on_submit():
        actions.renew_join_code(session(), clock.now(), organisation.id, actor_id=actor.user_id)
        session().commit()
    return redirect(url_for("contact.code", ref=ref), 303)


@blueprint.route("/lagg-till", methods=["GET", "POST"])
@contact()
def add(ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """Write down who will take the training."""
    form = ExpectForm()
    if form.validate_on_submit():
        name = clean_name(form.name.data or "")
        actions.expect(session(), clock.now(), organisation.id, name, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("overview.overview", ref=ref, visa="alla"), 303)
    page = AddPage(
        form=form, organisation_name=organisation.name, back_url=url_for("overview.overview", ref=ref)
    )
    return render("organisations/add_person.html", page)


@blueprint.route("/namn/<name_ref>", methods=["GET", "POST"])
@contact()
def expected(ref: str, name_ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """A name under which nobody has joined, and taking it off the list."""
    found = queries.expected_in(session(), organisation.id, name_ref)
    if found is None:
        abort(404)
    form = EmptyForm()
    if form.validate_on_submit():
        actions.forget_expected(session(), clock.now(), organisation.id, name_ref, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("overview.overview", ref=ref, visa="alla"), 303)
    page = ExpectedPage(
        name=found.name,
        organisation_name=organisation.name,
        added_at=found.added_at,
        invite_url=url_for("contact.code", ref=ref),
        back_url=url_for("overview.overview", ref=ref),
        form=form,
    )
    return render("organisations/expected.html", page)


@blueprint.route("/person/<person_ref>", methods=["GET", "POST"])
@contact()
def person(ref: str, person_ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """One person, and ending her membership after a confirm page."""
    found = queries.membership_in(session(), organisation.id, person_ref)
    if found is None:
        abort(404)
    membership, user = found
    form = EmptyForm()
    if form.validate_on_submit():
        actions.end_membership(session(), clock.now(), membership, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("overview.overview", ref=ref, visa="alla"), 303)
    slip = slip_queries.live_slip(session(), membership.id)
    page = PersonPage(
        name=user.name,
        organisation_name=organisation.name,
        joined_at=membership.joined_at,
        slip_url=url_for("contact.slip", ref=ref, person_ref=person_ref)
        if slip_queries.may_get_slip(session(), user.id)
        else None,
        slip_until=slip.expires_at if slip and slip.expires_at > clock.now() else None,
        changes=tuple(
            (each.made_at, each.by)
            for each in given_cards(session(), user.id)
            if each.made_at > clock.now() - CHANGE_TOLD_FOR
        ),
        end_url=url_for("contact.person", ref=ref, person_ref=person_ref),
        back_url=url_for("overview.overview", ref=ref),
        form=form,
    )
    return render("organisations/person.html", page)


@blueprint.post("/person/<person_ref>/nytt-kort")
@contact(fresh=True)
def slip(ref: str, person_ref: str, organisation: Organisation, actor: SignedIn) -> str:
    """Make a slip for a new card and show it, once: for somebody who only learns, never for a colleague."""
    found = queries.membership_in(session(), organisation.id, person_ref)
    if found is None or not slip_queries.may_get_slip(session(), found[1].id):
        abort(404)
    if not EmptyForm().validate_on_submit():
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


@blueprint.route("/rutin", methods=["GET", "POST"])
@contact()
def routine(ref: str, organisation: Organisation, actor: SignedIn) -> str | Response:
    """The organisation's own step inside the course: who is told first, where to sit down."""
    form = RoutineForm(data=queries.routine_of(session(), organisation.id))
    if form.validate_on_submit():
        lines = {line: " ".join((form[line].data or "").split()) for line in ROUTINE_LINES}
        actions.write_routine(session(), clock.now(), organisation.id, lines, actor_id=actor.user_id)
        session().commit()
        return redirect(url_for("overview.overview", ref=ref), 303)
    page = RoutinePage(
        form=form,
        organisation_name=organisation.name,
        defaults=tuple(gettext(ROUTINE_DEFAULTS[line][organisation.kind]) for line in ROUTINE_LINES),
        back_url=url_for("overview.overview", ref=ref),
    )
    return render("organisations/routine.html", page)
