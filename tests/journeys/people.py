"""Somebody for every page: the demonstration's own people, and learners and staff in every state beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts.login_actions import start_reset
from accounts.models import SignIn
from accounts.rules import SignInKind
from certificates.models import Certificate
from certificates.queries import latest
from core import clock
from core.db import Meta, session, writing
from core.job_models import JobState
from core.names import fold_name
from courses.actions import mark_read
from courses.progress import required_screens
from organisations import membership_actions, role_actions, roster_actions, slip_actions
from organisations.earlier_rules import Proof
from organisations.membership_queries import live_membership
from organisations.models import ExpectedPerson, Membership, Organisation
from organisations.queries import live_join_code
from organisations.roster_rules import NAME_MISSING, Column, Entry, Whom, plan
from organisations.rules import RoleName
from organisations.site_queries import open_sites
from quiz import actions as quiz
from quiz.content import Content
from quiz.models import Attempt
from quiz.queries import count_answers
from reports.quarter_queries import made_quarters
from tests.builders import exams
from tests.builders.cast import COURSE, PASSWORD, PIN, TOTP_SECRET, sign_in_on, totp_now
from tests.builders.closed_items import spread, write_item
from tests.builders.jobs import job_in
from tests.builders.pages import Browser
from tests.builders.reminders import give_everything
from tests.conftest import PEPPER
from tests.journeys.demo_city import NETWORK

ROLES = ("visitor", "learner", "contact", "trainer", "coordinator")
DEMO_PEOPLE = {
    "learner": "larande",
    "contact": "kontaktperson",
    "trainer": "utbildare",
    "coordinator": "samordnare",
}
MANY_DRAWS = 200


@dataclass(frozen=True)
class Somebody:
    """A person in a role, and the test client that carries her cookies; a visitor has none."""

    role: str
    browser: Browser | None


@dataclass(frozen=True)
class Things:
    """What the addresses of the site name."""

    organisation: str
    membership: str
    expected: str
    moved: str
    """The membership of somebody whose certificate is from another workplace."""
    second_card: str
    """The code of another card of hers."""
    lists: Mapping[str, str]
    """Lists that were handed in by their state, draft and done."""
    site: str
    team: str
    code: str
    invitation: str
    reset: str
    slip: str
    certificate: str
    link: str
    expired_link: str
    quarter: str
    feed: str
    stop: str
    """The secrets of a calendar, and of the link in a mail."""
    jobs: Mapping[str, str]
    """The learner's jobs by their state."""
    tries: Mapping[str, tuple[str, int]]
    """The newest try of a learner by her name here: its ref and how many questions are answered."""


@dataclass(frozen=True)
class City:
    """The demonstration with everybody in it."""

    people: Mapping[str, Somebody]
    things: Things


def populate(app: Flask, content: Content) -> City:
    """Put learners and staff in every state into a demonstration's database, and sign everybody in."""
    with app.app_context(), writing():
        ids = {role: int(demo_meta(f"demo_{key}")) for role, key in DEMO_PEOPLE.items()}
        place = session().scalars(select(Organisation).where(Organisation.name == "Hotell Exempel")).one()
        ids |= learners(session(), content, place, ids["contact"])
        ids |= staff(session(), place, ids["contact"])
        ids["limited"] = of_one_site(session(), place, ids["contact"])
        things = things_of(session(), content, place, ids)
        answered_by_many(session(), content, place)
        session().commit()
    roles = {"sleeper": "contact", "guard": "contact", "limited": "contact", "many": "trainer"}
    people = {"visitor": Somebody("visitor", None)}
    for name, user_id in ids.items():
        role = roles.get(name, name if name in ROLES else "learner")
        kind = SignInKind.OWN if role == "learner" else SignInKind.STAFF
        people[name] = Somebody(role, signed_in(app, user_id, kind))
    people["sleeper"] = Somebody("contact", overslept(app, ids["sleeper"], things.organisation))
    return City(people, things)


def answered_by_many(db: Session, content: Content, place: Organisation) -> None:
    """Sums of so many people that the page about the questions has every sentence and an open table to show."""
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    written = [each for each in pool if each.kind in ("single", "several", "match")]
    for number, question in enumerate(written):
        people = spread(question, 30, right=number % 11 / 10, follows=number % 3 > 0)
        write_item(db, question, people, organisation_id=place.id, course_key=COURSE, quarter="2020-1")


def demo_meta(key: str) -> str:
    found = session().get(Meta, key)
    assert found is not None
    return found.value


def signed_in(app: Flask, user_id: int, kind: SignInKind) -> Browser:
    browser = Browser(app)
    sign_in_on(app, browser, user_id, kind)
    return browser


