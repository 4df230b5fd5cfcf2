"""Erasing a person: what this room does. The caller commits, all rooms at once."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from courses.models import Enrolment, ScenarioChoice, ScreenRead


def erase(session: Session, user_id: int) -> None:
    """Delete what she has begun, read and chosen. Sums of first choices name nobody and stay."""
    for table in (Enrolment, ScreenRead, ScenarioChoice):
        session.execute(delete(table).where(table.user_id == user_id))
