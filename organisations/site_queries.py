"""Reading sites and teams, and the conditions that keep a list to one part of an organisation.

A part is a site, a team, UNPLACED (people without a site) or None: all of the organisation. What a guard hands
out as `scope` is a part too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from accounts.models import User
from organisations.models import ExpectedPerson, Invitation, Membership, Organisation, Role
from organisations.rules import UNPLACED, RoleName, place_text
from organisations.site_models import (
    ExpectedPlace,
    InvitationSite,
    MembershipPlace,
    RoleSite,
    Site,
    Team,
)

Part = Site | Team | Literal["utan"] | None


def members_of(part: Part) -> ColumnElement[bool]:
    """A condition on `Membership`: she belongs to this part of her organisation."""
    return _of(part, MembershipPlace, MembershipPlace.membership_id, Membership.id)


def names_of(part: Part) -> ColumnElement[bool]:
    """A condition on `ExpectedPerson`: whoever joins under the name will belong to this part."""
    return _of(part, ExpectedPlace, ExpectedPlace.expected_id, ExpectedPerson.id)


def _of(
    part: Part,
    place: type[MembershipPlace] | type[ExpectedPlace],
    key: InstrumentedAttribute[int],
    whose: InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    if part is None:
        return true()
    # The statement around it may name places and sites too, for other columns.
    here = exists().where(key == whose).correlate(whose.class_)
    if isinstance(part, Site):
        return here.where(place.site_id == part.id)
    if isinstance(part, Team):
        return here.where(place.team_id == part.id)
    return ~here.where(place.site_id == Site.id, Site.closed_at.is_(None))


def covers_member() -> ColumnElement[bool]:
    """A condition on `Role` and `Membership`: the role is for the whole organisation, or for the member's site."""
    limited = exists().where(RoleSite.role_id == Role.id).correlate(Role)
    hers = (
        exists()
        .where(
            RoleSite.role_id == Role.id,
            MembershipPlace.membership_id == Membership.id,
            MembershipPlace.site_id == RoleSite.site_id,
        )
        .correlate(Role, Membership)
    )
    return or_(~limited, hers)


@dataclass(frozen=True, slots=True)
class ContactAt:
    """An organisation that somebody is contact person of, and the one site she is limited to, if any."""

    organisation: Organisation
    scope: Site | None


def contact_at(session: Session, user_id: int, ref: str) -> ContactAt | None:
    """What the person is contact person of under this ref now; None as if it did not exist. One query."""
    row = session.execute(
        select(Organisation, Site)
        .join(Role, Role.organisation_id == Organisation.id)
        .outerjoin(RoleSite, RoleSite.role_id == Role.id)
        .outerjoin(Site, and_(Site.id == RoleSite.site_id, Site.closed_at.is_(None)))
        .where(
            Organisation.ref == ref,
            Role.user_id == user_id,
            Role.role == RoleName.CONTACT,
            Role.ended_at.is_(None),
            or_(RoleSite.role_id.is_(None), Site.id.is_not(None)),
        )
    ).first()
    return ContactAt(*row) if row else None


@dataclass(frozen=True, slots=True)
class SiteTeams:
    """A site and its open teams, by name."""

    site: Site
    teams: tuple[Team, ...]


def open_sites(session: Session, organisation_id: int) -> tuple[SiteTeams, ...]:
    """The open sites of an organisation with their open teams, by name. Two queries."""
    sites = session.scalars(
        select(Site)
        .where(Site.organisation_id == organisation_id, Site.closed_at.is_(None))
        .order_by(func.lower(Site.name), Site.id)
    ).all()
    if not sites:
        return ()
    teams = session.scalars(
        select(Team)
        .where(Team.site_id.in_(each.id for each in sites), Team.closed_at.is_(None))
        .order_by(func.lower(Team.name), Team.id)
    ).all()
    return tuple(SiteTeams(site, tuple(each for each in teams if each.site_id == site.id)) for site in sites)


def within(sites: Sequence[SiteTeams], scope: Site | None) -> tuple[SiteTeams, ...]:
    """Those of some sites that a contact person may see: all, or the one she is limited to."""
    return tuple(each for each in sites if scope is None or each.site.id == scope.id)


def chosen_part(sites: Sequence[SiteTeams], scope: Site | None, wanted: str) -> Part:
    """The part that a text from an address names, inside the scope; what names none of them is the scope itself."""
    for each in within(sites, scope):
        parts: tuple[Site | Team, ...] = (each.site, *each.teams)
        for part in parts:
            if part.ref == wanted:
                return part
    if sites and scope is None and wanted == UNPLACED:
        return UNPLACED
    return scope


