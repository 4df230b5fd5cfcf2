"""Which certificates a workplace sees. Everything that lists or counts for a workplace asks this one statement.

Those earned while the person belonged to it, in this or an earlier period, and those that she lets it see.
"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from certificates.models import Certificate, CertificateShare
from organisations.models import Membership


def visible(instant: datetime, organisation_ids: Collection[int] | None = None) -> Select[int, int]:
    """(organisation id, certificate id) of all that workplaces may see at an instant (UTC), each pair once.

    `organisation_ids` keeps to some workplaces.
    """
    share = aliased(CertificateShare)
    while_there = and_(
        Membership.joined_at <= Certificate.issued_at,
        or_(Membership.ended_at.is_(None), Membership.ended_at >= Certificate.issued_at),
    )
    shown = and_(
        share.membership_id == Membership.id,
        share.shared_at <= instant,
        or_(share.ended_at.is_(None), share.ended_at > instant),
    )
    statement = (
        select(Membership.organisation_id, Certificate.id.label("certificate_id"))
        .join(Certificate, Certificate.user_id == Membership.user_id)
        .outerjoin(share, shown)
        .where(or_(while_there, share.id.is_not(None)), Certificate.issued_at <= instant)
        .distinct()
    )
    if organisation_ids is None:
        return statement
    return statement.where(Membership.organisation_id.in_(organisation_ids))


def best(instant: datetime, day: date | None, organisation_ids: Collection[int] | None = None) -> Subquery:
    """The longest certificate of each person and course that each workplace sees and nobody had revoked.

    Columns organisation_id, user_id, course_key, valid_until. With a Stockholm `day` only those that hold on it.
    """
    may = visible(instant, organisation_ids).subquery()
    statement = (
        select(
            may.c.organisation_id,
            Certificate.user_id,
            Certificate.course_key,
            func.max(Certificate.valid_until).label("valid_until"),
        )
        .join(may, may.c.certificate_id == Certificate.id)
        .where(or_(Certificate.revoked_at.is_(None), Certificate.revoked_at > instant))
        .group_by(may.c.organisation_id, Certificate.user_id, Certificate.course_key)
    )
    if day is not None:
        statement = statement.where(Certificate.valid_until >= day)
    return statement.subquery()


def seen_at(session: Session, certificate_id: int, instant: datetime) -> frozenset[int]:
    """The ids of the workplaces that see a certificate."""
    found = visible(instant).where(Certificate.id == certificate_id).subquery()
    return frozenset(session.scalars(select(found.c.organisation_id)))
