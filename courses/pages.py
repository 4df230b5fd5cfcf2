"""What the pages of lessons show."""

from dataclasses import dataclass

from markupsafe import Markup

from courses.catalogue import Image


@dataclass(frozen=True, slots=True)
class SignChip:
    """A sign's key (for its icon) and name; `url` leads to its own page when there is one."""

    key: str
    name: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One screen of a lesson. `text_lang` is the language the content is really in.

    `is_story` gives the page a title that says nothing about the subject.
    """

    course_name: str
    module_title: str
    lesson_title: str
    number: int
    total: int
    heading: str
    html: Markup
    classes: tuple[str, ...]
    text_lang: str
    image: Image | None
    signs: tuple[SignChip, ...]
    back_url: str
    back_label: str
    previous_url: str | None
    next_url: str
    next_label: str
    all_url: str | None
    is_story: bool


@dataclass(frozen=True, slots=True)
class WholeScreen:
    """One screen on the page that shows them all."""

    key: str
    heading: str
    html: Markup
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A whole lesson on one page, to read at a stretch or print."""

    course_name: str
    module_title: str
    lesson_title: str
    text_lang: str
    image: Image | None
    signs: tuple[SignChip, ...]
    screens: tuple[WholeScreen, ...]
    back_url: str
    read_url: str
    is_story: bool


@dataclass(frozen=True, slots=True)
class TryEndPage:
    """After the lesson that is open to all."""

    minutes: int
    back_url: str