def learners(db: Session, content: Content, place: Organisation, giver_id: int) -> dict[str, int]:
    """One learner for every state: without a card, with one to save, ready, in the middle, waiting, passed, gone,
    with a card by a slip of `giver_id`.
    """
    now = clock.now() - timedelta(minutes=5)
    ids = {
        name: make_learner(db, place, name.capitalize())
        for name in ("newcomer", "saver", "ready", "waiting", "passed", "gone", "swapped")
    }
    accounts.make_card(db, clock.now(), ids["saver"], PIN, PEPPER)
    for name in ("ready", "waiting", "passed", "gone", "swapped"):
        read_all(db, content, ids[name])
    exams.take(db, content, now, ids["waiting"], place.id, exams.wrong_answer)
    exams.take(db, content, now, ids["swapped"], place.id, exams.wrong_answer)
    accounts.make_card(db, clock.now(), ids["swapped"], PIN, PEPPER, given_by=giver_id)
    for name in ("passed", "gone"):
        exams.take(db, content, now, ids[name], place.id)
    membership = live_membership(db, place.id, ids["gone"])
    assert membership is not None
    membership_actions.end_membership(db, clock.now(), membership, actor_id=ids["gone"])
    ids["moved"] = from_elsewhere(db, content, place)
    asked = {question.kind for question in content.bank.pool(content.catalogue.courses[COURSE])}
    return ids | {kind: trying(db, content, place, kind) for kind in sorted(asked)}


def from_elsewhere(db: Session, content: Content, place: Organisation) -> int:
    """A learner who earned her certificate at another workplace, and has come here since."""
    other = db.scalars(
        select(Organisation).where(Organisation.id != place.id).order_by(Organisation.id)
    ).first()
    assert other is not None
    before = clock.now() - timedelta(days=9)
    user = accounts.create_user(db, before, name="Moved Öberg", language="sv")
    membership = membership_actions.join(db, before, other.id, user.id, user.name)
    read_all(db, content, user.id)
    exams.take(db, content, before + timedelta(days=1), user.id, other.id)
    left = before + timedelta(days=2)
    membership_actions.end_membership(db, left, membership, actor_id=user.id)
    membership_actions.join(db, left, place.id, user.id, user.name)
    return user.id


def second_card(db: Session, place: Organisation) -> str:
    """The code of the card of another account of hers."""
    user_id = make_learner(db, place, "Moved")
    face = accounts.card_face(accounts.make_card(db, clock.now(), user_id, PIN, PEPPER), clock.now(), PEPPER)
    assert face is not None
    return face.code


def make_learner(db: Session, place: Organisation, name: str) -> int:
    joined = clock.now() - timedelta(minutes=10)  # before she passes: her workplace sees that
    user = accounts.create_user(db, joined, name=f"{name} Öberg", language="sv")
    membership_actions.join(db, joined, place.id, user.id, user.name)
    return user.id


def read_all(db: Session, content: Content, user_id: int) -> None:
    course = content.catalogue.courses[COURSE]
    mark_read(db, clock.now(), user_id, COURSE, required_screens(course), "1")


def trying(db: Session, content: Content, place: Organisation, kind: str) -> int:
    """Somebody whose next question is of this kind; the first who draws one."""
    for number in range(MANY_DRAWS):
        user_id = make_learner(db, place, f"{kind} {number}")
        read_all(db, content, user_id)
        attempt = exams.begin(db, content, clock.now(), user_id, place.id)
        questions = quiz.questions_of(db, attempt)
        kinds = [question.kind for question in questions]
        if kind in kinds:
            for position, question in enumerate(questions[: kinds.index(kind)], start=1):
                chosen = exams.right_answer(question)
                quiz.answer(db, clock.now(), attempt, position, chosen, exams.on_pass(content))
            return user_id
    raise AssertionError(f"nobody draws a question of the kind {kind}")


