"""Reading which workplaces see a person's certificates, and the codes by which she lets one see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from certificates.models import Certificate, CertificateShare, ShareCode
from certificates.queries import all_of
from certificates.rules import holds_on
from certificates.visible_queries import visible
from core import clock
from core.crockford import read
from core.ids import keyed_digest
from organisations.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workplace of hers. `hidden` are certificates that hold and that it does not see; `shared` as she wished."""

    membership_id: int
    ref: str
    organisation_id: int
    name: str
    hidden: tuple[int, ...]
    shared: bool


def workplaces(session: Session, now: datetime, user_id: int) -> tuple[Workplace, ...]:
    """The workplaces a person belongs to, the latest first, with what each does not see. Three queries."""
    today = clock.local_date(now)
    held = [
        each.id for each in all_of(session, user_id) if holds_on(each.valid_until, each.revoked_at, today)
    ]
    rows = session.execute(
        select(
            Membership.id,
            Membership.ref,
            Organisation.id,
            Organisation.name,
            CertificateShare.id.is_not(None),
        )
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(
            CertificateShare,
            and_(CertificateShare.membership_id == Membership.id, CertificateShare.ended_at.is_(None)),
        )
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Membership.joined_at.desc(), Membership.id.desc())
    ).all()
    seen = {
        (organisation_id, certificate_id)
        for organisation_id, certificate_id in session.execute(
            visible(now).where(Certificate.user_id == user_id)
        )
    }
    return tuple(
        Workplace(
            membership_id,
            ref,
            organisation_id,
            name,
            hidden=tuple(each for each in held if (organisation_id, each) not in seen),
            shared=bool(shared),
        )
        for membership_id, ref, organisation_id, name, shared in rows
    )


def workplace_of(session: Session, now: datetime, user_id: int, ref: str) -> Workplace | None:
    """The workplace of a membership's ref if it is the person's own and runs."""
    return next((each for each in workplaces(session, now, user_id) if each.ref == ref), None)


def live_share(session: Session, membership_id: int) -> CertificateShare | None:
    """What a member shows her workplace now."""
    return session.scalar(
        select(CertificateShare).where(
            CertificateShare.membership_id == membership_id, CertificateShare.ended_at.is_(None)
        )
    )


def live_code(session: Session, user_id: int) -> ShareCode | None:
    """The code of a person that nobody has used or replaced, also when its time is over."""
    return session.scalar(select(ShareCode).where(ShareCode.user_id == user_id, ShareCode.ended_at.is_(None)))


def code_digest(code: str, pepper: str) -> str | None:
    """What is kept of a typed code, look-alike letters read as meant; None when it cannot be one."""
    try:
        return keyed_digest(pepper, "share-code", read(code))
    except ValueError:
        return None


def find_code(session: Session, typed: str, now: datetime, pepper: str) -> ShareCode | None:
    """The code that was typed while it may be used."""
    return session.scalar(
        select(ShareCode).where(
            ShareCode.code_digest == code_digest(typed, pepper),
            ShareCode.ended_at.is_(None),
            ShareCode.expires_at > now,
        )
    )
