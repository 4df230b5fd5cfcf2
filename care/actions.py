"""The nightly duties: close quarters, count months and networks, then delete what has been kept long enough. The caller commits."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
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
    MonthCount,
    NetworkCount,
)
from care.months import month_ends
from care.retention import ANSWERS_KEPT
from certificates.headcounts import headcounts, people_together
from core import brakes, clock
from core.db import Base, insert
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


def nothing() -> None:
    """What is done between two duties of a night that is one transaction."""


def run_night(session: Session, now: datetime, between: Callable[[], object] = nothing) -> Night:
    """Close the quarters that are due, count months and networks, then delete old answers, brakes and kept POSTs.

    `between` is called after each quarter, each month and the networks: with a commit there, nobody who answers by
    night waits for more than one of them. Each is kept once, however often a night begins anew.
    """
    closed = close_due_quarters(session, now, between)
    count_months(session, now, between)
    count_networks(session, now)
    between()
    deleted = delete_old_answers(session, now)
    brakes.sweep(session, now)
    session.execute(delete(PendingPost).where(PendingPost.kept_until <= now))
    session.execute(delete(SpentChallenge).where(SpentChallenge.ends_at <= now))
    return Night(closed=tuple(str(quarter) for quarter in closed), answers_deleted=deleted)


def closed_quarters(session: Session) -> frozenset[str]:
    """The quarters that are closed."""
    return frozenset(session.scalars(select(ClosedQuarter.quarter)))


def close_due_quarters(
    session: Session, now: datetime, between: Callable[[], object] = nothing
) -> list[Quarter]:
    """Close every quarter that is over and has rested, oldest first; `between` as in `run_night`."""
    first = first_quarter(session)
    if first is None:
        return []
    done = closed_quarters(session)
    quarter = first
    closed = []
    while quarter.ends_at + REST <= now:
        if str(quarter) not in done and close_quarter(session, now, quarter):
            between()
            closed.append(quarter)
        quarter = quarter.next()
    return closed


def first_quarter(session: Session) -> Quarter | None:
    """The quarter in which the first try was begun, or the first choice in a scenario was counted."""
    begun = session.scalar(select(func.min(Attempt.started_at)))
    counted = session.scalar(select(func.min(ScenarioCount.quarter)))
    quarters = [quarter_at(begun)] if begun else []
    return min([*quarters, parse_quarter(counted)] if counted else quarters, default=None)


def close_quarter(session: Session, now: datetime, quarter: Quarter) -> bool:
    """Make a quarter's sums final: the open counters become closed rows, with headcounts at its end.

    False when another night, begun beside this one, has closed it. The database moves the rows by itself: as many
    statements for a village as for a country.
    """
    row = {"quarter": str(quarter), "definitions": DEFINITIONS, "closed_at": now}
    claim = insert(session, ClosedQuarter).values(row).on_conflict_do_nothing()
    if session.scalar(claim.returning(ClosedQuarter.quarter)) is None:
        return False
    for source, target in MOVES:
        names = [column.name for column in target.__table__.columns]
        of_quarter = source.__table__.c.quarter == str(quarter)
        in_order = (source.__table__.c[column.name] for column in target.__table__.primary_key)
        rows = select(*(source.__table__.c[name] for name in names)).where(of_quarter).order_by(*in_order)
        session.execute(insert(session, target).from_select(names, rows))
        session.execute(delete(Base.metadata.tables[source.__tablename__]).where(of_quarter))
    last_instant = quarter.ends_at - timedelta(microseconds=1)
    counts = [
        {
            "organisation_id": row.organisation_id,
            "course_key": row.course_key,
            "quarter": str(quarter),
            "members": row.members,
            "begun": row.begun,
            "certified": row.certified,
        }
        for row in headcounts(session, last_instant, quarter.last_day)
    ]
    if counts:
        session.execute(insert(session, ClosedCompletion), counts)
    return True


def count_months(session: Session, now: datetime, between: Callable[[], object] = nothing) -> None:
    """Keep the headcounts at each of the latest twelve month ends that is not kept yet; a month is counted once.

    `between` as in `run_night`.
    """
    ends = month_ends(clock.local_date(now))
    kept = set(session.scalars(select(MonthCount.day).distinct()))
    for day in ends:
        if day not in kept:
            midnight = clock.start_of_day(day + timedelta(days=1))
            counts = [
                {
                    "organisation_id": row.organisation_id,
                    "course_key": row.course_key,
                    "day": day,
                    "members": row.members,
                    "certified": row.certified,
                }
                for row in headcounts(session, midnight, day)
            ]
            if counts:
                session.execute(insert(session, MonthCount).on_conflict_do_nothing(), counts)
            between()
    session.execute(delete(MonthCount).where(MonthCount.day < ends[0]))


def count_networks(session: Session, now: datetime) -> None:
    """Keep how many people of each network are certified in each course today; a day is counted once."""
    today = clock.local_date(now)
    counts = [asdict(each) | {"day": today} for each in people_together(session, now, today)]
    if counts:
        session.execute(insert(session, NetworkCount).on_conflict_do_nothing(), counts)
    session.execute(delete(NetworkCount).where(NetworkCount.day < today))


def delete_old_answers(session: Session, now: datetime) -> int:
    """Delete the answers of tries finished over 90 days ago whose quarter is closed. Returns how many."""
    done = closed_quarters(session)
    if not done:
        return 0
    last_closed = max(parse_quarter(name) for name in done)
    before = min(now - ANSWERS_KEPT, last_closed.ends_at)
    old = select(Attempt.id).where(Attempt.finished_at < before)
    answers = Base.metadata.tables[Answer.__tablename__]
    deleted = session.connection().execute(delete(answers).where(answers.c.attempt_id.in_(old)))
    return deleted.rowcount
