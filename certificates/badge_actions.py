"""Giving a certificate its place in a status list. The caller commits."""

from sqlalchemy.orm import Session

from certificates.badge import position_for
from certificates.badge_queries import newest_list, place_of
from certificates.models import BadgeStatus, Certificate
from certificates.rules import LIST_SIZE
from core.db import insert

# Half empty, so that a place that is taken is followed by a free one soon.
MOST_IN_A_LIST = LIST_SIZE // 2


def allot(session: Session, found: Certificate, secret: str) -> BadgeStatus:
    """The certificate's place in a status list: the one it has, or else a free one, once and for all."""
    attempt = 0
    while (place := place_of(session, found.id)) is None:
        newest = newest_list(session)
        number, taken = (1, 0) if newest is None else newest
        session.execute(
            insert(session, BadgeStatus)
            .values(
                list_number=number if taken < MOST_IN_A_LIST else number + 1,
                position=position_for(secret, found.link, attempt),
                certificate_id=found.id,
            )
            .on_conflict_do_nothing()
        )
        attempt += 1
    return place
