"""One cast for all page tests: people, three organisations, and how they sign in."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
from flask import Flask
from sqlalchemy import select

from accounts import actions as accounts
from accounts.models import User
from accounts.rules import SignInKind
from core import clock
from core.db import session, writing
from organisations import actions as organisations
from organisations import membership_actions, role_actions
from organisations.models import JoinCode, Membership, Organisation
from organisations.rules import RoleName
from tests.builders.pages import Browser

NETWORK = "helsingborg"
COURSE = "hotell"
PIN = "258036"
PASSWORD = "lampa korridor handduk kaffe"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Person:
    """Somebody in the tests. `ref` is her membership's where she has one."""

    id: int
    name: str
    username: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Place:
    """An organisation in the tests."""

    id: int
    ref: str
    name: str
    code: str


@dataclass(frozen=True)
class Cast:
    """Anna learns at `here`, where Bo is contact person; Cecilia is contact person at `there`, where Dora learns.

    David is trainer of `here` only, Eva coordinates the network. `elsewhere` lies in another network.
    """

    app: Flask
    here: Place
    there: Place
    elsewhere: Place
    anna: Person
    bo: Person
    cecilia: Person
    dora: Person
    david: Person
    eva: Person

    def sign_in(self, who: Person, *, staff: bool = False, shared: bool = False) -> Browser:
        """A browser on which the person is signed in."""
        kind = SignInKind.STAFF if staff else SignInKind.SHARED if shared else SignInKind.OWN
        browser = Browser(self.app)
        sign_in_on(self.app, browser, who.id, kind)
        return browser

    def learner(self) -> Browser:
        return self.sign_in(self.anna)

    def contact(self) -> Browser:
        return self.sign_in(self.bo, staff=True)

    def trainer(self) -> Browser:
        return self.sign_in(self.david, staff=True)

    def coordinator(self) -> Browser:
        return self.sign_in(self.eva, staff=True)


def sign_in_on(app: Flask, browser: Browser, user_id: int, kind: SignInKind) -> str:
    """Sign a person in on a browser without the pages in between; returns the sign-in's token."""
    with app.app_context(), writing():
        token = accounts.start_sign_in(session(), clock.now(), user_id, kind)
        session().commit()
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return token


def build_cast(app: Flask) -> Cast:
    """Make everybody, through the rooms' actions."""
    with app.app_context(), writing():
        now = clock.now()
        here = make_place(now, NETWORK, "Hotell Sundet", "hotell")
        there = make_place(now, NETWORK, "Hotell Kullen", "hotell")
        elsewhere = make_place(now, "annanstad", "Hotell Annan", "hotell")
        cast = Cast(
            app=app,
            here=here,
            there=there,
            elsewhere=elsewhere,
            anna=make_learner(now, here, "Anna Ålund"),
            bo=make_staff(now, "Bo Berg", "bo", RoleName.CONTACT, here),
            cecilia=make_staff(now, "Cecilia Ek", "cecilia", RoleName.CONTACT, there),
            dora=make_learner(now, there, "Dora Dahl"),
            david=make_staff(now, "David Falk", "david", RoleName.TRAINER, here),
            eva=make_staff(now, "Eva Gren", "eva", RoleName.COORDINATOR, None),
        )
        session().commit()
    return cast


def make_place(now: datetime, network: str, name: str, kind: str) -> Place:
    made = organisations.create_organisation(
        session(), now, network=network, name=name, kind=kind, courses=[COURSE], actor_id=None
    )
    code = session().scalars(select(JoinCode.code).where(JoinCode.organisation_id == made.id)).one()
    return Place(id=made.id, ref=made.ref, name=made.name, code=code)


def make_learner(now: datetime, place: Place, name: str) -> Person:
    user = accounts.create_user(session(), now, name=name, language="sv")
    membership = membership_actions.join(session(), now, place.id, user.id, name)
    return Person(id=user.id, name=name, ref=membership.ref)


def make_staff(now: datetime, name: str, username: str, role: RoleName, place: Place | None) -> Person:
    """Staff with a role; the password hash is left out (`give_password` adds it)."""
    user = accounts.create_user(session(), now, name=name, language="sv")
    role_actions.grant_role(
        session(),
        now,
        user.id,
        role,
        network=NETWORK,
        organisation_id=place.id if place else None,
        actor_id=None,
    )
    return Person(id=user.id, name=name, username=username)


def give_password(app: Flask, person: Person, pepper: str) -> None:
    """Give a member of the staff the password and TOTP secret of this file."""
    with app.app_context(), writing():
        accounts.create_staff_login(
            session(),
            clock.now(),
            person.id,
            username=person.username,
            password=PASSWORD,
            totp_secret=TOTP_SECRET,
            pepper=pepper,
        )
        session().commit()


def totp_now() -> str:
    """The code the app shows now."""
    return pyotp.TOTP(TOTP_SECRET).at(clock.now())


def members_of(app: Flask, place: Place) -> list[str]:
    """The names of the running members of a place."""
    with app.app_context():
        rows = session().scalars(
            select(User.name)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.organisation_id == place.id, Membership.ended_at.is_(None))
            .order_by(User.name)
        )
        return list(rows)


def organisation_names(app: Flask) -> list[str]:
    """All organisations."""
    with app.app_context():
        return list(session().scalars(select(Organisation.name).order_by(Organisation.name)))
