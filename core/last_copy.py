"""When the database was last copied, noted in itself: one rule for the doctor, the log and the coordinator."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from core.db import Meta, insert

LAST_BACKUP = "last_backup"
# A night's copy may be some hours late; a night without one is a fault.
LATE_AFTER = timedelta(hours=36)


def last_backup(session: Session) -> datetime | None:
    """When the newest whole copy was made by `flask backup`, in UTC."""
    found = session.get(Meta, LAST_BACKUP)
    return datetime.fromisoformat(found.value) if found else None


def is_late(last: datetime | None, now: datetime) -> bool:
    """Whether there is no copy of the last 36 hours."""
    return last is None or now - last > LATE_AFTER


def remember_backup(session: Session, now: datetime) -> None:
    """Note that a whole copy was made. The caller commits."""
    statement = insert(session, Meta).values(key=LAST_BACKUP, value=now.isoformat())
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": now.isoformat()}))
