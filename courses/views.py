"""The lesson open to all, and the lessons of a course."""

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from accounts.sign_in import public, require_person, signed_in
from core import clock
from core.db import OUT_OF_REACH, session, set_writing
from core.forms import PressForm
from core.language import gettext
from core.logs import log
from core.page import filled, render, said_in
from courses import actions, queries
from courses.catalogue import Course, Lesson, Module
from courses.pages import LessonPage, TryEndPage
from courses.progress import ScreenId, Step, screens_of
from courses.screen_shown_views import (
    catalogue,
    chips,
    course_in_language,
    in_language,
    module_in,
    screen_page,
    whole_screen,
)
from organisations.membership_queries import belongings

blueprint = Blueprint("courses", __name__)


# ---- the lesson that is open to all -----------------------------------------------------------------


def try_lesson_of() -> tuple[Course, Lesson]:
    """The lesson that may be tried without joining."""
    for course in catalogue().courses.values():
        for module in course.modules:
            for lesson in module.lessons:
                if lesson.key == course.try_lesson:
                    return course, lesson
    return abort(404)


@blueprint.get("/prova")
@public
def try_lesson() -> Response:
    """Begin the open lesson."""
    _, lesson = try_lesson_of()
    return redirect(url_for("courses.try_screen", screen_key=lesson.screens[0].key), 303)


@blueprint.get("/prova/<screen_key>")
@public
def try_screen(screen_key: str) -> str:
    """One screen of the open lesson. Nothing is kept."""
    course, lesson = try_lesson_of()
    keys = [screen.key for screen in lesson.screens]
    if screen_key not in keys:
        abort(404)
    index = keys.index(screen_key)
    last = index == len(keys) - 1
    module = next(each for each in course.modules if lesson in each.lessons)
    page = screen_page(
        course,
        module,
        lesson,
        index,
        back=(url_for("training.start"), gettext("Till början")),
        previous_url=url_for("courses.try_screen", screen_key=keys[index - 1]) if index else None,
        following=(url_for("courses.try_end"), gettext("Klart"))
        if last
        else (url_for("courses.try_screen", screen_key=keys[index + 1]), gettext("Nästa")),
        all_url=None,
    )
    return render("courses/screen.html", page)


@blueprint.get("/prova/slut")
@public
def try_end() -> str:
    """After the open lesson: join."""
    try_lesson_of()
    page = TryEndPage(minutes=current_app.extensions["whole_way"], back_url=url_for("courses.try_lesson"))
    return render("courses/try_end.html", page)


# ---- lessons ----------------------------------------------------------------------------------------


def require_course(course_key: str) -> Course:
    """The course of an address, if the person's workplace takes it; else 404."""
    course = catalogue().courses.get(course_key)
    keys = {each.course_key for each in belongings(session(), require_person().user_id)}
    if course is None or course_key not in keys:
        abort(404)
    return course


def require_lesson(course_key: str, module_key: str, slug: str) -> tuple[Course, Module, Lesson]:
    """The lesson of an address, if the person's workplace takes the course; else 404."""
    course = require_course(course_key)
    for module in course.modules:
        for lesson in (*module.lessons, *module.more):
            if module.key == module_key and lesson.slug == slug:
                return course, module, lesson
    return abort(404)


@blueprint.get("/kurser/<course_key>/<module_key>/<slug>/<screen_key>")
@signed_in
def screen(course_key: str, module_key: str, slug: str, screen_key: str) -> str:
    """One screen. Opening it is reading it."""
    course, module, lesson = require_lesson(course_key, module_key, slug)
    keys = [each.key for each in lesson.screens]
    if screen_key not in keys:
        abort(404)
    index = keys.index(screen_key)
    note_read(course, (lesson.key, screen_key), lesson.version)
    page = screen_page(
        course,
        module,
        lesson,
        index,
        back=(url_for("training.my_training", kurs=course_key), gettext("Min utbildning")),
        previous_url=address_before(course, module, lesson, index),
        following=address_after(course, module, lesson, index),
        all_url=url_for("courses.whole_lesson", course_key=course_key, module_key=module_key, slug=slug),
        vote_url=url_for("courses.vote", course_key=course_key, module_key=module_key, slug=slug)
        if index == len(keys) - 1
        else None,
    )
    return render("courses/screen.html", page)


def note_read(course: Course, step: ScreenId, version: str) -> None:
    """Keep that a step was taken. A database that cannot write does not stop the reading."""
    user_id = require_person().user_id
    if queries.is_read(session(), user_id, step):
        return
    session().rollback()
    set_writing(True)
    try:
        actions.mark_read(session(), clock.now(), user_id, course.key, [step], version)
        session().commit()
    except OUT_OF_REACH:
        session().rollback()
        log("read-not-kept")
    finally:
        set_writing(False)


