"""Deleting certificates, of a person who is erased or because their time is over. The caller commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from certificates.actions import holds
from certificates.models import (
    BadgeStatus,
    Certificate,
    CertificateShare,
    CourseText,
    ErasedCertificate,
    ShareCode,
)
from certificates.queries import all_of, link_digest, number_digest
from certificates.visible_queries import seen_at
from core import clock
from core.db import insert
from organisations.models import Membership


def erase(session: Session, now: datetime, user_id: int, *, pepper: str, workplaces: Collection[int]) -> None:
    """Delete a person's certificates, and whom she showed them to.

    Each workplace she belongs to keeps that one which it counted is gone, without her.
    """
    today = clock.local_date(now)
    for found in all_of(session, user_id):
        counted = seen_at(session, found.id, now).intersection(workplaces) if holds(found, today) else ()
        for organisation_id in sorted(counted):
            audit.record(
                session, now, "certificate-erased", organisation_id=organisation_id, course=found.course_key
            )
    ids = session.scalars(select(Certificate.id).where(Certificate.user_id == user_id)).all()
    delete_certificates(session, ids, pepper=pepper)
    hers = select(Membership.id).where(Membership.user_id == user_id)
    session.execute(delete(CertificateShare).where(CertificateShare.membership_id.in_(hers)))
    session.execute(delete(ShareCode).where(ShareCode.user_id == user_id))


def delete_certificates(session: Session, ids: Collection[int], *, pepper: str) -> None:
    """Delete certificates; what is left are keyed digests by which the check says that they are deleted.

    A course text that no certificate points to any more goes with the last. The place of a digital copy stays taken, by nobody: so the status list takes the copy back and gives its bit to no other.
    """
    for found in session.scalars(select(Certificate).where(Certificate.id.in_(ids)).order_by(Certificate.id)):
        session.execute(
            insert(session, ErasedCertificate)
            .values(
                number_digest=number_digest(found.number, pepper), link_digest=link_digest(found.link, pepper)
            )
            .on_conflict_do_nothing()
        )
    session.execute(
        update(BadgeStatus).where(BadgeStatus.certificate_id.in_(ids)).values(certificate_id=None)
    )
    session.execute(delete(Certificate).where(Certificate.id.in_(ids)))
    pointed_to = select(Certificate.id).where(Certificate.course_text == CourseText.digest)
    session.execute(delete(CourseText).where(~pointed_to.exists()))
