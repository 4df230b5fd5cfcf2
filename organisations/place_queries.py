"""Reading who belongs where in an organisation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from accounts.models import User
from organisations.membership_queries import unclaimed
from organisations.models import ExpectedPerson, Membership
from organisations.rules import place_text
from organisations.site_models import ExpectedPlace, MembershipPlace, Site, Team
from organisations.site_queries import Part, members_of, names_of


def with_place(
    statement: Select[*tuple[Any, ...]],
    place: type[MembershipPlace] | type[ExpectedPlace],
    key: InstrumentedAttribute[int],
    whose: InstrumentedAttribute[int],
) -> Select[*tuple[Any, ...]]:
    """A statement with two more columns: the names of site and team, None where there is none or it is closed."""
    return (
        statement.add_columns(Site.name, Team.name)
        .outerjoin(place, key == whose)
        .outerjoin(Site, and_(Site.id == place.site_id, Site.closed_at.is_(None)))
        .outerjoin(Team, and_(Team.id == place.team_id, Team.closed_at.is_(None)))
    )


def member_with_place(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement over `Membership` with the names of site and team."""
    return with_place(statement, MembershipPlace, MembershipPlace.membership_id, Membership.id)


def name_with_place(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A statement over `ExpectedPerson` with the names of site and team."""
    return with_place(statement, ExpectedPlace, ExpectedPlace.expected_id, ExpectedPerson.id)


def place_of(session: Session, membership_id: int) -> str:
    """Where a member belongs, in words; empty when nowhere."""
    statement = member_with_place(select(Membership.id)).where(Membership.id == membership_id)
    _, site, team = session.execute(statement).one()
    return place_text(site, team)


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody on an organisation's list, and where she belongs, in words."""

    ref: str
    name: str
    joined: bool
    place: str


def placed_people(session: Session, organisation_id: int, part: Part) -> tuple[Placed, ...]:
    """Members and names written down of a part of an organisation, by name. Two queries."""
    members = session.execute(
        member_with_place(select(Membership.ref, User.name))
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None), members_of(part))
    )
    names = session.execute(
        name_with_place(select(ExpectedPerson.ref, ExpectedPerson.name)).where(
            ExpectedPerson.organisation_id == organisation_id,
            ExpectedPerson.membership_id.is_(None),
            ExpectedPerson.removed_at.is_(None),
            names_of(part),
        )
    )
    found = [
        Placed(ref, name, joined, place_text(site, team))
        for joined, rows in ((True, members), (False, names))
        for ref, name, site, team in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.ref)))


def memberships_in(session: Session, organisation_id: int, refs: Collection[str]) -> Sequence[Membership]:
    """The running memberships of an organisation among some refs."""
    return session.scalars(
        select(Membership)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ref.in_(refs),
            Membership.ended_at.is_(None),
        )
        .order_by(Membership.id)
    ).all()


def names_in(session: Session, organisation_id: int, refs: Collection[str]) -> Sequence[ExpectedPerson]:
    """The unclaimed names of an organisation's list among some refs."""
    return session.scalars(unclaimed(organisation_id).where(ExpectedPerson.ref.in_(refs))).all()
