"""What this room keeps about one person, for her to see."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.rules import REVOCATION_REASONS
from core.crockford import group_certificate
from core.language import N_
from core.own_data import Content, Kept, Word


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """Every certificate, also those that a later one has taken the place of."""
    rows = session.scalars(
        select(Certificate)
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
                )
                for each in rows
            ),
        ),
    )
