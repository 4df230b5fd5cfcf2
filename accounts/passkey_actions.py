"""Adding, using and removing passkeys. The view commits."""

from datetime import datetime

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.models import Passkey, SpentChallenge
from accounts.passkey_queries import find_passkey
from accounts.passkeys import CHALLENGE_LASTS, Label, NewKey, Party, read_answer, read_sign_count
from core.db import insert
from core.ids import digest


def add_passkey(
    session: Session, now: datetime, user_id: int, key: NewKey, label: Label, *, staff: bool
) -> bool:
    """Give a person a key. Returns False when somebody has it already."""
    made = session.execute(
        insert(session, Passkey)
        .values(
            user_id=user_id,
            credential_id=key.credential_id,
            public_key=key.public_key,
            sign_count=key.sign_count,
            label=label,
            staff=staff,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=[Passkey.credential_id])
        .returning(Passkey.id)
    ).first()
    if made is None:
        return False
    audit.record(session, now, "key-added", actor_id=user_id)
    return True


def remove_passkey(session: Session, now: datetime, user_id: int, ref: str, *, staff: bool) -> bool:
    """Take a key from a person; one made at work only with `staff`. Returns whether it was hers."""
    wanted = delete(Passkey).where(Passkey.user_id == user_id, Passkey.ref == ref)
    if not staff:
        wanted = wanted.where(Passkey.staff.is_(False))
    gone = session.execute(wanted.returning(Passkey.id)).first()
    if gone is None:
        return False
    audit.record(session, now, "key-removed", actor_id=user_id)
    return True


def remove_passkeys(session: Session, user_id: int, *, staff: bool) -> None:
    """Take all keys of one kind: whoever could have made one with what is being replaced loses it, too."""
    session.execute(delete(Passkey).where(Passkey.user_id == user_id, Passkey.staff.is_(staff)))


def spend(session: Session, now: datetime, challenge: str) -> bool:
    """Use a challenge up. Returns False when it was used before (ASVS v5.0.0-6.5.1)."""
    fresh = session.execute(
        insert(session, SpentChallenge)
        .values(digest=digest(challenge), ends_at=now + CHALLENGE_LASTS)
        .on_conflict_do_nothing(index_elements=[SpentChallenge.digest])
        .returning(SpentChallenge.digest)
    ).first()
    return fresh is not None


def use_passkey(session: Session, now: datetime, who: Party, challenge: str, answer: str) -> Passkey | None:
    """The key that gave an answer (JSON) to a challenge, or None when it does not hold.

    A counter that did not grow is refused and noted in the log, for somebody may have copied the key (Web
    Authentication, 6.1.1); keys that do not count stay at 0. The caller commits also then.
    """
    named = read_answer(answer)
    key = find_passkey(session, named.credential_id) if named else None
    if key is None:
        return None
    count = read_sign_count(who, challenge, answer, key.public_key)
    if count is None or not spend(session, now, challenge):
        return None
    grown = session.execute(
        update(Passkey)
        .where(Passkey.id == key.id, or_(Passkey.sign_count < count, Passkey.sign_count + count == 0))
        .values(sign_count=count, last_used_at=now)
        .execution_options(synchronize_session=False)
        .returning(Passkey.id)
    ).first()
    if grown is None:
        audit.record(session, now, "key-refused", actor_id=key.user_id)
        return None
    return key
