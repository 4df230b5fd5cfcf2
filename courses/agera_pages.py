"""What the pages of the Agera cards show."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class CardRow:
    """One role: its name, and where its papers and its picture are; the poster for whoever may hang it up."""

    key: str
    name: Markup
    card_url: str
    picture_url: str
    poster_url: str | None


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The cards with the routine of one workplace; without a name the open ones, which have none."""

    key: str
    name: str
    rows: tuple[CardRow, ...]


@dataclass(frozen=True, slots=True)
class CardLanguage:
    """A language in which the same cards are."""

    code: str
    dir: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class AgeraPage:
    """The Agera cards. `is_mine` for a learner's own page; `routine_url` where a contact person writes the routine."""

    groups: tuple[CardGroup, ...]
    languages: tuple[CardLanguage, ...]
    is_mine: bool
    routine_url: str | None
    back_url: str
    back_label: str
