"""The first page, and the learner's own page."""

from collections.abc import Mapping
from datetime import datetime

from flask import Blueprint, current_app, request, url_for
from markupsafe import Markup

from accounts.passkey_queries import has_passkey
from accounts.passkey_views import may_add_key
from accounts.queries import card_of, given_cards
from accounts.rules import CHANGE_TOLD_FOR
from accounts.sign_in import public, require_person, signed_in
from certificates import queries, rules
from certificates.certificate_views import status_row
from certificates.models import Certificate
from certificates.pages import (
    CourseLink,
    ExamRow,
    ModuleRow,
    MyTrainingPage,
    NoCoursePage,
    Palm,
    StartPage,
)
from certificates.renewal import RenewalRule
from certificates.renewal_queries import rule_at
from certificates.rules import Progress
from certificates.share_queries import workplaces
from core import clock
from core.db import session
from core.language import current_language, date_short, gettext, ngettext
from core.names import first_name
from core.page import filled, render, said_in
from courses.catalogue import Catalogue, Course
from courses.progress import (
    ModuleProgress,
    ScreenId,
    Step,
    exam_minutes,
    first_unread,
    steps_of,
)
from courses.queries import screens_read
from courses.screen_shown_views import course_in_language, module_in
from courses.views import address, step_address
from organisations.earlier_shown_views import earlier_rows
from organisations.membership_queries import belongings
from organisations.network import Network
from organisations.roster_queries import of_user
from quiz.queries import before_attempt, finished_attempts, finished_tries, has_passed, open_attempt
from quiz.rules import ExamRules, next_try_at
from quiz.views import may_answer_before

blueprint = Blueprint("training", __name__)


def catalogue() -> Catalogue:
    """The content."""
    found: Catalogue = current_app.extensions["catalogue"]
    return found


@blueprint.get("/")
@public
def start() -> str:
    """Why, how long, and the one button."""
    return render(
        "open/start.html",
        StartPage(minutes=current_app.extensions["whole_way"], has_lesson=bool(catalogue().courses)),
    )


# ---- my training -------------------------------------------------------------------------------------


@blueprint.get("/min-utbildning")
@signed_in
def my_training() -> str:
    """What is done, what is left, and one button to go on."""
    found = require_person()
    keys = course_keys(found.user_id)
    if not keys:
        mine = queries.all_of(session(), found.user_id)
        newest = {each.course_key: each.cycle for each in reversed(mine)}
        page = NoCoursePage(
            first_name=first_name(found.name),
            certificates=tuple(
                CourseLink(
                    name=each.course_name,
                    url=url_for("certificates.certificate", number=each.number),
                    status_text=status_row(each, renewed=each.cycle < newest[each.course_key]).status_text,
                )
                for each in mine
            ),
            join_url=url_for("join.code"),
        )
        return render("certificates/no_course.html", page)
    wanted = request.args.get("kurs", "")
    key = wanted if wanted in keys else keys[0]
    return render("certificates/my_training.html", training_page(catalogue().courses[key], keys))


def course_keys(user_id: int) -> tuple[str, ...]:
    """The courses the person's workplaces take, the latest workplace first, each once."""
    keys = dict.fromkeys(each.course_key for each in belongings(session(), user_id))
    return tuple(key for key in keys if key in catalogue().courses)


def training_page(course: Course, keys: tuple[str, ...]) -> MyTrainingPage:
    """What the learner's page shows for one course."""
    found = require_person()
    read = screens_read(session(), found.user_id)
    newest = queries.latest(session(), found.user_id, course.key)
    earned = rules.progress(course, read, passed=has_passed(session(), found.user_id, course.key))
    exam = exam_row(course, earned, newest)
    going_on = continue_at(course, read, exam)
    questions = ExamRules.from_overrides(course.exam).questions
    minutes_left = earned.minutes_left + (0 if exam.status == "done" else exam_minutes(questions))
    shown, course_lang = course_in_language(course)
    return MyTrainingPage(
        first_name=first_name(found.name),
        course_name=shown.name,
        course_lang=course_lang,
        palm=Palm(*(palm_line(each) for each in earned.modules)),
        modules=tuple(module_row(course, each, read) for each in earned.modules),
        exam=exam,
        minutes_left=minutes_left,
        continue_url=going_on[0],
        continue_label=going_on[1],
        certificate=status_row(newest) if newest else None,
        other_courses=tuple(
            CourseLink(
                name=said_in(*other_name(each)),
                url=url_for("training.my_training", kurs=each),
                status_text="",
            )
            for each in keys
            if each != course.key
        ),
        more=tuple(
            CourseLink(
                name=lesson_title(lesson.key),
                url=address(course, module, lesson, 0),
                status_text="",
            )
            for module in course.modules
            for lesson in module.more
        ),
        stories_url=url_for("scenarios.all_scenarios", course_key=course.key)
        if any(course.audience in each.audiences for each in catalogue().scenarios.values())
        else None,
        before_url=url_for("quiz.before", course_key=course.key) if before_waits(course) else None,
        practice_url=url_for("quiz.practice", course_key=course.key),
        card_url=url_for("accounts.choose_pin"),
        has_card=card_of(session(), found.user_id) is not None,
        card_changes=card_changes(),
        offers_key=offers_key(),
        hidden_from=hidden_from(newest),
        earlier=earlier_rows(of_user(found.user_id)),
    )


