"""Issuing a certificate: by rule, in the transaction that passes the exam."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from accounts import audit
from accounts.models import User
from certificates import rules
from certificates.models import Certificate
from certificates.queries import latest
from core import clock
from core.crockford import certificate_number
from core.db import insert
from core.ids import new_secret
from courses.catalogue import Course
from courses.queries import screens_read
from quiz.models import Attempt


def issue_if_complete(
    session: Session, now: datetime, attempt: Attempt, courses: Mapping[str, Course], issuer: str
) -> Certificate | None:
    """Give the person of a passed try her certificate if everything required is there; else None.

    A certificate that still runs for more than 90 days is not followed by another.
    """
    course = courses[attempt.course_key]
    earned = rules.progress(course, screens_read(session, attempt.user_id), passed=bool(attempt.passed))
    today = clock.local_date(now)
    before = latest(session, attempt.user_id, course.key)
    if not earned.complete or not rules.may_renew(before.valid_until if before else None, today):
        return None
    user = session.get_one(User, attempt.user_id)
    session.execute(
        insert(session, Certificate)
        .values(
            number=certificate_number(),
            link=new_secret(),
            user_id=user.id,
            course_key=course.key,
            cycle=before.cycle + 1 if before else 1,
            attempt_id=attempt.id,
            name=user.name,
            course_name=course.name,
            issuer=issuer,
            issued_at=now,
            issued_on=today,
            valid_until=rules.add_months(today, rules.VALID_MONTHS),
        )
        .on_conflict_do_nothing(index_elements=["user_id", "course_key", "cycle"])
    )
    audit.record(session, now, "certificate-issued", actor_id=user.id, course=course.key)
    return latest(session, user.id, course.key)
