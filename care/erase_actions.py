"""Erasing a person from all rooms, in one transaction that the caller commits. Done twice it is done once."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

import accounts.erase_actions
import certificates.erase_actions
import courses.erase_actions
import organisations.erase_actions
import quiz.erase_actions
from accounts.models import Erasure, User
from care import merge_actions
from care.actions import closed_quarters
from care.reminder_models import CalendarFeed, Digest, MailAddress, Reminder
from core import job_actions
from organisations.own_queries import workplaces_now


def erase(
    session: Session, now: datetime, user_id: int, *, pepper: str, browser_digest: str | None = None
) -> bool:
    """Delete everything about a person. Returns False when that is done already.

    What stays: closed sums, the log without names, keyed digests of certificates and of her old ref.
    """
    user = accounts.erase_actions.still_there(session, user_id)
    if user is None:
        return False
    workplaces = workplaces_now(session, user_id)
    certificates.erase_actions.erase(session, now, user_id, pepper=pepper, workplaces=workplaces)
    delete_rows(session, user_id, closed_quarters(session))
    merge_actions.erase(session, now, user_id)
    accounts.erase_actions.erase_account(session, now, user, pepper=pepper, browser_digest=browser_digest)
    return True


def delete_rows(session: Session, user_id: int, closed: Collection[str]) -> None:
    """Delete messages, and what the rooms between accounts and certificates keep about a person."""
    delete_messages(session, user_id)  # a message points to the try it is about
    quiz.erase_actions.erase(session, user_id, closed)
    courses.erase_actions.erase(session, user_id)
    organisations.erase_actions.erase(session, user_id)
    job_actions.erase(session, user_id)


def delete_messages(session: Session, user_id: int) -> None:
    """Delete everything about messages to a person."""
    for table in (Reminder, Digest, MailAddress, CalendarFeed):
        session.execute(delete(table).where(table.user_id == user_id))


def replay(session: Session, now: datetime, digests: Iterable[str], *, pepper: str) -> int:
    """Erase everybody whose erasure the digests note and who is back, as after a restored backup. Returns how many."""
    back = accounts.erase_actions.restored(session, digests, pepper)
    return sum(erase(session, now, user_id, pepper=pepper) for user_id in back)


def sweep_erased(session: Session, now: datetime, *, pepper: str, since: datetime) -> None:
    """Delete what another screen of a person wrote in the very moment she was erased, on her empty row."""
    closed = closed_quarters(session)
    for user_id in session.scalars(select(User.id).where(User.erased_at >= since).order_by(User.id)).all():
        certificates.erase_actions.erase(session, now, user_id, pepper=pepper, workplaces=())
        delete_rows(session, user_id, closed)
        accounts.erase_actions.delete_rows(session, user_id)
    accounts.erase_actions.forget_browsers(session, now)


def noted(session: Session) -> list[str]:
    """The digests of everybody who was erased."""
    return list(session.scalars(select(Erasure.ref_digest).order_by(Erasure.ref_digest)))
