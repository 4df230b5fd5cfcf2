"""What the coordinator's pages about the rule of renewal show."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from core.forms import Form


@dataclass(frozen=True, slots=True)
class CourseRule:
    """A course and its rule in words. `since` is when it was chosen, or None for the default."""

    course: Markup
    words: tuple[str, ...]
    since: datetime | None
    change_url: str


@dataclass(frozen=True, slots=True)
class RenewalPage:
    """The rule of every course, and the rules that stood before (course, since, words)."""

    courses: tuple[CourseRule, ...]
    earlier: tuple[CourseRule, ...]
    done: bool
    back_url: str


@dataclass(frozen=True, slots=True)
class RenewalFormPage:
    """Choose another rule for a course."""

    form: Form
    course: Markup
    words: tuple[str, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class SpanRow:
    """Certificates that end from `first` to `last`; `people` in words; the days they get now, and then."""

    first: date
    last: date
    people: str
    now: tuple[date, date]
    then: tuple[date, date]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """Whom the new rule concerns, before it is saved; the fields are sent again. `people` is 0 when nobody.

    `moves_days` is False when only the window changes.
    """

    course: Markup
    now: tuple[str, ...]
    then: tuple[str, ...]
    people: int
    people_text: str
    moves_days: bool
    rows: tuple[SpanRow, ...]
    fields: tuple[tuple[str, str], ...]
    save_url: str
    back_url: str
