"""Erasing a person: what this room does. The caller commits, all rooms at once."""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from accounts.models import User
from core.names import fold_name
from organisations.models import (
    CardSlip,
    ExpectedPerson,
    Membership,
    MembershipFromProvider,
    Role,
    RoleFromProvider,
)
from organisations.roster_models import EarlierTraining, RosterRow
from organisations.roster_queries import rows_about


def erase(session: Session, user_id: int) -> None:
    """Delete memberships with what hangs on them (name written down, slips, rows of lists, earlier training), and roles."""
    hers = select(Membership.id).where(Membership.user_id == user_id)
    name = session.scalar(select(User.name).where(User.id == user_id)) or ""
    about = rows_about(user_id, fold_name(name))
    session.execute(delete(RosterRow).where(about).execution_options(synchronize_session=False))
    names = select(ExpectedPerson.id).where(ExpectedPerson.membership_id.in_(hers))
    before = or_(EarlierTraining.membership_id.in_(hers), EarlierTraining.expected_id.in_(names))
    session.execute(delete(EarlierTraining).where(before).execution_options(synchronize_session=False))
    session.execute(delete(CardSlip).where(CardSlip.membership_id.in_(hers)))
    session.execute(delete(ExpectedPerson).where(ExpectedPerson.membership_id.in_(hers)))
    session.execute(delete(MembershipFromProvider).where(MembershipFromProvider.membership_id.in_(hers)))
    session.execute(delete(Membership).where(Membership.user_id == user_id))
    roles = select(Role.id).where(Role.user_id == user_id)
    session.execute(delete(RoleFromProvider).where(RoleFromProvider.role_id.in_(roles)))
    session.execute(delete(Role).where(Role.user_id == user_id))
