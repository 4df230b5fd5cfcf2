"""What the contact person does: code and poster, names added, memberships ended."""

import io

from flask import Blueprint, abort, current_app, redirect, request, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from core import clock, crockford, qr
from core.db import session
from core.forms import PressForm
from core.language import current_language, gettext, languages
from core.page import render
from core.settings import Settings
from organisations import actions, queries
from organisations.forms import RoutineForm
from organisations.guards import contact
from organisations.join_slips import JoinSlips, join_slips_pdf
from organisations.models import JoinCode, Organisation
from organisations.network_views import other_phrases
from organisations.pages import CodePage, JoinPapers, RoutinePage
from organisations.poster import PAPER_LANGUAGES, Poster, poster_pdf
from organisations.rules import ROUTINE_DEFAULTS, ROUTINE_LINES
from organisations.site_models import Site

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
@contact(site=True)
def code(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str:
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
        papers=(*site_papers(ref), *other_posters(ref)),
        site_name=scope.name if scope else "",
        renew_url=url_for("contact.renew_code", ref=ref) if scope is None else None,
        cards_url=url_for("agera.shown", ref=ref),
        back_url=url_for("overview.overview", ref=ref),
        form=PressForm(),
    )
    return render("organisations/code.html", page)


def site_papers(ref: str) -> tuple[JoinPapers, ...]:
    """Poster and slips in each language of the site that has them."""
    return tuple(
        JoinPapers(
            lang=each.code,
            dir=each.dir,
            name=each.name,
            poster_url=url_for("contact.poster", ref=ref, sprak=each.code),
            slips_url=url_for("contact.join_slips", ref=ref, sprak=each.code),
        )
        for each in languages().values()
        if each.code in PAPER_LANGUAGES
    )


def other_posters(ref: str) -> tuple[JoinPapers, ...]:
    """The poster in each language of the fixed phrases."""
    return tuple(
        JoinPapers(
            lang=each.lang,
            dir=each.dir,
            name=each.name,
            poster_url=url_for("contact.poster", ref=ref, sprak=each.lang),
            slips_url=None,
        )
        for each in other_phrases()
    )


@blueprint.get("/affisch.pdf")
@contact(site=True)
def poster(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> Response:
    """The poster to hang up, A4."""
    found = current_code(organisation)
    content = poster_pdf(
        Poster(
            organisation_name=organisation.name,
            code=found.code,
            join_url=join_url(found),
            type_address=type_address(),
            last_day=clock.local_date(found.expires_at),
            lang=paper_language(),
            minutes=current_app.extensions["whole_way"],
            phrases=next((each for each in other_phrases() if each.lang == request.args.get("sprak")), None),
        )
    )
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name="affisch.pdf")


@blueprint.get("/lappar.pdf")
@contact(site=True)
def join_slips(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> Response:
    """Slips with the same code, to cut out and hand to those without a phone."""
    found = current_code(organisation)
    content = join_slips_pdf(
        JoinSlips(
            code=found.code,
            join_url=join_url(found),
            type_address=type_address(),
            last_day=clock.local_date(found.expires_at),
            lang=paper_language(),
        )
    )
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name="lappar.pdf")


def type_address() -> str:
    """The address where a join code is typed, without its scheme."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url.partition("://")[2] + "/g"


def paper_language() -> str:
    """The language the contact person chose for a paper, else the page's."""
    wanted = request.args.get("sprak", "")
    return wanted if wanted in PAPER_LANGUAGES else current_language().code


@blueprint.post("/kod/ny")
@contact()
def renew_code(ref: str, organisation: Organisation, actor: SignedIn) -> Response:
    """A new code for 90 days; the posters on the wall must be changed."""
    if PressForm().validate_on_submit():
        actions.renew_join_code(session(), clock.now(), organisation.id, actor_id=actor.user_id)
        session().commit()
    return redirect(url_for("contact.code", ref=ref), 303)


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
        cards_url=url_for("agera.shown", ref=ref),
        back_url=url_for("overview.overview", ref=ref),
    )
    return render("organisations/routine.html", page)
