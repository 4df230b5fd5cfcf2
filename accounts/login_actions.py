"""Changing one's own secrets, and a reset that a coordinator starts. The view or command commits."""

from datetime import datetime

import pyotp
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.actions import end_all_sign_ins
from accounts.hashing import hash_secret, matches
from accounts.models import ReturnCard, SignIn, StaffLogin, StaffReset
from accounts.passkey_actions import remove_passkeys
from accounts.passwords import normal
from accounts.rules import RESET_LASTS
from core.ids import cipher, digest, new_secret


def end_other_sign_ins(session: Session, now: datetime, user_id: int, sign_in_id: int) -> None:
    """End every sign-in of a person but this one (ASVS v5.0.0-7.4.3, 7.5.2)."""
    session.execute(
        update(SignIn)
        .where(SignIn.user_id == user_id, SignIn.id != sign_in_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    audit.record(session, now, "signed-out-elsewhere", actor_id=user_id)


def is_password(login: StaffLogin, password: str, pepper: str) -> bool:
    """Whether this is the login's password."""
    return matches(pepper, "password", login.password_hash, normal(password))


def change_password(session: Session, now: datetime, login: StaffLogin, password: str, pepper: str) -> None:
    """Give a login a new password; it is known to be no easy one."""
    login.password_hash = hash_secret(pepper, "password", normal(password))
    audit.record(session, now, "password-changed", actor_id=login.user_id)


def change_codes(
    session: Session, now: datetime, login: StaffLogin, secret: str, step: int, pepper: str
) -> None:
    """Let one-time codes come from another secret; `step` is that of the code that confirmed it (RFC 6238)."""
    login.totp_secret = sealed(secret, pepper)
    login.totp_last_step = step
    audit.record(session, now, "codes-changed", actor_id=login.user_id)


def change_pin(session: Session, now: datetime, card: ReturnCard, pin: str, pepper: str) -> None:
    """Give a card another PIN; what stands on the card stays."""
    card.pin_hash = hash_secret(pepper, "pin", pin)
    card.wrong_pins = 0
    audit.record(session, now, "pin-changed", actor_id=card.user_id)


def sealed(secret: str, pepper: str) -> str:
    """A secret for one-time codes as it is kept: encrypted under the pepper."""
    return cipher(pepper).encrypt(secret.encode()).decode()


def opened(kept: str, pepper: str) -> str:
    """The secret of `sealed`. Raises InvalidToken when the pepper is another one."""
    return cipher(pepper).decrypt(kept.encode()).decode()


def start_reset(session: Session, now: datetime, user_id: int, *, asked_by: int | None, pepper: str) -> str:
    """Make a one-time link for a person's own login; returns its secret. An older unused one is dead.

    Her login goes on until she uses it, so that a link that was started by mistake locks nobody out.
    """
    session.execute(delete(StaffReset).where(StaffReset.user_id == user_id, StaffReset.used_at.is_(None)))
    secret = new_secret()
    session.add(
        StaffReset(
            secret_digest=digest(secret),
            user_id=user_id,
            asked_by=asked_by,
            totp_secret=sealed(pyotp.random_base32(), pepper),
            created_at=now,
            expires_at=now + RESET_LASTS,
        )
    )
    audit.record(session, now, "reset-started", actor_id=asked_by)
    return secret


def use_reset(
    session: Session,
    now: datetime,
    reset: StaffReset,
    login: StaffLogin,
    *,
    password: str,
    step: int,
    pepper: str,
) -> bool:
    """Give the login the password she chose and the link's codes. Returns False when somebody was faster.

    Every sign-in ends and her keys from work are removed: they may lie in the telephone that is lost.
    """
    used = session.execute(
        update(StaffReset)
        .where(StaffReset.id == reset.id, StaffReset.used_at.is_(None))
        .values(used_at=now)
        .returning(StaffReset.id)
    ).first()
    if used is None:
        return False
    change_password(session, now, login, password, pepper)
    change_codes(session, now, login, opened(reset.totp_secret, pepper), step, pepper)
    remove_passkeys(session, login.user_id, staff=True)
    end_all_sign_ins(session, now, login.user_id)
    audit.record(session, now, "reset-used", actor_id=login.user_id)
    return True
