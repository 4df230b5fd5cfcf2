"""Sending messages, each at most once: claimed, and that committed, before the mail server hears of it."""

from cryptography.fernet import InvalidToken
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from care import mail, reminder_queries, reminder_rules, reminder_texts
from care.address_actions import opened, stop_url, voice_of
from care.mail import Letter, Outcome
from care.reminder_models import Digest, Reminder
from care.reminder_office import Commit, Office, Post
from care.reminder_rules import Channel, Problem, Purpose, State
from core import clock
from core.jobs import changed
from core.logs import log


def send_due(session: Session, office: Office, commit: Commit, post: Post = mail.send) -> dict[str, int]:
    """Send what waits, one by one; returns how many by outcome.

    Each is claimed and that is committed before the mail server hears of it, so that nobody sends it twice: whoever
    dies in between leaves it begun, and it is given up. Nothing is locked while the server talks. When there is no
    server the rest waits for the next run, and none of them has used up a try.
    """
    counts: dict[str, int] = {}
    for table in (Reminder, Digest):
        for message_id in waiting(session, table):
            outcome = send_one(session, office, commit, post, table, message_id)
            if outcome is not None:
                name = outcome.name.lower()
                counts[name] = counts.get(name, 0) + 1
            if outcome is Outcome.AWAY:
                log("mail-server-away", remedy="the rest is sent in the next run: look at ESH_SMTP_HOST")
                return counts
    return counts


def waiting(session: Session, table: type[Reminder | Digest]) -> list[int]:
    """The messages that wait for the mail, oldest first."""
    statement = select(table.id).where(table.state == State.DUE).order_by(table.id)
    if table is Reminder:
        statement = statement.where(Reminder.channel == Channel.MAIL)
    found = list(session.scalars(statement))
    session.rollback()
    return found


def send_one(
    session: Session,
    office: Office,
    commit: Commit,
    post: Post,
    table: type[Reminder | Digest],
    message_id: int,
) -> Outcome | None:
    """Claim one message and send it. Returns what became of it, or None when somebody else has it."""
    now = clock.now()
    mine = update(table).where(table.id == message_id, table.state == State.DUE)
    if not changed(session, mine.values(state=State.SENDING, tries=table.tries + 1, begun_at=now)):
        session.rollback()
        return None
    found: Reminder | Digest = session.get_one(table, message_id, populate_existing=True)  # type: ignore[assignment]
    tries = found.tries
    try:
        letter = letter_of(session, office, found)
    except (InvalidToken, LookupError, ValueError) as error:
        log("reminder-unreadable", error=type(error).__name__)
        letter = None
    commit()
    outcome = post(office.settings, letter, now) if letter is not None else None
    note(session, table, message_id, tries, outcome)
    commit()
    return outcome


def letter_of(session: Session, office: Office, found: Reminder | Digest) -> Letter:
    """What is written. Raises LookupError when the address is gone, InvalidToken when it cannot be read."""
    purpose = Purpose.OWN if isinstance(found, Reminder) else Purpose.WORK
    address = reminder_queries.address_of(session, found.user_id, purpose)
    if address is None or address.confirmed_at is None:
        raise LookupError
    to = opened(address, office.pepper)
    voice = voice_of(session, office, found.user_id)
    site, stop = office.settings.base_url, stop_url(office.settings, address)
    if isinstance(found, Reminder):
        return reminder_texts.reminder(voice, to, found.valid_until, site, stop)
    return reminder_texts.digest(voice, to, found.people, site, stop)


def note(
    session: Session, table: type[Reminder | Digest], message_id: int, tries: int, outcome: Outcome | None
) -> None:
    """Write down what became of a message that was begun."""
    values: dict[str, object]
    if outcome is Outcome.SENT:
        values = {"state": State.SENT, "sent_at": clock.now()}
    elif outcome is Outcome.AWAY:
        values = {"state": State.DUE, "tries": tries - 1}
    elif outcome is Outcome.LATER and tries < reminder_rules.MOST_TRIES:
        values = {"state": State.DUE}
    else:
        problems = {
            None: Problem.UNREADABLE,
            Outcome.LATER: Problem.PUT_OFF,
            Outcome.REFUSED: Problem.REFUSED,
            Outcome.UNKNOWN: Problem.UNKNOWN,
        }
        values = {"state": State.FAILED, "problem": problems[outcome]}
        log("reminder-failed", problem=problems[outcome])
    changed(session, update(table).where(table.id == message_id, table.state == State.SENDING).values(values))
