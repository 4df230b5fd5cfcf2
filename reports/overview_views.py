"""The contact person's page: who has a valid certificate, who not yet, what expires. Names and dates only."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import Blueprint, current_app, request, url_for

from accounts.queries import SignedIn
from care.reminder_rules import LISTED_AHEAD
from core import clock
from core.db import session
from core.language import current_language, date_long, gettext, ngettext
from core.page import render
from core.paging import paging
from core.sheets import files_of
from courses.catalogue import Catalogue
from courses.pages import SignChip
from organisations.guards import contact
from organisations.models import Organisation
from organisations.queries import courses_of
from organisations.site_models import Site
from reports import queries, rows
from reports.pages import OverviewPage, PersonRow, View
from reports.part_views import Focus, chosen_focus, part_views
from reports.people_views import (
    LONG,
    NEEDS_NOTHING,
    chosen_course,
    course_name,
    headline_of,
    lead,
    person_rows,
)
from reports.privacy import Share, Shares, whole_network
from reports.session_pages import OwnSign, SignsHere
from reports.shares import MANY_ALARMS, SIGNS_TO_PRACTISE, most_needed, well_seen
from reports.texts import quarter_text, share_text

blueprint = Blueprint("overview", __name__)
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Tick:
    """The network's share of certified people on a day."""

    share: Share
    day: date


