"""Reminders for the tests: a town whose certificates come to their end; somebody with an address and messages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from care import address_actions
from care.reminder_models import Digest, Reminder
from care.reminder_queries import address_of
from care.reminder_rules import Channel, Kind, Purpose, State
from certificates.models import Certificate
from core import clock
from core.db import session, writing
from quiz.content import Content
from tests.builders.cast import Cast, Person, Place
from tests.builders.exams import read_everything, take
from tests.conftest import PEPPER, dispose, make_settings

ADDRESS = "anna.hemma@example.org"
START = datetime(2026, 1, 12, 9, tzinfo=UTC)
TOPIC = re.compile("människohandel|prostitution|utsatt|trafficking|exploit|säker hand|hotell", re.IGNORECASE)


def give_address(db: Session, user_id: int, purpose: Purpose = Purpose.OWN, address: str = ADDRESS) -> str:
    """A confirmed address; returns what the link in each mail to it ends with."""
    now = clock.now()
    address_actions.give_address(db, now, user_id, purpose, address, PEPPER)
    found = address_of(db, user_id, purpose)
    assert found is not None
    found.code_sent_at = found.confirmed_at = now
    db.flush()
    return found.stop


def give_everything(db: Session, user_id: int, address: str = ADDRESS) -> dict[str, str]:
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
    stop = give_address(db, user_id, address=address)
    return {"stop": stop, "feed": address_actions.new_feed(db, clock.now(), user_id, Purpose.OWN)}


def ago(last_day: date, days: int) -> date:
    return last_day - timedelta(days=days)


def run(app: Flask) -> str:
    """The morning's command; returns what it says."""
    result = app.test_cli_runner().invoke(args=["reminders"])
    assert result.exit_code == 0, result.output
    return result.output


@dataclass(frozen=True)
class Town:
    """The cast's site, and the hand on its clock."""

    app: Flask
    cast: Cast
    content: Content
    hand: time_machine.Traveller
    url: str

    @contextmanager
    def site(self, **changes: Any) -> Iterator[Flask]:
        """Another process of the same site, with other settings."""
        made = create_app(make_settings(self.url, **changes), self.content)
        try:
            yield made
        finally:
            dispose(made)

    def cast_on(self, app: Flask) -> Cast:
        """The same people, on another process."""
        return replace(self.cast, app=app)

    def certify(self, *people: Person, place: Place | None = None) -> date:
        """Let people pass now; returns the last day of their certificates."""
        read_everything(self.app, self.content, *people)
        with self.app.app_context(), writing():
            for person in people:
                take(session(), self.content, clock.now(), person.id, (place or self.cast.here).id)
            session().commit()
            return session().scalars(select(Certificate.valid_until)).first() or date.max

    def with_address(self, *people: Person, purpose: Purpose = Purpose.OWN) -> list[str]:
        """Confirmed addresses; returns the ends of their links."""
        with self.app.app_context(), writing():
            made = [
                give_address(
                    session(), each.id, purpose, f"{each.id}.{ADDRESS}" if len(people) > 1 else ADDRESS
                )
                for each in people
            ]
            session().commit()
            return made

    def move(self, day: date) -> None:
        """Nine o'clock in the morning, Stockholm."""
        self.hand.move_to(datetime.combine(day, time(8, 30), tzinfo=UTC))

    def first_mail_due(self, *people: Person) -> date:
        """These have certificates and addresses, and it is the morning of their first message. The last day."""
        last_day = self.certify(*people)
        self.with_address(*people)
        self.move(ago(last_day, 60))
        return last_day

    def first_slip_due(self, *people: Person) -> date:
        """These have certificates, and their first message has been planned, as a slip. The last day."""
        last_day = self.certify(*people)
        self.move(ago(last_day, 60))
        self.run()
        return last_day

    def run(self) -> str:
        """The morning's command, without a mail server; returns what it says."""
        return run(self.app)

    def rows(self) -> list[tuple[str, str, str]]:
        """The reminders that are meant, by kind, channel and state."""
        with self.app.app_context():
            found = session().scalars(select(Reminder).order_by(Reminder.id)).all()
            return [(each.kind, each.channel, each.state) for each in found]
