"""The exam: what it is and how it starts, and what its pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, abort, current_app, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from accounts.queries import answers_begin
from accounts.sign_in import require_person, signed_in
from core import clock
from core.db import session
from core.errors import NotAllowedNow
from core.forms import PressForm
from core.language import current_language
from core.page import render
from courses.catalogue import Catalogue, Course
from courses.lesson_files import BASE_LANGUAGE
from courses.progress import course_progress, exam_minutes
from courses.queries import screens_read
from courses.screen_shown_views import course_in_language, module_in
from organisations.membership_queries import Belonging, belongings
from quiz import actions, queries
from quiz.bank import Bank
from quiz.models import Attempt
from quiz.pages import (
    ExamStartPage,
    ExamState,
    Left,
)
from quiz.questions import Question
from quiz.rules import ExamRules, next_try_at

blueprint = Blueprint("quiz", __name__, url_prefix="/prov/<course_key>")


@dataclass(frozen=True, slots=True)
class ExamWiring:
    """What app.py hands in: how a pass becomes a certificate, and whether one is needed."""

    on_pass: Callable[[Session, datetime, Attempt], object]
    needed: Callable[[Session, int, str, datetime], bool]


def wiring() -> ExamWiring:
    """What app.py handed in."""
    found: ExamWiring = current_app.extensions["exam"]
    return found


def catalogue() -> Catalogue:
    """The content."""
    found: Catalogue = current_app.extensions["catalogue"]
    return found


def bank() -> Bank:
    """The questions as they are now."""
    found: Bank = current_app.extensions["bank"]
    return found


def require_course(course_key: str) -> tuple[Course, Belonging]:
    """The course and the membership that opens it, the latest first; else 404."""
    course = catalogue().courses.get(course_key)
    for each in belongings(session(), require_person().user_id):
        if each.course_key == course_key and course is not None:
            return course, each
    return abort(404)


def require_attempt(course_key: str, ref: str) -> Attempt:
    """The person's own try of a ref; else 404."""
    found = queries.attempt_of(session(), require_person().user_id, course_key, ref)
    if found is None:
        abort(404)
    return found


def is_put_away(instant: datetime) -> bool:
    """Whether what was answered then is shown no more: since then somebody's slip has changed the card."""
    begin = answers_begin(session(), require_person().user_id)
    return begin is not None and instant < begin


# ---- start -------------------------------------------------------------------------------------------


@blueprint.get("")
@signed_in
def exam(course_key: str) -> str:
    """What the exam is, and whether it can begin."""
    course, _ = require_course(course_key)
    return render("quiz/exam_start.html", start_page(course))


def start_page(course: Course) -> ExamStartPage:
    """What stands on the page before a try."""
    now = clock.now()
    user_id = require_person().user_id
    rules = ExamRules.from_overrides(course.exam)
    running = queries.open_attempt(session(), user_id, course.key)
    finished = queries.finished_attempts(session(), user_id, course.key)
    opens = next_try_at(rules, queries.finished_tries(finished))
    left = left_to_read(course, user_id)
    state: ExamState = "ready"
    if running is not None:
        state = "open"
    elif not wiring().needed(session(), user_id, course.key, now):
        state = "passed"
    elif left:
        state = "locked"
    elif opens is not None and opens > now:
        state = "wait"
    shown, course_lang = course_in_language(course)
    return ExamStartPage(
        course_lang=course_lang,
        course_name=shown.name,
        back_url=url_for("training.my_training", kurs=course.key),
        questions=rules.questions,
        pass_right=rules.pass_right,
        minutes=exam_minutes(rules.questions),
        max_alarms=rules.max_false_alarm_questions,
        state=state,
        left=left,
        resume_url=next_question_url(running) if running else None,
        answered=queries.count_answers(session(), running.id) if running else 0,
        total=len(running.drawn) if running else 0,
        until=whole_minute(opens) if opens else None,
        certificate_url=url_for("certificates.newest", course_key=course.key),
    )


def whole_minute(instant: datetime) -> datetime:
    """The instant rounded up to a whole minute: a clock time that is never too early."""
    return (instant + timedelta(seconds=59)).replace(second=0, microsecond=0)


def left_to_read(course: Course, user_id: int) -> tuple[Left, ...]:
    """The modules that are not read yet."""
    read = screens_read(session(), user_id)
    shown, _ = course_in_language(course)
    return tuple(
        Left(text=module_in(shown, each.module).title, url=url_for("training.my_training", kurs=course.key))
        for each in course_progress(course, read)
        if not each.done
    )


@blueprint.post("")
@signed_in
def begin(course_key: str) -> str | Response:
    """Start a try, or go on with the one that runs."""
    course, belonging = require_course(course_key)
    if not PressForm().validate_on_submit():
        abort(400)
    state = start_page(course).state
    if state in ("locked", "passed", "wait"):
        return redirect(url_for("quiz.exam", course_key=course_key), 303)
    try:
        attempt = actions.start(
            session(),
            clock.now(),
            user_id=require_person().user_id,
            organisation_id=belonging.organisation_id,
            course_key=course.key,
            pool=bank().pool(course),
            signs=tuple(catalogue().signs),
            rules=ExamRules.from_overrides(course.exam),
            bank_version=bank().version,
        )
    except NotAllowedNow:
        session().rollback()
        return redirect(url_for("quiz.exam", course_key=course_key), 303)
    target = next_question_url(attempt)
    session().commit()
    return redirect(target, 303)


def next_question_url(attempt: Attempt) -> str:
    """Where the try goes on: the first unanswered question, or the result."""
    answered = queries.count_answers(session(), attempt.id)
    if attempt.finished_at is not None:
        return result_url(attempt)
    return url_for("quiz.question", course_key=attempt.course_key, ref=attempt.ref, number=answered + 1)


def result_url(attempt: Attempt) -> str:
    """The address of a finished try's result."""
    return url_for("quiz.result", course_key=attempt.course_key, ref=attempt.ref)


def feedback_url(attempt: Attempt, number: int) -> str:
    """The address of the feedback on an answer."""
    return url_for("quiz.feedback", course_key=attempt.course_key, ref=attempt.ref, number=number)


def may_answer_before(course: Course, user_id: int) -> bool:
    """Whether it is still before: nothing of the course is read, and its exam has not been tried."""
    read = screens_read(session(), user_id)
    begun = any(each.begun or each.done for each in course_progress(course, read))
    return not begun and not queries.ever_tried(session(), user_id, course.key)


def in_language(asked: Question) -> tuple[Question, str]:
    """A pinned question in the request's language, if the bank still holds the very same one; else as pinned.

    A version alone does not tell: what the city's file or a sign's name puts into the question is not in it.
    """
    lang = current_language().code
    if lang == BASE_LANGUAGE or bank().questions.get(asked.key) != asked:
        return asked, BASE_LANGUAGE
    return bank().question(asked.key, lang)
