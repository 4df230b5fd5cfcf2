"""People who move between workplaces: joining and leaving, passing, at given instants."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions as accounts
from certificates.models import Certificate
from courses.actions import mark_read
from courses.progress import required_screens
from organisations import membership_actions
from organisations.models import Membership
from quiz.content import Content
from tests.builders.cast import COURSE, Place
from tests.builders.exams import take


def somebody(session: Session, at: datetime, name: str = "Maja Moberg") -> int:
    """A person who belongs nowhere yet."""
    return accounts.create_user(session, at, name=name, language="sv").id


def join(session: Session, at: datetime, place: Place, user_id: int, name: str = "Maja Moberg") -> Membership:
    return membership_actions.join(session, at, place.id, user_id, name)


def leave(session: Session, at: datetime, membership: Membership) -> None:
    membership_actions.end_membership(session, at, membership, actor_id=membership.user_id)
    session.flush()
    session.refresh(membership)


def pass_exam(session: Session, content: Content, at: datetime, user_id: int, place: Place) -> Certificate:
    """Read everything and pass at one instant; the certificate of it."""
    course = content.catalogue.courses[COURSE]
    mark_read(session, at, user_id, COURSE, required_screens(course), "1")
    attempt = take(session, content, at, user_id, place.id)
    return session.scalars(select(Certificate).where(Certificate.attempt_id == attempt.id)).one()
