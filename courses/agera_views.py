"""The Agera cards: for the contact person, for the learner, and without a routine for everybody."""

import io
from collections.abc import Callable

from flask import Blueprint, Response, abort, current_app, request, send_file, url_for

from accounts.queries import SignedIn
from accounts.sign_in import public, require_person, signed_in
from core.db import session
from core.language import current_language, gettext, languages, use_language
from core.page import render, said_in
from core.paper import paper_lang
from courses.agera_pages import AgeraPage, CardGroup, CardLanguage, CardRow
from courses.agera_paper import FILES, AgeraPaper
from courses.agera_queries import workplaces_of
from courses.cards import Card, Cards
from courses.lesson_files import BASE_LANGUAGE
from courses.screen_shown_views import routine_at
from organisations.guards import contact
from organisations.models import Organisation
from organisations.network import EMERGENCY_NUMBERS
from organisations.network_views import help_lines, network
from organisations.site_models import Site

blueprint = Blueprint("agera", __name__)
NO_KIND = "annan"
Address = Callable[[str, str], str]


def cards(lang: str) -> dict[str, Card]:
    """The cards by role in a language, or in Swedish."""
    found: Cards = current_app.extensions["cards"]
    return dict(found.get(lang, found[BASE_LANGUAGE]))


def wanted_language() -> str:
    """The language chosen for the papers, else the page's."""
    wanted = request.args.get("sprak", "")
    return wanted if wanted in languages() else current_language().code


# ---- pages -------------------------------------------------------------------------------------------


@blueprint.get("/oversikt/<ref>/agera-kort")
@contact(site=True)
def shown(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str:
    """Cards and posters with the organisation's own routine, for every role."""

    def address(role: str, name: str) -> str:
        return url_for("agera.file", ref=ref, role=role, name=name, sprak=wanted_language())

    page = AgeraPage(
        groups=(group(organisation.ref, organisation.name, organisation.kind, address, staff=True),),
        languages=card_languages(),
        is_mine=False,
        routine_url=url_for("contact.routine", ref=ref) if scope is None else None,
        back_url=url_for("overview.overview", ref=ref),
        back_label=organisation.name,
    )
    return render("courses/agera.html", page)


@blueprint.get("/min-utbildning/agera-kort")
@signed_in
def mine() -> str:
    """The person's own cards, one group a workplace; the open ones when she belongs to none."""

    def address_at(ref: str) -> Address:
        return lambda role, name: url_for(
            "agera.my_file", ref=ref, role=role, name=name, sprak=wanted_language()
        )

    places = workplaces_of(session(), require_person().user_id)
    page = AgeraPage(
        groups=tuple(group(each.ref, each.name, each.kind, address_at(each.ref)) for each in places)
        or (open_group(),),
        languages=card_languages(),
        is_mine=bool(places),
        routine_url=None,
        back_url=url_for("training.my_training"),
        back_label=gettext("Min utbildning"),
    )
    return render("courses/agera.html", page)


@blueprint.get("/material/agera-kort")
@public
def open_cards() -> str:
    """The cards of every role, without a workplace's routine."""
    page = AgeraPage(
        groups=(open_group(),),
        languages=card_languages(),
        is_mine=False,
        routine_url=None,
        back_url=url_for("network.material"),
        back_label=gettext("Material"),
    )
    return render("courses/agera.html", page)


def open_group() -> CardGroup:
    """The cards without a routine."""

    def address(role: str, name: str) -> str:
        return url_for("agera.open_file", role=role, name=name, sprak=wanted_language())

    return group("open", "", NO_KIND, address, staff=True)


def group(key: str, name: str, kind: str, address: Address, *, staff: bool = False) -> CardGroup:
    """A workplace's cards: those of its kind first; a learner gets no others, and no poster."""
    found = cards(wanted_language()).values()
    own = [each for each in found if kind in each.kinds]
    others = [each for each in found if each not in own] if staff else []
    return CardGroup(
        key=key,
        name=name,
        rows=tuple(
            CardRow(
                key=each.role,
                name=said_in(each.name, each.lang),
                card_url=address(each.role, "kort.pdf"),
                picture_url=address(each.role, "kort.png"),
                poster_url=address(each.role, "affisch.pdf") if staff else None,
            )
            for each in (*own, *others)
        ),
    )


def card_languages() -> tuple[CardLanguage, ...]:
    """The same page with papers in each language of the site."""
    return tuple(
        CardLanguage(
            code=each.code,
            dir=each.dir,
            name=each.name,
            url=f"{request.path}?sprak={each.code}",
            current=each.code == wanted_language(),
        )
        for each in languages().values()
    )


# ---- files -------------------------------------------------------------------------------------------


@blueprint.get("/oversikt/<ref>/agera-kort/<role>/<name>")
@contact(site=True)
def file(
    ref: str, role: str, name: str, organisation: Organisation, actor: SignedIn, scope: Site | None
) -> Response:
    """A card, picture or poster with the organisation's routine."""
    use_language(paper_lang(wanted_language()))
    return paper(role, name, routine_at(organisation.id, organisation.kind))


@blueprint.get("/min-utbildning/agera-kort/<ref>/<role>/<name>")
@signed_in
def my_file(ref: str, role: str, name: str) -> Response:
    """The same for somebody who belongs there; `ref` is her membership's."""
    places = workplaces_of(session(), require_person().user_id)
    place = next((each for each in places if each.ref == ref), None)
    if place is None:
        abort(404)
    use_language(paper_lang(wanted_language()))
    return paper(role, name, routine_at(place.organisation_id, place.kind))


@blueprint.get("/material/agera-kort/<role>/<name>")
@public
def open_file(role: str, name: str) -> Response:
    """The same without a routine, for everybody."""
    use_language(paper_lang(wanted_language()))
    return paper(role, name, ())


def paper(role: str, name: str, routine: tuple[tuple[str, str], ...]) -> Response:
    """One of the files for a role, in the request's language; else 404."""
    card = cards(current_language().code).get(role)
    if card is None or name not in FILES:
        abort(404)
    media_type, make = FILES[name]
    danger, police = (when_to_ring(number) for number in EMERGENCY_NUMBERS)
    content = make(
        AgeraPaper(
            card=card,
            danger_when=danger,
            police_when=police,
            advice=next((each.number for each in help_lines()[len(EMERGENCY_NUMBERS) :]), ""),
            routine=routine,
            lang=card.lang,
        )
    )
    return send_file(io.BytesIO(content), mimetype=media_type, download_name=name)


def when_to_ring(number: str) -> str:
    """The network's own words for when to ring 112 or 114 14."""
    return next((each.when for each in network().contacts if each.number == number), "")
