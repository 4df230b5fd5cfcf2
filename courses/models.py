"""What a person has begun and read."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class Enrolment(Base):
    """A person has begun a course."""

    __tablename__ = "enrolment"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ScreenRead(Base):
    """A person has had a screen of a lesson before her. Lessons shared by courses count in each."""

    __tablename__ = "screen_read"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    lesson_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    screen_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    lesson_version: Mapped[str] = mapped_column(String(20))
    read_at: Mapped[datetime] = mapped_column(UtcDateTime)
