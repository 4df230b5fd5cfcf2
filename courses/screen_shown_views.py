"""What a screen of a lesson shows: its text in the language asked for, its signs, the workplace's routine."""

from flask import current_app
from flask import session as browser
from markupsafe import Markup

from accounts.sign_in import person
from core.db import session
from core.language import current_language, gettext
from courses.catalogue import Catalogue, Course, Lesson, Module, Screen
from courses.pages import ScreenPage, SignChip, WholeScreen
from organisations.membership_queries import belongings
from organisations.queries import routine_of
from organisations.rules import ROUTINE_DEFAULTS, ROUTINE_LINES

STORY_SCREENS = frozenset({"scen"})
ROUTINE_PLACE = "rutin"


def catalogue() -> Catalogue:
    """The content."""
    found: Catalogue = current_app.extensions["catalogue"]
    return found


def screen_page(
    course: Course,
    module: Module,
    lesson: Lesson,
    index: int,
    *,
    back: tuple[str, str],
    previous_url: str | None,
    following: tuple[str, str],
    all_url: str | None,
    vote_url: str | None = None,
) -> ScreenPage:
    """What one screen shows, in the language asked for or in Swedish."""
    shown, used = in_language(lesson)
    shown_course, course_lang = course_in_language(course)
    here = shown.screens[index]
    return ScreenPage(
        course_lang=course_lang,
        course_name=shown_course.name,
        module_title=module_in(shown_course, module).title,
        lesson_title=shown.title,
        number=index + 1,
        total=len(lesson.screens),
        heading=here.heading,
        html=Markup(here.html),  # noqa: S704  made by courses.markdown, sanitised there
        text_lang=used,
        classes=here.classes,
        image=shown.image if index == 0 else None,
        signs=chips(lesson),
        back_url=back[0],
        back_label=back[1],
        previous_url=previous_url,
        next_url=following[0],
        next_label=following[1],
        all_url=all_url,
        is_story=here.key in STORY_SCREENS,
        routine=routine_on(here, course),
        vote_url=vote_url,
        voted=lesson.key in browser.get("voted", []),
    )


def routine(course_key: str) -> tuple[tuple[str, str], ...]:
    """The routine of the workplace through which the person takes the course, or of nobody on the open page."""
    found = person()
    mine = belongings(session(), found.user_id) if found else ()
    place = next((each for each in mine if each.course_key == course_key), None)
    return routine_at(place.organisation_id, place.organisation_kind) if place else routine_at(None, "annan")


def routine_at(organisation_id: int | None, kind: str) -> tuple[tuple[str, str], ...]:
    """The routine of an organisation (question, text): its own lines, else what its kind usually has."""
    written = routine_of(session(), organisation_id) if organisation_id is not None else {}
    return tuple(
        (gettext(question), written.get(line) or gettext(ROUTINE_DEFAULTS[line][kind]))
        for line, question in ROUTINE_LINES.items()
    )


def in_language(lesson: Lesson) -> tuple[Lesson, str]:
    """The lesson in the request's language, or in Swedish with the code that says so."""
    return catalogue().lesson(lesson.key, current_language().code)


def course_in_language(course: Course) -> tuple[Course, str]:
    """The course in the request's language, or in Swedish with the code that says so."""
    return catalogue().course(course.key, current_language().code)


def module_in(course: Course, module: Module) -> Module:
    """The same module in a course of another language."""
    return next(each for each in course.modules if each.key == module.key)


def whole_screen(screen: Screen, course: Course) -> WholeScreen:
    """One screen for the page that shows them all."""
    html = Markup(screen.html)  # noqa: S704  made by courses.markdown, sanitised there
    return WholeScreen(
        key=screen.key,
        heading=screen.heading,
        html=html,
        classes=screen.classes,
        routine=routine_on(screen, course),
    )


def routine_on(screen: Screen, course: Course) -> tuple[tuple[str, str], ...]:
    """The routine of the workplace, if the screen has a place for it."""
    return routine(course.key) if ROUTINE_PLACE in screen.classes else ()


def chips(lesson: Lesson) -> tuple[SignChip, ...]:
    """The signs the lesson teaches; none where it speaks of more than two, since a row of all says nothing."""
    keys = lesson.signs if len(lesson.signs) <= 2 else ()
    found = (catalogue().sign(key, current_language().code) for key in keys)
    return tuple(SignChip(key=sign.key, name=sign.short, lang=lang, url=None) for sign, lang in found)
