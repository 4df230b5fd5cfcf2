"""What must be true of the rows, whatever happened: looked at after a restore, by `flask doctor` and by the tests.

The database's own rules (keys, unique indexes, conditions) are not said again here; these go across tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from accounts.models import ReturnCard, StaffLogin, User
from accounts.rules import ERASED_NAME
from care.models import ClosedQuarter
from certificates.models import Certificate
from core.db import Base
from quiz.models import Answer, Attempt, GainCount, ItemCount, OptionCount, SignCount, SignResult

COUNTERS = (SignCount, GainCount, ItemCount, OptionCount)
CLOSED = select(ClosedQuarter.quarter)


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence that must be true, and the count of rows that break it."""

    says: str
    faults: Sequence[Select[int]]


def _number(table: type[Base], *where: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(table).where(*where)


_answers = (
    select(func.count())
    .select_from(Answer)
    .where(Answer.attempt_id == Attempt.id)
    .correlate(Attempt)
    .scalar_subquery()
)
_drawn = func.json_array_length(Attempt.drawn)
_passed = and_(
    Attempt.id == Certificate.attempt_id,
    Attempt.passed.is_(True),
    Attempt.user_id == Certificate.user_id,
    Attempt.course_key == Certificate.course_key,
)
_has = (
    select(Certificate.id).where(Certificate.user_id == User.id).exists(),
    select(StaffLogin.user_id).where(StaffLogin.user_id == User.id).exists(),
    select(ReturnCard.id).where(ReturnCard.user_id == User.id).exists(),
)

FACTS = (
    Fact(
        "every certificate has a passed try of the same person and course",
        [_number(Certificate, ~select(Attempt.id).where(_passed).exists())],
    ),
    Fact(
        "a finished try has an answer to each of its questions, or none any more",
        [_number(Attempt, Attempt.finished_at.is_not(None), _answers.not_in((0, _drawn)))],
    ),
    Fact(
        "whoever has answered the last question has a result",
        [_number(Attempt, Attempt.finished_at.is_(None), _answers >= _drawn)],
    ),
    Fact(
        "only finished tries have shown something for a sign",
        [_number(SignResult, SignResult.attempt_id == Attempt.id, Attempt.finished_at.is_(None))],
    ),
    Fact("a closed quarter has no open sums", [_number(each, each.quarter.in_(CLOSED)) for each in COUNTERS]),
    Fact(
        "who is erased has no name, card, login or certificate",
        [_number(User, User.erased_at.is_not(None), or_(User.name != ERASED_NAME, *_has))],
    ),
)


def broken_facts(session: Session) -> list[str]:
    """A sentence with a number for each fact that does not hold; an empty list when all do."""
    found = []
    for fact in FACTS:
        count = sum(session.scalar(each) or 0 for each in fact.faults)
        if count:
            found.append(f"it does not hold that {fact.says}: {count} rows")
    return found
