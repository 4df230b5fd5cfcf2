"""Erasing a person: what this room does. The caller commits, all rooms at once."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from organisations.models import CardSlip, ExpectedPerson, Membership, Role


def erase(session: Session, user_id: int) -> None:
    """Delete memberships with the name written down and the slips that hang on them, and roles."""
    hers = select(Membership.id).where(Membership.user_id == user_id)
    session.execute(delete(CardSlip).where(CardSlip.membership_id.in_(hers)))
    session.execute(delete(ExpectedPerson).where(ExpectedPerson.membership_id.in_(hers)))
    session.execute(delete(Membership).where(Membership.user_id == user_id))
    session.execute(delete(Role).where(Role.user_id == user_id))
