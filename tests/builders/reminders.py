"""Reminders for the tests: somebody with an address, a calendar and messages."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from care import reminder_actions
from care.reminder_models import Digest, Reminder
from care.reminder_queries import address_of
from care.reminder_rules import Channel, Kind, Purpose, State
from certificates.models import Certificate
from core import clock
from tests.conftest import PEPPER

ADDRESS = "anna.hemma@example.org"


def give_address(db: Session, user_id: int, purpose: Purpose = Purpose.OWN, address: str = ADDRESS) -> str:
    """A confirmed address; returns what the link in each mail to it ends with."""
    now = clock.now()
    reminder_actions.give_address(db, now, user_id, purpose, address, PEPPER)
    found = address_of(db, user_id, purpose)
    assert found is not None
    found.code_sent_at = found.confirmed_at = now
    db.flush()
    return found.stop


def give_everything(db: Session, user_id: int) -> dict[str, str]:
    """An address, a calendar, and a message of each kind; returns the secrets in their links."""
    found = db.scalars(select(Certificate).where(Certificate.user_id == user_id)).first()
    if found is not None:
        db.add(
            Reminder(
                attempt_id=found.attempt_id,
                kind=Kind.FIRST,
                user_id=user_id,
                channel=Channel.MAIL,
                due_on=found.valid_until - timedelta(days=60),
                valid_until=found.valid_until,
                state=State.SENT,
                sent_at=clock.now(),
            )
        )
    db.add(Digest(user_id=user_id, week="2026-W48", people=3))
    stop = give_address(db, user_id)
    return {"stop": stop, "feed": reminder_actions.new_feed(db, clock.now(), user_id, Purpose.OWN)}
