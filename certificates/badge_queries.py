"""Reading status lists of digital certificates."""

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from certificates.models import BadgeStatus, Certificate
from certificates.queries import current


def place_of(session: Session, certificate_id: int) -> BadgeStatus | None:
    """A certificate's place in a status list, if it has one."""
    return session.scalar(select(BadgeStatus).where(BadgeStatus.certificate_id == certificate_id))


def newest_list(session: Session) -> Row[int, int] | None:
    """The newest status list's number and how many places of it are taken; None before the first place."""
    return session.execute(
        select(BadgeStatus.list_number, func.count())
        .group_by(BadgeStatus.list_number)
        .order_by(BadgeStatus.list_number.desc())
        .limit(1)
    ).one_or_none()


def taken_back(session: Session, list_number: int) -> Sequence[int]:
    """The places in a list whose certificate is revoked, was corrected by a later edition, or is deleted."""
    holding = current().where(Certificate.revoked_at.is_(None)).subquery()
    return session.scalars(
        select(BadgeStatus.position)
        .outerjoin(holding, holding.c.id == BadgeStatus.certificate_id)
        .where(BadgeStatus.list_number == list_number, holding.c.id.is_(None))
    ).all()