def things_of(db: Session, content: Content, place: Organisation, ids: Mapping[str, int]) -> Things:
    """What the addresses name: the contact person's own workplace, the passed learner's certificate."""
    code, earned = live_join_code(db, place.id), latest(db, ids["passed"], COURSE)
    assert code is not None
    assert earned is not None
    invitation = role_actions.invite(
        db,
        clock.now(),
        RoleName.TRAINER,
        network=content.network.key,
        organisation_id=place.id,
        actor_id=None,
        pepper=PEPPER,
    )
    here = open_sites(db, place.id)[0]
    newest = {
        name: db.scalars(
            select(Attempt).where(Attempt.user_id == user_id).order_by(Attempt.id.desc())
        ).first()
        for name, user_id in ids.items()
    }
    return Things(
        organisation=place.ref,
        membership=db.scalars(select(Membership.ref).where(Membership.user_id == ids["passed"])).one(),
        expected=db.scalars(
            select(ExpectedPerson.ref).where(
                ExpectedPerson.organisation_id == place.id, ExpectedPerson.membership_id.is_(None)
            )
        ).first()
        or "",
        moved=db.scalars(
            select(Membership.ref).where(Membership.user_id == ids["moved"], Membership.ended_at.is_(None))
        ).one(),
        second_card=second_card(db, place),
        lists={state: handed_in(db, place, ids, state) for state in ("draft", "done")},
        site=here.site.ref,
        team=here.teams[0].ref,
        code=code.code,
        invitation=invitation,
        reset=start_reset(db, clock.now(), ids["guard"], asked_by=None, pepper=PEPPER),
        slip=make_slip(db, place, ids),
        certificate=earned.number,
        link=earned.link,
        expired_link=db.scalars(
            select(Certificate.link).where(Certificate.valid_until < clock.today())
        ).first()
        or "",
        **give_everything(db, ids["passed"]),
        quarter=str(made_quarters(db, content.network.key)[0]),
        jobs={state.value: job_in(db, state, ids["learner"]) for state in JobState},
        tries={
            name: (found.ref, count_answers(db, found.id))
            for name, found in newest.items()
            if found is not None
        },
    )


def handed_in(db: Session, place: Organisation, ids: Mapping[str, int], state: str) -> str:
    """A list with a row of every verdict; a done one is put in."""
    there = db.scalars(select(Membership.id).where(Membership.user_id == ids["passed"])).one()
    known = {fold_name("Passed Öberg"): [Whom(membership_id=there)]}
    entries = [
        Entry(2, "R2D2", problem=NAME_MISSING, column=Column.NAME),
        Entry(3, "Maj Okänd", left=True),
        Entry(4, "Passed Öberg", left=True),
        Entry(5, f"Nils Ny {state.capitalize()}", earlier_on=date(2024, 5, 31), earlier_proof=Proof.PAPER),
    ]
    made = roster_actions.store(
        db,
        clock.now(),
        place.id,
        plan(entries, known),
        missing=12,
        digest=state,
        actor_id=ids["contact"],
    )
    if state == "done" and roster_actions.begin(db, made):
        db.refresh(made)
        roster_actions.put_in(db, clock.now(), made, 10)
        roster_actions.finish(db, clock.now(), made)
    return made.ref


def make_slip(db: Session, place: Organisation, ids: Mapping[str, int]) -> str:
    """The code of a slip for the newcomer."""
    found = live_membership(db, place.id, ids["newcomer"])
    assert found is not None
    return slip_actions.make_slip(db, clock.now(), found, actor_id=ids["contact"], pepper=PEPPER)


def staff(db: Session, place: Organisation, actor_id: int) -> dict[str, int]:
    """Contact persons with a password, and somebody with several roles."""
    small = db.scalars(select(Organisation).where(Organisation.name == "Vandrarhem Norr")).one()
    ids = {}
    for name, roles in (
        ("guard", [(RoleName.CONTACT, place)]),
        ("sleeper", [(RoleName.CONTACT, place)]),
        ("many", [(RoleName.CONTACT, small), (RoleName.TRAINER, small)]),
    ):
        user = accounts.create_user(db, clock.now(), name=f"{name.capitalize()} Ek", language="sv")
        for role, where in roles:
            role_actions.grant_role(
                db, clock.now(), user.id, role, network=NETWORK, organisation_id=where.id, actor_id=actor_id
            )
        accounts.create_staff_login(
            db,
            clock.now(),
            user.id,
            username=name,
            password=PASSWORD,
            totp_secret=TOTP_SECRET,
            pepper=PEPPER,
        )
        ids[name] = user.id
    return ids


def of_one_site(db: Session, place: Organisation, actor_id: int) -> int:
    """A contact person of the first site alone."""
    user = accounts.create_user(db, clock.now(), name="Limited Ek", language="sv")
    role_actions.grant_role(
        db,
        clock.now(),
        user.id,
        RoleName.CONTACT,
        network=NETWORK,
        organisation_id=place.id,
        actor_id=actor_id,
        site_id=open_sites(db, place.id)[0].site.id,
    )
    return user.id


def overslept(app: Flask, user_id: int, organisation: str) -> Browser:
    """A contact person who sent a form after her sign-in had run out, and has signed in again."""
    browser = signed_in(app, user_id, SignInKind.STAFF)
    token = browser.token()
    with app.app_context(), writing():
        for sign_in in session().scalars(select(SignIn).where(SignIn.user_id == user_id)):
            sign_in.last_seen_at = clock.now() - timedelta(days=2)
        session().commit()
    address = f"/oversikt/{organisation}/lagg-till"
    browser.client.post(address, data={"csrf_token": token, "name": "Nils Ny"})
    page = browser.get("/personal")
    browser.submit(page, username="sleeper", password=PASSWORD, totp=totp_now())
    return browser
