"""Letting roles and memberships follow the groups at the provider of single sign-on. The view commits.

Only what a group gave is taken when the group is gone; what somebody gave by hand stays.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from accounts.models import User
from core.db import hold, insert
from organisations.membership_actions import join
from organisations.membership_queries import live_membership
from organisations.models import Membership, MembershipFromProvider, Role, RoleFromProvider
from organisations.rules import RoleName
from organisations.sso_queries import Held


def follow(
    session: Session, now: datetime, user_id: int, name: str, network: str, wanted: frozenset[Held]
) -> bool:
    """Give what the groups give and end what they gave before. With an end every sign-in of hers ends at once.

    Returns whether something was ended. Two sign-ins of one person at the same moment wait for each other.
    """
    hold(session, User, user_id)
    lost = end_roles(session, now, user_id, wanted) + end_memberships(session, now, user_id, wanted)
    if lost:
        accounts.end_all_sign_ins(session, now, user_id)
    for held in sorted(wanted, key=str):
        if held.role is None:
            give_membership(session, now, user_id, name, held)
        else:
            give_role(session, now, user_id, network, held)
    session.flush()
    return lost > 0


def end_roles(session: Session, now: datetime, user_id: int, wanted: frozenset[Held]) -> int:
    """End the roles that no group gives any more. Returns how many."""
    rows = session.scalars(
        select(Role)
        .join(RoleFromProvider, RoleFromProvider.role_id == Role.id)
        .where(Role.user_id == user_id, Role.ended_at.is_(None))
        .order_by(Role.id)
    ).all()
    gone = [row for row in rows if Held(RoleName(row.role), row.organisation_id) not in wanted]
    for row in gone:
        row.ended_at = now
        note_lost(session, now, user_id, Held(RoleName(row.role), row.organisation_id))
    return len(gone)


def end_memberships(session: Session, now: datetime, user_id: int, wanted: frozenset[Held]) -> int:
    """End the memberships that no group gives any more; certificates stay hers. Returns how many."""
    rows = session.scalars(
        select(Membership)
        .join(MembershipFromProvider, MembershipFromProvider.membership_id == Membership.id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    ).all()
    gone = [row for row in rows if Held(None, row.organisation_id) not in wanted]
    for row in gone:
        row.ended_at = now
        note_lost(session, now, user_id, Held(None, row.organisation_id))
    return len(gone)


def give_role(session: Session, now: datetime, user_id: int, network: str, held: Held) -> None:
    """Give a role unless she has it; one that she has by hand stays one by hand."""
    made = session.scalar(
        insert(session, Role)
        .values(
            user_id=user_id,
            role=held.role,
            network=network,
            organisation_id=held.organisation_id,
            granted_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Role.id)
    )
    if made is not None:
        session.add(RoleFromProvider(role_id=made))
        audit.record(
            session,
            now,
            "sso-role-given",
            actor_id=user_id,
            organisation_id=held.organisation_id,
            role=held.role,
        )


def give_membership(session: Session, now: datetime, user_id: int, name: str, held: Held) -> None:
    """Make her a member unless she is one."""
    assert held.organisation_id is not None  # noqa: S101  the file's reader wants one for a learner
    if live_membership(session, held.organisation_id, user_id) is None:
        made = join(session, now, held.organisation_id, user_id, name)
        session.add(MembershipFromProvider(membership_id=made.id))


def note_lost(session: Session, now: datetime, user_id: int, held: Held) -> None:
    """Write in the log what the provider's groups took."""
    audit.record(
        session,
        now,
        "sso-role-lost",
        actor_id=user_id,
        organisation_id=held.organisation_id,
        role=held.role or "learner",
    )
