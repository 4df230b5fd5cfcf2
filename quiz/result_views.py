"""What answers were worth: feedback after each one, and the result of a try. Only the person herself comes here."""

from collections.abc import Sequence
from datetime import datetime

from flask import redirect, url_for
from werkzeug.wrappers import Response

from accounts.sign_in import signed_in
from core import clock
from core.db import session
from core.language import N_, clock_time, current_language, gettext, ngettext
from core.page import render
from courses.pages import SignChip
from quiz import actions, queries
from quiz.before import BEFORE
from quiz.grading import (
    DANGEROUS_ANSWER,
    FALSE_ALARMS,
    TOO_FEW_RIGHT,
    UNSURE,
    asked_signs,
    grade_answer,
)
from quiz.grading import Answer as Chosen
from quiz.models import Answer, Attempt, SignResult
from quiz.pages import FeedbackPage, Missed, PutAwayPage, ResultPage, TallyRow
from quiz.questions import Question
from quiz.rules import ExamRules, next_try_at
from quiz.shown_rows import answer_rows, question_picture
from quiz.views import (
    blueprint,
    catalogue,
    feedback_url,
    in_language,
    is_put_away,
    next_question_url,
    require_attempt,
    result_url,
    whole_minute,
)

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
    if number not in given or attempt.number == BEFORE or is_put_away(given[number].answered_at):
        return redirect(next_question_url(attempt), 303)
    return render("quiz/feedback.html", try_feedback(attempt, given[number]))


def try_feedback(attempt: Attempt, given: Answer) -> FeedbackPage:
    """What an answer of a try was worth."""
    total = len(attempt.drawn)
    last = given.position == total
    return feedback_page(
        actions.questions_of(session(), attempt)[given.position - 1],
        actions.chosen_of(given),
        attempt.seed,
        place=gettext("Fråga %(number)s av %(total)s", number=given.position, total=total),
        danger=gettext(
            "Det här svaret kan bli farligt på riktigt. Därför behöver provet göras om. Läs varför."
        ),
        saved_at=given.answered_at,
        next_url=result_url(attempt)
        if last
        else url_for(
            "quiz.question", course_key=attempt.course_key, ref=attempt.ref, number=given.position + 1
        ),
        next_label=gettext("Se resultatet") if last else gettext("Nästa fråga"),
    )


def feedback_page(
    asked: Question,
    chosen: Chosen,
    seed: str,
    *,
    place: str,
    danger: str,
    saved_at: datetime | None,
    next_url: str,
    next_label: str,
) -> FeedbackPage:
    """What the feedback shows; `danger` is said of a dangerous answer to a critical question."""
    graded = grade_answer(asked, chosen)
    verdict = "unsure" if chosen is UNSURE else "right" if graded.right else "not_yet"
    shown, text_lang = in_language(asked)
    lead = ""
    if graded.dangerous:
        lead = danger
    elif asked.no_sign:
        lead = gettext("Här var inget fel. Då är det rätt att låta vara.")
    return FeedbackPage(
        place=place,
        verdict=verdict,
        heading=gettext(HEADINGS[verdict]),
        lead=lead,
        text=shown.text,
        ask=shown.ask,
        text_lang=text_lang,
        rows=answer_rows(asked, shown, chosen, text_lang, seed),
        signs=tuple(chip(key) for key in asked_signs(asked)),
        saved_at=saved_at,
        next_url=next_url,
        next_label=next_label,
        picture=question_picture(asked, shown, seed),
    )


def chip(key: str) -> SignChip:
    """A sign's chip in the language of the request."""
    sign, lang = catalogue().sign(key, current_language().code)
    return SignChip(key=key, name=sign.short, lang=lang, url=None)


@blueprint.get("/<ref>/resultat")
@signed_in
def result(course_key: str, ref: str) -> str | Response:
    """A finished try, sign by sign. Only the person herself comes here."""
    attempt = require_attempt(course_key, ref)
    if attempt.number == BEFORE:
        return redirect(url_for("quiz.before", course_key=course_key), 303)
    if attempt.finished_at is None:
        return redirect(next_question_url(attempt), 303)
    if is_put_away(attempt.started_at):
        return render("quiz/result_put_away.html", put_away_page(attempt))
    return render("quiz/result.html", result_page(attempt))


