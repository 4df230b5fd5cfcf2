"""Erasing a person: what this room does. The caller commits, all rooms at once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.models import (
    Erasure,
    OidcIdentity,
    Passkey,
    PendingPost,
    ReturnCard,
    SignIn,
    StaffLogin,
    StaffReset,
    User,
)
from accounts.rules import ERASED_NAME, ERASURE_TOLD_FOR
from core.db import hold, insert
from core.ids import keyed_digest, new_ref

HERS = (OidcIdentity, PendingPost, SignIn, Passkey, StaffReset, StaffLogin, ReturnCard)


def ref_digest(ref: str, pepper: str) -> str:
    """What is kept of the ref of a person who is erased: a keyed digest."""
    return keyed_digest(pepper, "erased", ref)


def still_there(session: Session, user_id: int) -> User | None:
    """The person, held until the transaction ends; None when she is erased already."""
    hold(session, User, user_id)
    user = session.get_one(User, user_id, populate_existing=True)
    return user if user.erased_at is None else None


def erase_account(
    session: Session, now: datetime, user: User, *, pepper: str, browser_digest: str | None
) -> None:
    """Let the person's row be empty, with a ref that nobody has seen, and note its old ref's digest."""
    note_erasure(session, now, ref_digest(user.ref, pepper), browser_digest)
    delete_rows(session, user.id)
    empty(user, now)
    session.flush()
    audit.record(session, now, "person-erased", actor_id=user.id)


def note_erasure(
    session: Session, now: datetime, noted_digest: str, browser_digest: str | None = None
) -> None:
    """Note that the person whose ref had this digest is erased, once."""
    session.execute(
        insert(session, Erasure)
        .values(ref_digest=noted_digest, erased_at=now, browser_digest=browser_digest)
        .on_conflict_do_nothing()
    )


def empty(user: User, at: datetime) -> None:
    """Let a person's row hold nothing but its number and a ref that nobody has seen."""
    user.ref = new_ref()
    user.name = ERASED_NAME
    user.language = "sv"
    user.join_nonce = None
    user.created_at = user.erased_at = at


def delete_rows(session: Session, user_id: int) -> None:
    """Delete every row of this room that is hers."""
    for table in HERS:
        session.execute(delete(table).where(table.user_id == user_id))


def forget_browsers(session: Session, now: datetime) -> None:
    """Forget which browser asked for an erasure that is a day old."""
    session.execute(
        update(Erasure).where(Erasure.erased_at <= now - ERASURE_TOLD_FOR).values(browser_digest=None)
    )


def restored(session: Session, digests: Iterable[str], pepper: str) -> list[int]:
    """The people whose erasure the digests note and who are here all the same, as after a restored backup."""
    wanted = frozenset(digests)
    rows = session.execute(select(User.id, User.ref).where(User.erased_at.is_(None)).order_by(User.id))
    return [user_id for user_id, ref in rows if ref_digest(ref, pepper) in wanted]
