"""What the attacks aim at: one object of every kind here (Anna's, Bo's) and there (Dora's, Cecilia's)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import Flask
from sqlalchemy import select

from accounts import actions as accounts
from accounts import passkey_actions
from accounts.login_actions import start_reset
from accounts.models import Passkey, User
from accounts.passkeys import Label, NewKey
from care.models import ClosedQuarter
from certificates.models import Certificate
from core import clock
from core.db import session, writing
from core.ids import new_ref
from core.job_models import JobState
from core.language import voices
from core.quarters import parse_quarter
from core.settings import ROOT
from organisations import membership_actions, role_actions, roster_actions, site_actions, slip_actions
from organisations.membership_queries import membership_in
from organisations.network import EMERGENCY_NUMBERS
from organisations.roster_rules import Entry, plan
from organisations.rules import RoleName
from quiz import actions as quiz
from quiz.content import Content
from quiz.grading import UNSURE
from reports.quarter_actions import make_report
from tests.builders.cast import COURSE, NETWORK, PASSWORD, PIN, TOTP_SECRET, Cast, Person, Place
from tests.builders.exams import begin, on_pass, read_everything, take
from tests.builders.jobs import job_in
from tests.builders.pages import Browser
from tests.builders.reminders import give_everything
from tests.conftest import PEPPER

SIGNED_IN = ("learner", "other learner", "contact", "other contact", "trainer", "coordinator")
MATERIAL_FILE = "handbok.txt"
ROLES = ("nobody", *SIGNED_IN)


@dataclass(frozen=True)
class Objects:
    """One object of every kind that an address can name; what a side does not have does not exist."""

    organisation: str
    membership: str
    expected: str
    roster: str
    site: str
    team: str
    staff: str
    code: str
    invitation: str
    key: str
    slip: str = field(default_factory=lambda: "Z" * 12)
    reset: str = field(default_factory=new_ref)
    feed: str = field(default_factory=new_ref)
    stop: str = field(default_factory=new_ref)
    coordinator: str = field(default_factory=new_ref)
    open_try: str = field(default_factory=new_ref)
    finished_try: str = field(default_factory=new_ref)
    certificate: str = field(default_factory=new_ref)
    link: str = field(default_factory=new_ref)
    course: str = "ingen"
    module: str = "ingen"
    slug: str = "ingen"
    screen: str = "ingen"
    story: str = "ingen"
    scene: str = "ingen"
    choice: str = "ingen"
    ending: str = "ingen"
    sign: str = "ingen"
    file: str = "ingen"
    telephone: str = "ingen"
    quarter: str = "1999-9"
    mail: str = "ingen@example.org"
    job: str = field(default_factory=new_ref)

    def of(self, kind: str) -> str:
        return str(getattr(self, kind))


@dataclass(frozen=True)
class World:
    """The cast with their objects. `far` names what lies in another network.

    With `signed_in` each role keeps its one device.
    """

    app: Flask
    cast: Cast
    here: Objects
    there: Objects
    far: Objects
    signed_in: dict[str, Browser] | None = None

    def on(self, app: Flask) -> "World":
        """The same world, in a copy of its database."""
        return replace(self, app=app, cast=replace(self.cast, app=app))

    def browser(self, role: str) -> Browser:
        """A device on which somebody of this role is signed in; nobody's is signed out."""
        if self.signed_in is None:
            return self.new_browser(role)
        if role not in self.signed_in:
            self.signed_in[role] = self.new_browser(role)
        return self.signed_in[role]

    def new_browser(self, role: str) -> Browser:
        if role == "nobody":
            return Browser(self.app)
        who: Mapping[str, tuple[Person, bool]] = {
            "learner": (self.cast.anna, False),
            "other learner": (self.cast.dora, False),
            "contact": (self.cast.bo, True),
            "other contact": (self.cast.cecilia, True),
            "trainer": (self.cast.david, True),
            "coordinator": (self.cast.eva, True),
        }
        person, staff = who[role]
        return self.cast.sign_in(person, staff=staff)


def build_world(app: Flask, cast: Cast, content: Content) -> World:
    """Make every object through the rooms' actions. Anna's card may still be shown."""
    read_everything(app, content, cast.anna, cast.dora)
    with app.app_context(), writing():
        accounts.make_card(session(), clock.now(), cast.anna.id, PIN, PEPPER)
        mine = {**shared_names(content), **earned(content, cast.here, cast.anna)}
        mine["coordinator"] = another_coordinator(NETWORK)
        mine["reset"] = start_reset_for(mine["coordinator"])
        mine["quarter"] = reported(content, NETWORK, "2020-1")
        here = make_objects(cast.here, cast.anna, cast.bo, mine)
        there = make_objects(cast.there, cast.dora, cast.cecilia, earned(content, cast.there, cast.dora))
        strangers = {"coordinator": another_coordinator("annanstad")}
        strangers["quarter"] = reported(content, "annanstad", "2020-2")
        far = make_objects(cast.elsewhere, cast.dora, cast.cecilia, strangers)
        session().commit()
    return World(app, cast, here, there, far)


def shared_names(content: Content) -> dict[str, str]:
    """A lesson, a story, a sign and more: what is the same for everybody who may see it."""
    course = content.catalogue.courses[COURSE]
    module = course.modules[0]
    lesson = module.lessons[0]
    stories = content.catalogue.scenarios.values()
    story = next(each for each in stories if each.before and course.audience in each.audiences)
    scene = story.scenes[story.start]
    contacts = [each for each in content.network.contacts if each.number not in EMERGENCY_NUMBERS]
    return {
        "course": COURSE,
        "module": module.key,
        "slug": lesson.slug,
        "screen": lesson.screens[0].key,
        "story": story.slug,
        "scene": scene.key,
        "choice": scene.options[0].key,
        "ending": next(iter(story.ends)),
        "sign": next(iter(content.catalogue.signs)),
        "file": MATERIAL_FILE,
        "telephone": contacts[0].key,
    }