def hidden_from(newest: Certificate | None) -> tuple[tuple[str, str], ...]:
    """The workplaces that do not see the certificate that she has and that holds: name, and where she changes that."""
    if newest is None:
        return ()
    places = workplaces(session(), clock.now(), require_person().user_id)
    return tuple(
        (each.name, url_for("sharing.workplace", ref=each.ref)) for each in places if newest.id in each.hidden
    )


def offers_key() -> bool:
    """Whether a key in her own telephone would be a comfort: she has a card to fall back on, and no key yet."""
    found = require_person()
    return may_add_key(found) and not has_passkey(session(), found.user_id, staff=False)


def card_changes() -> tuple[tuple[datetime, str], ...]:
    """When the person's card was changed by a slip lately, and whose slip it was, the newest first."""
    cards = given_cards(session(), require_person().user_id)
    return tuple((each.made_at, each.by) for each in cards if each.made_at > clock.now() - CHANGE_TOLD_FOR)


def before_waits(course: Course) -> bool:
    """Whether the questions before the first lesson can still be answered."""
    user_id = require_person().user_id
    found = before_attempt(session(), user_id, course.key)
    return (found is None or found.finished_at is None) and may_answer_before(course, user_id)


def other_name(course_key: str) -> tuple[str, str]:
    """A course's name and its language."""
    shown, lang = course_in_language(catalogue().courses[course_key])
    return shown.name, lang


def palm_line(module: ModuleProgress) -> str:
    """How a module's line in the palm is drawn."""
    return "done" if module.done else "now" if module.begun else "todo"


def module_row(course: Course, module: ModuleProgress, read: Mapping[ScreenId, datetime]) -> ModuleRow:
    """One module's row: state in words, minutes, and where it opens."""
    if module.done:
        last = max(read[step.id] for step in steps_of(module.module))
        status, text = "done", gettext("Klar %(day)s", day=date_short(last))
    elif module.begun:
        status, text = "open", gettext("Påbörjad")
    else:
        status, text = "none", gettext("Inte börjad")
    shown = module_in(course_in_language(course)[0], module.module)
    return ModuleRow(
        title=shown.title,
        summary=shown.summary,
        minutes=module.minutes,
        minutes_left=module.minutes_left,
        status=status,
        status_text=text,
        url=module_url(course, module, read),
    )


def module_url(course: Course, module: ModuleProgress, read: Mapping[ScreenId, datetime]) -> str:
    """The module's first step that is not taken, or its first."""
    steps = steps_of(module.module)
    step = next((each for each in steps if each.id not in read), steps[0])
    return step_address(course, module.module, step)


def exam_row(course: Course, earned: Progress, newest: Certificate | None) -> ExamRow:
    """The exam's row: locked with the reason, open, or done."""
    user_id = require_person().user_id
    url = url_for("quiz.exam", course_key=course.key)
    needed = queries.exam_is_needed(rule_now(course.key), newest, clock.today())
    left = sum(not each.done for each in earned.modules)
    if not needed and newest is not None:
        return ExamRow("done", gettext("Klart %(day)s", day=date_short(newest.issued_on)), "", url)
    if open_attempt(session(), user_id, course.key) is not None:
        return ExamRow("open", gettext("Påbörjat"), gettext("Dina svar är sparade."), url)
    if left:
        text = ngettext(
            "Gör %(num)s del till. Då öppnar provet.", "Gör %(num)s delar till. Då öppnar provet.", left
        )
        return ExamRow("locked", gettext("Kan inte börja än"), text, None)
    exam_rules = ExamRules.from_overrides(course.exam)
    opens = next_try_at(exam_rules, finished_tries(finished_attempts(session(), user_id, course.key)))
    if opens is not None and opens > clock.now():
        return ExamRow("locked", gettext("Paus"), gettext("Du ser när du kan prova igen."), url)
    text = gettext("%(questions)s frågor. Ingen klocka går.", questions=exam_rules.questions)
    return ExamRow("none", gettext("Kan börja"), text, url)


def rule_now(course_key: str) -> RenewalRule:
    """The rule of renewal for a try that would begin now."""
    network: Network = current_app.extensions["network"]
    return rule_at(session(), network.key, course_key, clock.now())


def continue_at(course: Course, read: Mapping[ScreenId, datetime], exam: ExamRow) -> tuple[str | None, str]:
    """The one button: the first unread screen, else the exam, else nothing."""
    place = first_unread(course, read)
    if exam.status == "open":
        return exam.url, gettext("Fortsätt provet")
    if place is not None:
        module, step = place
        return step_address(course, module, step), filled(
            gettext("Fortsätt: %(lesson)s"), lesson=step_title(step)
        )
    if exam.status == "done":
        return None, ""
    return exam.url, gettext("Till slutprovet")


def lesson_title(key: str) -> Markup:
    """What a lesson is called, in the language of the request or marked as Swedish."""
    lesson, used = catalogue().lesson(key, current_language().code)
    return said_in(lesson.title, used)


def step_title(step: Step) -> Markup:
    """What a step is called, in the language of the request or marked as Swedish."""
    lang = current_language().code
    if step.lesson is not None:
        return lesson_title(step.lesson.key)
    scenario, used = catalogue().scenario(step.id[0], lang)
    return said_in(scenario.title, used)
