"""Builds the town: everything happens through the rooms' own actions, at invented times, from a fixed seed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from accounts import actions as accounts
from accounts.models import User
from care.actions import REST, close_due_quarters, run_night
from core.db import Meta
from core.quarters import Quarter, quarter_at
from courses import actions as courses
from courses.catalogue import Course
from courses.progress import required_screens, steps_of
from demo.exam_actions import Town, answer_before, go_through_story, take_exam
from demo.people import WORKPLACES, Workplace, full_name
from demo.site_actions import make_sites
from organisations import actions as organisations
from organisations import membership_actions, role_actions
from organisations.membership_queries import live_membership
from organisations.models import Organisation
from organisations.rules import RoleName
from reports.quarter_actions import make_report
from reports.quarter_queries import closed

SEED = 20230922
FIVE_QUARTERS = timedelta(days=440)
EARLIER_REPORTS = 4
MEETING = timedelta(days=20)  # a report is made so long after its quarter's end
BEFORE_SHARE = 0.8  # of those who join, this share answers the questions before the first lesson
STAYS = 0.15  # of those who join, this share stops on the way
LARGE, SMALL = 20, 10
ALONE = 0
LONG_AGO = (790, 735, 700, 655)  # days: two certificates have run out, two are about to
DEMO_ROLES = {
    "larande": "Amina Haddad",
    "kontaktperson": "Sara Holmgren",
    "utbildare": "Ulf Brandt",
    "samordnare": "Gun Wallin",
}

Event = tuple[datetime, int, Callable[[datetime], None]]


def build(town: Town, now: datetime) -> None:
    """Fill an empty database with about 100 people and five quarters up to `now`. The caller commits."""
    town.session.add(Meta(key="made_by", value="demo"))
    start = now - timedelta(days=800)
    places = [make_workplace(town, start, each) for each in WORKPLACES]
    make_staff(town, start, places)
    events: list[Event] = []
    number = 1
    for workplace, organisation in zip(WORKPLACES, places, strict=True):
        for index in range(workplace.people):
            events += history(town, workplace, organisation, number, index, now)
            number += 1
    make_learner(town, places[0], now)
    live_through(town, sorted(events, key=lambda event: event[:2]), now)
    contact = town.session.get_one(Meta, "demo_kontaktperson")
    make_sites(town.session, now, places[0], actor_id=int(contact.value))
    for organisation in places:
        organisations.renew_join_code(town.session, now, organisation.id, actor_id=None)
    run_night(town.session, now)
    make_earlier_reports(town, now)


def make_earlier_reports(town: Town, now: datetime) -> None:
    """The reports of the quarters before the last closed one; that one is left to be made by a press."""
    coordinator = town.session.get_one(Meta, "demo_samordnare")
    for quarter in closed(town.session)[EARLIER_REPORTS:0:-1]:
        make_report(
            town.session,
            min(now, quarter.ends_at + MEETING),
            quarter,
            network=town.content.network,
            catalogue=town.content.catalogue,
            voices=town.voices,
            actor_id=int(coordinator.value),
        )


def make_workplace(town: Town, now: datetime, workplace: Workplace) -> Organisation:
    """One organisation with the courses meant for its kind, or the first course there is."""
    all_courses = town.content.catalogue.courses
    meant = [key for key, course in all_courses.items() if workplace.kind in course.kinds]
    return organisations.create_organisation(
        town.session,
        now,
        network=town.content.network.key,
        name=workplace.name,
        kind=workplace.kind,
        courses=meant or list(all_courses)[:1],
        actor_id=None,
    )


def make_staff(town: Town, now: datetime, places: list[Organisation]) -> None:
    """A contact person of the first hotel, a trainer of all, a coordinator."""
    network = town.content.network.key
    grant = partial(role_actions.grant_role, town.session, now, network=network, actor_id=None)
    people = {
        role: accounts.create_user(town.session, now, name=DEMO_ROLES[role], language="sv")
        for role in ("kontaktperson", "utbildare", "samordnare")
    }
    for role, user in people.items():
        town.session.add(Meta(key=f"demo_{role}", value=str(user.id)))
    grant(people["kontaktperson"].id, RoleName.CONTACT, organisation_id=places[0].id)
    for each in places:
        grant(people["utbildare"].id, RoleName.TRAINER, organisation_id=each.id)
    grant(people["samordnare"].id, RoleName.COORDINATOR, organisation_id=None)
    for index in range(WORKPLACES[0].named):
        membership_actions.expect(
            town.session,
            now,
            places[0].id,
            full_name(500 + index),
            actor_id=people["kontaktperson"].id,
        )


def make_learner(town: Town, organisation: Organisation, now: datetime) -> None:
    """The learner that /demo signs in: the first module read, the second begun."""
    joined = now - timedelta(days=3)
    user = accounts.create_user(town.session, joined, name=DEMO_ROLES["larande"], language="sv")
    membership_actions.join(town.session, joined, organisation.id, user.id, user.name)
    town.session.add(Meta(key="demo_larande", value=str(user.id)))
    course = course_of(town, organisation)
    take_steps(town, joined, user.id, course, count=len(steps_of(course.modules[0])) + 3)


def take_steps(town: Town, at: datetime, user_id: int, course: Course, count: int) -> None:
    """Take the first steps of a course: stories to their end, screens read."""
    for step in [step for module in course.modules for step in steps_of(module)][:count]:
        version = step.lesson.version if step.lesson else "1"
        courses.mark_read(town.session, at, user_id, course.key, [step.id], version)


def course_of(town: Town, organisation: Organisation) -> Course:
    """The course an organisation's people take."""
    all_courses = town.content.catalogue.courses
    for course in all_courses.values():
        if organisation.kind in course.kinds:
            return course
    return next(iter(all_courses.values()))


