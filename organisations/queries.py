"""Reading organisations, roles and memberships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session

from accounts.models import StaffLogin, User
from core.crockford import read
from core.ids import digest
from core.names import fold_name
from organisations.models import (
    ContactCheck,
    ExpectedPerson,
    Invitation,
    JoinCode,
    LocalRoutine,
    Membership,
    Organisation,
    OrganisationCourse,
    Role,
)
from organisations.rules import RoleName
from organisations.site_models import InvitationSite, Site
from organisations.site_queries import Part, members_of, names_of


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


@dataclass(frozen=True, slots=True)
class Belonging:
    """A live membership and one course it opens."""

    membership_id: int
    organisation_id: int
    organisation_name: str
    organisation_kind: str
    course_key: str


# Every lesson page asks it: built once, as the sign-in's statement.
LIVE_MEMBERSHIPS = (
    select(
        Membership.id,
        Organisation.id,
        Organisation.name,
        Organisation.kind,
        OrganisationCourse.course_key,
    )
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .join(OrganisationCourse, OrganisationCourse.organisation_id == Organisation.id)
    .where(Membership.user_id == bindparam("user_id"), Membership.ended_at.is_(None))
    .order_by(Membership.joined_at.desc(), Membership.id.desc(), OrganisationCourse.course_key)
)


def belongings(session: Session, user_id: int) -> tuple[Belonging, ...]:
    """Live memberships of a person with their courses, the latest membership first. One query."""
    return tuple(Belonging(*row) for row in session.execute(LIVE_MEMBERSHIPS, {"user_id": user_id}))


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


def live_membership(session: Session, organisation_id: int, user_id: int) -> Membership | None:
    """The person's running membership in the organisation."""
    return session.scalar(
        select(Membership).where(
            Membership.organisation_id == organisation_id,
            Membership.user_id == user_id,
            Membership.ended_at.is_(None),
        )
    )


def membership_in(
    session: Session,
    organisation_id: int,
    ref: str,
    *,
    ended_since: datetime | None = None,
    part: Part = None,
) -> tuple[Membership, User] | None:
    """The running membership of a ref if it belongs to the organisation, with its person.

    `part` keeps to a part of it, such as a guard's scope. With `ended_since` also one that has ended after that, unless the person was erased or has joined again.
    """
    running = Membership.ended_at.is_(None)
    row = session.execute(
        select(Membership, User)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ref == ref,
            User.erased_at.is_(None),
            running if ended_since is None else running | (Membership.ended_at > ended_since),
            members_of(part),
        )
    ).first()
    if row is None:
        return None
    membership, user = row
    if membership.ended_at is not None and live_membership(session, organisation_id, user.id) is not None:
        return None
    return membership, user


def has_live_membership(session: Session, user_id: int) -> bool:
    """Whether the person belongs anywhere now."""
    return (
        session.scalar(
            select(Membership.id).where(Membership.user_id == user_id, Membership.ended_at.is_(None)).limit(1)
        )
        is not None
    )


def unclaimed(organisation_id: int) -> Select[ExpectedPerson]:
    """The names a contact person wrote down under which nobody has joined yet."""
    return (
        select(ExpectedPerson)
        .where(
            ExpectedPerson.organisation_id == organisation_id,
            ExpectedPerson.membership_id.is_(None),
            ExpectedPerson.removed_at.is_(None),
        )
        .order_by(ExpectedPerson.name, ExpectedPerson.id)
    )


def expected_in(
    session: Session,
    organisation_id: int,
    ref: str,
    *,
    removed_since: datetime,
    part: Part = None,
) -> ExpectedPerson | None:
    """The unclaimed name of a ref on the organisation's list, also one that was taken off after that instant.

    `part` keeps to a part of it, such as a guard's scope.
    """
    return session.scalar(
        select(ExpectedPerson).where(
            ExpectedPerson.organisation_id == organisation_id,
            ExpectedPerson.ref == ref,
            ExpectedPerson.membership_id.is_(None),
            ExpectedPerson.removed_at.is_(None) | (ExpectedPerson.removed_at > removed_since),
            names_of(part),
        )
    )


def is_known(session: Session, organisation_id: int, name: str, part: Part = None) -> bool:
    """Whether a name stands on the list of a part of the organisation, written down or of a member, spelling folded."""
    folded = fold_name(name)
    written = unclaimed(organisation_id).where(ExpectedPerson.name_folded == folded, names_of(part))
    if session.scalars(written).first():
        return True
    members = session.scalars(
        select(User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            members_of(part),
        )
    )
    return any(fold_name(each) == folded for each in members)


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
