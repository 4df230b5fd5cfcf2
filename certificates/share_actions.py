"""Letting a workplace see certificates from before, by a press or by a code, and taking that back. The view commits."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.models import User
from certificates.models import CertificateShare, ShareCode
from certificates.share_queries import code_digest, live_code
from certificates.share_rules import SHARE_CODE_LASTS, SHARE_CODE_LENGTH
from core.crockford import random_code
from core.db import hold, insert
from organisations.models import Membership


def share(session: Session, now: datetime, membership: Membership) -> None:
    """Let a member's workplace see all her certificates, once; noted as her own act, for hers is the wish."""
    new = session.execute(
        insert(session, CertificateShare)
        .values(membership_id=membership.id, shared_at=now)
        .on_conflict_do_nothing()
        .returning(CertificateShare.id)
    ).first()
    if new is not None:
        audit.record(session, now, "certificate-shared", **_hers(membership))


def unshare(session: Session, now: datetime, membership: Membership) -> None:
    """Take it back; when nothing is shown nothing changes."""
    ended = session.execute(
        update(CertificateShare)
        .where(CertificateShare.membership_id == membership.id, CertificateShare.ended_at.is_(None))
        .values(ended_at=now)
        .returning(CertificateShare.id)
    ).first()
    if ended is not None:
        audit.record(session, now, "certificate-hidden", **_hers(membership))


def _hers(membership: Membership) -> dict[str, Any]:
    return {
        "actor_id": membership.user_id,
        "organisation_id": membership.organisation_id,
        "who": membership.ref,
    }


def make_code(session: Session, now: datetime, user_id: int, *, pepper: str) -> str:
    """Make a person's code and return it; an older one ends."""
    hold(session, User, user_id)
    old = live_code(session, user_id)
    if old is not None:
        old.ended_at = now
        session.flush()
    code = random_code(SHARE_CODE_LENGTH)
    session.add(
        ShareCode(
            user_id=user_id,
            code_digest=code_digest(code, pepper),
            created_at=now,
            expires_at=now + SHARE_CODE_LASTS,
        )
    )
    session.flush()
    audit.record(session, now, "share-code-made", actor_id=user_id)
    return code


def use_code(session: Session, now: datetime, found: ShareCode, membership: Membership) -> None:
    """Let the workplace of this membership, which is the code's own person's, see her certificates; the code ends."""
    found.ended_at = now
    session.flush()
    share(session, now, membership)
