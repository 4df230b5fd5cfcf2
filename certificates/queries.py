"""Reading certificates."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate


def latest(session: Session, user_id: int, course_key: str) -> Certificate | None:
    """The person's newest certificate in a course."""
    return session.scalar(
        select(Certificate)
        .where(Certificate.user_id == user_id, Certificate.course_key == course_key)
        .order_by(Certificate.cycle.desc())
        .limit(1)
    )


def all_of(session: Session, user_id: int) -> Sequence[Certificate]:
    """Everything a person has earned, newest first."""
    return session.scalars(
        select(Certificate).where(Certificate.user_id == user_id).order_by(Certificate.issued_at.desc())
    ).all()


def by_link(session: Session, link: str) -> Certificate | None:
    """The certificate of a QR code's address."""
    return session.scalar(select(Certificate).where(Certificate.link == link))


def by_number(session: Session, number: str) -> Certificate | None:
    """The certificate of a printed number, read and checked already."""
    return session.scalar(select(Certificate).where(Certificate.number == number))


def own(session: Session, user_id: int, number: str) -> Certificate | None:
    """The certificate of a number if it is the person's own."""
    return session.scalar(
        select(Certificate).where(Certificate.number == number, Certificate.user_id == user_id)
    )