def put_away_page(attempt: Attempt) -> PutAwayPage:
    """What is left of a result when answers of it are shown no more."""
    passed = bool(attempt.passed)
    return PutAwayPage(
        headline=headline(passed),
        retry_text="" if passed else retry_sentence(attempt),
        next_url=after_url(attempt),
        next_label=after_label(passed),
    )


def headline(passed: bool) -> str:
    """How a try ended, in one sentence."""
    return gettext("Du har klarat provet.") if passed else gettext("Inte riktigt än. Du får prova igen.")


def after_url(attempt: Attempt) -> str:
    """Where a finished try leads: to the certificate, or back to the training."""
    if attempt.passed:
        return url_for("certificates.newest", course_key=attempt.course_key)
    return url_for("training.my_training", kurs=attempt.course_key)


def after_label(passed: bool) -> str:
    """What the button there says."""
    return gettext("Hämta ditt intyg") if passed else gettext("Till min utbildning")


def result_page(attempt: Attempt) -> ResultPage:
    """What the result shows."""
    passed = bool(attempt.passed)
    rules = ExamRules.from_json(attempt.rules)
    retry_text = "" if passed else retry_sentence(attempt)
    return ResultPage(
        passed=passed,
        right=attempt.right_count or 0,
        total=len(attempt.drawn),
        headline=headline(passed),
        reasons=tuple(reason_sentence(reason, rules) for reason in (attempt.outcome or {})["reasons"]),
        missed_critical=missed_critical(attempt),
        sure_wrong=sure_wrong(attempt),
        before=before_share(attempt),
        practice_url=url_for("quiz.practice", course_key=attempt.course_key),
        retry_text=retry_text,
        rows=tuple(
            tally_row(attempt.course_key, row)
            for row in in_sign_order(queries.sign_results(session(), attempt.id))
        ),
        next_url=after_url(attempt),
        next_label=after_label(passed),
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
        return gettext("Du kan prova igen klockan %(time)s i dag.", time=clock_time(at))
    return gettext("Du kan prova igen i morgon klockan %(time)s.", time=clock_time(at))


def missed_critical(attempt: Attempt) -> tuple[Missed, ...]:
    """The dangerous answers of a try while they are kept, with why they are dangerous."""
    keys = set((attempt.outcome or {})["dangerous"])
    asked = {each.key: each for each in actions.questions_of(session(), attempt)}
    return tuple(
        Missed(text=option.text, why=option.why, text_lang=text_lang)
        for given in queries.answers_of(session(), attempt.id)
        if given.question_key in keys
        for shown, text_lang in [in_language(asked[given.question_key])]
        for option in shown.options
        if option.key in given.chosen and option.danger
    )


def sure_wrong(attempt: Attempt) -> tuple[str, ...]:
    """The addresses of what was answered with "Säker" and was not right, while the answers are kept."""
    keys = set((attempt.outcome or {})["sure_wrong"])
    return tuple(
        feedback_url(attempt, given.position)
        for given in queries.answers_of(session(), attempt.id)
        if given.question_key in keys
    )


def before_share(attempt: Attempt) -> tuple[int, int] | None:
    """How many of the questions before the first lesson were right, of how many; None without them."""
    found = queries.before_attempt(session(), attempt.user_id, attempt.course_key)
    if found is None or found.right_count is None or is_put_away(found.started_at):
        return None
    return found.right_count, len(found.drawn)


def tally_row(course_key: str, row: SignResult) -> TallyRow:
    """One sign of the result."""
    sign, lang = catalogue().sign(row.sign_key, current_language().code)
    lured = row.left_alone + row.false_alarm
    return TallyRow(
        key=row.sign_key,
        name=sign.short,
        lang=lang,
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
