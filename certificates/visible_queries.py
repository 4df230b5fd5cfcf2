"""Which certificates a workplace sees. Everything that lists or counts for a workplace asks this one statement.

Those earned while the person belonged to it, in this or an earlier period, and those that she lets it see.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVarTuple

from sqlalchemy import Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateShare
from organisations.models import Membership

Columns = TypeVarTuple("Columns")


def visible(instant: datetime, organisation_ids: Collection[int] | None = None) -> Select[int, int]:
    """(organisation id, certificate id) of all that workplaces may see at an instant (UTC).

    A pair stands once for each period of the person at the workplace. `organisation_ids` keeps to some workplaces.
    """
    pairs = select(Membership.organisation_id, Certificate.id.label("certificate_id"))
    return seen_of(pairs, instant, organisation_ids)


def seen_of(
    statement: Select[*Columns], instant: datetime, organisation_ids: Collection[int] | None
) -> Select[*Columns]:
    """Keep a statement over memberships to the certificates that their workplaces may see at an instant.

    One walk over the memberships, and nothing that sorts or joins them again: a large workplace costs what its people cost.
    """
    while_there = and_(
        Membership.joined_at <= Certificate.issued_at,
        or_(Membership.ended_at.is_(None), Membership.ended_at >= Certificate.issued_at),
    )
    shown = select(CertificateShare.membership_id).where(
        CertificateShare.shared_at <= instant,
        or_(CertificateShare.ended_at.is_(None), CertificateShare.ended_at > instant),
    )
    statement = (
        statement.select_from(Membership)
        .join(Certificate, Certificate.user_id == Membership.user_id)
        .where(or_(while_there, Membership.id.in_(shown)), Certificate.issued_at <= instant)
    )
    if organisation_ids is None:
        return statement
    return statement.where(Membership.organisation_id.in_(organisation_ids))


def best(instant: datetime, day: date | None, organisation_ids: Collection[int] | None = None) -> Subquery:
    """The longest certificate of each person and course that each workplace sees and nobody had revoked.

    Columns organisation_id, user_id, course_key, valid_until. With a Stockholm `day` only those that hold on it.
    """
    key = (Membership.organisation_id, Certificate.user_id, Certificate.course_key)
    longest = select(*key, func.max(Certificate.valid_until).label("valid_until"))
    statement = (
        seen_of(longest, instant, organisation_ids)
        .where(or_(Certificate.revoked_at.is_(None), Certificate.revoked_at > instant))
        .group_by(*key)
    )
    if day is not None:
        statement = statement.where(Certificate.valid_until >= day)
    return statement.subquery()


def seen_at(session: Session, certificate_id: int, instant: datetime) -> frozenset[int]:
    """The ids of the workplaces that see a certificate."""
    found = visible(instant).where(Certificate.id == certificate_id).subquery()
    return frozenset(session.scalars(select(found.c.organisation_id)))
