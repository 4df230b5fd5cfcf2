"""What this room keeps about one person, for her to see."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.queries import answers_begin
from core.language import N_
from core.own_data import Content, Kept, Value
from quiz.models import Answer, Attempt, SignResult
from quiz.questions import Question

Questions = Callable[[str], Mapping[str, Question]]


def kept(
    session: Session,
    user_id: int,
    course_names: Mapping[str, str],
    sign_names: Mapping[str, str],
    questions: Questions,
) -> tuple[Kept, ...]:
    """Tries, their answers, and what they showed per sign; of what nobody may see any more, only the days.

    Names by key; what is taught no more stands there by its key. `questions` are those of a bank version.
    """
    begin = answers_begin(session, user_id)
    attempts = session.scalars(
        select(Attempt).where(Attempt.user_id == user_id).order_by(Attempt.started_at, Attempt.id)
    ).all()
    shown = {each.id: each for each in attempts if begin is None or each.started_at >= begin}
    return (
        Kept(
            "tries",
            N_("Dina prov"),
            N_("Så att du får ett intyg när du är klar, och frågor som passar när du provar igen."),
            (
                ("course", N_("Kurs")),
                ("try", N_("Försök")),
                ("began", N_("Började")),
                ("finished", N_("Slutade")),
                ("passed", N_("Godkänt")),
                ("right", N_("Antal rätt")),
            ),
            tuple(_try(each, course_names, shown=each.id in shown) for each in attempts),
        ),
        _answers(session, shown, begin, questions),
        _signs(session, shown, sign_names),
    )


def _try(attempt: Attempt, course_names: Mapping[str, str], *, shown: bool) -> tuple[Value, ...]:
    result = (attempt.passed, attempt.right_count) if shown else (None, None)
    name = Content(course_names.get(attempt.course_key, attempt.course_key))
    return (name, attempt.number, attempt.started_at, attempt.finished_at, *result)


def _answers(
    session: Session, attempts: Mapping[int, Attempt], begin: datetime | None, questions: Questions
) -> Kept:
    rows = session.scalars(
        select(Answer).where(Answer.attempt_id.in_(attempts)).order_by(Answer.attempt_id, Answer.position)
    ).all()
    return Kept(
        "answers",
        N_("Dina svar"),
        N_("Så att du kan läsa om dem. Bara du ser dem, och de raderas efter en tid."),
        (
            ("question", N_("Fråga")),
            ("answer", N_("Du svarade")),
            ("sure", N_("Säker")),
            ("answered", N_("När")),
        ),
        tuple(
            _answer(questions(attempts[each.attempt_id].bank_version), each)
            for each in rows
            if begin is None or each.answered_at >= begin
        ),
    )


def _answer(questions: Mapping[str, Question], answer: Answer) -> tuple[Value, ...]:
    question = questions.get(answer.question_key)
    asked = Content(question.ask or question.text) if question else answer.question_key
    return (asked, said(question, answer), answer.sure, answer.answered_at)


def said(question: Question | None, answer: Answer) -> Value:
    """What she answered, in the question's own words; its keys when the question is not known any more."""
    if answer.unsure:
        return Content("Jag är inte säker")
    if question is None:
        return tuple(answer.chosen)
    items = {each.key: each.text for each in question.items}
    targets = dict(question.targets)
    texts = []
    for option in question.options:
        if option.key not in answer.chosen:
            continue
        target = option.key.partition("@")[2]
        texts.append(f"{items[option.item]}: {targets[target]}" if option.item in items else option.text)
    return Content("; ".join(texts))


def _signs(session: Session, attempts: Mapping[int, Attempt], sign_names: Mapping[str, str]) -> Kept:
    rows = session.scalars(
        select(SignResult)
        .where(SignResult.attempt_id.in_(attempts))
        .order_by(SignResult.attempt_id, SignResult.sign_key)
    )
    return Kept(
        "signs",
        N_("Det proven visade för varje tecken"),
        N_("Så att nästa försök frågar om det du missade. Bara du ser det."),
        (
            ("finished", N_("Prov")),
            ("sign", N_("Tecken")),
            ("seen", N_("Sett")),
            ("missed", N_("Missat")),
            ("left_alone", N_("Lämnat i fred")),
            ("false_alarm", N_("Larm i onödan")),
        ),
        tuple(
            (
                attempts[each.attempt_id].finished_at,
                Content(sign_names.get(each.sign_key, each.sign_key)),
                each.seen,
                each.missed,
                each.left_alone,
                each.false_alarm,
            )
            for each in rows
        ),
    )
