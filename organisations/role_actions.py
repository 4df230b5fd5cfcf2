"""Roles: given, ended, and the one-time links that give them. The view or command commits."""

from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from accounts.models import User
from core.db import insert
from core.errors import NotAllowedNow
from core.ids import cipher, digest, new_secret
from organisations import site_actions
from organisations.models import Invitation, Role, RoleFromProvider
from organisations.rules import INVITATION_LASTS, RoleName
from organisations.site_models import InvitationSite, Site


def end_coordinator(
    session: Session, now: datetime, network: str, person_ref: str, *, actor_id: int | None
) -> bool:
    """End a coordinator's role and her sign-ins. Returns whether there was one to end.

    Raises NotAllowedNow for the network's last one: nobody could let the next one in. Two who end each
    other at once wait for each other, and the second is the last.
    """
    live = session.scalars(
        select(Role)
        .where(Role.network == network, Role.role == RoleName.COORDINATOR, Role.ended_at.is_(None))
        .order_by(Role.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    user_id = session.scalar(select(User.id).where(User.ref == person_ref))
    role = next((each for each in live if each.user_id == user_id), None)
    if role is None:
        return False
    if len(live) == 1:
        raise NotAllowedNow
    role.ended_at = now
    accounts.end_all_sign_ins(session, now, role.user_id)
    audit.record(session, now, "role-ended", actor_id=actor_id, role=role.role, who=person_ref)
    return True


def grant_role(
    session: Session,
    now: datetime,
    user_id: int,
    role: RoleName,
    *,
    network: str,
    organisation_id: int | None,
    actor_id: int | None,
    site_id: int | None = None,
) -> None:
    """Give a person a role, once; a contact person's perhaps limited to a site."""
    made_id = session.scalar(
        insert(session, Role)
        .values(
            user_id=user_id,
            role=role,
            network=network,
            organisation_id=organisation_id,
            granted_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Role.id)
    )
    if made_id is None:
        keep_by_hand(session, user_id, role, network, organisation_id)
    if role is RoleName.CONTACT:
        site_actions.limit_role(session, made_id, user_id, organisation_id, site_id)
    audit.record(
        session,
        now,
        "role-granted",
        actor_id=actor_id,
        organisation_id=organisation_id,
        role=role,
    )


def keep_by_hand(
    session: Session, user_id: int, role: RoleName, network: str, organisation_id: int | None
) -> None:
    """Let a role that a group at the provider gave stay when the group is gone: somebody has given it now."""
    where = Role.organisation_id == organisation_id if organisation_id else Role.organisation_id.is_(None)
    same = select(Role.id).where(
        Role.user_id == user_id, Role.role == role, Role.network == network, where, Role.ended_at.is_(None)
    )
    session.execute(delete(RoleFromProvider).where(RoleFromProvider.role_id.in_(same)))


def end_role(
    session: Session, now: datetime, organisation_id: int, name: RoleName, person_ref: str, *, actor_id: int
) -> bool:
    """End a person's role in an organisation and her sign-ins. Returns whether there was one to end."""
    role = session.scalar(
        select(Role)
        .join(User, User.id == Role.user_id)
        .where(
            User.ref == person_ref,
            Role.organisation_id == organisation_id,
            Role.role == name,
            Role.ended_at.is_(None),
        )
    )
    if role is None:
        return False
    role.ended_at = now
    accounts.end_all_sign_ins(session, now, role.user_id)
    audit.record(
        session,
        now,
        "role-ended",
        actor_id=actor_id,
        organisation_id=role.organisation_id,
        role=role.role,
    )
    return True


def invite(
    session: Session,
    now: datetime,
    role: RoleName,
    *,
    network: str,
    organisation_id: int | None,
    actor_id: int | None,
    pepper: str,
    site: Site | None = None,
) -> str:
    """Make a one-time link that gives the role, perhaps limited to a site, for 24 hours; returns its secret."""
    secret = new_secret()
    invitation = Invitation(
        secret_digest=digest(secret),
        role=role,
        network=network,
        organisation_id=organisation_id,
        created_by=actor_id,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
        totp_secret=cipher(pepper).encrypt(pyotp.random_base32().encode()).decode(),
    )
    session.add(invitation)
    if site is not None:
        session.flush()
        session.add(InvitationSite(invitation_id=invitation.id, site_id=site.id))
    audit.record(session, now, "invited", actor_id=actor_id, organisation_id=organisation_id, role=role)
    return secret


def accept_invitation(session: Session, now: datetime, invitation: Invitation, user_id: int) -> bool:
    """Use an invitation for a person. Returns False when somebody was faster."""
    used = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    ).first()
    if used is None:
        return False
    grant_role(
        session,
        now,
        user_id,
        RoleName(invitation.role),
        network=invitation.network,
        organisation_id=invitation.organisation_id,
        actor_id=invitation.created_by,
        site_id=session.scalar(
            select(InvitationSite.site_id).where(InvitationSite.invitation_id == invitation.id)
        ),
    )
    return True
