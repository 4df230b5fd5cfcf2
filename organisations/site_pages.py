"""What the pages about sites and teams show."""

from dataclasses import dataclass

from core.forms import Form


@dataclass(frozen=True, slots=True)
class Link:
    """A named way on; `current` where one is."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site in the list: how many members belong to it, and its teams in one line."""

    name: str
    url: str
    people: int
    teams: str


@dataclass(frozen=True, slots=True)
class SitesPage:
    """The open sites of an organisation, the names of closed ones, and a form for one more."""

    form: Form
    organisation_name: str
    sites: tuple[SiteRow, ...]
    closed: tuple[str, ...]
    place_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class SitePage:
    """One site: its teams, its name, closing it. `contacts` lose their role when it is closed."""

    form: Form
    team_form: Form
    name: str
    people_url: str
    teams: tuple[Link, ...]
    closed_teams: tuple[str, ...]
    contacts: tuple[str, ...]
    close_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """One team: its name, closing it."""

    form: Form
    name: str
    site_name: str
    people_url: str
    close_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PlacePage:
    """Ticks for people, and where they go. `views` narrow the list to those who belong somewhere now."""

    form: Form
    organisation_name: str
    views: tuple[Link, ...]
    back_url: str
