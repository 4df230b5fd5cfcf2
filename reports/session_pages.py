"""What the pages show with which a trainer prepares a session. Nothing exact and nobody stands in them."""

from dataclasses import dataclass

from markupsafe import Markup

from courses.pages import SignChip
from reports.thoughts import Thought


@dataclass(frozen=True, slots=True)
class Practice:
    """A sign to practise: how it was seen, the thought behind it and what to ask.

    `seen` and `false` are texts; `thought` is None when fewer than five share one, else `whose` says who do.
    `scene` is the course's own scene about the sign in `scene_lang`, `can_be` what it can also be in `sign.lang`.
    """

    sign: SignChip
    sentence: str
    seen: str
    false: str
    thought: Thought | None
    whose: str
    ask: str
    scene: Markup
    scene_lang: str
    can_be: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignPage:
    """One sign at one organisation; `quarter` is None when none is closed."""

    place_name: str
    course_name: str
    quarter: str | None
    practice: Practice
    plan_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A session to print: three signs, what to ask, whom to ring. `chosen` says why these signs."""

    place_name: str
    course_name: str
    chosen: str
    practices: tuple[Practice, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class OwnSign:
    """A sign and the sentence about it, with rounded shares."""

    sign: SignChip
    text: str


@dataclass(frozen=True, slots=True)
class SignsHere:
    """ "Våra tecken" of a whole organisation: what its people see and what to practise; both empty when hidden.

    `quarter` is None when none is closed.
    """

    shown: bool
    quarter: str | None
    seen: tuple[OwnSign, ...]
    practise: tuple[OwnSign, ...]
