"""What the pages of one's own data show."""

from dataclasses import dataclass
from datetime import date, datetime

from care.merge_rules import Moved
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
    reminders_url: str | None
    back_url: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A certificate to save first."""

    course_name: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class ErasePage:
    """What erasing means. `first` are the things that must be done before; then `next_url` is None.

    `opens_at` is when a card by a slip is old enough to erase with, if it is not yet.
    """

    papers: tuple[Paper, ...]
    first: tuple[str, ...]
    staff_sign_in: bool
    controller: str
    opens_at: datetime | None
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


@dataclass(frozen=True, slots=True)
class JobPage:
    """How a job is going. `steps` are a share (0-1) and words, while it is known how far it is.

    `again_url` is this page, while there is something to wait for; `result_url` where what was done is seen.
    """

    heading: str
    state: str
    way_out: str
    asked: str
    steps: tuple[float, str] | None
    case: str
    file_url: str | None
    result_url: str | None
    again_url: str | None
    back_url: str


@dataclass(frozen=True, slots=True)
class LastMerge:
    """A merge that is seven days old at most. `locked` says why it cannot be undone, else it is empty."""

    merged_at: datetime
    until: datetime
    locked: str


@dataclass(frozen=True, slots=True)
class TwoCardsPage:
    """Type the other card's code and PIN. `last` is what can perhaps be undone."""

    form: Form
    last: LastMerge | None


@dataclass(frozen=True, slots=True)
class MergePlanPage:
    """What would be moved, in numbers, before anything is."""

    certificates: int
    moved: Moved
    back_url: str
