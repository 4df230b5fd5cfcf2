"""One question a page: of a try at the exam, or of those before the first lesson."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts.sign_in import signed_in
from core import clock
from core.db import session
from core.errors import NotAllowedNow, Refusal
from core.language import N_, gettext
from core.page import render
from quiz import actions, queries
from quiz.before import BEFORE
from quiz.drawing import options_by_page_key
from quiz.grading import Answer as Chosen
from quiz.kinds import KINDS
from quiz.kinds.shape import UNSURE_KEY, ForeignAnswer, MissingAnswer
from quiz.models import Attempt
from quiz.pages import QuestionPage
from quiz.questions import Question
from quiz.shown_rows import question_options, question_picture, question_rows, targets_lang, task
from quiz.views import (
    blueprint,
    catalogue,
    feedback_url,
    in_language,
    may_answer_before,
    next_question_url,
    require_attempt,
    wiring,
)

SURE = {"ja": True, "nej": False}


@blueprint.get("/<ref>/<int:number>")
@signed_in
def question(course_key: str, ref: str, number: int) -> str | Response:
    """One question. An answered one leads to its feedback, a later one to the next in turn."""
    attempt = require_attempt(course_key, ref)
    if too_late(attempt):
        return redirect(url_for("training.my_training", kurs=course_key), 303)
    answered = queries.count_answers(session(), attempt.id)
    if 1 <= number <= answered:
        return redirect(feedback_url(attempt, number), 303)
    if number != answered + 1 or attempt.finished_at is not None:
        return redirect(next_question_url(attempt), 303)
    return render("quiz/question.html", try_page(attempt, number))


@blueprint.post("/<ref>/<int:number>")
@signed_in
def answer(course_key: str, ref: str, number: int) -> str | Response | tuple[str, int]:
    """Keep an answer. It is final; sent again it changes nothing."""
    attempt = require_attempt(course_key, ref)
    if not 1 <= number <= len(attempt.drawn):
        abort(404)
    if too_late(attempt):
        return redirect(url_for("training.my_training", kurs=course_key), 303)
    values, said = request.form.getlist("answer"), request.form.get("sure", "")
    try:
        chosen = read_answer(attempt_question(attempt, number), attempt.seed, values)
    except MissingAnswer as missing:
        page = try_page(attempt, number, tuple(values), said, gettext(missing.text))
        return render("quiz/question.html", page), 400
    try:
        actions.answer(session(), clock.now(), attempt, number, chosen, wiring().on_pass, sure=SURE.get(said))
    except NotAllowedNow:
        session().rollback()
        return redirect(next_question_url(attempt), 303)
    session().commit()
    return redirect(feedback_url(attempt, number), 303)


def too_late(attempt: Attempt) -> bool:
    """Whether these are questions before the first lesson, and that lesson has been opened."""
    return attempt.number == BEFORE and not may_answer_before(
        catalogue().courses[attempt.course_key], attempt.user_id
    )


def attempt_question(attempt: Attempt, number: int) -> Question:
    """The question at a place of a try, from 1, as it was pinned."""
    return actions.questions_of(session(), attempt)[number - 1]


def read_answer(asked: Question, seed: str, values: Sequence[str]) -> Chosen:
    """The options behind the values of a form. Raises MissingAnswer for none, Refusal for foreign ones."""
    names = options_by_page_key(seed, asked)  # all of them for any answer: the work tells nothing
    try:
        return KINDS[asked.kind].read_form(asked, values, names.get)
    except ForeignAnswer:
        raise Refusal(
            N_("Svaret hör inte till frågan"),
            N_("Det som skickades passar inte den här frågan. Inget har sparats."),
            N_("Gå tillbaka till provet och svara igen."),
            endpoint="training.my_training",
            link_text=N_("Min utbildning"),
        ) from None


def try_page(
    attempt: Attempt, number: int, chosen: tuple[str, ...] = (), said: str = "", error: str | None = None
) -> QuestionPage:
    """What one question of a try shows."""
    place = gettext("Fråga %(number)s av %(total)s", number=number, total=len(attempt.drawn))
    my_training = url_for("training.my_training", kurs=attempt.course_key)
    return question_page(
        attempt_question(attempt, number),
        attempt.seed,
        place=place,
        chosen=chosen,
        said=said,
        error=error,
        form_action=url_for("quiz.answer", course_key=attempt.course_key, ref=attempt.ref, number=number),
        back_url=my_training,
        back_label=gettext("Hoppa över") if attempt.number == BEFORE else gettext("Min utbildning"),
    )


def question_page(
    asked: Question,
    seed: str,
    *,
    place: str,
    chosen: tuple[str, ...],
    said: str,
    error: str | None,
    form_action: str,
    back_url: str,
    back_label: str,
) -> QuestionPage:
    """What one question shows. Keys are random per seed, the order is the seed's own."""
    shown, text_lang = in_language(asked)
    return QuestionPage(
        place=place,
        text=shown.text,
        ask=shown.ask,
        text_lang=text_lang,
        kind=asked.kind,
        template=KINDS[asked.kind].TEMPLATE,
        options=question_options(asked, shown, seed),
        rows=question_rows(asked, shown, seed),
        targets_lang=targets_lang(asked, text_lang),
        task=task(asked),
        chosen=chosen,
        unsure_key=UNSURE_KEY,
        asks_sure=asked.confidence,
        said=said,
        error=error,
        form_action=form_action,
        back_url=back_url,
        back_label=back_label,
        picture=question_picture(asked, shown, seed),
    )


def replay_answer(user_id: int, arguments: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Store an answer that met an expired sign-in; returns where the person goes on. The caller commits."""
    attempt = queries.attempt_of(session(), user_id, arguments["course_key"], arguments["ref"])
    number = int(arguments["number"])
    if attempt is None or not 1 <= number <= len(attempt.drawn) or too_late(attempt):
        return url_for("training.my_training")
    said = next(iter(fields.get("sure", [])), "")
    try:
        chosen = read_answer(attempt_question(attempt, number), attempt.seed, fields.get("answer", []))
        actions.answer(session(), clock.now(), attempt, number, chosen, wiring().on_pass, sure=SURE.get(said))
    except (MissingAnswer, Refusal, NotAllowedNow):
        return next_question_url(attempt)
    return feedback_url(attempt, number)
