"""Reading passkeys."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Passkey


def passkeys_of(session: Session, user_id: int) -> Sequence[Passkey]:
    """A person's keys, the oldest first."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


def find_passkey(session: Session, credential_id: str) -> Passkey | None:
    """The key of an identifier that a browser named."""
    return session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def has_passkey(session: Session, user_id: int, *, staff: bool) -> bool:
    """Whether a person has a key that may take the place of a card, or with `staff` of password and code."""
    wanted = select(Passkey.id).where(Passkey.user_id == user_id)
    if staff:
        wanted = wanted.where(Passkey.staff)
    return session.scalar(wanted.limit(1)) is not None
