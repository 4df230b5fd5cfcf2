"""Taking an exam: start, answer, finish. Each may be asked twice and happens once. The view commits."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.db import insert
from core.errors import NotAllowedNow
from quiz import counters, snapshots
from quiz.drawing import draw
from quiz.grading import UNSURE, Result, grade
from quiz.grading import Answer as Chosen
from quiz.models import Answer, Attempt, SignResult
from quiz.queries import (
    answers_of,
    count_answers,
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
) -> Attempt:
    """The person's open try, or a new one. Bank version, seed, rules and questions are pinned here.

    Raises NotAllowedNow while the pause after a failed try lasts.
    """
    running = open_attempt(session, user_id, course_key)
    if running is not None:
        return running
    earlier = finished_attempts(session, user_id, course_key)
    opens = next_try_at(rules, finished_tries(earlier))
    if opens is not None and opens > now:
        raise NotAllowedNow
    seed = secrets.token_hex(16)
    drawn = draw(pool, signs, rules, seed, previous_tries(session, earlier))
    by_key = {question.key: question for question in pool}
    version = snapshots.version_of(bank_version, course_key)
    snapshots.store(session, now, version, by_key)
    session.execute(
        insert(session, Attempt)
        .values(
            user_id=user_id,
            organisation_id=organisation_id,
            course_key=course_key,
            number=len(earlier) + 1,
            seed=seed,
            bank_version=version,
            rules=rules.to_json(),
            drawn=list(drawn),
            started_at=now,
        )
        .on_conflict_do_nothing()
    )
    winner = open_attempt(session, user_id, course_key)
    if winner is None:
        raise NotAllowedNow  # another device has started and finished one in between
    return winner


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
) -> None:
    """Store the answer to the question at a position (from 1); the last one finishes the try.

    An answer is final: a second one changes nothing. Raises NotAllowedNow when an earlier question is
    unanswered, ValueError for options the question does not have.
    """
    answered = count_answers(session, attempt.id)
    if position <= answered or attempt.finished_at is not None:
        return
    if position != answered + 1:
        raise NotAllowedNow
    question = questions_of(session, attempt)[position - 1]
    keys = frozenset[str]() if chosen is UNSURE else chosen
    if not keys <= {option.key for option in question.options}:
        raise ValueError("option of another question")
    session.execute(
        insert(session, Answer)
        .values(
            attempt_id=attempt.id,
            position=position,
            question_key=question.key,
            chosen=sorted(keys),
            unsure=chosen is UNSURE,
            answered_at=now,
        )
        .on_conflict_do_nothing()
    )
    if position == len(attempt.drawn):
        finish(session, now, attempt, on_pass)


def finish(session: Session, now: datetime, attempt: Attempt, on_pass: OnPass) -> None:
    """Grade a fully answered try, once: result, sums and, when passed, the certificate in one commit."""
    questions = questions_of(session, attempt)
    given = given_answers(answers_of(session, attempt.id))
    if len(given) < len(questions):
        raise NotAllowedNow
    result = grade(questions, given, ExamRules.from_json(attempt.rules))
    won = session.execute(
        update(Attempt)
        .where(Attempt.id == attempt.id, Attempt.finished_at.is_(None))
        .values(
            finished_at=now,
            passed=result.passed,
            right_count=result.right_count,
            outcome=outcome(result),
        )
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    ).first()
    if won is None:
        return
    session.refresh(attempt)
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


def outcome(result: Result) -> Mapping[str, object]:
    """What the result page tells beyond the sums: why it was not enough, and where."""
    return {
        "reasons": list(result.reasons),
        "dangerous": list(result.dangerous_questions),
        "false_alarms": list(result.false_alarm_questions),
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
            trap=tally.sign in result.trap_signs,
        )
        for tally in result.signs.values()
    ]
