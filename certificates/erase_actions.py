"""Deleting certificates, of a person who is erased or because their time is over. The caller commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts import audit
from certificates.actions import holds
from certificates.models import Certificate, ErasedCertificate
from certificates.queries import all_of, link_digest, number_digest
from core import clock
from core.db import insert


def erase(session: Session, now: datetime, user_id: int, *, pepper: str, workplaces: Collection[int]) -> None:
    """Delete a person's certificates. Each workplace she belongs to keeps that one it counted is gone, without her."""
    today = clock.local_date(now)
    for found in all_of(session, user_id):
        for organisation_id in workplaces if holds(found, today) else ():
            audit.record(
                session, now, "certificate-erased", organisation_id=organisation_id, course=found.course_key
            )
    ids = session.scalars(select(Certificate.id).where(Certificate.user_id == user_id)).all()
    delete_certificates(session, ids, pepper=pepper)


def delete_certificates(session: Session, ids: Collection[int], *, pepper: str) -> None:
    """Delete certificates; what is left are keyed digests by which the check says that they are deleted."""
    for found in session.scalars(select(Certificate).where(Certificate.id.in_(ids)).order_by(Certificate.id)):
        session.execute(
            insert(session, ErasedCertificate)
            .values(
                number_digest=number_digest(found.number, pepper), link_digest=link_digest(found.link, pepper)
            )
            .on_conflict_do_nothing()
        )
    session.execute(delete(Certificate).where(Certificate.id.in_(ids)))
