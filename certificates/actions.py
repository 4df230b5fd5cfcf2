"""Issuing a certificate by rule, in the transaction that passes the exam; correcting its name; revoking it."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts import audit
from accounts.models import User
from certificates import rules
from certificates.course_text import course_text, text_digest
from certificates.models import Certificate, CourseText
from certificates.queries import all_of, exam_is_needed, latest
from certificates.renewal import next_valid_until
from certificates.renewal_queries import rule_of_try
from core import clock
from core.crockford import certificate_number
from core.db import hold, insert
from core.errors import NotAllowedNow
from core.ids import new_secret
from courses.catalogue import Course
from courses.queries import screens_read
from quiz.models import Attempt

EDITION = ["user_id", "course_key", "cycle", "edition"]
KEPT_AS_IT_WAS = (
    "user_id",
    "course_key",
    "cycle",
    "attempt_id",
    "course_name",
    "issuer",
    "issued_on",
    "valid_until",
    "course_text",
)


def issue_if_complete(
    session: Session, now: datetime, attempt: Attempt, courses: Mapping[str, Course], issuer: str
) -> Certificate | None:
    """Give the person of a passed try her certificate if everything required is there; else None.

    The rule of renewal is the one in force when the try began: whoever may begin gets what she was told. A
    certificate that cannot be renewed yet is not followed by another.
    """
    course = courses[attempt.course_key]
    earned = rules.progress(course, screens_read(session, attempt.user_id), passed=bool(attempt.passed))
    today = clock.local_date(now)
    before = latest(session, attempt.user_id, course.key)
    if not earned.complete:
        return None
    rule = rule_of_try(session, attempt)
    if not exam_is_needed(rule, before, today):
        return None
    renewed = before if before is not None and before.revoked_at is None else None
    user = session.get_one(User, attempt.user_id)
    session.execute(
        insert(session, Certificate)
        .values(
            number=certificate_number(),
            link=new_secret(),
            user_id=user.id,
            course_key=course.key,
            cycle=before.cycle + 1 if before else 1,
            edition=1,
            attempt_id=attempt.id,
            name=user.name,
            course_name=course.name,
            issuer=issuer,
            issued_at=now,
            issued_on=today,
            course_text=keep_text(session, course),
            valid_until=next_valid_until(rule, renewed.valid_until if renewed else None, today),
        )
        .on_conflict_do_nothing(index_elements=EDITION)
    )
    audit.record(session, now, "certificate-issued", actor_id=user.id, course=course.key)
    return latest(session, user.id, course.key)


def keep_text(session: Session, course: Course) -> str:
    """Keep the course's text as it is now, once; returns its digest."""
    text = course_text(course)
    digest = text_digest(text)
    if session.scalar(select(CourseText.digest).where(CourseText.digest == digest)) is None:
        session.execute(insert(session, CourseText).values(digest=digest, text=text).on_conflict_do_nothing())
    return digest


def correct_name(session: Session, now: datetime, user_id: int, name: str) -> bool:
    """Give a person the right name, and every certificate of hers that still holds a new edition with it.

    The old editions stay as they were and point to the new ones. `name` is cleaned already. Returns whether
    anything changed: not when it is her name already. Raises NotAllowedNow when a certificate has had all the
    editions it may have.
    """
    hold(session, User, user_id)  # a double click waits, and then finds nothing to change
    user = session.get_one(User, user_id, populate_existing=True)
    holding = [each for each in all_of(session, user_id) if holds(each, clock.local_date(now))]
    if user.name == name:
        return False
    if any(each.edition >= rules.MOST_EDITIONS for each in holding):
        raise NotAllowedNow
    user.name = name
    for each in holding:
        session.add(
            Certificate(
                **{column: getattr(each, column) for column in KEPT_AS_IT_WAS},
                edition=each.edition + 1,
                number=certificate_number(),
                link=new_secret(),
                name=name,
                issued_at=each.issued_at,
            )
        )
    session.flush()
    audit.record(session, now, "name-corrected", actor_id=user_id, certificates=len(holding))
    return True


def holds(found: Certificate, today: date) -> bool:
    """Whether a certificate in its newest edition is neither revoked nor past its last day."""
    return rules.holds_on(found.valid_until, found.revoked_at, today)


def revoke(session: Session, now: datetime, found: Certificate, reason: str, *, actor_id: int) -> bool:
    """Revoke a certificate, in all its editions, for one of the fixed reasons. Returns False when it was already."""
    hold(session, User, found.user_id)  # she may be correcting her name
    won = session.execute(
        update(Certificate)
        .where(
            Certificate.user_id == found.user_id,
            Certificate.course_key == found.course_key,
            Certificate.cycle == found.cycle,
            Certificate.revoked_at.is_(None),
        )
        .values(revoked_at=now, revoked_for=reason)
        .returning(Certificate.id)
        .execution_options(synchronize_session=False)
    ).all()
    if won:
        audit.record(session, now, "certificate-revoked", actor_id=actor_id, why=reason, certificate=found.id)
    return bool(won)
