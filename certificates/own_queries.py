"""What this room keeps about one person, for her to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import BadgeStatus, Certificate, CertificateShare, ShareCode
from certificates.rules import REVOCATION_REASONS
from core.crockford import group_certificate
from core.language import N_
from core.own_data import Content, Kept, Word
from organisations.models import Membership, Organisation


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """Every certificate, also those that a later one has taken the place of."""
    rows = session.execute(
        select(Certificate, BadgeStatus)
        .outerjoin(BadgeStatus, BadgeStatus.certificate_id == Certificate.id)
        .where(Certificate.user_id == user_id)
        .order_by(Certificate.issued_at, Certificate.id)
    )
    return (
        Kept(
            "certificates",
            N_("Dina intyg"),
            N_("Så att du kan visa att du är klar, och så att andra kan kontrollera det."),
            (
                ("name", N_("Namn")),
                ("course", N_("Kurs")),
                ("number", N_("Nummer")),
                ("issuer", N_("Utfärdat av")),
                ("issued", N_("Utfärdat")),
                ("valid_until", N_("Gäller till")),
                ("revoked", N_("Återkallat")),
                ("revoked_for", N_("Orsak")),
                ("badge_place", N_("Plats i listan för digitala intyg")),
            ),
            tuple(
                (
                    each.name,
                    Content(each.course_name),
                    group_certificate(each.number),
                    Content(each.issuer),
                    each.issued_on,
                    each.valid_until,
                    each.revoked_at,
                    Word(REVOCATION_REASONS[each.revoked_for]) if each.revoked_for else None,
                    f"{place.list_number}:{place.position}" if place else None,
                )
                for each, place in rows
            ),
        ),
        _shares(session, user_id),
        _codes(session, user_id),
    )


def _shares(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(Organisation.name, CertificateShare.shared_at, CertificateShare.ended_at)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(CertificateShare, CertificateShare.membership_id == Membership.id)
        .where(Membership.user_id == user_id)
        .order_by(CertificateShare.id)
    )
    return Kept(
        "certificate_shares",
        N_("Arbetsplatser som du visar tidigare intyg för"),
        N_("Så att en ny arbetsplats ser intyg från tidigare när du vill det."),
        (("workplace", N_("Arbetsplats")), ("since", N_("Från")), ("until", N_("Till"))),
        tuple(tuple(row) for row in rows),
    )


def _codes(session: Session, user_id: int) -> Kept:
    rows = session.execute(
        select(ShareCode.created_at, ShareCode.expires_at, ShareCode.ended_at)
        .where(ShareCode.user_id == user_id)
        .order_by(ShareCode.id)
    )
    return Kept(
        "share_codes",
        N_("Koder för att visa dina intyg"),
        N_("Själva koden sparas så att ingen kan läsa den."),
        (("made", N_("Gjord")), ("until", N_("Gäller till")), ("ended", N_("Slutade gälla"))),
        tuple(tuple(row) for row in rows),
    )
