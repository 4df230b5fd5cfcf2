"""Planning messages and sending them, each at most once; addresses and calendars. Who calls commits, as told."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from accounts.models import User
from care import mail, reminder_queries, reminder_rules, reminder_texts
from care.mail import Letter, Outcome
from care.reminder_models import CalendarFeed, Digest, MailAddress, Reminder
from care.reminder_rules import Channel, Problem, Purpose, State
from core import clock
from core.db import insert
from core.ids import cipher, digest, keyed_digest, new_ref, new_secret
from core.jobs import changed
from core.language import Voice
from core.ledger import Ledger, table_of
from core.logs import log
from core.settings import Settings
from organisations.models import Membership, Role
from organisations.rules import RoleName

Commit = Callable[[], None]
Post = Callable[[Settings, Letter, datetime], Outcome]


@dataclass(frozen=True, slots=True)
class Office:
    """What planning and sending need to know of the site."""

    settings: Settings
    courses: Collection[str]
    voices: dict[str, Voice]

    @property
    def pepper(self) -> str:
        """The secret under which addresses are kept."""
        return self.settings.pepper.get_secret_value()


# ---- planning ----------------------------------------------------------------------------------------


def plan(session: Session, now: datetime, office: Office) -> None:
    """Write down every message that is meant today, and settle those that no longer are.

    Everything is derived from certificates, memberships and addresses: done twice it is done once.
    """
    today = clock.local_date(now)
    found = reminder_queries.ending(session, today, office.courses)
    by_mail = reminder_queries.confirmed(session, Purpose.OWN) if office.settings.smtp_host else frozenset()
    for each in found:
        kind = reminder_rules.intended(each, today)
        if kind is not None:
            channel = Channel.MAIL if each.user_id in by_mail else Channel.SLIP
            values = {
                "attempt_id": each.attempt_id,
                "kind": kind,
                "user_id": each.user_id,
                "channel": channel,
                "due_on": reminder_rules.due_on(kind, each.valid_until),
                "valid_until": each.valid_until,
                "state": State.DUE,
                "tries": 0,
            }
            session.execute(insert(session, Reminder).values(**values).on_conflict_do_nothing())
    settle(session, now, frozenset(each.attempt_id for each in found), by_mail)
    plan_digests(session, now, office)


def settle(session: Session, now: datetime, still: frozenset[int], by_mail: frozenset[int]) -> None:
    """Let waiting messages go the way that is open now, or end: renewed, no longer meant, or too late."""
    today = clock.local_date(now)
    waiting = session.scalars(
        select(Reminder).where(Reminder.state == State.DUE).order_by(Reminder.id).with_for_update()
    ).all()
    renewed = reminder_queries.renewed(session, [each.attempt_id for each in waiting])
    for each in waiting:
        if each.attempt_id in renewed:
            each.state = State.DONE
        elif each.attempt_id not in still or not reminder_rules.still_worth(
            each.kind, each.valid_until, today
        ):
            each.state = State.CANCELLED
        else:
            each.channel = Channel.MAIL if each.user_id in by_mail else Channel.SLIP
    lost = now - reminder_rules.BEGUN_FOR
    for table in (Reminder, Digest):
        session.execute(
            update(table)
            .where(table.state == State.SENDING, table.begun_at < lost)
            .values(state=State.FAILED, problem=Problem.UNKNOWN)
            .execution_options(synchronize_session=False)
        )
    session.flush()


def plan_digests(session: Session, now: datetime, office: Office) -> None:
    """Write down this week's message for each contact person who wants one and has somebody to see to."""
    week = reminder_rules.week_of(clock.local_date(now))
    session.execute(
        update(Digest)
        .where(Digest.state == State.DUE, Digest.week != week)
        .values(state=State.CANCELLED)
        .execution_options(synchronize_session=False)
    )
    if not office.settings.smtp_host:
        return
    for user_id in sorted(reminder_queries.confirmed(session, Purpose.WORK)):
        people = len({each.ref for each in reminder_queries.renewing_of(session, now, user_id)})
        if people:
            values = {"user_id": user_id, "week": week, "people": people, "state": State.DUE, "tries": 0}
            session.execute(insert(session, Digest).values(**values).on_conflict_do_nothing())


def hand_out(session: Session, now: datetime, organisation_id: int, membership_refs: Collection[str]) -> None:
    """The contact person has given these members their slips: what waited for that is sent."""
    hers = select(Membership.user_id).where(
        Membership.organisation_id == organisation_id, Membership.ref.in_(membership_refs)
    )
    session.execute(
        update(Reminder)
        .where(Reminder.user_id.in_(hers), Reminder.state == State.DUE, Reminder.channel == Channel.SLIP)
        .values(state=State.SENT, sent_at=now)
        .execution_options(synchronize_session=False)
    )


# ---- sending -----------------------------------------------------------------------------------------


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


def voice_of(session: Session, office: Office, user_id: int) -> Voice:
    """The language that somebody has chosen."""
    language = session.get_one(User, user_id).language
    return office.voices.get(language, office.voices["sv"])


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


# ---- addresses ---------------------------------------------------------------------------------------


def give_address(
    session: Session, now: datetime, user_id: int, purpose: Purpose, address: str, pepper: str
) -> None:
    """Keep a new address in place of an older one. Nothing is sent to it before its code has come back."""
    forget_address(session, user_id, purpose)
    session.add(
        MailAddress(
            user_id=user_id,
            purpose=purpose,
            sealed=cipher(pepper).encrypt(address.encode()).decode(),
            stop=new_ref(),
            asked_at=now,
        )
    )
    session.flush()