def part_choices(sites: Sequence[SiteTeams]) -> list[tuple[str, str]]:
    """Every one of these sites and teams: its ref and its name."""
    found = []
    for each in sites:
        found.append((each.site.ref, each.site.name))
        found += [(team.ref, place_text(each.site.name, team.name)) for team in each.teams]
    return found


def site_and_team(sites: Sequence[SiteTeams], part: Part) -> tuple[Site | None, Team | None]:
    """What somebody is given who shall belong to a part that was chosen among these sites."""
    if isinstance(part, Team):
        return next(each.site for each in sites if each.site.id == part.site_id), part
    return (part, None) if isinstance(part, Site) else (None, None)


def site_in(session: Session, organisation_id: int, ref: str) -> Site | None:
    """The open site of a ref if it belongs to the organisation."""
    return session.scalar(
        select(Site).where(Site.organisation_id == organisation_id, Site.ref == ref, Site.closed_at.is_(None))
    )


def team_in(session: Session, organisation_id: int, ref: str) -> tuple[Team, Site] | None:
    """The open team of a ref, with its open site, if it belongs to the organisation."""
    row = session.execute(
        select(Team, Site)
        .join(Site, Site.id == Team.site_id)
        .where(
            Site.organisation_id == organisation_id,
            Team.ref == ref,
            Team.closed_at.is_(None),
            Site.closed_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def site_named(session: Session, organisation_id: int, name: str) -> Site | None:
    """The site of this name in the organisation, also when it is closed."""
    return session.scalar(select(Site).where(Site.organisation_id == organisation_id, Site.name == name))


def team_named(session: Session, site_id: int, name: str) -> Team | None:
    """The team of this name at the site, also when it is closed."""
    return session.scalar(select(Team).where(Team.site_id == site_id, Team.name == name))


def closed_site_names(session: Session, organisation_id: int) -> tuple[str, ...]:
    """The names of an organisation's closed sites."""
    return tuple(
        session.scalars(
            select(Site.name)
            .where(Site.organisation_id == organisation_id, Site.closed_at.is_not(None))
            .order_by(func.lower(Site.name))
        )
    )


def closed_team_names(session: Session, site_id: int) -> tuple[str, ...]:
    """The names of a site's closed teams."""
    return tuple(
        session.scalars(
            select(Team.name)
            .where(Team.site_id == site_id, Team.closed_at.is_not(None))
            .order_by(func.lower(Team.name))
        )
    )


def people_at(session: Session, organisation_id: int) -> dict[int, int]:
    """How many running members belong to each site of an organisation, by the site's id. One query."""
    rows = session.execute(
        select(MembershipPlace.site_id, func.count())
        .join(Membership, Membership.id == MembershipPlace.membership_id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .group_by(MembershipPlace.site_id)
    )
    return dict(rows.all())


def limited_contacts(session: Session, site_id: int) -> Sequence[Role]:
    """The live roles that are limited to a site."""
    return session.scalars(
        select(Role)
        .join(RoleSite, RoleSite.role_id == Role.id)
        .where(RoleSite.site_id == site_id, Role.ended_at.is_(None))
        .order_by(Role.id)
    ).all()


def limited_contact_names(session: Session, site_id: int) -> tuple[str, ...]:
    """The names of those contact persons, by name."""
    return tuple(
        session.scalars(
            select(User.name)
            .join(Role, Role.user_id == User.id)
            .join(RoleSite, RoleSite.role_id == Role.id)
            .where(RoleSite.site_id == site_id, Role.ended_at.is_(None))
            .order_by(User.name)
        )
    )


def role_sites(session: Session, organisation_id: int) -> dict[str, str]:
    """The names of the sites that live roles of an organisation are limited to, by the person's ref."""
    rows = session.execute(
        select(User.ref, Site.name)
        .join(Role, Role.user_id == User.id)
        .join(RoleSite, RoleSite.role_id == Role.id)
        .join(Site, Site.id == RoleSite.site_id)
        .where(Role.organisation_id == organisation_id, Role.ended_at.is_(None))
    )
    return dict(rows.all())


def invited_to(session: Session, invitation: Invitation) -> Site | None:
    """The site that an invitation's role will be limited to."""
    return session.scalar(
        select(Site)
        .join(InvitationSite, InvitationSite.site_id == Site.id)
        .where(InvitationSite.invitation_id == invitation.id)
    )
