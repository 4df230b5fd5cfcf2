"""An organisation with two sites, somebody at each, and a contact person of one of them alone."""

from dataclasses import dataclass

from sqlalchemy import select

from accounts import actions as accounts
from core import clock
from core.db import session, writing
from organisations import membership_actions, role_actions, site_actions
from organisations.models import Membership
from organisations.rules import RoleName
from tests.builders.cast import NETWORK, Cast, Person, make_learner
from tests.builders.pages import Browser


@dataclass(frozen=True)
class Divided:
    """`cast.here` in two: Anna belongs to Norra, in its team Natt; Sam to Södra; Ulla to none.

    Nora is contact person of Norra alone. A name is written down for each site and for none. Refs are texts.
    """

    cast: Cast
    nora: Person
    sam: Person
    ulla: Person
    north: str
    south: str
    night: str
    day: str
    names: dict[str, str]
    """The ref of each name that was written down."""

    def limited(self) -> Browser:
        """A browser on which Nora is signed in."""
        return self.cast.sign_in(self.nora, staff=True)


def divide(cast: Cast) -> Divided:
    """Make the sites, through the room's actions."""
    with cast.app.app_context(), writing():
        now, here, bo = clock.now(), cast.here, cast.bo.id
        sam, ulla = make_learner(now, here, "Sam Söder"), make_learner(now, here, "Ulla Utan")
        north = site_actions.open_site(session(), now, here.id, "Norra", actor_id=bo)
        south = site_actions.open_site(session(), now, here.id, "Södra", actor_id=bo)
        night = site_actions.open_team(session(), now, north, "Natt", actor_id=bo)
        day = site_actions.open_team(session(), now, south, "Dag", actor_id=bo)
        for person, site, team in ((cast.anna, north, night), (sam, south, day)):
            members = session().scalars(select(Membership).where(Membership.ref == person.ref)).all()
            site_actions.place_members(session(), now, members, site, team, actor_id=bo)
        names = {}
        for name, at in (("Nils Nord", north), ("Stina Syd", south), ("Ingen Alls", None)):
            named = membership_actions.expect(session(), now, here.id, name, actor_id=bo)
            site_actions.place_names(session(), [named], at)
            names[name] = named.ref
        user = accounts.create_user(session(), now, name="Nora Nyberg", language="sv")
        nora = Person(id=user.id, name=user.name, username="nora")
        role_actions.grant_role(
            session(),
            now,
            nora.id,
            RoleName.CONTACT,
            network=NETWORK,
            organisation_id=here.id,
            actor_id=None,
            site_id=north.id,
        )
        made = Divided(cast, nora, sam, ulla, north.ref, south.ref, night.ref, day.ref, names)
        session().commit()
    return made
