"""Erasing a person: what this room does. The caller commits, all rooms at once."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quiz.models import Answer, Attempt, SignResult
from quiz.rebuild import rebuild_counters


def erase(session: Session, user_id: int, closed: Collection[str]) -> None:
    """Delete her tries with answers and results, and take them out of the sums that are still open.

    Closed quarters ("2026-3") name nobody and stay as they are.
    """
    mine = select(Attempt.id, Attempt.organisation_id).where(Attempt.user_id == user_id)
    rows = session.execute(mine.order_by(Attempt.id).with_for_update()).all()
    ids = [attempt_id for attempt_id, _ in rows]
    for table in (Answer, SignResult):
        session.execute(delete(table).where(table.attempt_id.in_(ids)))
    session.execute(delete(Attempt).where(Attempt.id.in_(ids)))
    places = {organisation_id for _, organisation_id in rows}
    if places:
        rebuild_counters(session, closed, places)
