"""Which messages are meant about a certificate that ends, and when. Pure; days are Stockholm's."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# After its day a message is still worth sending for so long. A clock that has jumped, or a site that was down
# for a month, thus sends two weeks' messages and not all that were missed.
WORTH_SENDING = timedelta(days=14)
# How often a message is tried that the mail server puts off.
MOST_TRIES = 3
# A message that was begun and whose process is gone may have been sent: after so long it is given up.
BEGUN_FOR = timedelta(hours=1)
# Long after the certificate has ended: no message about it can be meant any more.
REMINDERS_KEPT = timedelta(days=90)
# How far ahead a workplace sees who must renew: as far as the first reminder.
LISTED_AHEAD = timedelta(days=60)
# ASVS v5.0.0-6.5.5: a code that goes another way lives ten minutes at most.
CODE_LASTS = timedelta(minutes=10)
CODE_DIGITS = 6
MOST_WRONG_CODES = 5
# Nobody makes this site write to a stranger again and again.
MOST_CODES_A_DAY = 5
UNCONFIRMED_KEPT = timedelta(days=1)


class Kind(StrEnum):
    """The two messages about a certificate; there is no third."""

    FIRST = "first"
    LAST = "last"


BEFORE_THE_END = {Kind.FIRST: timedelta(days=60), Kind.LAST: timedelta(days=14)}


class State(StrEnum):
    """Where a message is. `sending` means that it was begun: whatever happens then, it is not begun again,
    unless the mail server itself has said that it did not take it.
    """

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a message reaches somebody: by mail to her own address, else on a slip from the contact person."""

    MAIL = "mail"
    SLIP = "slip"


class Purpose(StrEnum):
    """What an address or a calendar is for: her own certificates, or the people she is contact person of."""

    OWN = "own"
    WORK = "work"


class Problem(StrEnum):
    """Why a message was given up."""

    REFUSED = "refused"
    PUT_OFF = "put-off"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Ends:
    """A certificate that somebody holds and has not renewed. `attempt_id` names it whatever its edition."""

    attempt_id: int
    user_id: int
    issued_on: date
    valid_until: date


def due_on(kind: Kind, valid_until: date) -> date:
    """The day of a message about a certificate with this last day."""
    return valid_until - BEFORE_THE_END[kind]


def intended(found: Ends, today: date) -> Kind | None:
    """The message that is meant on a day about a certificate that is neither revoked nor renewed, if any.

    Never one whose day was before the certificate was earned.
    """
    for kind in Kind:
        if found.issued_on < due_on(kind, found.valid_until) and still_worth(kind, found.valid_until, today):
            return kind
    return None


def still_worth(kind: Kind, valid_until: date, today: date) -> bool:
    """Whether a message may be sent on a day: from its own day on, for two weeks."""
    day = due_on(kind, valid_until)
    return day <= today <= day + WORTH_SENDING


def week_of(day: date) -> str:
    """The ISO week of a day, "2026-W48": a digest stands once in it."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
