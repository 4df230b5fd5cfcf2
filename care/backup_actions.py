"""What a copy that was put back is looked at for: whether its pepper is ours, and its sums what the tries say."""

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.login_actions import opened
from accounts.models import AuditSeal, StaffLogin
from accounts.seal_actions import chain_of
from care.actions import closed_quarters
from core.db import Base
from quiz.rebuild import COUNTERS, rebuild_counters


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
