"""The workplaces whose Agera card a person may have."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from organisations.models import Membership, Organisation


@dataclass(frozen=True, slots=True)
class Workplace:
    """A workplace that a person belongs to now; `ref` is her membership's."""

    ref: str
    organisation_id: int
    name: str
    kind: str


def workplaces_of(session: Session, user_id: int) -> tuple[Workplace, ...]:
    """The workplaces a person belongs to now, the latest first. One query."""
    rows = session.execute(
        select(Membership.ref, Organisation.id, Organisation.name, Organisation.kind)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Membership.id.desc())
    )
    return tuple(Workplace(*row) for row in rows)
