"""Reading for many papers at once: the certificates that a workplace's page tells of."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates import visible_queries
from certificates.models import Certificate, CourseText
from certificates.queries import current
from organisations.models import Membership, OrganisationCourse


def papers_of(session: Session, now: datetime, organisation_id: int) -> Sequence[Certificate]:
    """The longest certificate of each member in each course of a workplace that it sees now, by name. One query.

    Which it sees is `visible_queries.visible`. None that was revoked; of corrected ones the newest edition.
    """
    seen = visible_queries.visible(now, [organisation_id]).subquery()
    found = session.scalars(
        current()
        .join(seen, seen.c.certificate_id == Certificate.id)
        .join(Membership, Membership.user_id == Certificate.user_id)
        .join(OrganisationCourse, OrganisationCourse.course_key == Certificate.course_key)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            OrganisationCourse.organisation_id == organisation_id,
            Certificate.revoked_at.is_(None),
        )
        .order_by(Certificate.valid_until, Certificate.id)
    ).all()
    longest = {(each.user_id, each.course_key): each for each in found}
    return sorted(longest.values(), key=lambda each: (each.name.casefold(), each.course_key, each.id))


def members(session: Session, organisation_id: int) -> int:
    """How many people belong to a workplace now."""
    running = (Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
    return session.scalars(select(func.count()).select_from(Membership).where(*running)).one()


def course_texts(session: Session, digests: Collection[str]) -> dict[str, str]:
    """The kept course texts among some digests."""
    found = select(CourseText.digest, CourseText.text).where(CourseText.digest.in_(digests))
    return {row.digest: row.text for row in session.execute(found)}