def make_objects(place: Place, learner: Person, contact: Person, more: Mapping[str, str]) -> Objects:
    now = clock.now()
    invitation = role_actions.invite(
        session(),
        now,
        RoleName.TRAINER,
        network=NETWORK,
        organisation_id=place.id,
        actor_id=None,
        pepper=PEPPER,
    )
    site = site_actions.open_site(session(), now, place.id, "Norra", actor_id=contact.id)
    team = site_actions.open_team(session(), now, site, "Natt", actor_id=contact.id)
    expected = membership_actions.expect(
        session(), now, place.id, f"Namn {place.name[-5:]}", actor_id=contact.id
    )
    if "certificate" in more:  # not for the far place, where she is no member
        mail = f"hemma-{place.id}@example.org"
        more = {**more, "mail": mail, **give_everything(session(), learner.id, mail)}
    return Objects(
        organisation=place.ref,
        membership=learner.ref,
        slip=make_slip(place, learner, contact),
        expected=expected.ref,
        roster=make_list(place, contact),
        site=site.ref,
        team=team.ref,
        staff=session().scalars(select(User.ref).where(User.id == contact.id)).one(),
        key=make_passkey(learner),
        code=place.code,
        invitation=invitation,
        job=job_in(session(), JobState.DONE, contact.id),
        **more,
    )


def make_list(place: Place, contact: Person) -> str:
    """A list that was handed in and not put in yet, with one new name."""
    made = roster_actions.store(
        session(),
        clock.now(),
        place.id,
        plan([Entry(2, "Nils Ny")], {}),
        missing=0,
        digest="d" * 64,
        actor_id=contact.id,
    )
    return made.ref


def another_coordinator(network: str) -> str:
    """The ref of one more coordinator of a network."""
    user = accounts.create_user(session(), clock.now(), name="Frida Falk", language="sv")
    role_actions.grant_role(
        session(),
        clock.now(),
        user.id,
        RoleName.COORDINATOR,
        network=network,
        organisation_id=None,
        actor_id=None,
    )
    accounts.create_staff_login(
        session(),
        clock.now(),
        user.id,
        username=f"frida.{network}",
        password=PASSWORD,
        totp_secret=TOTP_SECRET,
        pepper=PEPPER,
    )
    return user.ref


def start_reset_for(person_ref: str) -> str:
    """The secret of a link with which somebody renews her login."""
    user_id = session().scalars(select(User.id).where(User.ref == person_ref)).one()
    return start_reset(session(), clock.now(), user_id, asked_by=None, pepper=PEPPER)


def make_passkey(person: Person) -> str:
    """The ref of a new key of a person; nothing can be signed with it."""
    key = NewKey(credential_id=new_ref(), public_key="pAEB", sign_count=0)
    passkey_actions.add_passkey(session(), clock.now(), person.id, key, Label.PHONE, staff=False)
    return session().scalars(select(Passkey.ref).where(Passkey.credential_id == key.credential_id)).one()


def reported(content: Content, network: str, quarter: str) -> str:
    """A closed quarter of which this network, and no other, has a report."""
    session().add(ClosedQuarter(quarter=quarter, definitions="1", closed_at=clock.now()))
    session().flush()
    make_report(
        session(),
        clock.now(),
        parse_quarter(quarter),
        network=replace(content.network, key=network),
        catalogue=content.catalogue,
        voices=voices(ROOT / "core" / "translations"),
        actor_id=None,
    )
    return quarter


def make_slip(place: Place, learner: Person, contact: Person) -> str:
    """The code of a slip for a new card; where she is no member there is none to be had."""
    found = membership_in(session(), place.id, learner.ref)
    if found is None:
        return "Z" * 12
    return slip_actions.make_slip(session(), clock.now(), found[0], actor_id=contact.id, pepper=PEPPER)


def earned(content: Content, place: Place, learner: Person) -> dict[str, str]:
    """A passed try with its certificate, and an open try with one answer."""
    now = clock.now()
    finished = take(session(), content, now, learner.id, place.id)
    running = begin(session(), content, now, learner.id, place.id)
    quiz.answer(session(), now, running, 1, UNSURE, on_pass(content))
    certificate = session().scalars(select(Certificate).where(Certificate.user_id == learner.id)).one()
    return {
        "certificate": certificate.number,
        "link": certificate.link,
        "finished_try": finished.ref,
        "open_try": running.ref,
    }


class Guesser(Browser):
    """A browser at an address of its own choice."""

    def __init__(self, app: Flask, address: str = "203.0.113.9") -> None:
        super().__init__(app)
        self.client.environ_base["REMOTE_ADDR"] = address
        self.kept = ""

    def token(self) -> str:
        """Asked for once: a guesser does not waste requests."""
        self.kept = self.kept or super().token()
        return self.kept


def card_of(app: Flask, person: Person) -> accounts.CardFace:
    """Give a person a card with the PIN of the tests; an older one dies."""
    with app.app_context(), writing():
        card = accounts.make_card(session(), clock.now(), person.id, PIN, PEPPER)
        face = accounts.card_face(card, clock.now(), PEPPER)
        session().commit()
    assert face is not None
    return face
