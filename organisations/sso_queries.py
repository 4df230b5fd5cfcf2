"""What groups at the provider mean in this database."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.logs import log
from organisations.models import Membership, Organisation
from organisations.queries import roles_of
from organisations.rules import RoleName
from organisations.sso_groups import Place


class Held(NamedTuple):
    """A role, or with None a membership, in an organisation by its key here; None for the network."""

    role: RoleName | None
    organisation_id: int | None


def places_here(session: Session, network: str, places: Iterable[Place]) -> frozenset[Held]:
    """The places that exist in this network. A ref that names nothing gives nothing, and the log says so."""
    found = set()
    for place in places:
        if place.organisation is None:
            found.add(Held(place.role, None))
            continue
        key = session.scalar(
            select(Organisation.id).where(
                Organisation.network == network, Organisation.ref == place.organisation
            )
        )
        if key is None:
            log("sso-unknown-organisation", ref=place.organisation)
        else:
            found.add(Held(place.role, key))
    return frozenset(found)


def has_anything(session: Session, user_id: int) -> bool:
    """Whether the person has a role or a membership now."""
    running = select(Membership.id).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    return bool(roles_of(session, user_id)) or session.scalar(running.limit(1)) is not None
