"""Members of organisations as SQL, for whoever counts them."""

from datetime import datetime

from sqlalchemy import Select, or_, select

from organisations.models import Membership


def members_at(instant: datetime) -> Select[int, int]:
    """(organisation id, user id) of every membership that runs at an instant."""
    return select(Membership.organisation_id, Membership.user_id).where(
        Membership.joined_at <= instant,
        or_(Membership.ended_at.is_(None), Membership.ended_at > instant),
    )
