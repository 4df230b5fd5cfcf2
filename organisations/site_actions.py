"""What can be done with sites and teams. The view commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from core.db import hold, insert
from organisations.models import ExpectedPerson, Membership, Organisation, Role
from organisations.rules import RoleName
from organisations.site_models import ExpectedPlace, MembershipPlace, RoleSite, Site, Team
from organisations.site_queries import limited_contacts, site_named, team_named


def open_site(session: Session, now: datetime, organisation_id: int, name: str, *, actor_id: int) -> Site:
    """The open site of this tidied name: a new one, or the closed one opened again. Done twice it is done once."""
    hold(session, Organisation, organisation_id)
    site = site_named(session, organisation_id, name)
    if site is not None and site.closed_at is None:
        return site
    if site is None:
        site = Site(organisation_id=organisation_id, name=name)
        session.add(site)
    site.closed_at = None
    session.flush()
    _note_place(session, now, "site-opened", site, actor_id)
    return site


def close_site(session: Session, now: datetime, site: Site, *, actor_id: int) -> None:
    """Close a site: its people stand without one, and roles that were limited to it end."""
    hold(session, Site, site.id)
    site.closed_at = now
    for role in limited_contacts(session, site.id):
        role.ended_at = now
        accounts.end_all_sign_ins(session, now, role.user_id)
        audit.record(
            session,
            now,
            "role-ended",
            actor_id=actor_id,
            organisation_id=site.organisation_id,
            role=role.role,
            site=site.ref,
        )
    _note_place(session, now, "site-closed", site, actor_id)


def rename_site(session: Session, now: datetime, site: Site, name: str, *, actor_id: int) -> bool:
    """Give a site another tidied name. Returns False when another site of the organisation has it."""
    hold(session, Organisation, site.organisation_id)
    other = site_named(session, site.organisation_id, name)
    if other is not None and other.id != site.id:
        return False
    if site.name != name:
        site.name = name
        _note_place(session, now, "site-renamed", site, actor_id)
    return True


def open_team(session: Session, now: datetime, site: Site, name: str, *, actor_id: int) -> Team:
    """The open team of this tidied name: a new one, or the closed one opened again. Done twice it is done once."""
    hold(session, Site, site.id)
    team = team_named(session, site.id, name)
    if team is not None and team.closed_at is None:
        return team
    if team is None:
        team = Team(site_id=site.id, name=name)
        session.add(team)
    team.closed_at = None
    session.flush()
    _note_place(session, now, "team-opened", site, actor_id, team)
    return team


def close_team(session: Session, now: datetime, site: Site, team: Team, *, actor_id: int) -> None:
    """Close a team: its people stay at the site."""
    team.closed_at = now
    _note_place(session, now, "team-closed", site, actor_id, team)


def rename_team(session: Session, now: datetime, site: Site, team: Team, name: str, *, actor_id: int) -> bool:
    """Give a team another tidied name. Returns False when another team of the site has it."""
    hold(session, Site, site.id)
    other = team_named(session, site.id, name)
    if other is not None and other.id != team.id:
        return False
    if team.name != name:
        team.name = name
        _note_place(session, now, "team-renamed", site, actor_id, team)
    return True


def _note_place(
    session: Session, now: datetime, what: str, site: Site, actor_id: int, team: Team | None = None
) -> None:
    named = {"team": team.ref} if team else {}
    audit.record(
        session,
        now,
        what,
        actor_id=actor_id,
        organisation_id=site.organisation_id,
        site=site.ref,
        **named,
    )


def place_members(
    session: Session,
    now: datetime,
    memberships: Sequence[Membership],
    site: Site | None,
    team: Team | None = None,
    *,
    actor_id: int,
) -> None:
    """Let members of an organisation belong to a site of it and perhaps a team there; None takes them from theirs.

    Where they belonged before is not kept.
    """
    ids = [each.id for each in memberships]
    if site is None:
        session.execute(delete(MembershipPlace).where(MembershipPlace.membership_id.in_(ids)))
    elif ids:
        where = {"site_id": site.id, "team_id": team.id if team else None, "placed_at": now}
        session.execute(
            insert(session, MembershipPlace)
            .values([{"membership_id": each, **where} for each in ids])
            .on_conflict_do_update(index_elements=["membership_id"], set_=where)
        )
    named = ({"site": site.ref} if site else {}) | ({"team": team.ref} if team else {})
    for membership in memberships:
        audit.record(
            session,
            now,
            "person-placed",
            actor_id=actor_id,
            organisation_id=membership.organisation_id,
            who=membership.ref,
            **named,
        )


def place_names(
    session: Session, names: Sequence[ExpectedPerson], site: Site | None, team: Team | None = None
) -> None:
    """The same for names that were written down: whoever joins under one will belong there."""
    ids = [each.id for each in names]
    if site is None:
        session.execute(delete(ExpectedPlace).where(ExpectedPlace.expected_id.in_(ids)))
    elif ids:
        where = {"site_id": site.id, "team_id": team.id if team else None}
        session.execute(
            insert(session, ExpectedPlace)
            .values([{"expected_id": each, **where} for each in ids])
            .on_conflict_do_update(index_elements=["expected_id"], set_=where)
        )


def take_place(session: Session, now: datetime, expected_id: int, membership_id: int) -> None:
    """Let a member who has claimed a name belong where the name was meant to; what she has already stays."""
    meant = session.get(ExpectedPlace, expected_id)
    if meant is not None:
        session.execute(
            insert(session, MembershipPlace)
            .values(membership_id=membership_id, site_id=meant.site_id, team_id=meant.team_id, placed_at=now)
            .on_conflict_do_nothing()
        )


def limit_role(
    session: Session, made_id: int | None, user_id: int, organisation_id: int | None, site_id: int | None
) -> None:
    """Limit a contact person's role to a site, or widen it. `made_id` is the role if it was made just now.

    The newest invitation counts, except that a role for the whole organisation never becomes a smaller one.
    """
    if made_id is not None:
        if site_id is not None:
            session.add(RoleSite(role_id=made_id, site_id=site_id))
            session.flush()
        return
    limited: Sequence[RoleSite] = session.scalars(
        select(RoleSite)
        .join(Role, Role.id == RoleSite.role_id)
        .where(
            Role.user_id == user_id,
            Role.organisation_id == organisation_id,
            Role.role == RoleName.CONTACT,
            Role.ended_at.is_(None),
        )
    ).all()
    for each in limited:
        if site_id is None:
            session.delete(each)
        else:
            each.site_id = site_id
    session.flush()
