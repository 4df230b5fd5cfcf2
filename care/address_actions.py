"""Where somebody's messages go: addresses, the code that confirms one, and secret calendars.

Whoever calls commits; only the sending of a code does so itself, as told.
"""

from datetime import datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from accounts.models import User
from accounts.queries import SignedIn, answers_begin
from accounts.rules import SignInKind
from care import mail, reminder_rules, reminder_texts
from care.mail import Outcome
from care.reminder_models import CalendarFeed, MailAddress
from care.reminder_office import Commit, Office, Post
from care.reminder_rules import Purpose
from core import clock
from core.ids import cipher, digest, keyed_digest, new_ref, new_secret
from core.jobs import changed
from core.language import Voice
from core.settings import Settings
from organisations.models import Role
from organisations.rules import RoleName


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


def seen_by(session: Session, found: SignedIn, address: MailAddress, pepper: str) -> str | None:
    """An address for its person; None on a screen that others share, and after a card by somebody's slip.

    Whoever gave the slip could have used it herself. Raises InvalidToken.
    """
    begin = answers_begin(session, found.user_id)
    if found.kind is SignInKind.SHARED or (begin is not None and address.asked_at < begin):
        return None
    return opened(address, pepper)


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


def voice_of(session: Session, office: Office, user_id: int) -> Voice:
    """The language that somebody has chosen."""
    language = session.get_one(User, user_id).language
    return office.voices.get(language, office.voices["sv"])


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