def forget_address(session: Session, user_id: int, purpose: Purpose) -> None:
    """Take an address away."""
    session.execute(delete(MailAddress).where(MailAddress.user_id == user_id, MailAddress.purpose == purpose))


def opened(address: MailAddress, pepper: str) -> str:
    """An address as it is written. Raises InvalidToken."""
    return cipher(pepper).decrypt(address.sealed.encode()).decode()


def stop_url(settings: Settings, address: MailAddress) -> str:
    """The link in a mail that takes its address away."""
    return f"{settings.base_url}/sluta/{address.stop}"


def code_of(address: MailAddress, pepper: str) -> str:
    """The digits that confirm an address."""
    number = int(keyed_digest(pepper, "mail-code", address.stop), 16) % 10**reminder_rules.CODE_DIGITS
    return f"{number:0{reminder_rules.CODE_DIGITS}}"


def send_code(
    session: Session, office: Office, user_id: int, purpose: Purpose, commit: Commit, post: Post = mail.send
) -> Outcome | None:
    """Send an address its code, once. None when there is nothing to send."""
    now = clock.now()
    hers = (MailAddress.user_id == user_id, MailAddress.purpose == purpose)
    mine = update(MailAddress).where(*hers, MailAddress.code_sent_at.is_(None))
    if not changed(session, mine.values(code_sent_at=now)):
        session.rollback()
        return None
    found = session.scalars(select(MailAddress).where(*hers).execution_options(populate_existing=True)).one()
    letter = reminder_texts.code(
        voice_of(session, office, user_id), opened(found, office.pepper), code_of(found, office.pepper)
    )
    commit()
    return post(office.settings, letter, now)


def confirm(session: Session, now: datetime, found: MailAddress, typed: str, pepper: str) -> bool:
    """Whether the code is right, in time, and not guessed at too often; the address then is confirmed."""
    alive = (
        found.code_sent_at is not None
        and now <= found.code_sent_at + reminder_rules.CODE_LASTS
        and found.wrong_codes < reminder_rules.MOST_WRONG_CODES
    )
    right = digest(typed) == digest(code_of(found, pepper))
    if alive and right:
        found.confirmed_at = now
    elif alive:
        found.wrong_codes += 1
    session.flush()
    return alive and right


# ---- calendars ---------------------------------------------------------------------------------------


def new_feed(session: Session, now: datetime, user_id: int, purpose: Purpose) -> str:
    """A new secret address of somebody's calendar; an older one ends. Returns the secret."""
    forget_feed(session, user_id, purpose)
    secret = new_secret()
    session.add(CalendarFeed(user_id=user_id, purpose=purpose, secret_digest=digest(secret), made_at=now))
    session.flush()
    return secret


def forget_feed(session: Session, user_id: int, purpose: Purpose) -> None:
    """Let a calendar's address lead nowhere."""
    session.execute(
        delete(CalendarFeed).where(CalendarFeed.user_id == user_id, CalendarFeed.purpose == purpose)
    )


# ---- what goes ---------------------------------------------------------------------------------------


def erase(session: Session, user_id: int) -> None:
    """Delete everything about messages to a person."""
    for table in (Reminder, Digest, MailAddress, CalendarFeed):
        session.execute(delete(table).where(table.user_id == user_id))


def delete_old(session: Session, now: datetime) -> int:
    """Delete messages about certificates that ended long ago, and weeks' messages as old. Returns how many."""
    day = clock.local_date(now) - reminder_rules.REMINDERS_KEPT
    reminders = session.execute(
        delete(Reminder).where(Reminder.valid_until < day).returning(Reminder.id)
    ).all()
    digests = session.execute(
        delete(Digest).where(Digest.week < reminder_rules.week_of(day)).returning(Digest.id)
    ).all()
    return len(reminders) + len(digests)


def delete_unused_addresses(session: Session, now: datetime) -> int:
    """Delete addresses nobody confirmed in a day, and those for work of who is contact person no more.

    Calendars of the latter go too. Returns how many addresses.
    """
    in_role = exists().where(Role.role == RoleName.CONTACT, Role.ended_at.is_(None))
    no_more = ~in_role.where(Role.user_id == MailAddress.user_id)
    unused = or_(
        MailAddress.confirmed_at.is_(None) & (MailAddress.asked_at < now - reminder_rules.UNCONFIRMED_KEPT),
        (MailAddress.purpose == Purpose.WORK) & no_more,
    )
    gone = session.execute(delete(MailAddress).where(unused).returning(MailAddress.user_id)).all()
    session.execute(
        delete(CalendarFeed).where(
            CalendarFeed.purpose == Purpose.WORK, ~in_role.where(Role.user_id == CalendarFeed.user_id)
        )
    )
    return len(gone)


def merge(ledger: Ledger, source: int, target: int) -> None:
    """Two accounts become one: of what stands once a person, hers who stays is kept."""
    for model, key in ((MailAddress, "purpose"), (CalendarFeed, "purpose"), (Digest, "week")):
        table = table_of(model)
        taken = list(ledger.session.scalars(select(table.c[key]).where(table.c.user_id == target)))
        ledger.drop(table, (table.c.user_id == source) & table.c[key].in_(taken))
