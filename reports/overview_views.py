"""The contact person's page: who has a valid certificate, who not yet, what expires. Names and dates only."""

from datetime import date
from functools import partial

from flask import Blueprint, Response, current_app, request, url_for

from accounts.queries import SignedIn
from certificates.headcounts import headcounts, people_together
from certificates.rules import Status, status
from core import clock
from core.db import session
from core.language import date_long, gettext, ngettext
from core.page import render
from core.sheets import to_csv
from organisations.guards import contact
from organisations.models import Organisation
from organisations.queries import courses_of, organisations_in
from organisations.site_models import Site
from organisations.site_queries import Part
from reports import queries
from reports.pages import OverviewPage, PersonRow, View
from reports.part_views import Focus, chosen_focus, part_views
from reports.privacy import K, network_members, share
from reports.queries import ExpectedState, MemberState

blueprint = Blueprint("overview", __name__)
NEEDS_NOTHING = frozenset({"valid"})


@blueprint.get("/oversikt/<ref>")
@contact(site=True)
def overview(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str:
    """The sentence first, then who needs something."""
    course_key = chosen_course(organisation)
    focus = chosen_focus(organisation, scope)
    rows = person_rows(organisation, course_key, focus.part)
    show_all = request.args.get("visa") == "alla"
    needs = [row for row in rows if row.status not in NEEDS_NOTHING]
    shown = rows if show_all else needs
    page = overview_page(organisation, course_key, focus, rows, tuple(shown), len(needs), show_all=show_all)
    return render("reports/overview.html", page)


def chosen_course(organisation: Organisation) -> str:
    """The course asked for, or the organisation's first."""
    keys = courses_of(session(), organisation.id)
    wanted = request.args.get("kurs", "")
    return wanted if wanted in keys else keys[0]


def course_name(key: str) -> str:
    """A course's name."""
    names: dict[str, str] = current_app.extensions["course_names"]
    return names.get(key, key)


def person_rows(organisation: Organisation, course_key: str, part: Part) -> tuple[PersonRow, ...]:
    """Members and expected people of a part of an organisation, those who need something first."""
    today = clock.today()
    rows = [
        member_row(organisation.ref, each, today)
        for each in queries.members(session(), clock.now(), organisation.id, course_key, part)
    ]
    rows += [
        expected_row(organisation.ref, each) for each in queries.expected(session(), organisation.id, part)
    ]
    order = ("late", "soon", "open", "none", "valid")
    return tuple(sorted(rows, key=lambda row: order.index(row.status)))


def member_row(ref: str, member: MemberState, today: date) -> PersonRow:
    """One member: the state of her certificate, or how far she is. Never answers, scores or tries."""
    kind, text = "none", gettext("Inte börjad")
    if member.valid_until is not None:
        now = status(member.valid_until, revoked=False, today=today)
        day = date_long(member.valid_until)
        kind, text = {
            Status.EXPIRED: ("late", gettext("Gick ut %(day)s", day=day)),
            Status.EXPIRING: ("soon", gettext("Går ut %(day)s", day=day)),
        }.get(now, ("valid", gettext("Giltigt intyg")))
    elif member.begun:
        kind, text = "open", gettext("Påbörjad")
    return PersonRow(
        name=member.name,
        joined=True,
        site=member.site or "",
        team=(member.site and member.team) or "",
        status=kind,
        status_text=text,
        valid_until=member.valid_until,
        action_label=gettext("Visa"),
        action_url=url_for("contact.person", ref=ref, person_ref=member.ref),
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


def overview_page(
    organisation: Organisation,
    course_key: str,
    focus: Focus,
    rows: tuple[PersonRow, ...],
    shown: tuple[PersonRow, ...],
    needs: int,
    *,
    show_all: bool,
) -> OverviewPage:
    """What the page shows."""
    certified = sum(row.status in ("valid", "soon") for row in rows)
    named = not all(row.joined for row in rows)
    address = partial(url_for, "overview.overview", ref=organisation.ref, plats=focus.wanted)
    whole = focus.scope is None
    reference = network_share(organisation, course_key)
    here = certified / len(rows) if rows else None
    return OverviewPage(
        place_name=", ".join(filter(None, (organisation.name, focus.name))),
        course_name=course_name(course_key),
        headline=headline(certified, len(rows), named=named),
        lead=f"{lead(rows)} {erased(organisation, course_key) if focus.part is None else ''}".strip(),
        share=here,
        reference=reference / 100 if reference is not None else None,
        bar_label=bar_label(here, reference),
        invite_url=url_for("contact.code", ref=organisation.ref),
        views=(
            View(
                gettext("Behöver något (%(count)s)", count=needs),
                address(kurs=course_key),
                not show_all,
            ),
            View(
                gettext("Alla (%(count)s)", count=len(rows)),
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
        people=shown,
        empty=not rows and not focus.narrowed,
        empty_part=not rows and focus.narrowed,
        expected_url=url_for("contact.add", ref=organisation.ref),
        roster_url=url_for("contact.roster", ref=organisation.ref) if whole else None,
        share_url=url_for("sharing.use_code", ref=organisation.ref),
        routine_url=url_for("contact.routine", ref=organisation.ref) if whole else None,
        sites_url=url_for("contact.sites", ref=organisation.ref) if whole else None,
        papers_url=url_for("papers.overview", ref=organisation.ref) if whole else None,
        csv_url=url_for("overview.people_file", ref=organisation.ref, kurs=course_key, plats=focus.wanted),
    )


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


def erased(organisation: Organisation, course_key: str) -> str:
    """That certificates are gone because their people wished so: how many, never whose."""
    number = queries.erased_on_request(session(), organisation.id, course_key)
    if not number:
        return ""
    return ngettext("%(num)s intyg är raderat på begäran.", "%(num)s intyg är raderade på begäran.", number)


def network_share(organisation: Organisation, course_key: str) -> int | None:
    """The share of certified members in the network's other organisations, in rounded per cent.

    Each person counts once. None unless at least three others have at least five members each.
    """
    others = [
        each.id for each in organisations_in(session(), organisation.network) if each.id != organisation.id
    ]
    now = clock.now()
    rows = [
        row
        for row in headcounts(session(), now, clock.local_date(now), others)
        if row.course_key == course_key and row.members >= K
    ]
    if not network_members([K, *(row.members for row in rows)]):
        return None
    large = [row.organisation_id for row in rows]
    members, certified = people_together(session(), now, clock.local_date(now), course_key, large)
    found = share(certified, members, members)
    return found.percent if found else None


def bar_label(here: float | None, reference: int | None) -> str:
    """The bar in words."""
    if here is None:
        return ""
    mine = gettext("Ni: %(percent)s %%.", percent=round(100 * here))
    if reference is None:
        return mine
    return mine + " " + gettext("Strecket visar nätverket: %(percent)s %%.", percent=reference)


@blueprint.get("/oversikt/<ref>/personer.csv")
@contact(site=True)
def people_file(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> Response:
    """The same list as a file; where an organisation has sites, with two columns more."""
    course_key = chosen_course(organisation)
    focus = chosen_focus(organisation, scope)
    header = [gettext("Namn"), gettext("Status"), gettext("Gäller till")]
    header += [gettext("Arbetsställe"), gettext("Grupp")] if focus.sites else []
    rows = [
        [
            row.name,
            row.status_text,
            row.valid_until.isoformat() if row.valid_until else "",
            *([row.site, row.team] if focus.sites else []),
        ]
        for row in person_rows(organisation, course_key, focus.part)
    ]
    return csv_response(to_csv(header, rows), "personer.csv")


def csv_response(content: bytes, name: str) -> Response:
    """A CSV file to save."""
    return Response(
        content,
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
