"""The scenario player: a scene, a choice, what it leads to. No points; choices are the learner's own."""

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts.sign_in import require_person, signed_in
from core import clock
from core.db import session
from core.forms import PressForm
from core.language import current_language, gettext
from core.page import render, said_in
from courses import actions, queries
from courses.catalogue import Course
from courses.pages import (
    AfterPage,
    EndPage,
    PhoneLine,
    ScenarioLink,
    ScenarioListPage,
    ScenarioStartPage,
    ScenePage,
)
from courses.progress import minutes, scenario_step
from courses.scenarios import Scenario, Scene
from courses.screen_shown_views import catalogue, course_in_language
from courses.views import note_read, require_course
from organisations.membership_queries import belongings

blueprint = Blueprint("scenarios", __name__, url_prefix="/kurser/<course_key>/berattelser")


def require_scenario(course_key: str, slug: str) -> tuple[Course, Scenario]:
    """The scenario of an address in the request's language, if it is for the course's audience; else 404."""
    course = require_course(course_key)
    for each in catalogue().scenarios.values():
        if each.slug == slug and course.audience in each.audiences:
            return course, catalogue().scenario(each.key, current_language().code)[0]
    return abort(404)


def require_scene(scenario: Scenario, scene_key: str) -> Scene:
    """A scene of the scenario; else 404."""
    scene = scenario.scenes.get(scene_key)
    if scene is None:
        abort(404)
    return scene


def home_url(course: Course) -> str:
    """The learner's own page."""
    return url_for("training.my_training", kurs=course.key)


@blueprint.get("")
@signed_in
def all_scenarios(course_key: str) -> str:
    """Every scenario of the course, to practise with."""
    course = require_course(course_key)
    done = queries.screens_read(session(), require_person().user_id)
    page = ScenarioListPage(
        course_name=said_in(*course_name(course)),
        scenarios=tuple(
            ScenarioLink(
                title=shown_title(each.key),
                url=url_for("scenarios.start", course_key=course_key, slug=each.slug),
                short=each.is_short,
                minutes=minutes(each.words_one_way),
                done=scenario_step(each) in done,
            )
            for each in catalogue().scenarios.values()
            if course.audience in each.audiences
        ),
        back_url=home_url(course),
    )
    return render("courses/scenario_list.html", page)


def shown_title(key: str) -> str:
    """What a scenario is called, in the language of the request or marked as Swedish."""
    scenario, lang = catalogue().scenario(key, current_language().code)
    return said_in(scenario.title, lang)


def course_name(course: Course) -> tuple[str, str]:
    """The course's name and its language."""
    shown, lang = course_in_language(course)
    return shown.name, lang


@blueprint.get("/<slug>")
@signed_in
def start(course_key: str, slug: str) -> str | Response:
    """What comes, and the choice to read or to skip it. A short scenario begins at once."""
    course, scenario = require_scenario(course_key, slug)
    first = scene_url(course, scenario, scenario.start)
    if not scenario.before:
        return redirect(first, 303)
    page = ScenarioStartPage(
        title=scenario.title,
        before=scenario.before,
        text_lang=scenario.lang,
        minutes=minutes(scenario.words_one_way),
        read_url=first,
        skip_url=url_for("scenarios.skip", course_key=course_key, slug=slug),
        back_url=home_url(course),
        form=PressForm(),
    )
    return render("courses/scenario_start.html", page)


@blueprint.post("/<slug>/hoppa-over")
@signed_in
def skip(course_key: str, slug: str) -> Response:
    """Skip the story; the questions are the same."""
    course, scenario = require_scenario(course_key, slug)
    if not PressForm().validate_on_submit():
        abort(400)
    actions.mark_read(
        session(),
        clock.now(),
        require_person().user_id,
        course.key,
        [scenario_step(scenario)],
        scenario.version,
    )
    session().commit()
    return redirect(home_url(course), 303)


def scene_url(course: Course, scenario: Scenario, scene_key: str) -> str:
    """The address of a scene."""
    return url_for("scenarios.scene", course_key=course.key, slug=scenario.slug, scene_key=scene_key)


