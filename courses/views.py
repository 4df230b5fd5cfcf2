"""The lesson open to all, and the lessons of a course."""

from flask import Blueprint, abort, current_app, redirect, request, url_for
from flask import session as browser
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.sign_in import person, public, require_person, signed_in
from core import clock
from core.db import OUT_OF_REACH, session, set_writing
from core.language import current_language, gettext
from core.logs import log
from core.page import filled, render, said_in
from courses import actions, queries
from courses.catalogue import Catalogue, Course, Lesson, Module, Screen
from courses.pages import LessonPage, ScreenPage, SignChip, TryEndPage, WholeScreen
from courses.progress import ScreenId, Step, screens_of
from organisations.forms import EmptyForm
from organisations.queries import belongings, routine_of
from organisations.rules import ROUTINE_DEFAULTS, ROUTINE_LINES

blueprint = Blueprint("courses", __name__)

STORY_SCREENS = frozenset({"scen"})
ROUTINE_PLACE = "rutin"


def catalogue() -> Catalogue:
    """The content."""
    found: Catalogue = current_app.extensions["catalogue"]
    return found


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
    if not EmptyForm().validate_on_submit():
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
