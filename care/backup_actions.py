"""When the database was last copied, noted in itself; and whether its sums are what the tries say."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from care.actions import closed_quarters
from core.db import Base, Meta, insert
from quiz.rebuild import COUNTERS, rebuild_counters

LAST_BACKUP = "last_backup"
# Two nights without a copy are a fault, one may be a restart.
LATE_AFTER = timedelta(days=2)


def last_backup(session: Session) -> datetime | None:
    """When the newest whole copy was made by `flask backup`, in UTC."""
    found = session.get(Meta, LAST_BACKUP)
    return datetime.fromisoformat(found.value) if found else None


def is_late(last: datetime | None, now: datetime) -> bool:
    """Whether there is no copy of the last two days."""
    return last is None or now - last > LATE_AFTER


def remember_backup(session: Session, now: datetime) -> None:
    """Note that a whole copy was made. The caller commits."""
    statement = insert(session, Meta).values(key=LAST_BACKUP, value=now.isoformat())
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": now.isoformat()}))


def mend_counters(session: Session) -> bool:
    """Make the open sums again from the tries. Returns whether they were others before. The caller commits."""
    before = [_rows(session, table) for table in COUNTERS]
    rebuild_counters(session, closed_quarters(session))
    session.flush()
    return before != [_rows(session, table) for table in COUNTERS]


def _rows(session: Session, table: type[Base]) -> set[tuple[object, ...]]:
    return {tuple(row) for row in session.execute(select(*table.__table__.columns))}
