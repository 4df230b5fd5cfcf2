"""Jobs and what they hand back, and the minutes in which somebody was there to do them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH, new_ref


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Base):
    """One piece of work that is too long for a request.

    `key` is a name that stands once, for what must be done exactly once. `starts` counts how often it was begun;
    whoever began it may go on only while the number is hers. `problem` is a key, `case` the number in the log.
    `arguments` are emptied when the job ends: they may hold what people sent.
    """

    __tablename__ = "job"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    kind: Mapped[str] = mapped_column(String(40))
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    back_url: Mapped[str | None] = mapped_column(String(300))
    state: Mapped[JobState] = mapped_column(String(8), default=JobState.WAITING)
    starts: Mapped[int] = mapped_column(default=0)
    steps_done: Mapped[int] = mapped_column(default=0)
    steps_total: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(40))
    case: Mapped[str | None] = mapped_column(String(8))
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        Index("ix_job_state", "state"),
        Index("ix_job_asked_by", "asked_by"),
    )


class JobFile(Base):
    """What a job made to be fetched, for a day."""

    __tablename__ = "job_file"
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Heartbeat(Base):
    """A minute (UTC) in which the job process was there."""

    __tablename__ = "heartbeat"
    minute: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
