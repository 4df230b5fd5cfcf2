"""Where the people of the demonstration belong: a workplace with two sites and their teams."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from demo.people import SITES
from organisations.membership_queries import unclaimed
from organisations.models import Membership, Organisation
from organisations.site_actions import open_site, open_team, place_members, place_names
from organisations.site_models import Site, Team

# The last who joined have not been placed yet: the contact person has something to do.
NOT_YET = 3


def make_sites(session: Session, now: datetime, organisation: Organisation, *, actor_id: int) -> None:
    """Open the sites and let the members and the first names written down belong to them, in turn."""
    parts: list[tuple[Site, Team | None]] = []
    for name, teams in SITES.items():
        site = open_site(session, now, organisation.id, name, actor_id=actor_id)
        made = [open_team(session, now, site, each, actor_id=actor_id) for each in teams]
        parts += [(site, None), *((site, each) for each in made)]
    members = session.scalars(
        select(Membership)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    ).all()[:-NOT_YET]
    for index, (site, team) in enumerate(parts):
        place_members(session, now, members[index :: len(parts)], site, team, actor_id=actor_id)
    place_names(session, session.scalars(unclaimed(organisation.id)).all()[1:], parts[0][0])
