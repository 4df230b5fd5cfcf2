"""Two accounts of one person become one: what this room does. The caller commits, all rooms at once."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.ledger import Ledger, table_of
from quiz.merge_rules import Try, numbered
from quiz.models import Answer, Attempt

ATTEMPT = table_of(Attempt)
# Numbers that no try has: where tries wait while others take their places.
PARKED = -1_000_000


def merge(ledger: Ledger, source: int, target: int) -> None:
    """Number the tries of both accounts as one person's, in each course that both have tried."""
    tries = tries_of(ledger.session, (source, target))
    for course_key in sorted({key for key, _ in tries}):
        mine, others = tries.get((course_key, target), ()), tries.get((course_key, source), ())
        if not mine or not others:
            continue
        new = numbered(
            Try(each.id, each.number, each.started_at, each.finished_at, answered, each.user_id == target)
            for each, answered in (*mine, *others)
        )
        for try_id in new:
            ledger.change(ATTEMPT, ATTEMPT.c.id == try_id, user_id=target, number=PARKED - try_id)
        for try_id, number in new.items():
            ledger.change(ATTEMPT, ATTEMPT.c.id == try_id, number=number)


def tries_of(session: Session, people: Collection[int]) -> dict[tuple[str, int], list[tuple[Attempt, int]]]:
    """The tries of people with how many questions are answered, by course and person. One query."""
    answered = (
        select(func.count(Answer.position)).where(Answer.attempt_id == Attempt.id).correlate(Attempt)
    ).scalar_subquery()
    found: dict[tuple[str, int], list[tuple[Attempt, int]]] = {}
    rows = session.execute(select(Attempt, answered).where(Attempt.user_id.in_(people)).order_by(Attempt.id))
    for each, number in rows:
        found.setdefault((each.course_key, each.user_id), []).append((each, number))
    return found


def places_of(session: Session, people: Collection[int]) -> frozenset[int]:
    """The organisations in whose sums the tries of people are."""
    return frozenset(session.scalars(select(Attempt.organisation_id).where(Attempt.user_id.in_(people))))