@blueprint.get("/kurser/<course_key>/<module_key>/<slug>")
@signed_in
def whole_lesson(course_key: str, module_key: str, slug: str) -> str:
    """The whole lesson on one page, to read or print."""
    course, module, lesson = require_lesson(course_key, module_key, slug)
    shown, used = in_language(lesson)
    shown_course, course_lang = course_in_language(course)
    page = LessonPage(
        course_lang=course_lang,
        course_name=shown_course.name,
        module_title=module_in(shown_course, module).title,
        lesson_title=shown.title,
        text_lang=used,
        image=shown.image,
        signs=chips(lesson),
        screens=tuple(whole_screen(each, course) for each in shown.screens),
        back_url=address(course, module, lesson, 0),
        read_url=url_for("courses.read_lesson", course_key=course_key, module_key=module_key, slug=slug),
        is_story=False,
    )
    return render("courses/lesson_all.html", page)


@blueprint.post("/kurser/<course_key>/<module_key>/<slug>")
@signed_in
def read_lesson(course_key: str, module_key: str, slug: str) -> Response:
    """ "Jag har läst allt": every screen of the lesson is read."""
    course, module, lesson = require_lesson(course_key, module_key, slug)
    if not PressForm().validate_on_submit():
        abort(400)
    actions.mark_read(
        session(),
        clock.now(),
        require_person().user_id,
        course.key,
        screens_of(lesson),
        lesson.version,
    )
    session().commit()
    return redirect(address_after(course, module, lesson, len(lesson.screens) - 1)[0], 303)


@blueprint.post("/kurser/<course_key>/<module_key>/<slug>/rost")
@signed_in
def vote(course_key: str, module_key: str, slug: str) -> Response:
    """ "Fick du hjälp av informationen på sidan?": one of two buttons, counted without the person, once a browser."""
    course, module, lesson = require_lesson(course_key, module_key, slug)
    answer = request.form.get("helped")
    if answer not in ("ja", "nej"):
        abort(400)
    voted = browser.setdefault("voted", [])
    if lesson.key not in voted:
        actions.vote(session(), lesson.key, lesson.version, helped=answer == "ja")
        session().commit()
        browser["voted"] = [*voted, lesson.key]
    return redirect(address(course, module, lesson, len(lesson.screens) - 1) + "#rost", 303)


def address(course: Course, module: Module, lesson: Lesson, index: int) -> str:
    """The address of a lesson's screen."""
    return url_for(
        "courses.screen",
        course_key=course.key,
        module_key=module.key,
        slug=lesson.slug,
        screen_key=lesson.screens[index].key,
    )


def step_address(course: Course, module: Module, step: Step) -> str:
    """The address of a required step."""
    if step.lesson is None:
        if module.scenario is None:
            raise ValueError(step)
        return url_for("scenarios.start", course_key=course.key, slug=module.scenario.slug)
    keys = [screen.key for screen in step.lesson.screens]
    return address(course, module, step.lesson, keys.index(step.id[1]))


def lessons_in_order(course: Course) -> list[tuple[Module, Lesson]]:
    """The required lessons of a course, in order."""
    return [(module, lesson) for module in course.modules for lesson in module.lessons]


def address_after(course: Course, module: Module, lesson: Lesson, index: int) -> tuple[str, str]:
    """Where "Nästa" leads after a screen, and what the button says."""
    if index + 1 < len(lesson.screens):
        return address(course, module, lesson, index + 1), gettext("Nästa")
    order = lessons_in_order(course)
    place = next((i for i, (_, each) in enumerate(order) if each.key == lesson.key), None)
    if place is None or place + 1 == len(order):
        return url_for("training.my_training", kurs=course.key), gettext("Klart")
    next_module, next_lesson = order[place + 1]
    if next_module.key != module.key:
        shown, lang = course_in_language(course)
        part = said_in(module_in(shown, module).title, lang)
        return url_for("training.my_training", kurs=course.key), filled(
            gettext("Klart med %(part)s"), part=part
        )
    return address(course, next_module, next_lesson, 0), gettext("Nästa lektion")


def address_before(course: Course, module: Module, lesson: Lesson, index: int) -> str | None:
    """Where "Tillbaka" leads from a screen; None on the first of the course."""
    if index:
        return address(course, module, lesson, index - 1)
    order = lessons_in_order(course)
    place = next((i for i, (_, each) in enumerate(order) if each.key == lesson.key), 0)
    if not place:
        return None
    previous_module, previous = order[place - 1]
    return address(course, previous_module, previous, len(previous.screens) - 1)
