"""Reading memberships, and the names of people who have not joined yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from accounts.models import User
from core.names import fold_name
from organisations.models import ExpectedPerson, Membership, Organisation, OrganisationCourse
from organisations.site_queries import Part, members_of, names_of


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
