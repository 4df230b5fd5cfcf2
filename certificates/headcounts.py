"""How many people of each organisation belong, have begun and are certified. Headcounts, never answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, distinct, func, select
from sqlalchemy.orm import Session

from certificates import visible_queries
from certificates.rules import EXPIRING_WITHIN
from courses.models import Enrolment
from organisations.headcounts import members_at
from organisations.models import OrganisationCourse


@dataclass(frozen=True, slots=True)
class Headcount:
    """People of one organisation and course: counts of different people."""

    organisation_id: int
    course_key: str
    members: int
    begun: int
    certified: int
    expiring: int


def headcounts(
    session: Session, instant: datetime, day: date, organisation_ids: Collection[int] | None = None
) -> tuple[Headcount, ...]:
    """The headcounts at an instant (UTC) that lies on `day` (Stockholm), ordered by organisation and course.

    Begun: has opened a lesson of the course. Certified: holds a certificate that is valid that day and that the
    organisation sees (certificates/visible_queries.py). Expiring: of those, ends within 90 days. `None` means every organisation. One query.
    """
    member = members_at(instant).subquery()
    best = visible_queries.best(instant, day, organisation_ids)
    expiring = case((best.c.valid_until <= day + EXPIRING_WITHIN, member.c.user_id))
    statement = (
        select(
            OrganisationCourse.organisation_id,
            OrganisationCourse.course_key,
            func.count(distinct(member.c.user_id)),
            func.count(distinct(Enrolment.user_id)),
            func.count(distinct(best.c.user_id)),
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


def people_together(
    session: Session, instant: datetime, day: date, course_key: str, organisation_ids: Collection[int]
) -> tuple[int, int]:
    """(members, certified) of several organisations together, each person once however many she belongs to.

    Who has two employers is certified when one of them sees a certificate of hers that holds that day. One query.
    """
    member = members_at(instant).subquery()
    best = visible_queries.best(instant, day, organisation_ids)
    certified = and_(
        best.c.organisation_id == member.c.organisation_id,
        best.c.user_id == member.c.user_id,
        best.c.course_key == course_key,
    )
    row = session.execute(
        select(func.count(distinct(member.c.user_id)), func.count(distinct(best.c.user_id)))
        .select_from(member)
        .outerjoin(best, certified)
        .where(member.c.organisation_id.in_(organisation_ids))
    ).one()
    return row[0], row[1]
