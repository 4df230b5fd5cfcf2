"""The exam: start, one question a page, feedback after each answer, the result."""

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
from core.language import N_, current_language, gettext, ngettext
from core.page import render
from courses.catalogue import Catalogue, Course
from courses.pages import SignChip
from courses.progress import course_progress, exam_minutes
from courses.queries import screens_read
from organisations.forms import EmptyForm
from organisations.queries import Belonging, belongings
from quiz import actions, queries
from quiz.bank import Bank
from quiz.drawing import option_of_page_key, option_order, page_key
from quiz.grading import (
    DANGEROUS_ANSWER,
    FALSE_ALARMS,
    TOO_FEW_RIGHT,
    UNSURE,
    asked_signs,
    grade_answer,
    option_words,
)
from quiz.grading import Answer as Chosen
from quiz.models import Answer, Attempt, SignResult
from quiz.pages import (
    AnswerRow,
    ExamStartPage,
    ExamState,
    FeedbackPage,
    Left,
    Missed,
    QuestionPage,
    ResultPage,
    TallyRow,
)
from quiz.questions import Question
from quiz.rules import ExamRules, next_try_at

blueprint = Blueprint("quiz", __name__, url_prefix="/prov/<course_key>")
UNSURE_KEY = "osaker"
MOST_VALUES = 12


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
    return ExamStartPage(
        course_name=course.name,
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
    return tuple(
        Left(text=each.module.title, url=url_for("training.my_training", kurs=course.key))
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
    session().commit()
    return redirect(next_question_url(attempt), 303)


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


class MissingAnswer(Exception):
    """The form has no answer that can be kept; the text is a Swedish msgid that says what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def read_answer(attempt: Attempt, number: int, values: Sequence[str]) -> Chosen:
    """The options behind the values of a form. Raises MissingAnswer for none, Refusal for foreign ones."""
    asked = actions.questions_of(session(), attempt)[number - 1]
    chosen = set(values)
    if not chosen:
        raise MissingAnswer(N_("Välj ett svar, eller ”Jag är inte säker”."))
    if chosen == {UNSURE_KEY}:
        return UNSURE
    if UNSURE_KEY in chosen:
        raise MissingAnswer(N_("Välj antingen svar eller ”Jag är inte säker”."))
    keys = {option_of_page_key(attempt.seed, asked, value) for value in list(chosen)[:MOST_VALUES]}
    wrong_number = len(values) != len(chosen) or (asked.kind == "single" and len(chosen) > 1)
    if None in keys or wrong_number or len(chosen) > MOST_VALUES:
        raise Refusal(
            N_("Svaret hör inte till frågan"),
            N_("Det som skickades passar inte den här frågan. Inget har sparats."),
            N_("Gå tillbaka till provet och svara igen."),
            endpoint="training.my_training",
            link_text=N_("Min utbildning"),
        )
    return frozenset(key for key in keys if key is not None)


def question_page(attempt: Attempt, number: int, chosen: tuple[str, ...], error: str | None) -> QuestionPage:
    """What one question shows. Keys are random per try, the order is the try's own."""
    asked = actions.questions_of(session(), attempt)[number - 1]
    options = {option.key: option for option in asked.options}
    text_lang = "sv"
    return QuestionPage(
        number=number,
        total=len(attempt.drawn),
        text=asked.text,
        ask=asked.ask,
        text_lang=text_lang,
        kind=asked.kind,
        options=tuple(
            (page_key(attempt.seed, asked.key, key), options[key].text)
            for key in option_order(asked, attempt.seed)
        ),
        chosen=chosen,
        unsure_key=UNSURE_KEY,
        error=error,
        form_action=url_for("quiz.answer", course_key=attempt.course_key, ref=attempt.ref, number=number),
        back_url=url_for("training.my_training", kurs=attempt.course_key),
    )


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


# ---- feedback ----------------------------------------------------------------------------------------

HEADINGS = {
    "right": N_("Rätt."),
    "not_yet": N_("Inte riktigt. Så här kan du tänka."),
    "unsure": N_("Det är helt i sin ordning att vara osäker."),
}


@blueprint.get("/<ref>/<int:number>/svar")
@signed_in
def feedback(course_key: str, ref: str, number: int) -> str | Response:
    """What an answer was worth, with a why for each option."""
    attempt = require_attempt(course_key, ref)
    given = {each.position: each for each in queries.answers_of(session(), attempt.id)}
    if number not in given:
        return redirect(next_question_url(attempt), 303)
    asked = actions.questions_of(session(), attempt)[number - 1]
    return render("quiz/feedback.html", feedback_page(attempt, asked, given[number]))


def feedback_page(attempt: Attempt, asked: Question, given: Answer) -> FeedbackPage:
    """What the feedback shows."""
    chosen = actions.chosen_of(given)
    graded = grade_answer(asked, chosen)
    verdict = "unsure" if chosen is UNSURE else "right" if graded.right else "not_yet"
    words = option_words(asked, chosen)
    options = {option.key: option for option in asked.options}
    last = given.position == len(attempt.drawn)
    lead = ""
    if graded.dangerous:
        lead = gettext(
            "Det här svaret kan bli farligt på riktigt. Därför behöver provet göras om. Läs varför."
        )
    elif asked.no_sign:
        lead = gettext("Här var inget fel. Då är det rätt att låta vara.")
    return FeedbackPage(
        number=given.position,
        total=len(attempt.drawn),
        verdict=verdict,
        heading=gettext(HEADINGS[verdict]),
        lead=lead,
        text=asked.text,
        ask=asked.ask,
        text_lang="sv",
        rows=tuple(
            AnswerRow(
                text=options[key].text,
                chosen=key in given.chosen,
                word_kind=words[key],
                why=options[key].why,
            )
            for key in option_order(asked, attempt.seed)
        ),
        signs=tuple(chip(key) for key in asked_signs(asked)),
        saved_at=given.answered_at,
        next_url=result_url(attempt)
        if last
        else url_for(
            "quiz.question",
            course_key=attempt.course_key,
            ref=attempt.ref,
            number=given.position + 1,
        ),
        next_label=gettext("Se resultatet") if last else gettext("Nästa fråga"),
    )


def chip(key: str) -> SignChip:
    """A sign's chip in the language of the request."""
    sign, _ = catalogue().sign(key, current_language().code)
    return SignChip(key=key, name=sign.short, url=None)


# ---- result ------------------------------------------------------------------------------------------


@blueprint.get("/<ref>/resultat")
@signed_in
def result(course_key: str, ref: str) -> str | Response:
    """A finished try, sign by sign. Only the person herself comes here."""
    attempt = require_attempt(course_key, ref)
    if attempt.finished_at is None:
        return redirect(next_question_url(attempt), 303)
    return render("quiz/result.html", result_page(attempt))


def result_page(attempt: Attempt) -> ResultPage:
    """What the result shows."""
    passed = bool(attempt.passed)
    rules = ExamRules.from_json(attempt.rules)
    retry_text = "" if passed else retry_sentence(attempt)
    return ResultPage(
        passed=passed,
        right=attempt.right_count or 0,
        total=len(attempt.drawn),
        headline=gettext("Du har klarat provet.") if passed else gettext("Nästan. Du får prova igen."),
        reasons=tuple(reason_sentence(reason, rules) for reason in (attempt.outcome or {})["reasons"]),
        missed_critical=missed_critical(attempt),
        retry_text=retry_text,
        rows=tuple(
            tally_row(attempt.course_key, row)
            for row in in_sign_order(queries.sign_results(session(), attempt.id))
        ),
        next_url=url_for("training.newest", course_key=attempt.course_key)
        if passed
        else url_for("training.my_training", kurs=attempt.course_key),
        next_label=gettext("Hämta ditt intyg") if passed else gettext("Till min utbildning"),
    )


def in_sign_order(rows: Sequence[SignResult]) -> list[SignResult]:
    """The rows in the order of the six signs."""
    order = list(catalogue().signs)
    return sorted(rows, key=lambda row: order.index(row.sign_key) if row.sign_key in order else len(order))


def reason_sentence(reason: str, rules: ExamRules) -> str:
    """Why a try was not enough, in words that blame nobody."""
    if reason == TOO_FEW_RIGHT:
        return gettext("Du behöver minst %(right)s rätt svar.", right=rules.pass_right)
    if reason == DANGEROUS_ANSWER:
        return gettext("Ett av svaren kan bli farligt för någon. Läs om det nedan.")
    if reason == FALSE_ALARMS:
        return ngettext(
            "Du larmade i onödan i mer än %(num)s fråga. Ett falskt larm drabbar en vanlig människa.",
            "Du larmade i onödan i mer än %(num)s frågor. Ett falskt larm drabbar en vanlig människa.",
            rules.max_false_alarm_questions,
        )
    raise ValueError(reason)


def retry_sentence(attempt: Attempt) -> str:
    """When the next try may begin, as a clock time."""
    rules = ExamRules.from_json(attempt.rules)
    finished = queries.finished_attempts(session(), attempt.user_id, attempt.course_key)
    opens = next_try_at(rules, queries.finished_tries(finished))
    if opens is None or opens <= clock.now():
        return gettext("Du kan prova igen när du vill.")
    at = clock.local(whole_minute(opens))
    if at.date() == clock.today():
        return gettext("Du kan prova igen klockan %(time)s i dag.", time=at.strftime("%H.%M"))
    return gettext("Du kan prova igen i morgon klockan %(time)s.", time=at.strftime("%H.%M"))


def missed_critical(attempt: Attempt) -> tuple[Missed, ...]:
    """The dangerous answers of a try while they are kept, with why they are dangerous."""
    keys = set((attempt.outcome or {})["dangerous"])
    asked = {each.key: each for each in actions.questions_of(session(), attempt)}
    return tuple(
        Missed(text=option.text, why=option.why)
        for given in queries.answers_of(session(), attempt.id)
        if given.question_key in keys
        for option in asked[given.question_key].options
        if option.key in given.chosen and option.danger
    )


def tally_row(course_key: str, row: SignResult) -> TallyRow:
    """One sign of the result."""
    sign, _ = catalogue().sign(row.sign_key, current_language().code)
    lured = row.left_alone + row.false_alarm
    return TallyRow(
        key=row.sign_key,
        name=sign.short,
        seen=row.seen,
        shown=row.seen + row.missed,
        false=row.false_alarm,
        lured=lured,
        no_trap=not row.trap,
        lesson_url=lesson_url(course_key, row.sign_key),
    )


def lesson_url(course_key: str, sign_key: str) -> str | None:
    """The lesson that teaches a sign in a course."""
    for module in catalogue().courses[course_key].modules:
        for lesson in module.lessons:
            if lesson.signs == (sign_key,):
                return url_for(
                    "courses.screen",
                    course_key=course_key,
                    module_key=module.key,
                    slug=lesson.slug,
                    screen_key=lesson.screens[0].key,
                )
    return None
