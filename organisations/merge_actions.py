"""Two accounts of one person become one: what this room does. The caller commits, all rooms at once."""

from datetime import datetime

from sqlalchemy import select

from core.ledger import Ledger, table_of
from organisations.models import Membership

MEMBERSHIP = table_of(Membership)


def merge(ledger: Ledger, now: datetime, source: int, target: int) -> None:
    """Of two running memberships in one organisation the longer one runs on; the other ends now and is kept."""
    rows = ledger.session.execute(
        select(Membership.organisation_id, Membership.joined_at, Membership.id)
        .where(Membership.user_id.in_((source, target)), Membership.ended_at.is_(None))
        .order_by(Membership.organisation_id, Membership.joined_at, Membership.id)
    ).all()
    taken: set[int] = set()
    for organisation_id, _, membership_id in rows:
        if organisation_id in taken:
            ledger.change(MEMBERSHIP, MEMBERSHIP.c.id == membership_id, ended_at=now)
        taken.add(organisation_id)
