"""Taking an exam: start, answer, finish. Each may be asked twice and happens once. The view commits."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.db import insert
from core.errors import NotAllowedNow
from quiz import counters, snapshots
from quiz.before import BEFORE, BEFORE_RULES, draw_before
from quiz.drawing import draw
from quiz.grading import UNSURE, Result, grade
from quiz.grading import Answer as Chosen
from quiz.models import Answer, Attempt, SignResult
from quiz.queries import (
    answers_of,
    before_attempt,
    count_answers,
    ever_tried,
    finished_attempts,
    finished_tries,
    open_attempt,
    previous_tries,
)
from quiz.questions import Question
from quiz.rules import ExamRules, next_try_at

# What happens in the very transaction that passes an exam; app.py hands it in.
OnPass = Callable[[Session, datetime, Attempt], object]


def start(
    session: Session,
    now: datetime,
    *,
    user_id: int,
    organisation_id: int,
    course_key: str,
    pool: Sequence[Question],
    signs: Sequence[str],
    rules: ExamRules,
    bank_version: str,
    seed: str | None = None,
) -> Attempt:
    """The person's open try, or a new one. Bank version, seed, rules and questions are pinned here.

    The seed is drawn at random; only invented people get one that is known (32 hex digits). Raises NotAllowedNow while the pause after a failed try lasts.
    """
    running = open_attempt(session, user_id, course_key)
    if running is not None:
        return running
    earlier = finished_attempts(session, user_id, course_key)
    opens = next_try_at(rules, finished_tries(earlier))
    if opens is not None and opens > now:
        raise NotAllowedNow
    seed = seed or secrets.token_hex(16)
    drawn = draw(pool, signs, rules, seed, previous_tries(session, earlier))
    pinned = Pinned(user_id, organisation_id, course_key, len(earlier) + 1, seed, rules, drawn)
    store(session, now, pinned, pool, bank_version)
    winner = open_attempt(session, user_id, course_key)
    if winner is None:
        raise NotAllowedNow  # another device has started and finished one in between
    return winner


def start_before(
    session: Session,
    now: datetime,
    *,
    user_id: int,
    organisation_id: int,
    course_key: str,
    pool: Sequence[Question],
    bank_version: str,
    seed: str | None = None,
) -> Attempt:
    """The person's questions before the first lesson: those she has, or new ones. Asked once a course.

    The seed as in `start`.

    Raises NotAllowedNow when the pool has none to ask, or the exam has been tried.
    """
    if ever_tried(session, user_id, course_key):
        raise NotAllowedNow
    seed = seed or secrets.token_hex(16)
    drawn = draw_before(pool, seed)
    if not drawn:
        raise NotAllowedNow
    pinned = Pinned(user_id, organisation_id, course_key, BEFORE, seed, BEFORE_RULES, drawn)
    store(session, now, pinned, pool, bank_version)
    found = before_attempt(session, user_id, course_key)
    if found is None:
        raise NotAllowedNow
    return found


@dataclass(frozen=True, slots=True)
class Pinned:
    """Whose try it is, and what it keeps however content and rules change."""

    user_id: int
    organisation_id: int
    course_key: str
    number: int
    seed: str
    rules: ExamRules
    drawn: tuple[str, ...]


def store(
    session: Session, now: datetime, pinned: Pinned, pool: Sequence[Question], bank_version: str
) -> None:
    """Insert the try with its questions, unless another device has done so first."""
    version = snapshots.version_of(bank_version, pinned.course_key)
    snapshots.store(session, now, version, {question.key: question for question in pool})
    session.execute(
        insert(session, Attempt)
        .values(
            user_id=pinned.user_id,
            organisation_id=pinned.organisation_id,
            course_key=pinned.course_key,
            number=pinned.number,
            seed=pinned.seed,
            bank_version=version,
            rules=pinned.rules.to_json(),
            drawn=list(pinned.drawn),
            started_at=now,
        )
        .on_conflict_do_nothing()
    )


def questions_of(session: Session, attempt: Attempt) -> tuple[Question, ...]:
    """The questions of a try as they were when it started, in order."""
    bank = snapshots.load(session, attempt.bank_version)
    return tuple(bank[key] for key in attempt.drawn)


def answer(
    session: Session,
    now: datetime,
    attempt: Attempt,
    position: int,
    chosen: Chosen,
    on_pass: OnPass,
    *,
    sure: bool | None = None,
) -> None:
    """Store the answer to the question at a position (from 1); the last one finishes the try.

    `sure` is what the person said of a question that asks it; nothing is kept of other questions, nor
    beside "Jag är inte säker". An answer is final: a second one changes nothing. Raises NotAllowedNow when an earlier question is
    unanswered, ValueError for options the question does not have.
    """
    answered = count_answers(session, attempt.id)
    if position <= answered or attempt.finished_at is not None:
        return
    too_late = attempt.number == BEFORE and ever_tried(session, attempt.user_id, attempt.course_key)
    if position != answered + 1 or too_late:
        raise NotAllowedNow
    question = questions_of(session, attempt)[position - 1]
    keys = frozenset[str]() if chosen is UNSURE else chosen
    if not keys <= {option.key for option in question.options}:
        raise ValueError("option of another question")
    session.execute(
        insert(session, Answer).on_conflict_do_nothing(),
        {
            "attempt_id": attempt.id,
            "position": position,
            "question_key": question.key,
            "chosen": sorted(keys),
            "unsure": chosen is UNSURE,
            "sure": sure if question.confidence and chosen is not UNSURE else None,
            "answered_at": now,
        },
    )
    if position == len(attempt.drawn):
        finish(session, now, attempt, on_pass)


def finish(session: Session, now: datetime, attempt: Attempt, on_pass: OnPass) -> None:
    """Grade a fully answered try, once: result, sums and, when passed, the certificate in one commit."""
    questions = questions_of(session, attempt)
    answers = answers_of(session, attempt.id)
    if len(answers) < len(questions):
        raise NotAllowedNow
    given = given_answers(answers)
    result = grade(questions, given, ExamRules.from_json(attempt.rules), sure_questions(answers))
    won = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.finished_at.is_(None))
        .values(
            finished_at=now,
            passed=result.passed and attempt.number != BEFORE,
            right_count=result.right_count,
            outcome=outcome(result),
        )
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    ).first()
    if won is None:
        return
    session.refresh(attempt)
    if attempt.number == BEFORE:
        return  # counted with the first try
    session.add_all(sign_results(attempt.id, result))
    session.flush()
    counters.count_attempt(session, attempt, questions, given, result)
    if result.passed:
        on_pass(session, now, attempt)


def given_answers(answers: Sequence[Answer]) -> dict[str, Chosen]:
    """Stored answers in the form that grading takes, by question key."""
    return {each.question_key: chosen_of(each) for each in answers}


def chosen_of(stored: Answer) -> Chosen:
    """One stored answer in the form that grading takes."""
    return UNSURE if stored.unsure else frozenset(stored.chosen)


def sure_questions(answers: Sequence[Answer]) -> frozenset[str]:
    """The keys of the questions answered with "Säker"."""
    return frozenset(each.question_key for each in answers if each.sure)


def outcome(result: Result) -> Mapping[str, object]:
    """What the result page tells beyond the sums: why it was not enough, and where."""
    return {
        "reasons": list(result.reasons),
        "dangerous": list(result.dangerous_questions),
        "false_alarms": list(result.false_alarm_questions),
        "sure_wrong": list(result.sure_wrong_questions),
    }


def sign_results(attempt_id: int, result: Result) -> list[SignResult]:
    """One row per sign of a finished try."""
    return [
        SignResult(
            attempt_id=attempt_id,
            sign_key=tally.sign,
            seen=tally.seen,
            missed=tally.missed,
            left_alone=tally.left_alone,
            false_alarm=tally.false_alarm,
            sure=tally.sure,
            sure_wrong=tally.sure_wrong,
            trap=tally.sign in result.trap_signs,
        )
        for tally in result.signs.values()
    ]
