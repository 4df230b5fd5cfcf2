"""What the pages of lessons show."""

from dataclasses import dataclass

from markupsafe import Markup

from core.forms import Form
from courses.catalogue import Image


@dataclass(frozen=True, slots=True)
class SignChip:
    """A sign's key (for its icon) and name in `lang`; `url` leads to its own page when there is one."""

    key: str
    name: str
    lang: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """One screen of a lesson. `text_lang` is the language the content is really in, `course_lang` the course's.

    `is_story` gives the page a title that says nothing about the subject. `routine` is the workplace's
    own routine (question, text) where the lesson has a place for it. `vote_url` takes "Fick du hjälp?".
    """

    course_lang: str
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
    routine: tuple[tuple[str, str], ...]
    vote_url: str | None
    voted: bool


@dataclass(frozen=True, slots=True)
class WholeScreen:
    """One screen on the page that shows them all, with the workplace's own routine where it has a place for it."""

    key: str
    heading: str
    html: Markup
    classes: tuple[str, ...]
    routine: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LessonPage:
    """A whole lesson on one page, to read at a stretch or print."""

    course_lang: str
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


@dataclass(frozen=True, slots=True)
class ScenarioLink:
    """A scenario in the list for practice."""

    title: str
    url: str
    short: bool
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class ScenarioListPage:
    """The scenarios of a course, to practise with."""

    course_name: str
    scenarios: tuple[ScenarioLink, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class ScenarioStartPage:
    """Before a scenario: what comes, and the choice to skip it."""

    title: str
    before: str
    text_lang: str
    minutes: int
    read_url: str
    skip_url: str
    back_url: str
    form: Form


@dataclass(frozen=True, slots=True)
class ScenePage:
    """One scene. `chosen` is the latest choice, or empty."""

    place: str
    text: str
    question: str
    text_lang: str
    options: tuple[tuple[str, str], ...]
    chosen: tuple[str, ...]
    error: str | None
    form_action: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A number and when to ring it."""

    number: str
    tel: str
    when: str


@dataclass(frozen=True, slots=True)
class AfterPage:
    """What a choice leads to."""

    place: str
    chosen: str
    for_her: str
    for_you: str
    trainer: str
    text_lang: str
    phone: tuple[PhoneLine, ...]
    again_url: str
    next_url: str


@dataclass(frozen=True, slots=True)
class EndPage:
    """Where a way through a scenario ends."""

    title: str
    text: str
    text_lang: str
    again_url: str
    next_url: str
    next_label: str
