"""How many people of each organisation belong, have begun and are certified. Headcounts, never answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, distinct, func, select
from sqlalchemy.orm import Session

from certificates import visible_queries
from certificates.renewal import FEWEST_TOLD
from certificates.rules import EXPIRING_WITHIN
from courses.models import Enrolment
from organisations.headcounts import members_at
from organisations.models import Organisation, OrganisationCourse


@dataclass(frozen=True, slots=True)
class Headcount:
    """People of one organisation and course: counts of different people."""

    organisation_id: int
    course_key: str
    members: int
    begun: int
    earned: int
    certified: int
    expiring: int


def headcounts(
    session: Session, instant: datetime, day: date, organisation_ids: Collection[int] | None = None
) -> tuple[Headcount, ...]:
    """The headcounts at an instant (UTC) that lies on `day` (Stockholm), ordered by organisation and course.

    Begun: has opened a lesson of the course. Earned: has a certificate that the organisation sees
    (certificates/visible_queries.py), valid or not. Certified: one that is valid that day. Expiring: of those, ends
    within 90 days. `None` means every organisation. One query.
    """
    member = members_at(instant).subquery()
    best = visible_queries.best(instant, None, organisation_ids)
    until = best.c.valid_until
    certified = case((until >= day, member.c.user_id))
    expiring = case((and_(until >= day, until <= day + EXPIRING_WITHIN), member.c.user_id))
    statement = (
        select(
            OrganisationCourse.organisation_id,
            OrganisationCourse.course_key,
            func.count(distinct(member.c.user_id)),
            func.count(distinct(Enrolment.user_id)),
            func.count(distinct(best.c.user_id)),
            func.count(distinct(certified)),
            func.count(distinct(expiring)),
        )
        .outerjoin(member, member.c.organisation_id == OrganisationCourse.organisation_id)
        .outerjoin(
            Enrolment,
            and_(
                Enrolment.user_id == member.c.user_id,
                Enrolment.course_key == OrganisationCourse.course_key,
                Enrolment.started_at <= instant,
            ),
        )
        .outerjoin(
            best,
            and_(
                best.c.organisation_id == member.c.organisation_id,
                best.c.user_id == member.c.user_id,
                best.c.course_key == OrganisationCourse.course_key,
            ),
        )
        .group_by(OrganisationCourse.organisation_id, OrganisationCourse.course_key)
        .order_by(OrganisationCourse.organisation_id, OrganisationCourse.course_key)
    )
    if organisation_ids is not None:
        statement = statement.where(OrganisationCourse.organisation_id.in_(organisation_ids))
    return tuple(Headcount(*row) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class Together:
    """People of a network's larger organisations that take a course: each person once, however many she belongs to."""

    network: str
    course_key: str
    organisations: int
    members: int
    certified: int


def people_together(
    session: Session, instant: datetime, day: date, at_least: int = FEWEST_TOLD
) -> tuple[Together, ...]:
    """Each network and course at an instant (UTC) that lies on `day` (Stockholm): organisations of `at_least` members.

    Who has two employers is certified when one of them sees a certificate of hers that holds that day. One query.
    """
    member = members_at(instant).subquery()
    best = visible_queries.best(instant, day)
    large = (
        select(member.c.organisation_id)
        .group_by(member.c.organisation_id)
        .having(func.count(distinct(member.c.user_id)) >= at_least)
    )
    key = (Organisation.network, OrganisationCourse.course_key)
    statement = (
        select(
            *key,
            func.count(distinct(member.c.organisation_id)),
            func.count(distinct(member.c.user_id)),
            func.count(distinct(best.c.user_id)),
        )
        .select_from(OrganisationCourse)
        .join(Organisation, Organisation.id == OrganisationCourse.organisation_id)
        .join(member, member.c.organisation_id == OrganisationCourse.organisation_id)
        .outerjoin(
            best,
            and_(
                best.c.organisation_id == member.c.organisation_id,
                best.c.user_id == member.c.user_id,
                best.c.course_key == OrganisationCourse.course_key,
            ),
        )
        .where(OrganisationCourse.organisation_id.in_(large))
        .group_by(*key)
        .order_by(*key)
    )
    return tuple(Together(*row) for row in session.execute(statement))
