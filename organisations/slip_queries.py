"""Reading slips for new cards, and for whom one may be made."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from accounts.models import StaffLogin, User
from core.crockford import read
from core.ids import digest, keyed_digest
from organisations.models import CardSlip, Membership, Role
from organisations.rules import SECOND_CLICK_WITHIN, RoleName
from organisations.site_queries import covers_member


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip that may be used now, and whose it is."""

    id: int
    user_id: int
    name: str
    organisation_id: int
    membership_ref: str
    issued_by: int


def only_learns() -> ColumnElement[bool]:
    """Whether the `user` of a statement has no role and no staff login, so that nobody's power hangs on her card."""
    return ~(
        exists().where(Role.user_id == User.id, Role.ended_at.is_(None))
        | exists().where(StaffLogin.user_id == User.id)
    )


def may_get_slip(session: Session, user_id: int) -> bool:
    """Whether a contact person may give this person of hers a slip."""
    return session.scalar(select(User.id).where(User.id == user_id, only_learns())) is not None


def live_slip(session: Session, membership_id: int) -> CardSlip | None:
    """The slip of a membership that nobody has used or replaced, also when its time is over."""
    return session.scalar(
        select(CardSlip).where(CardSlip.membership_id == membership_id, CardSlip.ended_at.is_(None))
    )


def code_digest(code: str, pepper: str) -> str | None:
    """What is kept of a typed code, look-alike letters read as meant; None when it cannot be one."""
    try:
        return keyed_digest(pepper, "card-slip", read(code))
    except ValueError:
        return None


def find_slip(session: Session, code: str, now: datetime, pepper: str) -> Slip | None:
    """The slip of a code while everything still holds that held when it was made. One query.

    Its person is a member and only learns; whoever made it is still her contact person.
    """
    row = session.execute(
        select(
            CardSlip.id, User.id, User.name, Membership.organisation_id, Membership.ref, CardSlip.issued_by
        )
        .join(Membership, Membership.id == CardSlip.membership_id)
        .join(User, User.id == Membership.user_id)
        .where(
            CardSlip.code_digest == code_digest(code, pepper),
            CardSlip.ended_at.is_(None),
            CardSlip.expires_at > now,
            Membership.ended_at.is_(None),
            only_learns(),
            exists().where(
                Role.user_id == CardSlip.issued_by,
                Role.organisation_id == Membership.organisation_id,
                Role.role == RoleName.CONTACT,
                Role.ended_at.is_(None),
                covers_member(),
            ),
        )
    ).first()
    return Slip(*row) if row else None


def claimed_by(session: Session, code: str, nonce: str, now: datetime, pepper: str) -> int | None:
    """The person who used the slip of this code in the browser of this nonce within the last minute."""
    return session.scalar(
        select(Membership.user_id)
        .join(CardSlip, CardSlip.membership_id == Membership.id)
        .where(
            CardSlip.code_digest == code_digest(code, pepper),
            CardSlip.claimed_by == digest(nonce),
            CardSlip.ended_at > now - SECOND_CLICK_WITHIN,
        )
    )
