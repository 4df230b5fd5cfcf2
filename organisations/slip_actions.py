"""Giving a slip and using it. The view commits."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from accounts.passkey_actions import remove_passkeys
from core.crockford import random_code
from core.db import hold
from core.ids import digest
from organisations.models import CardSlip, Membership
from organisations.rules import CARD_SLIP_CODE_LENGTH, CARD_SLIP_LASTS
from organisations.slip_queries import Slip, code_digest, live_slip


def make_slip(session: Session, now: datetime, membership: Membership, *, actor_id: int, pepper: str) -> str:
    """Make a slip for a member, who must only learn; returns its code. An older slip ends, her card lives on."""
    hold(session, Membership, membership.id)
    old = live_slip(session, membership.id)
    if old is not None:
        old.ended_at = now
        session.flush()
    code = random_code(CARD_SLIP_CODE_LENGTH)
    session.add(
        CardSlip(
            membership_id=membership.id,
            code_digest=code_digest(code, pepper),
            issued_by=actor_id,
            created_at=now,
            expires_at=now + CARD_SLIP_LASTS,
        )
    )
    audit.record(
        session,
        now,
        "card-slip-made",
        actor_id=actor_id,
        organisation_id=membership.organisation_id,
        who=membership.ref,
    )
    return code


def use_slip(session: Session, now: datetime, slip: Slip, *, pin: str, nonce: str, pepper: str) -> bool:
    """Make the person's new card with the PIN she chose. Returns False when somebody was faster.

    The old card dies, every sign-in of hers ends at the same instant, and so do her other slips and the keys that
    opened what the card opened: whoever held the old card could have made one.
    """
    used = session.execute(
        update(CardSlip)
        .where(CardSlip.id == slip.id, CardSlip.ended_at.is_(None))
        .values(ended_at=now, claimed_by=digest(nonce))
        .returning(CardSlip.id)
    ).first()
    if used is None:
        return False
    hers = select(Membership.id).where(Membership.user_id == slip.user_id)
    session.execute(
        update(CardSlip)
        .where(CardSlip.membership_id.in_(hers), CardSlip.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
    accounts.end_all_sign_ins(session, now, slip.user_id)
    remove_passkeys(session, slip.user_id, staff=False)
    accounts.make_card(session, now, slip.user_id, pin, pepper, given_by=slip.issued_by)
    audit.record(
        session,
        now,
        "card-slip-used",
        actor_id=slip.user_id,
        organisation_id=slip.organisation_id,
        who=slip.membership_ref,
    )
    return True
