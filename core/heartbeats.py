"""That the job process is there: one row a minute."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import insert
from core.job_models import Heartbeat

# A heartbeat may be late by a restart or a busy database; after this long nobody is there.
MISSED_AFTER = timedelta(minutes=3)


def beat(session: Session, now: datetime) -> None:
    """Note this minute (UTC). Twice in a minute is once; the caller commits."""
    minute = now.replace(second=0, microsecond=0)
    session.execute(insert(session, Heartbeat).values(minute=minute).on_conflict_do_nothing())


def last_beat(session: Session) -> datetime | None:
    """The last minute in which the job process was there, in UTC."""
    return session.scalar(select(func.max(Heartbeat.minute)))


def somebody_works(session: Session, now: datetime) -> bool:
    """Whether the job process was there within the last three minutes."""
    last = last_beat(session)
    return last is not None and now - last <= MISSED_AFTER
