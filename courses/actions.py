"""Noting what a person reads. Twice is once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from core.db import insert
from courses.models import Enrolment, ScreenRead
from courses.queries import ScreenId


def begin(session: Session, now: datetime, user_id: int, course_key: str) -> None:
    """Note that a person has begun a course."""
    session.execute(
        insert(session, Enrolment)
        .values(user_id=user_id, course_key=course_key, started_at=now)
        .on_conflict_do_nothing()
    )


def mark_read(
    session: Session,
    now: datetime,
    user_id: int,
    course_key: str,
    screens: Iterable[ScreenId],
    lesson_version: str,
) -> None:
    """Note screens as read and the course as begun."""
    begin(session, now, user_id, course_key)
    for lesson_key, screen_key in screens:
        session.execute(
            insert(session, ScreenRead)
            .values(
                user_id=user_id,
                lesson_key=lesson_key,
                screen_key=screen_key,
                lesson_version=lesson_version,
                read_at=now,
            )
            .on_conflict_do_nothing()
        )
