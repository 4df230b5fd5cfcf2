"""Reading tries and answers."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from quiz.before import BEFORE
from quiz.drawing import PreviousTry
from quiz.models import Answer, Attempt, SignResult
from quiz.rules import FinishedTry

# Every question and every answer asks these: built once, as the sign-in's statement.
OWN_ATTEMPT = select(Attempt).where(
    Attempt.ref == bindparam("ref"),
    Attempt.user_id == bindparam("user_id"),
    Attempt.course_key == bindparam("course_key"),
)
ANSWERED = select(func.count()).where(Answer.attempt_id == bindparam("attempt_id"))


def open_attempt(session: Session, user_id: int, course_key: str) -> Attempt | None:
    """The person's running try at a course's exam."""
    return session.scalar(
        select(Attempt).where(
            Attempt.user_id == user_id,
            Attempt.course_key == course_key,
            Attempt.number > BEFORE,
            Attempt.finished_at.is_(None),
        )
    )


def before_attempt(session: Session, user_id: int, course_key: str) -> Attempt | None:
    """The person's questions before the first lesson of a course."""
    return session.scalar(
        select(Attempt).where(
            Attempt.user_id == user_id, Attempt.course_key == course_key, Attempt.number == BEFORE
        )
    )


def ever_tried(session: Session, user_id: int, course_key: str) -> bool:
    """Whether the person has ever started a try at the course's exam."""
    return (
        session.scalar(
            select(Attempt.id)
            .where(Attempt.user_id == user_id, Attempt.course_key == course_key, Attempt.number > BEFORE)
            .limit(1)
        )
        is not None
    )


def attempt_of(session: Session, user_id: int, course_key: str, ref: str) -> Attempt | None:
    """The try of a ref if it is the person's own at this course; else None, as if it did not exist."""
    return session.scalar(OWN_ATTEMPT, {"ref": ref, "user_id": user_id, "course_key": course_key})


def answers_of(session: Session, attempt_id: int) -> Sequence[Answer]:
    """The answers of a try, in order."""
    return session.scalars(
        select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.position)
    ).all()


def count_answers(session: Session, attempt_id: int) -> int:
    """How many questions of a try are answered."""
    return session.scalar(ANSWERED, {"attempt_id": attempt_id}) or 0


def sign_results(session: Session, attempt_id: int) -> Sequence[SignResult]:
    """What a finished try showed, per sign."""
    return session.scalars(
        select(SignResult).where(SignResult.attempt_id == attempt_id).order_by(SignResult.sign_key)
    ).all()


def finished_attempts(session: Session, user_id: int, course_key: str) -> Sequence[Attempt]:
    """The person's finished tries at a course's exam, oldest first."""
    return session.scalars(
        select(Attempt)
        .where(
            Attempt.user_id == user_id,
            Attempt.course_key == course_key,
            Attempt.number > BEFORE,
            Attempt.finished_at.is_not(None),
        )
        .order_by(Attempt.number)
    ).all()


def finished_tries(attempts: Sequence[Attempt]) -> list[FinishedTry]:
    """When the tries ended and whether they passed, for the cool-down."""
    return [
        FinishedTry(each.finished_at, bool(each.passed)) for each in attempts if each.finished_at is not None
    ]


def previous_tries(session: Session, attempts: Sequence[Attempt]) -> list[PreviousTry]:
    """What earlier tries asked and which signs went wrong, since the last pass, for drawing the next."""
    since_pass = list(attempts)
    for index, each in enumerate(attempts):
        if each.passed:
            since_pass = list(attempts[index + 1 :])
    results: dict[int, list[SignResult]] = {}
    rows = session.scalars(
        select(SignResult).where(SignResult.attempt_id.in_([each.id for each in since_pass]))
    )
    for row in rows:
        results.setdefault(row.attempt_id, []).append(row)
    return [
        PreviousTry(
            questions=tuple(each.drawn),
            missed=frozenset(row.sign_key for row in results.get(each.id, []) if row.missed),
            false_alarms=frozenset(row.sign_key for row in results.get(each.id, []) if row.false_alarm),
        )
        for each in since_pass
    ]


def has_passed(session: Session, user_id: int, course_key: str) -> bool:
    """Whether the person has ever passed the course's exam."""
    return (
        session.scalar(
            select(Attempt.id)
            .where(Attempt.user_id == user_id, Attempt.course_key == course_key, Attempt.passed.is_(True))
            .limit(1)
        )
        is not None
    )
