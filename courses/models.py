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


class ScenarioChoice(Base):
    """The latest thought a person chose in a scene. Hers alone: nobody else's page reads this table."""

    __tablename__ = "scenario_choice"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    scenario_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    scene_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    option_key: Mapped[str] = mapped_column(String(60))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ScenarioSums:
    """How many people chose a thought first, per organisation, course and quarter ("2026-4")."""

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(6), primary_key=True)
    scenario_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    scene_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    option_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    chosen: Mapped[int]


class ScenarioCount(ScenarioSums, Base):
    """Open counter of first choices."""

    __tablename__ = "scenario_count"


class LessonVote(Base):
    """Answers to "Fick du hjälp av informationen på sidan?": yes and no per lesson and version. No person, no text."""

    __tablename__ = "lesson_vote"
    lesson_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    lesson_version: Mapped[str] = mapped_column(String(20), primary_key=True)
    helped: Mapped[int]
    not_helped: Mapped[int]
