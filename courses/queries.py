"""Reading what a person has begun and read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.models import Enrolment, ScreenRead

ScreenId = tuple[str, str]


def screens_read(session: Session, user_id: int) -> dict[ScreenId, datetime]:
    """Every screen the person has read, (lesson key, screen key) to the instant of the first time."""
    rows = session.execute(
        select(ScreenRead.lesson_key, ScreenRead.screen_key, ScreenRead.read_at).where(
            ScreenRead.user_id == user_id
        )
    )
    return {(lesson, screen): read_at for lesson, screen, read_at in rows}


def is_read(session: Session, user_id: int, screen: ScreenId) -> bool:
    """Whether the person has read the screen."""
    return session.get(ScreenRead, (user_id, *screen)) is not None


def has_begun(session: Session, user_id: int, course_key: str) -> bool:
    """Whether the person has begun the course."""
    return session.get(Enrolment, (user_id, course_key)) is not None
