"""Messages about certificates that end, each once; the addresses they go to, and the calendars that show the same."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from care.reminder_rules import Channel, Kind, Purpose, State
from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH


def one_of(column: str, values: Iterable[str]) -> str:
    """The condition that a column holds one of these."""
    listed = ", ".join(f"'{each}'" for each in values)
    return f"{column} IN ({listed})"


class Message:
    """What every message has: where it is, and how often it was tried. `problem` is a key, never an address."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[State] = mapped_column(String(9), default=State.DUE)
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str | None] = mapped_column(String(12))
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Reminder(Message, Base):
    """One intended message about a certificate, which the try that earned it names: it stays the same when a name is
    corrected or two accounts become one. With two kinds there are two at most.
    """

    __tablename__ = "reminder"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    kind: Mapped[Kind] = mapped_column(String(5))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    channel: Mapped[Channel] = mapped_column(String(4))
    due_on: Mapped[date]
    valid_until: Mapped[date]
    __table_args__ = (
        UniqueConstraint("attempt_id", "kind"),
        CheckConstraint(one_of("kind", Kind), name="kind"),
        CheckConstraint(one_of("channel", Channel), name="channel"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
        Index("ix_reminder_state", "state"),
    )


class Digest(Message, Base):
    """A contact person's message of one week: how many of her people must do something. No names."""

    __tablename__ = "digest"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    week: Mapped[str] = mapped_column(String(8))
    people: Mapped[int]
    __table_args__ = (
        UniqueConstraint("user_id", "week"),
        CheckConstraint(one_of("state", State), name="state"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent"),
    )


class MailAddress(Base):
    """Where somebody wants her own messages, encrypted under the pepper. Nobody else is shown it.

    `stop` is what the link in each mail ends with which takes the address away. The code that confirms is made of
    it under the pepper and stands nowhere.
    """

    __tablename__ = "mail_address"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(String(4), primary_key=True)
    sealed: Mapped[str] = mapped_column(String(600))
    stop: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wrong_codes: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (CheckConstraint(one_of("purpose", Purpose), name="purpose"),)


class CalendarFeed(Base):
    """A secret address at which a calendar program reads when something must be renewed; kept as a digest."""

    __tablename__ = "calendar_feed"
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    purpose: Mapped[Purpose] = mapped_column(String(4), primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (CheckConstraint(one_of("purpose", Purpose), name="purpose"),)