@blueprint.get("/<slug>/<scene_key>")
@signed_in
def scene(course_key: str, slug: str, scene_key: str) -> str:
    """One scene with its thoughts to choose among."""
    course, scenario = require_scenario(course_key, slug)
    return render(
        "courses/scene.html", scene_page(course, scenario, require_scene(scenario, scene_key), None)
    )


def scene_page(course: Course, scenario: Scenario, shown: Scene, error: str | None) -> ScenePage:
    """What a scene shows."""
    chosen = queries.chosen_in(session(), require_person().user_id, scenario.key).get(shown.key)
    return ScenePage(
        place=f"{shown.place}, {shown.time}",
        text=shown.text,
        question=shown.question,
        text_lang=scenario.lang,
        options=tuple((option.key, option.text) for option in shown.options),
        chosen=(chosen,) if chosen else (),
        error=error,
        form_action=scene_url(course, scenario, shown.key),
        back_url=url_for("scenarios.start", course_key=course.key, slug=scenario.slug)
        if scenario.before
        else home_url(course),
    )


@blueprint.post("/<slug>/<scene_key>")
@signed_in
def choose(course_key: str, slug: str, scene_key: str) -> str | Response | tuple[str, int]:
    """Keep a choice and show what it leads to."""
    course, scenario = require_scenario(course_key, slug)
    shown = require_scene(scenario, scene_key)
    option = shown.option(request.form.get("answer", ""))
    if option is None:
        page = scene_page(course, scenario, shown, gettext("Välj det du helst skulle göra."))
        return render("courses/scene.html", page), 400
    person = require_person()
    belonging = next(each for each in belongings(session(), person.user_id) if each.course_key == course_key)
    actions.choose(
        session(),
        clock.now(),
        user_id=person.user_id,
        organisation_id=belonging.organisation_id,
        course_key=course_key,
        scenario_key=scenario.key,
        scene_key=scene_key,
        option_key=option.key,
    )
    session().commit()
    after = url_for(
        "scenarios.after", course_key=course_key, slug=slug, scene_key=scene_key, option_key=option.key
    )
    return redirect(after, 303)


@blueprint.get("/<slug>/<scene_key>/<option_key>")
@signed_in
def after(course_key: str, slug: str, scene_key: str, option_key: str) -> str:
    """What happened for her and for you, how trainers think, and whom to ring."""
    course, scenario = require_scenario(course_key, slug)
    shown = require_scene(scenario, scene_key)
    option = shown.option(option_key)
    if option is None:
        abort(404)
    page = AfterPage(
        place=f"{shown.place}, {shown.time}",
        chosen=option.text,
        for_her=option.for_her,
        for_you=option.for_you,
        trainer=option.trainer,
        text_lang=scenario.lang,
        phone=tuple(
            PhoneLine(
                number=each.number.replace(" ", "\u00a0"), tel=each.number.replace(" ", ""), when=each.when
            )
            for each in shown.phone
        ),
        again_url=scene_url(course, scenario, scene_key),
        next_url=scene_url(course, scenario, option.next)
        if option.next in scenario.scenes
        else url_for("scenarios.end", course_key=course_key, slug=slug, end_key=option.next),
    )
    return render("courses/scene_after.html", page)


@blueprint.get("/<slug>/slut/<end_key>")
@signed_in
def end(course_key: str, slug: str, end_key: str) -> str:
    """Where a way through ends. Coming here counts as having read the scenario."""
    course, scenario = require_scenario(course_key, slug)
    ending = scenario.ends.get(end_key)
    if ending is None:
        abort(404)
    note_read(course, scenario_step(scenario), scenario.version)
    required = {module.scenario.key for module in course.modules if module.scenario}
    practice = url_for("scenarios.all_scenarios", course_key=course_key)
    page = EndPage(
        title=ending.title,
        text=ending.text,
        text_lang=scenario.lang,
        again_url=scene_url(course, scenario, scenario.start),
        next_url=home_url(course) if scenario.key in required else practice,
        next_label=gettext("Min utbildning") if scenario.key in required else gettext("Fler berättelser"),
    )
    return render("courses/scenario_end.html", page)
