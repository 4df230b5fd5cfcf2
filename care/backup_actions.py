"""When the database was last copied, noted in itself; whether its pepper is ours, and its sums what the tries say."""

from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.login_actions import opened
from accounts.models import AuditSeal, StaffLogin
from accounts.seal_actions import chain_of
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


def pepper_fits(session: Session, pepper: str) -> bool | None:
    """Whether this pepper is the one the database was filled under; None when nothing in it can tell."""
    first = session.scalar(select(AuditSeal).order_by(AuditSeal.last_id).limit(1))
    if first is not None:
        return first.chain == chain_of(None, first, pepper)
    sealed = session.scalar(select(StaffLogin.totp_secret).limit(1))
    if sealed is None:
        return None
    try:
        opened(sealed, pepper)
    except InvalidToken:
        return False
    return True


def mend_counters(session: Session) -> bool:
    """Make the open sums again from the tries. Returns whether they were others before. The caller commits."""
    before = [_rows(session, table) for table in COUNTERS]
    rebuild_counters(session, closed_quarters(session))
    session.flush()
    return before != [_rows(session, table) for table in COUNTERS]


def _rows(session: Session, table: type[Base]) -> set[tuple[object, ...]]:
    return {tuple(row) for row in session.execute(select(*table.__table__.columns))}
