"""The exam: start, and one question a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, abort, current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from accounts.sign_in import require_person, signed_in
from core import clock
from core.db import session
from core.errors import NotAllowedNow, Refusal
from core.language import N_, current_language, gettext
from core.page import render
from courses.catalogue import Catalogue, Course
from courses.lesson_files import BASE_LANGUAGE
from courses.progress import course_progress, exam_minutes
from courses.queries import screens_read
from courses.views import course_in_language, module_in
from organisations.forms import EmptyForm
from organisations.queries import Belonging, belongings
from quiz import actions, queries
from quiz.bank import Bank
from quiz.drawing import option_of_page_key
from quiz.grading import Answer as Chosen
from quiz.kinds import KINDS
from quiz.kinds.shape import UNSURE_KEY, ForeignAnswer, MissingAnswer
from quiz.models import Attempt
from quiz.pages import (
    ExamStartPage,
    ExamState,
    Left,
    QuestionPage,
)
from quiz.questions import Question
from quiz.rules import ExamRules, next_try_at
from quiz.shown_rows import question_options, question_rows, targets_lang, task

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
        certificate_url=url_for("training.newest", course_key=course.key),
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
    if not EmptyForm().validate_on_submit():
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


# ---- question ----------------------------------------------------------------------------------------


@blueprint.get("/<ref>/<int:number>")
@signed_in
def question(course_key: str, ref: str, number: int) -> str | Response:
    """One question. An answered one leads to its feedback, a later one to the next in turn."""
    attempt = require_attempt(course_key, ref)
    answered = queries.count_answers(session(), attempt.id)
    if 1 <= number <= answered:
        return redirect(feedback_url(attempt, number), 303)
    if number != answered + 1 or attempt.finished_at is not None:
        return redirect(next_question_url(attempt), 303)
    return render("quiz/question.html", question_page(attempt, number, (), None))


@blueprint.post("/<ref>/<int:number>")
@signed_in
def answer(course_key: str, ref: str, number: int) -> str | Response | tuple[str, int]:
    """Keep an answer. It is final; sent again it changes nothing."""
    attempt = require_attempt(course_key, ref)
    if not 1 <= number <= len(attempt.drawn):
        abort(404)
    values = request.form.getlist("answer")
    try:
        chosen = read_answer(attempt, number, values)
    except MissingAnswer as missing:
        page = question_page(attempt, number, tuple(values), gettext(missing.text))
        return render("quiz/question.html", page), 400
    try:
        actions.answer(session(), clock.now(), attempt, number, chosen, wiring().on_pass)
    except NotAllowedNow:
        session().rollback()
        return redirect(next_question_url(attempt), 303)
    session().commit()
    return redirect(feedback_url(attempt, number), 303)


def read_answer(attempt: Attempt, number: int, values: Sequence[str]) -> Chosen:
    """The options behind the values of a form. Raises MissingAnswer for none, Refusal for foreign ones."""
    asked = actions.questions_of(session(), attempt)[number - 1]
    try:
        return KINDS[asked.kind].read_form(
            asked, values, lambda value: option_of_page_key(attempt.seed, asked, value)
        )
    except ForeignAnswer:
        raise Refusal(
            N_("Svaret hör inte till frågan"),
            N_("Det som skickades passar inte den här frågan. Inget har sparats."),
            N_("Gå tillbaka till provet och svara igen."),
            endpoint="training.my_training",
            link_text=N_("Min utbildning"),
        ) from None


def question_page(attempt: Attempt, number: int, chosen: tuple[str, ...], error: str | None) -> QuestionPage:
    """What one question shows. Keys are random per try, the order is the try's own."""
    asked = actions.questions_of(session(), attempt)[number - 1]
    shown, text_lang = in_language(asked)
    return QuestionPage(
        number=number,
        total=len(attempt.drawn),
        text=shown.text,
        ask=shown.ask,
        text_lang=text_lang,
        kind=asked.kind,
        template=KINDS[asked.kind].TEMPLATE,
        options=question_options(asked, shown, attempt.seed),
        rows=question_rows(asked, shown, attempt.seed),
        targets_lang=targets_lang(asked, text_lang),
        task=task(asked),
        chosen=chosen,
        unsure_key=UNSURE_KEY,
        error=error,
        form_action=url_for("quiz.answer", course_key=attempt.course_key, ref=attempt.ref, number=number),
        back_url=url_for("training.my_training", kurs=attempt.course_key),
    )


def in_language(asked: Question) -> tuple[Question, str]:
    """A pinned question in the request's language, if the bank still holds this version of it; else as pinned."""
    now = bank().questions.get(asked.key)
    if now is None or now.version != asked.version:
        return asked, BASE_LANGUAGE
    return bank().question(asked.key, current_language().code)


def replay_answer(user_id: int, arguments: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Store an answer that met an expired sign-in; returns where the person goes on. The caller commits."""
    attempt = queries.attempt_of(session(), user_id, arguments["course_key"], arguments["ref"])
    number = int(arguments["number"])
    if attempt is None or not 1 <= number <= len(attempt.drawn):
        return url_for("training.my_training")
    try:
        chosen = read_answer(attempt, number, fields.get("answer", []))
        actions.answer(session(), clock.now(), attempt, number, chosen, wiring().on_pass)
    except (MissingAnswer, Refusal, NotAllowedNow):
        return next_question_url(attempt)
    return feedback_url(attempt, number)
