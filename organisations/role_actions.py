"""Ending a coordinator's role. The view or command commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from accounts.models import User
from core.errors import NotAllowedNow
from organisations.models import Role
from organisations.rules import RoleName


def end_coordinator(
    session: Session, now: datetime, network: str, person_ref: str, *, actor_id: int | None
) -> bool:
    """End a coordinator's role and her sign-ins. Returns whether there was one to end.

    Raises NotAllowedNow for the network's last one: nobody could let the next one in. Two who end each
    other at once wait for each other, and the second is the last.
    """
    live = session.scalars(
        select(Role)
        .where(Role.network == network, Role.role == RoleName.COORDINATOR, Role.ended_at.is_(None))
        .order_by(Role.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    user_id = session.scalar(select(User.id).where(User.ref == person_ref))
    role = next((each for each in live if each.user_id == user_id), None)
    if role is None:
        return False
    if len(live) == 1:
        raise NotAllowedNow
    role.ended_at = now
    accounts.end_all_sign_ins(session, now, role.user_id)
    audit.record(session, now, "role-ended", actor_id=actor_id, role=role.role, who=person_ref)
    return True
