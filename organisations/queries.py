"""Reading organisations, their codes and routines, and who answers for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from accounts.models import StaffLogin, User
from core.crockford import read
from core.ids import digest
from organisations.models import (
    ContactCheck,
    Invitation,
    JoinCode,
    LocalRoutine,
    Organisation,
    OrganisationCourse,
    Role,
)
from organisations.rules import RoleName
from organisations.site_models import InvitationSite, Site


def organisations_of(session: Session, user_id: int, role: RoleName) -> Sequence[Organisation]:
    """The organisations in which the person has the role now, by name."""
    return session.scalars(
        select(Organisation)
        .join(Role, Role.organisation_id == Organisation.id)
        .where(Role.user_id == user_id, Role.role == role, Role.ended_at.is_(None))
        .order_by(Organisation.name, Organisation.id)
    ).all()


def roles_of(session: Session, user_id: int) -> frozenset[RoleName]:
    """The kinds of role a person has now."""
    rows = session.scalars(
        select(Role.role).where(Role.user_id == user_id, Role.ended_at.is_(None)).distinct()
    )
    return frozenset(RoleName(row) for row in rows)


def coordinated_network(session: Session, user_id: int) -> str | None:
    """The key of the network the person coordinates now."""
    return session.scalar(
        select(Role.network).where(
            Role.user_id == user_id, Role.role == RoleName.COORDINATOR, Role.ended_at.is_(None)
        )
    )


def organisations_in(session: Session, network: str) -> Sequence[Organisation]:
    """All organisations of a network, by name."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.network == network)
        .order_by(Organisation.name, Organisation.id)
    ).all()


def organisation_in(session: Session, network: str, ref: str) -> Organisation | None:
    """The organisation of a ref if it belongs to the network."""
    return session.scalar(
        select(Organisation).where(Organisation.network == network, Organisation.ref == ref)
    )


def courses_of(session: Session, organisation_id: int) -> tuple[str, ...]:
    """The keys of the courses an organisation's people take."""
    return tuple(
        session.scalars(
            select(OrganisationCourse.course_key)
            .where(OrganisationCourse.organisation_id == organisation_id)
            .order_by(OrganisationCourse.course_key)
        )
    )


def find_join_code(session: Session, typed: str, now: datetime) -> tuple[JoinCode, Organisation] | None:
    """The live code that was typed, with its organisation. Look-alike letters read as meant."""
    try:
        code = read(typed)
    except ValueError:
        return None
    row = session.execute(
        select(JoinCode, Organisation)
        .join(Organisation, Organisation.id == JoinCode.organisation_id)
        .where(JoinCode.code == code, JoinCode.ended_at.is_(None), JoinCode.expires_at > now)
    ).first()
    return (row[0], row[1]) if row else None


def live_join_code(session: Session, organisation_id: int) -> JoinCode | None:
    """The organisation's present code, also when it has run out."""
    return session.scalar(
        select(JoinCode).where(JoinCode.organisation_id == organisation_id, JoinCode.ended_at.is_(None))
    )


def find_invitation(session: Session, secret: str, now: datetime) -> Invitation | None:
    """The unused, live invitation of a link, unless it is for a site that has closed."""
    return session.scalar(
        select(Invitation).where(
            Invitation.secret_digest == digest(secret),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            ~exists().where(
                InvitationSite.invitation_id == Invitation.id,
                Site.id == InvitationSite.site_id,
                Site.closed_at.is_not(None),
            ),
        )
    )


@dataclass(frozen=True, slots=True)
class RoleHolder:
    """A person with a role, as the coordinator sees her."""

    person_ref: str
    name: str
    role: RoleName
    organisation_id: int | None
    has_login: bool


def role_holders(session: Session, network: str) -> tuple[RoleHolder, ...]:
    """Everybody with a live role in the network. One query."""
    rows = session.execute(
        select(User.ref, User.name, Role.role, Role.organisation_id, StaffLogin.user_id.is_not(None))
        .join(User, User.id == Role.user_id)
        .outerjoin(StaffLogin, StaffLogin.user_id == User.id)
        .where(Role.network == network, Role.ended_at.is_(None))
        .order_by(User.name, Role.id)
    )
    return tuple(
        RoleHolder(ref, name, RoleName(role), organisation, has_login)
        for ref, name, role, organisation, has_login in rows
    )


def login_in(session: Session, network: str, person_ref: str) -> StaffLogin | None:
    """The staff login of somebody with a live role in the network."""
    return session.scalar(
        select(StaffLogin)
        .join(User, User.id == StaffLogin.user_id)
        .join(Role, Role.user_id == User.id)
        .where(User.ref == person_ref, Role.network == network, Role.ended_at.is_(None))
        .limit(1)
    )


def contact_names(session: Session, organisation_id: int) -> tuple[str, ...]:
    """The names of an organisation's contact persons."""
    return tuple(
        session.scalars(
            select(User.name)
            .join(Role, Role.user_id == User.id)
            .where(
                Role.organisation_id == organisation_id,
                Role.role == RoleName.CONTACT,
                Role.ended_at.is_(None),
            )
            .order_by(User.name)
        )
    )


def routine_of(session: Session, organisation_id: int) -> dict[str, str]:
    """The lines an organisation has written for its own routine."""
    rows = session.execute(
        select(LocalRoutine.line, LocalRoutine.text).where(LocalRoutine.organisation_id == organisation_id)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class ChangedRoutine:
    """A line of a routine that differs from the default, as the coordinator sees it."""

    organisation_name: str
    line: str
    text: str
    changed_at: datetime


def changed_routines(session: Session, network: str) -> tuple[ChangedRoutine, ...]:
    """Every line the network's organisations have written, the latest first. One query."""
    rows = session.execute(
        select(Organisation.name, LocalRoutine.line, LocalRoutine.text, LocalRoutine.changed_at)
        .join(Organisation, Organisation.id == LocalRoutine.organisation_id)
        .where(Organisation.network == network)
        .order_by(LocalRoutine.changed_at.desc())
    )
    return tuple(ChangedRoutine(*row) for row in rows)


def contact_checks(session: Session, network: str) -> dict[str, ContactCheck]:
    """The latest check of each contact of a network, by contact key."""
    rows = session.scalars(
        select(ContactCheck).where(ContactCheck.network == network).order_by(ContactCheck.id)
    )
    return {row.contact_key: row for row in rows}
