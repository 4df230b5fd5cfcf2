"""Which part of an organisation the contact person looks at: all of it, a site, a team, those without a site."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from core.db import session
from core.language import gettext
from organisations.models import Organisation
from organisations.rules import UNPLACED, place_text
from organisations.site_models import Site, Team
from organisations.site_queries import Part, SiteTeams, chosen_part, open_sites, within
from reports.pages import View


@dataclass(frozen=True, slots=True)
class Focus:
    """What is shown of an organisation: `part`, among `sites`, inside the `scope` of who looks."""

    sites: tuple[SiteTeams, ...]
    scope: Site | None
    part: Part

    @property
    def narrowed(self) -> bool:
        """Whether less is shown than she may see."""
        return self.part is not self.scope

    @property
    def wanted(self) -> str | None:
        """What an address says that shows the same part; None where it need not say anything."""
        if not self.narrowed:
            return None
        return self.part.ref if isinstance(self.part, (Site, Team)) else UNPLACED

    @property
    def site(self) -> SiteTeams | None:
        """The site that is shown, or whose team is."""
        if not isinstance(self.part, (Site, Team)):
            return None
        site_id = self.part.site_id if isinstance(self.part, Team) else self.part.id
        return next((each for each in self.sites if each.site.id == site_id), None)

    @property
    def name(self) -> str:
        """The part in words; empty for the whole organisation."""
        if self.part == UNPLACED:
            return gettext("utan arbetsställe")
        team = self.part.name if isinstance(self.part, Team) else None
        return place_text(self.site.site.name, team) if self.site else ""


def chosen_focus(organisation: Organisation, scope: Site | None) -> Focus:
    """The part of the organisation that the address asks for, inside what she may see."""
    sites = within(open_sites(session(), organisation.id), scope)
    return Focus(sites, scope, chosen_part(sites, scope, request.args.get("plats", "")))


def part_views(focus: Focus, address: Callable[..., str]) -> tuple[tuple[View, ...], ...]:
    """The ways to narrow the list: a line for sites, and one for the teams of the site that is shown."""
    lines = []
    if focus.sites and focus.scope is None:
        there = [(each.site.ref, each.site.name) for each in focus.sites]
        current = focus.site.site.ref if focus.site else focus.wanted
        parts = [(None, gettext("Alla")), *there, (UNPLACED, gettext("Utan arbetsställe"))]
        lines.append(line(parts, current, address))
    if focus.site and focus.site.teams:
        whole = None if focus.scope is not None else focus.site.site.ref
        teams = [(each.ref, each.name) for each in focus.site.teams]
        lines.append(line([(whole, gettext("Alla grupper")), *teams], focus.wanted, address))
    return tuple(lines)


def line(
    parts: list[tuple[str | None, str]], current: str | None, address: Callable[..., str]
) -> tuple[View, ...]:
    """One line of parts, by what the address says and what the person reads."""
    return tuple(View(label, address(plats=key), key == current) for key, label in parts)
