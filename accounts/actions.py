"""What can be done with accounts. Each takes all it needs; the view commits."""

import json
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.hashing import hash_secret, matches, waste_time
from accounts.models import PendingPost, ReturnCard, SignIn, StaffLogin, User
from accounts.passwords import normal
from accounts.queries import card_of, find_staff
from accounts.rules import (
    CARD_CODE_LENGTH,
    CARD_SHOWN_FOR,
    CARD_SLEEP,
    PENDING_KEPT_FOR,
    WRONG_PINS_BEFORE_SLEEP,
    SignInKind,
    fold_username,
)
from core.crockford import random_code
from core.db import insert
from core.ids import cipher, digest, keyed_digest, new_secret

TOTP_STEP_SECONDS = 30


def create_user(
    session: Session, now: datetime, *, name: str, language: str, join_nonce: str | None = None
) -> User:
    """Make a person. `name` is cleaned already. With a nonce that made one before, that one is returned."""
    if join_nonce is None:
        user = User(name=name, language=language, created_at=now)
        session.add(user)
        session.flush()
        return user
    nonce_digest = digest(join_nonce)
    session.execute(
        insert(session, User)
        .values(name=name, language=language, join_nonce=nonce_digest, created_at=now)
        .on_conflict_do_nothing(index_elements=[User.join_nonce])
    )
    return session.scalars(select(User).where(User.join_nonce == nonce_digest)).one()


def set_language(session: Session, user_id: int, language: str) -> None:
    """Remember the language a person wants."""
    session.execute(update(User).where(User.id == user_id).values(language=language))


def start_sign_in(session: Session, now: datetime, user_id: int, kind: SignInKind) -> str:
    """Open a sign-in and return its random token. Only its digest is kept."""
    token = new_secret()
    session.add(
        SignIn(
            token_digest=digest(token),
            user_id=user_id,
            kind=kind,
            created_at=now,
            last_seen_at=now,
            proved_at=now,
        )
    )
    audit.record(session, now, "sign-in", actor_id=user_id, kind=kind)
    return token


def touch_sign_in(session: Session, now: datetime, sign_in_id: int) -> None:
    """Note that a sign-in was used."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(last_seen_at=now))


def end_sign_in(session: Session, now: datetime, sign_in_id: int) -> None:
    """End one sign-in."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


def end_all_sign_ins(session: Session, now: datetime, user_id: int) -> None:
    """End every sign-in of a person, on all screens."""
    session.execute(
        update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None)).values(ended_at=now)
    )


@dataclass(frozen=True, slots=True)
class CardFace:
    """What stands on a card while it may be shown: the link's secret and the typed code."""

    secret: str
    code: str


def make_card(
    session: Session, now: datetime, user_id: int, pin: str, pepper: str, given_by: int | None = None
) -> ReturnCard:
    """Give a person a new card; the old one is dead from now on. `given_by` let her make it by a slip."""
    session.execute(
        update(ReturnCard)
        .where(ReturnCard.user_id == user_id, ReturnCard.replaced_at.is_(None))
        .values(replaced_at=now, shown=None)
    )
    face = CardFace(secret=new_secret(), code=random_code(CARD_CODE_LENGTH))
    card = ReturnCard(
        user_id=user_id,
        secret_digest=digest(face.secret),
        code_digest=keyed_digest(pepper, "card-code", face.code),
        pin_hash=hash_secret(pepper, "pin", pin),
        shown=cipher(pepper).encrypt(json.dumps([face.secret, face.code]).encode()).decode(),
        shown_until=now + CARD_SHOWN_FOR,
        given_by=given_by,
        created_at=now,
    )
    session.add(card)
    session.flush()
    audit.record(session, now, "card-made", actor_id=user_id)
    return card


def card_face(card: ReturnCard, now: datetime, pepper: str) -> CardFace | None:
    """The secret and code of a card that may still be shown."""
    if card.shown is None or card.shown_until is None or card.shown_until <= now:
        return None
    secret, code = json.loads(cipher(pepper).decrypt(card.shown.encode()))
    return CardFace(secret=secret, code=code)


