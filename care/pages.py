"""What the pages of one's own data show."""

from dataclasses import dataclass
from datetime import date

from core.forms import Form


@dataclass(frozen=True, slots=True)
class Cell:
    """One value as text. `lang` is its language when it is a text of the courses, else empty.

    `as_stored` is a name or a key, of no language.
    """

    text: str
    lang: str = ""
    as_stored: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing that is kept: what it is, what it is for, and all of it."""

    key: str
    title: str
    why: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class MyDataPage:
    """What is kept about the person. `put_away`: what she answered before a card by a slip is shown to nobody."""

    name: str
    sections: tuple[Section, ...]
    nothing_of: tuple[str, ...]
    put_away: bool
    back_url: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate to save first."""

    course_name: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class ErasePage:
    """What erasing means. `first` are the things that must be done before; then `next_url` is None."""

    papers: tuple[Paper, ...]
    first: tuple[str, ...]
    staff_sign_in: bool
    controller: str
    next_url: str | None


@dataclass(frozen=True, slots=True)
class ProofPage:
    """Show that it is you once more. `asks_pin` when there is a card."""

    form: Form
    asks_pin: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What the nights have deleted: day, kind, number."""

    rows: tuple[tuple[date, str, int], ...]
    back_url: str