@blueprint.get("/oversikt/<ref>")
@contact(site=True)
def overview(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str:
    """The sentence first, then who needs something."""
    course_key = chosen_course(organisation)
    focus = chosen_focus(organisation, scope)
    people = person_rows(session(), organisation, course_key, focus.part)
    show_all = request.args.get("visa") == "alla"
    needs = [row for row in people if row.status not in NEEDS_NOTHING]
    shown = people if show_all else needs
    page = overview_page(organisation, course_key, focus, people, tuple(shown), len(needs), show_all=show_all)
    return render("reports/overview.html", page)


def overview_page(
    organisation: Organisation,
    course_key: str,
    focus: Focus,
    people: tuple[PersonRow, ...],
    shown: tuple[PersonRow, ...],
    needs: int,
    *,
    show_all: bool,
) -> OverviewPage:
    """What the page shows."""
    certified = sum(row.status in ("valid", "soon") for row in people)
    address = partial(url_for, "overview.overview", ref=organisation.ref, plats=focus.wanted)
    whole = focus.scope is None
    tick = network_tick(organisation, course_key)
    here = certified / len(people) if people else None
    ref, place, filtered = organisation.ref, focus.wanted, None if show_all else "behover"
    long = len(shown) > LONG
    to_page = partial(address, kurs=course_key, visa="alla" if show_all else None)
    at = paging(request.args.get("sida", ""), len(shown), PER_PAGE, lambda page: to_page(sida=page))
    return OverviewPage(
        place_name=", ".join(filter(None, (organisation.name, focus.name))),
        course_name=course_name(course_key),
        headline=headline_of(people),
        lead=f"{lead(people)} {erased(organisation, course_key) if focus.part is None else ''}".strip(),
        share=here,
        reference=tick.share.percent / 100 if tick else None,
        bar_label=bar_label(here, tick),
        invite_url=url_for("contact.code", ref=organisation.ref),
        views=(
            View(
                gettext("Behöver något (%(count)s)", count=needs),
                address(kurs=course_key),
                not show_all,
            ),
            View(
                gettext("Alla (%(count)s)", count=len(people)),
                address(kurs=course_key, visa="alla"),
                show_all,
            ),
        ),
        courses=tuple(
            View(
                course_name(key),
                address(kurs=key),
                key == course_key,
            )
            for key in courses_of(session(), organisation.id)
        ),
        parts=part_views(
            focus,
            partial(
                url_for,
                "overview.overview",
                ref=organisation.ref,
                kurs=course_key,
                visa="alla" if show_all else None,
            ),
        ),
        show_places=bool(focus.sites) and (whole or bool(focus.sites[0].teams)),
        people=shown[at.start : at.start + PER_PAGE],
        paging=at,
        empty=not people and not focus.narrowed,
        empty_part=not people and focus.narrowed,
        expected_url=url_for("contact.add", ref=organisation.ref),
        roster_url=url_for("contact.roster", ref=organisation.ref) if whole else None,
        share_url=url_for("sharing.use_code", ref=organisation.ref),
        routine_url=url_for("contact.routine", ref=organisation.ref) if whole else None,
        cards_url=url_for("agera.shown", ref=organisation.ref),
        sites_url=url_for("contact.sites", ref=organisation.ref) if whole else None,
        papers_url=url_for("papers.overview", ref=organisation.ref) if whole else None,
        files=()
        if long
        else files_of(
            lambda form: url_for(
                "people.people_file", ref=ref, form=form, kurs=course_key, plats=place, visa=filtered
            )
        ),
        order_url=url_for("people.order_people", ref=ref, kurs=course_key, plats=place, visa=filtered)
        if long
        else None,
        signs=signs_here(organisation, course_key) if focus.part is None else None,
        renewing=renewing(people),
        renewing_url=url_for("renewing.people", ref=organisation.ref),
    )


def renewing(people: tuple[PersonRow, ...]) -> tuple[PersonRow, ...]:
    """Those whose certificate has ended or soon does, the first to end first."""
    until = clock.today() + LISTED_AHEAD
    found = [
        (row.valid_until, row) for row in people if row.valid_until is not None and row.valid_until <= until
    ]
    return tuple(row for _, row in sorted(found, key=lambda each: each[0]))


def erased(organisation: Organisation, course_key: str) -> str:
    """That certificates are gone because their people wished so: how many, never whose."""
    number = queries.erased_on_request(session(), organisation.id, course_key)
    if not number:
        return ""
    return ngettext("%(num)s intyg är raderat på begäran.", "%(num)s intyg är raderade på begäran.", number)


def network_tick(organisation: Organisation, course_key: str) -> Tick | None:
    """The whole network's share as the last night counted it; None when too few workplaces stand behind it."""
    found = queries.network_count(session(), organisation.network, course_key)
    there = whole_network(found.organisations, found.members, found.certified) if found else None
    return Tick(there, found.day) if found and there else None


def bar_label(here: float | None, tick: Tick | None) -> str:
    """The bar in words."""
    if here is None:
        return ""
    mine = gettext("Ni: %(percent)s %%.", percent=round(100 * here))
    if tick is None:
        return mine
    return f"{mine} " + gettext(
        "Strecket visar nätverkets alla arbetsplatser med minst 5 personer, den %(day)s: %(share)s.",
        day=date_long(tick.day),
        share=share_text(tick.share),
    )


def signs_here(organisation: Organisation, course_key: str) -> SignsHere:
    """What the whole group sees and what to practise, from the last closed quarter; nothing of a group under five."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    quarter = queries.last_closed(session())
    if quarter is None:
        return SignsHere(False, None, (), ())
    sums = {
        row.sign_key: row for row in queries.own_sign_sums(session(), organisation.id, course_key, quarter)
    }
    shares = {key: rows.shares_of(sums.get(key)) for key in catalogue.signs}
    shown = {key: each for key, each in shares.items() if each.seen}
    practise = most_needed({key: each for key, each in shown.items() if not well_seen(each)})
    seen = [key for key in reversed(most_needed(shown, len(shown))) if well_seen(shown[key])][
        :SIGNS_TO_PRACTISE
    ]
    return SignsHere(
        shown=bool(shown),
        quarter=quarter_text(quarter),
        seen=tuple(own_sign(catalogue, key, shown[key]) for key in seen),
        practise=tuple(own_sign(catalogue, key, shown[key]) for key in practise),
    )


def own_sign(catalogue: Catalogue, key: str, shares: Shares) -> OwnSign:
    """A sign with its shares in a few words."""
    sign, lang = catalogue.sign(key, current_language().code)
    text = gettext("%(share)s ser det", share=share_text(shares.seen))
    if shares.false_alarm is not None and shares.false_alarm.percent >= MANY_ALARMS:
        text = gettext(
            "%(share)s ser det, %(false)s larmar i onödan",
            share=share_text(shares.seen),
            false=share_text(shares.false_alarm),
        )
    return OwnSign(SignChip(key, sign.short, lang, None), text)