def hide_card(session: Session, user_id: int) -> None:
    """The person has saved the card: from now on it can only be replaced."""
    card = card_of(session, user_id)
    if card is not None:
        card.shown = None


def check_pin(session: Session, now: datetime, card: ReturnCard | None, pin: str, pepper: str) -> bool:
    """Whether the PIN opens the card. Ten wrong in a row and the card sleeps; also a missing card costs time.

    The caller commits, also when the answer is no.
    """
    if card is None:
        waste_time(pepper, "pin", pin)
        return False
    if card.sleeps_until is not None and card.sleeps_until > now:
        waste_time(pepper, "pin", pin)
        return False
    if matches(pepper, "pin", card.pin_hash, pin):
        card.wrong_pins = 0
        card.sleeps_until = None
        return True
    wrong = session.scalar(
        update(ReturnCard)
        .where(ReturnCard.id == card.id)
        .values(wrong_pins=ReturnCard.wrong_pins + 1)
        .returning(ReturnCard.wrong_pins)
    )
    if wrong is not None and wrong >= WRONG_PINS_BEFORE_SLEEP:
        card.wrong_pins = 0
        card.sleeps_until = now + CARD_SLEEP
        audit.record(session, now, "card-sleeps", actor_id=card.user_id)
    return False


def create_staff_login(
    session: Session,
    now: datetime,
    user_id: int,
    *,
    username: str,
    password: str,
    totp_secret: str,
    pepper: str,
    totp_last_step: int = 0,
) -> bool:
    """Give a person a staff login. Returns False when the username is taken.

    `totp_last_step` is the step of the code that she has typed already: it does not work a second time.
    """
    if find_staff(session, username) is not None:
        return False
    session.add(
        StaffLogin(
            user_id=user_id,
            username=username.strip(),
            username_folded=fold_username(username),
            password_hash=hash_secret(pepper, "password", normal(password)),
            totp_secret=cipher(pepper).encrypt(totp_secret.encode()).decode(),
            totp_last_step=totp_last_step,
        )
    )
    session.flush()
    audit.record(session, now, "staff-login-made", actor_id=user_id)
    return True


def check_staff(
    session: Session, now: datetime, login: StaffLogin | None, *, password: str, code: str, pepper: str
) -> bool:
    """Whether password and TOTP code are right. A code works once (ASVS v5.0.0-6.5.1); same work for strangers."""
    if login is None:
        waste_time(pepper, "password", normal(password))
        return False
    password_right = matches(pepper, "password", login.password_hash, normal(password))
    step = totp_step(cipher(pepper).decrypt(login.totp_secret.encode()).decode(), code, now)
    if not password_right or step is None or step <= login.totp_last_step:
        return False
    login.totp_last_step = step
    return True


def totp_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose TOTP code (RFC 6238, 30 s, 6 digits) was typed, at most one step off; else None."""
    digits = "".join(code.split())
    totp = pyotp.TOTP(secret, interval=TOTP_STEP_SECONDS)
    current = int(now.timestamp()) // TOTP_STEP_SECONDS
    for step in (current, current - 1, current + 1):
        if totp.verify(digits, for_time=step * TOTP_STEP_SECONDS):
            return step
    return None


def keep_post(
    session: Session,
    now: datetime,
    *,
    browser_digest: str,
    user_id: int,
    endpoint: str,
    arguments: dict[str, str],
    fields: dict[str, list[str]],
) -> None:
    """Keep a POST that met an expired sign-in; a later one in the same browser takes its place."""
    values = {
        "browser_digest": browser_digest,
        "user_id": user_id,
        "endpoint": endpoint,
        "arguments": arguments,
        "fields": fields,
        "kept_until": now + PENDING_KEPT_FOR,
    }
    statement = insert(session, PendingPost).values(**values)
    session.execute(statement.on_conflict_do_update(index_elements=[PendingPost.browser_digest], set_=values))


def drop_pending(session: Session, browser_digest: str, now: datetime) -> None:
    """Forget this browser's kept POST and all whose time is over."""
    session.execute(
        delete(PendingPost).where(
            (PendingPost.browser_digest == browser_digest) | (PendingPost.kept_until <= now)
        )
    )
