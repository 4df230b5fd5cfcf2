"""What a course, a module, a lesson and a screen are: plain data, ready to be shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from courses.lesson_files import Image, SourceRef
from courses.scenarios import Scenario
from courses.signs import Sign, SignsText


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of a lesson. `html` is clean; `words` counts heading and text."""

    key: str
    heading: str
    html: str
    words: int
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson. `lang` is the language its texts are in, which may not be the one asked for."""

    key: str
    slug: str
    title: str
    module: str
    audiences: tuple[str, ...]
    signs: tuple[str, ...]
    version: str
    lang: str
    sources: tuple[SourceRef, ...]
    image: Image | None
    screens: tuple[Screen, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a course: `lessons` are required, `more` is offered.

    `scenario` is required too and comes before the lessons; most modules have none.
    """

    key: str
    title: str
    summary: str
    lessons: tuple[Lesson, ...]
    more: tuple[Lesson, ...]
    scenario: Scenario | None


@dataclass(frozen=True, slots=True)
class Course:
    """A course. `kinds` are the kinds of organisation it is meant for, `exam` its own exam numbers."""

    key: str
    lang: str
    version: str
    title: str
    name: str
    summary: str
    audience: str
    kinds: tuple[str, ...]
    try_lesson: str
    modules: tuple[Module, ...]
    exam: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything in one language; what has no sibling in it stands in the base language."""

    courses: Mapping[str, Course]
    lessons: Mapping[str, Lesson]
    signs: Mapping[str, Sign]
    signs_text: SignsText
    scenarios: Mapping[str, Scenario]
