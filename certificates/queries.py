"""Reading certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from certificates import renewal, rules
from certificates.models import Certificate, ErasedCertificate
from certificates.renewal import RenewalRule
from certificates.rules import Status
from core.crockford import is_checked, read
from core.ids import keyed_digest
from organisations.models import Organisation
from quiz.models import Attempt


def latest(session: Session, user_id: int, course_key: str) -> Certificate | None:
    """The person's newest certificate in a course, in its newest edition."""
    return session.scalar(
        select(Certificate)
        .where(Certificate.user_id == user_id, Certificate.course_key == course_key)
        .order_by(Certificate.cycle.desc(), Certificate.edition.desc())
        .limit(1)
    )


def exam_is_needed(rule: RenewalRule, newest: Certificate | None, today: date) -> bool:
    """Whether another exam leads to a certificate, given the newest one in the course."""
    if newest is None:
        return True
    return renewal.may_renew(rule, newest.valid_until, today, revoked=newest.revoked_at is not None)


def all_of(session: Session, user_id: int) -> Sequence[Certificate]:
    """Everything a person has earned, newest first; of corrected ones the newest edition only."""
    return session.scalars(
        current()
        .where(Certificate.user_id == user_id)
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()


def current() -> Select[Certificate]:
    """Certificates that no later edition has taken the place of."""
    later = aliased(Certificate)
    return select(Certificate).where(
        ~select(later.id)
        .where(
            later.user_id == Certificate.user_id,
            later.course_key == Certificate.course_key,
            later.cycle == Certificate.cycle,
            later.edition > Certificate.edition,
        )
        .exists()
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a certificate stands. `instead` is the number of the edition that has taken its place."""

    status: Status
    instead: str | None


def standing(session: Session, found: Certificate, today: date) -> Standing:
    """The status of a certificate on a Stockholm day. One query."""
    rows = session.execute(
        select(Certificate.cycle, Certificate.edition, Certificate.number, Certificate.revoked_at)
        .where(Certificate.user_id == found.user_id, Certificate.course_key == found.course_key)
        .order_by(Certificate.cycle, Certificate.edition)
    ).all()
    editions = [
        number for cycle, edition, number, _ in rows if cycle == found.cycle and edition > found.edition
    ]
    status = rules.status(
        found.valid_until,
        today=today,
        revoked=found.revoked_at is not None,
        corrected=bool(editions),
        renewed=any(cycle > found.cycle and revoked_at is None for cycle, _, _, revoked_at in rows),
    )
    return Standing(status, editions[-1] if editions else None)


def by_link(session: Session, link: str) -> Certificate | None:
    """The certificate of a QR code's address."""
    return session.scalar(select(Certificate).where(Certificate.link == link))


def by_number(session: Session, typed: str) -> Certificate | None:
    """The certificate of a typed number; look-alike letters read as meant, a wrong check character finds none."""
    number = checked_number(typed)
    return session.scalar(select(Certificate).where(Certificate.number == number)) if number else None


def checked_number(typed: str) -> str | None:
    """A typed number as it is kept, or None when it cannot be one."""
    try:
        number = read(typed)
    except ValueError:
        return None
    return number if is_checked(number) else None


def link_was_erased(session: Session, link: str, pepper: str) -> bool:
    """Whether a QR code's address belonged to a certificate that is deleted."""
    wanted = ErasedCertificate.link_digest == link_digest(link, pepper)
    return session.scalar(select(ErasedCertificate.number_digest).where(wanted)) is not None


def number_was_erased(session: Session, typed: str, pepper: str) -> bool:
    """Whether a typed number belonged to a certificate that is deleted."""
    number = checked_number(typed)
    return number is not None and session.get(ErasedCertificate, number_digest(number, pepper)) is not None


def number_digest(number: str, pepper: str) -> str:
    """What is left of a deleted certificate's number."""
    return keyed_digest(pepper, "erased-number", number)


def link_digest(link: str, pepper: str) -> str:
    """What is left of a deleted certificate's link."""
    return keyed_digest(pepper, "erased-link", link)


def own(session: Session, user_id: int, number: str) -> Certificate | None:
    """The certificate of a number if it is the person's own."""
    return session.scalar(
        select(Certificate).where(Certificate.number == number, Certificate.user_id == user_id)
    )


def issued_in(session: Session, network: str, typed: str) -> Certificate | None:
    """The certificate of a typed number if it was earned at a workplace of this network."""
    number = checked_number(typed)
    return session.scalar(
        select(Certificate)
        .join(Attempt, Attempt.id == Certificate.attempt_id)
        .join(Organisation, Organisation.id == Attempt.organisation_id)
        .where(Certificate.number == number, Organisation.network == network)
    )
