"""The nightly duties: close quarters, then delete what has been kept long enough. The caller commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from accounts.models import PendingPost, SpentChallenge
from care.models import (
    ClosedCompletion,
    ClosedGain,
    ClosedItem,
    ClosedOption,
    ClosedQuarter,
    ClosedScenario,
    ClosedSign,
)
from care.retention import ANSWERS_KEPT
from certificates.headcounts import headcounts
from core import brakes
from core.db import Base
from core.quarters import Quarter, parse_quarter, quarter_at
from courses.models import ScenarioCount
from quiz.models import Answer, Attempt, GainCount, ItemCount, OptionCount, SignCount

DEFINITIONS = "1"
# A try that began before midnight may be stored after it: a quarter rests a day before it is closed.
REST = timedelta(days=1)
MOVES: tuple[tuple[type[Base], type[Base]], ...] = (
    (SignCount, ClosedSign),
    (GainCount, ClosedGain),
    (ItemCount, ClosedItem),
    (OptionCount, ClosedOption),
    (ScenarioCount, ClosedScenario),
)


@dataclass(frozen=True, slots=True)
class Night:
    """What a night's run did."""

    closed: tuple[str, ...]
    answers_deleted: int


def run_night(session: Session, now: datetime) -> Night:
    """Close the quarters that are due, then delete old answers, brakes and kept POSTs."""
    closed = close_due_quarters(session, now)
    deleted = delete_old_answers(session, now)
    brakes.sweep(session, now)
    session.execute(delete(PendingPost).where(PendingPost.kept_until <= now))
    session.execute(delete(SpentChallenge).where(SpentChallenge.ends_at <= now))
    return Night(closed=tuple(str(quarter) for quarter in closed), answers_deleted=deleted)


def closed_quarters(session: Session) -> frozenset[str]:
    """The quarters that are closed."""
    return frozenset(session.scalars(select(ClosedQuarter.quarter)))


def close_due_quarters(session: Session, now: datetime) -> list[Quarter]:
    """Close every quarter that is over and has rested, oldest first."""
    first = first_quarter(session)
    if first is None:
        return []
    done = closed_quarters(session)
    quarter = first
    closed = []
    while quarter.ends_at + REST <= now:
        if str(quarter) not in done:
            close_quarter(session, now, quarter)
            closed.append(quarter)
        quarter = quarter.next()
    return closed


def first_quarter(session: Session) -> Quarter | None:
    """The quarter in which the first try was begun, or the first choice in a scenario was counted."""
    begun = session.scalar(select(func.min(Attempt.started_at)))
    counted = session.scalar(select(func.min(ScenarioCount.quarter)))
    quarters = [quarter_at(begun)] if begun else []
    return min([*quarters, parse_quarter(counted)] if counted else quarters, default=None)


def close_quarter(session: Session, now: datetime, quarter: Quarter) -> None:
    """Make a quarter's sums final: the open counters become closed rows, with headcounts at its end."""
    session.add(ClosedQuarter(quarter=str(quarter), definitions=DEFINITIONS, closed_at=now))
    session.flush()
    for source, target in MOVES:
        names = [column.name for column in target.__table__.columns]
        rows = select(*(source.__table__.c[name] for name in names)).where(
            source.__table__.c.quarter == str(quarter)
        )
        session.execute(insert(target).from_select(names, rows))
        session.execute(delete(source).where(source.__table__.c.quarter == str(quarter)))
    last_instant = quarter.ends_at - timedelta(microseconds=1)
    session.add_all(
        ClosedCompletion(
            organisation_id=row.organisation_id,
            course_key=row.course_key,
            quarter=str(quarter),
            members=row.members,
            begun=row.begun,
            certified=row.certified,
        )
        for row in headcounts(session, last_instant, quarter.last_day)
    )
    session.flush()


def delete_old_answers(session: Session, now: datetime) -> int:
    """Delete the answers of tries finished over 90 days ago whose quarter is closed. Returns how many."""
    done = closed_quarters(session)
    if not done:
        return 0
    last_closed = max(parse_quarter(name) for name in done)
    before = min(now - ANSWERS_KEPT, last_closed.ends_at)
    old = select(Attempt.id).where(Attempt.finished_at < before)
    return len(
        session.execute(delete(Answer).where(Answer.attempt_id.in_(old)).returning(Answer.attempt_id)).all()
    )