def history(
    town: Town,
    workplace: Workplace,
    organisation: Organisation,
    number: int,
    index: int,
    now: datetime,
) -> list[Event]:
    """What one person does and when: join, read, try, and sometimes leave."""
    joined = joining(town.random, workplace, index, now)
    holder: list[User] = []
    course = course_of(town, organisation)
    fate = town.random.random()
    if is_veteran(workplace, index):
        workplace = replace(workplace, skill=1.0, alarming=0.0, weak=(), lured=())
    if campaign(workplace, index, now) or is_veteran(workplace, index):
        fate = max(fate, STAYS + 0.01)

    def join(at: datetime) -> None:
        user = accounts.create_user(town.session, at, name=full_name(number), language="sv")
        holder.append(user)
        membership_actions.join(town.session, at, organisation.id, user.id, user.name)

    def read(at: datetime) -> None:
        steps = len(required_screens(course))
        take_steps(town, at, holder[0].id, course, steps if fate > STAYS else steps // 3)
        go_through_story(town, organisation, course, holder[0].id, at)

    events: list[Event] = [(joined, number, join)]
    own = Random(number)
    if own.random() < BEFORE_SHARE:
        guess = partial(answer_before, town, own, organisation, course, holder)
        events.append((joined + timedelta(minutes=5), number, guess))
    if fate > 0.07:
        events.append((joined + timedelta(hours=2), number, read))
    if fate > STAYS:
        first = joined + timedelta(hours=3)
        take = partial(take_exam, town, workplace, organisation, course, holder)
        events.extend((first + timedelta(days=days), number, take) for days in (0, 1, 3))
    if 0.92 < fate < 0.96 and joined < now - timedelta(days=60):
        leave = partial(leave_workplace, town, organisation, holder)
        events.append((joined + timedelta(days=40), number, leave))
    return [event for event in events if event[0] < now]


def campaign(workplace: Workplace, index: int, now: datetime) -> Quarter | None:
    """The quarter in which the person joined with many others: two of three in the last closed one, most of the
    rest in the one before it, so that there is something to compare; None for who came alone.
    """
    last = quarter_at(now - REST).previous()
    if index >= round(workplace.people / 3):
        return last
    return last.previous() if index > ALONE and workplace.people > SMALL else None


def is_veteran(workplace: Workplace, index: int) -> bool:
    """Whether the person was certified years ago: her certificate has run out, or is about to."""
    return workplace.people > LARGE and index < len(LONG_AGO)


def joining(random: Random, workplace: Workplace, index: int, now: datetime) -> datetime:
    """When a person joined: some years ago, so that certificates run out; most in a campaign, so that map and
    report have something to show; the rest somewhere in the five quarters.
    """
    quarter = campaign(workplace, index, now)
    if is_veteran(workplace, index):
        return now - timedelta(days=LONG_AGO[index])
    if quarter is not None:
        return quarter.starts_at + timedelta(days=random.randint(3, 80), hours=random.randint(6, 15))
    return now - timedelta(days=random.randint(5, FIVE_QUARTERS.days), hours=random.randint(1, 9))


def leave_workplace(town: Town, organisation: Organisation, holder: list[User], at: datetime) -> None:
    """The contact person ends a membership."""
    membership = live_membership(town.session, organisation.id, holder[0].id)
    if membership is not None:
        membership_actions.end_membership(town.session, at, membership, actor_id=holder[0].id)


def live_through(town: Town, events: list[Event], now: datetime) -> None:
    """Let everything happen in order; quarters are closed on the way, as every night would."""
    closed_at = events[0][0]
    for done, (at, _, act) in enumerate(events, start=1):
        if at - closed_at > timedelta(days=20):
            close_due_quarters(town.session, at)
            closed_at = at
        act(at)
        town.progress(done, len(events))
    town.session.flush()
