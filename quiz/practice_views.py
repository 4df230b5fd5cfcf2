"""Practice: questions without consequence. Nothing of it is kept, not even for the person herself."""

import secrets

from flask import abort, request, url_for

from accounts.sign_in import require_person, signed_in
from core.db import session
from core.forms import PressForm
from core.language import gettext
from core.page import render
from courses.catalogue import Course
from courses.screen_shown_views import course_in_language
from quiz import queries
from quiz.grading import grade_answer
from quiz.kinds.shape import MissingAnswer
from quiz.pages import FeedbackPage, PracticePage, PracticeSign, QuestionPage
from quiz.practice import Round, format_again, parse_again, practice_round
from quiz.question_views import question_page, read_answer
from quiz.result_views import chip, feedback_page
from quiz.views import bank, blueprint, catalogue, require_course

SEED_BYTES = 8


@blueprint.get("/ova")
@signed_in
def practice(course_key: str) -> str:
    """What to practise: everything mixed, or one sign. After a round also that it is done."""
    course, _ = require_course(course_key)
    shown, course_lang = course_in_language(course)
    seed = secrets.token_hex(SEED_BYTES)
    page = PracticePage(
        course_name=shown.name,
        course_lang=course_lang,
        done="klar" in request.args,
        mixed_url=card_url(course_key, seed, 1, None, ()),
        signs=tuple(
            PracticeSign(chip=chip(key), url=card_url(course_key, seed, 1, key, ()))
            for key in catalogue().signs
            if round_of(course, seed, key, "").questions
        ),
        back_url=url_for("training.my_training", kurs=course_key),
    )
    return render("quiz/practice.html", page)


@blueprint.get("/ova/<seed>/<int:number>")
@signed_in
def practice_question(course_key: str, seed: str, number: int) -> str:
    """One card of a round."""
    course, _ = require_course(course_key)
    return render("quiz/question.html", card(course, seed, number))


@blueprint.post("/ova/<seed>/<int:number>")
@signed_in
def practice_answer(course_key: str, seed: str, number: int) -> str | tuple[str, int]:
    """What the answer was worth, and where the round goes on. Stores nothing, so it needs no redirect."""
    course, _ = require_course(course_key)
    if not PressForm().validate_on_submit():
        abort(400)
    values = tuple(request.form.getlist("answer"))
    try:
        return render("quiz/feedback.html", card_feedback(course, seed, number, values))
    except MissingAnswer as missing:
        return render("quiz/question.html", card(course, seed, number, values, gettext(missing.text))), 400


def card(
    course: Course, seed: str, number: int, chosen: tuple[str, ...] = (), error: str | None = None
) -> QuestionPage:
    """What a card shows; 404 beyond the round."""
    cards, sign = asked_round(course, seed, number)
    return question_page(
        cards.question(number),
        seed,
        place=place_text(cards, number),
        chosen=chosen,
        said="",
        error=error,
        form_action=card_url(course.key, seed, number, sign, cards.again),
        back_url=url_for("quiz.practice", course_key=course.key),
        back_label=gettext("Öva"),
    )


def card_feedback(course: Course, seed: str, number: int, values: tuple[str, ...]) -> FeedbackPage:
    """What an answer was worth. Raises MissingAnswer for none."""
    cards, sign = asked_round(course, seed, number)
    asked = cards.question(number)
    chosen = read_answer(asked, seed, values)
    right = grade_answer(asked, chosen).right
    again = cards.after(number, right=right)
    last = number == len(cards.questions) + len(again)
    return feedback_page(
        asked,
        chosen,
        seed,
        place=place_text(cards, number),
        danger=gettext("I slutprovet får inget svar vara farligt. Läs varför det här är det."),
        saved_at=None,
        next_url=url_for("quiz.practice", course_key=course.key, klar="")
        if last
        else card_url(course.key, seed, number + 1, sign, again),
        next_label=gettext("Klart") if last else gettext("Nästa fråga"),
    )


def place_text(cards: Round, number: int) -> str:
    """Which card it is, in words."""
    if number > len(cards.questions):
        return gettext("Öva: en fråga som kommer igen")
    return gettext("Öva: fråga %(number)s av %(total)s", number=number, total=len(cards.questions))


def asked_round(course: Course, seed: str, number: int) -> tuple[Round, str | None]:
    """The round of the request's address and its sign; 404 for an address that no page of ours has written."""
    sign = request.args.get("tecken") or None
    if len(seed) != 2 * SEED_BYTES or (sign is not None and sign not in catalogue().signs):
        abort(404)
    try:
        found = round_of(course, seed, sign, request.args.get("igen", ""))
        found.place(number)
    except (ValueError, IndexError):
        abort(404)
    return found, sign


def round_of(course: Course, seed: str, sign: str | None, again: str) -> Round:
    """A round without the questions of the person's open try. Raises ValueError for a false `again`."""
    going_on = queries.open_attempt(session(), require_person().user_id, course.key)
    without = going_on.drawn if going_on is not None else []
    questions = practice_round(bank().pool(course), seed, sign, without)
    return Round(questions, parse_again(again, len(questions)))


def card_url(course_key: str, seed: str, number: int, sign: str | None, again: tuple[int, ...]) -> str:
    """The address of a card."""
    return url_for(
        "quiz.practice_question",
        course_key=course_key,
        seed=seed,
        number=number,
        tecken=sign,
        igen=format_again(again) or None,
    )
