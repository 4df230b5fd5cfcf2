"""Two accounts of one person become one: what this room does. The caller commits, all rooms at once."""

from datetime import datetime

from sqlalchemy import select

from certificates.merge_rules import Held, cycles
from certificates.models import Certificate, ShareCode
from core.ledger import Ledger, table_of

CERTIFICATE = table_of(Certificate)
CODE = table_of(ShareCode)
# Cycles that no certificate has: where they wait while others take their places.
PARKED = 1_000_000


def merge(ledger: Ledger, now: datetime, source: int, target: int) -> None:
    """Number the cycles of both accounts as one person's, in each course in which both hold certificates."""
    rows = ledger.session.scalars(
        select(Certificate).where(Certificate.user_id.in_((source, target))).order_by(Certificate.id)
    ).all()
    for course_key in sorted({each.course_key for each in rows}):
        held = [
            Held(
                each.id,
                each.user_id,
                each.cycle,
                each.valid_until,
                each.issued_at,
                revoked=each.revoked_at is not None,
            )
            for each in rows
            if each.course_key == course_key
        ]
        if {each.owner for each in held} != {source, target}:
            continue
        new = cycles(held)
        for certificate_id in new:
            which = CERTIFICATE.c.id == certificate_id
            ledger.change(CERTIFICATE, which, user_id=target, cycle=PARKED + certificate_id)
        for certificate_id, cycle in new.items():
            ledger.change(CERTIFICATE, CERTIFICATE.c.id == certificate_id, cycle=cycle)
    ledger.change(CODE, (CODE.c.user_id == source) & CODE.c.ended_at.is_(None), ended_at=now)
