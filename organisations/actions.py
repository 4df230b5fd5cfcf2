"""What can be done with organisations, roles and memberships. The view commits."""

from collections.abc import Iterable
from datetime import date, datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from accounts.models import User
from core.crockford import random_code
from core.db import hold, insert
from core.ids import cipher, digest, new_secret
from core.names import fold_name
from organisations import site_actions
from organisations.models import (
    ContactCheck,
    ExpectedPerson,
    Invitation,
    JoinCode,
    LocalRoutine,
    Membership,
    MembershipFromProvider,
    Organisation,
    OrganisationCourse,
    Role,
    RoleFromProvider,
)
from organisations.queries import has_live_membership, live_join_code, live_membership, unclaimed
from organisations.rules import INVITATION_LASTS, JOIN_CODE_LASTS, JOIN_CODE_LENGTH, RoleName
from organisations.site_models import InvitationSite, Site


def create_organisation(
    session: Session,
    now: datetime,
    *,
    network: str,
    name: str,
    kind: str,
    courses: Iterable[str],
    actor_id: int | None,
) -> Organisation:
    """Make an organisation with its courses and its first join code."""
    organisation = Organisation(network=network, name=name, kind=kind, created_at=now)
    session.add(organisation)
    session.flush()
    for key in sorted(set(courses)):
        session.add(OrganisationCourse(organisation_id=organisation.id, course_key=key))
    audit.record(session, now, "organisation-made", actor_id=actor_id, organisation_id=organisation.id)
    renew_join_code(session, now, organisation.id, actor_id=actor_id)
    return organisation


def renew_join_code(
    session: Session, now: datetime, organisation_id: int, *, actor_id: int | None
) -> JoinCode:
    """Give an organisation a new code for 90 days; the old one ends."""
    hold(session, Organisation, organisation_id)
    old = live_join_code(session, organisation_id)
    if old is not None:
        old.ended_at = now
        session.flush()
    code = JoinCode(
        organisation_id=organisation_id,
        code=random_code(JOIN_CODE_LENGTH),
        created_at=now,
        expires_at=now + JOIN_CODE_LASTS,
    )
    session.add(code)
    session.flush()
    audit.record(session, now, "join-code-made", actor_id=actor_id, organisation_id=organisation_id)
    return code


def join(session: Session, now: datetime, organisation_id: int, user_id: int, name: str) -> Membership:
    """Make the person a member, once; a name the contact person wrote down before is claimed."""
    session.execute(
        insert(session, Membership)
        .values(organisation_id=organisation_id, user_id=user_id, joined_at=now)
        .on_conflict_do_nothing()
    )
    membership = live_membership(session, organisation_id, user_id)
    assert membership is not None  # noqa: S101  the row above, or the one that was there
    # Whoever joins by hand stays, also when a group at the provider of single sign-on is gone.
    session.execute(
        delete(MembershipFromProvider).where(MembershipFromProvider.membership_id == membership.id)
    )
    folded = fold_name(name)
    waiting = session.scalars(
        # Two people of one name who join in the same second claim one line each.
        unclaimed(organisation_id)
        .where(ExpectedPerson.name_folded == folded)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    taken = session.scalar(select(ExpectedPerson.id).where(ExpectedPerson.membership_id == membership.id))
    if waiting is not None and taken is None:
        waiting.membership_id = membership.id
        site_actions.take_place(session, now, waiting.id, membership.id)
    session.flush()
    audit.record(session, now, "joined", actor_id=user_id, organisation_id=organisation_id)
    return membership


def expect(
    session: Session, now: datetime, organisation_id: int, name: str, *, actor_id: int
) -> ExpectedPerson:
    """Write down the name of somebody who will join."""
    person = ExpectedPerson(
        organisation_id=organisation_id, name=name, name_folded=fold_name(name), added_at=now
    )
    session.add(person)
    session.flush()
    audit.record(
        session, now, "person-named", actor_id=actor_id, organisation_id=organisation_id, who=person.ref
    )
    return person


def forget_expected(session: Session, now: datetime, person: ExpectedPerson, *, actor_id: int) -> None:
    """Take a name off the list; once it is off nothing changes."""
    if person.removed_at is None:
        person.removed_at = now
        _note_name(session, now, "name-removed", person, actor_id)


def restore_expected(session: Session, now: datetime, person: ExpectedPerson, *, actor_id: int) -> None:
    """Put a name back on the list; once it is there nothing changes."""
    if person.removed_at is not None:
        person.removed_at = None
        _note_name(session, now, "name-restored", person, actor_id)


def _note_name(session: Session, now: datetime, what: str, person: ExpectedPerson, actor_id: int) -> None:
    audit.record(
        session, now, what, actor_id=actor_id, organisation_id=person.organisation_id, who=person.ref
    )


def end_membership(session: Session, now: datetime, membership: Membership, *, actor_id: int) -> None:
    """End a membership. Without another one the person is signed out everywhere; certificates stay hers."""
    session.execute(
        update(Membership)
        .where(Membership.id == membership.id, Membership.ended_at.is_(None))
        .values(ended_at=now)
    )
    if not has_live_membership(session, membership.user_id):
        accounts.end_all_sign_ins(session, now, membership.user_id)
    audit.record(
        session,
        now,
        "membership-ended",
        actor_id=actor_id,
        organisation_id=membership.organisation_id,
        who=membership.ref,
    )


def reopen_membership(session: Session, now: datetime, membership: Membership, *, actor_id: int) -> None:
    """Undo an end: the same membership runs on."""
    if live_membership(session, membership.organisation_id, membership.user_id) is None:
        membership.ended_at = None
        session.flush()
    audit.record(
        session,
        now,
        "membership-reopened",
        actor_id=actor_id,
        organisation_id=membership.organisation_id,
        who=membership.ref,
    )


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


def write_routine(
    session: Session, now: datetime, organisation_id: int, lines: dict[str, str], *, actor_id: int
) -> None:
    """Write an organisation's own routine; an empty line goes back to the kind's default. Audited."""
    for line, text in lines.items():
        row = session.get(LocalRoutine, (organisation_id, line))
        if (row.text if row else "") == text:
            continue
        if not text:
            session.delete(row)
        elif row is None:
            session.add(LocalRoutine(organisation_id=organisation_id, line=line, text=text, changed_at=now))
        else:
            row.text, row.changed_at = text, now
        audit.record(
            session,
            now,
            "routine-changed",
            actor_id=actor_id,
            organisation_id=organisation_id,
            line=line,
            text=text,
        )


def check_contact(
    session: Session,
    now: datetime,
    network: str,
    contact_key: str,
    *,
    day: date,
    number: str,
    actor_id: int,
) -> None:
    """Note that somebody rang a contact on a Stockholm day, and the number that was right. Audited."""
    session.add(
        ContactCheck(
            network=network,
            contact_key=contact_key,
            checked_on=day,
            number=number,
            checked_by=actor_id,
        )
    )
    audit.record(session, now, "contact-checked", actor_id=actor_id, contact=contact_key, number=number)
