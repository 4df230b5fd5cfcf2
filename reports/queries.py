"""Reading for the contact person and the trainer. Nothing here joins the contact person's people to answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session

from accounts.models import AuditEntry, User
from care.models import (
    ClosedGain,
    ClosedItem,
    ClosedOption,
    ClosedQuarter,
    ClosedSign,
    MonthCount,
    NetworkCount,
)
from certificates import visible_queries
from core.quarters import Quarter, parse_quarter
from courses.models import Enrolment
from organisations.membership_queries import unclaimed
from organisations.models import ExpectedPerson, Membership, Organisation, OrganisationCourse
from organisations.place_queries import member_with_place, name_with_place
from organisations.site_queries import Part, members_of, names_of
from quiz.item_health import Sums


@dataclass(frozen=True, slots=True)
class MemberState:
    """A member and how far she is in one course: dates of her newest certificate, and whether she has begun.

    `site` and `team` are the names of where she belongs, or None.
    """

    ref: str
    name: str
    begun: bool
    valid_until: date | None
    site: str | None
    team: str | None


def members(
    session: Session, now: datetime, organisation_id: int, course_key: str, part: Part = None
) -> tuple[MemberState, ...]:
    """The running members of a part of an organisation with their state in a course, by name. One query.

    Of certificates what the organisation sees now (certificates/visible_queries.py).
    """
    newest = visible_queries.best(now, None, [organisation_id])
    states = (
        select(Membership.ref, User.name, Enrolment.user_id.is_not(None), newest.c.valid_until)
        .join(User, User.id == Membership.user_id)
        .outerjoin(Enrolment, and_(Enrolment.user_id == User.id, Enrolment.course_key == course_key))
        .outerjoin(newest, and_(newest.c.user_id == User.id, newest.c.course_key == course_key))
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None), members_of(part))
        .order_by(func.lower(User.name), Membership.id)
    )
    return tuple(
        MemberState(ref, name, bool(begun), until, site, team)
        for ref, name, begun, until, site, team in session.execute(member_with_place(states))
    )


@dataclass(frozen=True, slots=True)
class ExpectedState:
    """A name under which nobody has joined, and where whoever does will belong."""

    ref: str
    name: str
    site: str | None
    team: str | None


def expected(session: Session, organisation_id: int, part: Part = None) -> tuple[ExpectedState, ...]:
    """The names of a part of an organisation under which nobody has joined yet. One query."""
    names = unclaimed(organisation_id).where(names_of(part))
    rows = session.execute(name_with_place(names.with_only_columns(ExpectedPerson.ref, ExpectedPerson.name)))
    return tuple(ExpectedState(*row) for row in rows)


def erased_on_request(session: Session, organisation_id: int, course_key: str) -> int:
    """How many members of an organisation had a valid certificate in a course when they were erased, of late.

    The log tells: it keeps no person, and for as long as such a certificate would have been valid.
    """
    rows = session.scalars(
        select(AuditEntry.details).where(
            AuditEntry.organisation_id == organisation_id, AuditEntry.action == "certificate-erased"
        )
    )
    return sum(details.get("course") == course_key for details in rows)


def network_count(session: Session, network: str, course_key: str) -> NetworkCount | None:
    """What the last night counted of a network's people in a course; None when it has counted nobody."""
    return session.scalar(
        select(NetworkCount)
        .where(NetworkCount.network == network, NetworkCount.course_key == course_key)
        .order_by(NetworkCount.day.desc())
        .limit(1)
    )


def last_closed(session: Session) -> Quarter | None:
    """The latest quarter that is closed."""
    names = session.scalars(select(ClosedQuarter.quarter))
    return max((parse_quarter(name) for name in names), default=None)


def sign_sums(session: Session, organisation_ids: Collection[int], quarter: Quarter) -> Sequence[Row[Any]]:
    """The closed sums per sign of some organisations, as bare rows. One query."""
    return session.execute(
        select(*ClosedSign.__table__.columns).where(
            ClosedSign.organisation_id.in_(organisation_ids), ClosedSign.quarter == str(quarter)
        )
    ).all()


def own_sign_sums(
    session: Session, organisation_id: int, course_key: str, quarter: Quarter
) -> Sequence[ClosedSign]:
    """The closed sums per sign of one organisation and course."""
    return session.scalars(
        select(ClosedSign).where(
            ClosedSign.organisation_id == organisation_id,
            ClosedSign.course_key == course_key,
            ClosedSign.quarter == str(quarter),
        )
    ).all()


def gain_sums(session: Session, quarter: Quarter, organisation_ids: Collection[int]) -> Sequence[ClosedGain]:
    """The closed sums of what the course gave, of some organisations."""
    return session.scalars(
        select(ClosedGain).where(
            ClosedGain.organisation_id.in_(organisation_ids), ClosedGain.quarter == str(quarter)
        )
    ).all()


def item_sums(session: Session, network: str, course_key: str) -> dict[tuple[str, str], dict[str, Sums]]:
    """The closed sums of a course's questions over a network, by question key and version, then by quarter.

    A course's first tries are a person's own one each: behind n stand n different people. Two queries.
    """
    key = (ClosedItem.question_key, ClosedItem.question_version, ClosedItem.quarter)
    sums = (ClosedItem.n, ClosedItem.sum_x, ClosedItem.sum_rest, ClosedItem.sum_x_rest, ClosedItem.sum_rest2)
    items = session.execute(
        select(*key, *(func.sum(column) for column in sums))
        .join(Organisation, Organisation.id == ClosedItem.organisation_id)
        .where(Organisation.network == network, ClosedItem.course_key == course_key)
        .group_by(*key)
    )
    chosen = option_sums(session, network, course_key)
    found: dict[tuple[str, str], dict[str, Sums]] = {}
    for question, version, quarter, *numbers in items:
        n, x, rest, x_rest, rest2 = map(int, numbers)
        whole = Sums(n, x, rest, x_rest, rest2, chosen.get((question, version, quarter), {}))
        found.setdefault((question, version), {})[quarter] = whole
    return found


def option_sums(
    session: Session, network: str, course_key: str
) -> dict[tuple[str, str, str], dict[str, int]]:
    """How many people chose each option, by question key, version and quarter. One query."""
    key = (ClosedOption.question_key, ClosedOption.question_version, ClosedOption.quarter)
    rows = session.execute(
        select(*key, ClosedOption.option_key, func.sum(ClosedOption.chosen))
        .join(Organisation, Organisation.id == ClosedOption.organisation_id)
        .where(Organisation.network == network, ClosedOption.course_key == course_key)
        .group_by(*key, ClosedOption.option_key)
    )
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for question, version, quarter, option, chosen in rows:
        found.setdefault((question, version, quarter), {})[option] = int(chosen)
    return found


def month_counts(session: Session, organisation_ids: Collection[int]) -> Sequence[MonthCount]:
    """The headcounts of some organisations at the month ends that are kept, oldest first. One query."""
    return session.scalars(
        select(MonthCount)
        .where(MonthCount.organisation_id.in_(organisation_ids))
        .order_by(MonthCount.day, MonthCount.organisation_id, MonthCount.course_key)
    ).all()


def courses_taken(session: Session, organisation_ids: Collection[int]) -> dict[int, set[str]]:
    """The courses that the people of each organisation take. One query."""
    rows = session.execute(
        select(OrganisationCourse.organisation_id, OrganisationCourse.course_key).where(
            OrganisationCourse.organisation_id.in_(organisation_ids)
        )
    )
    taken: dict[int, set[str]] = {}
    for organisation_id, course_key in rows:
        taken.setdefault(organisation_id, set()).add(course_key)
    return taken
