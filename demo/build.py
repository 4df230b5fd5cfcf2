"""Builds the town: everything happens through the rooms' own actions, at invented times, from a fixed seed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts.models import User
from care.actions import REST, close_due_quarters, run_night
from certificates.actions import issue_if_complete
from certificates.queries import latest
from core.db import Meta
from core.quarters import quarter_at
from courses import actions as courses
from courses.catalogue import Course
from courses.progress import required_screens, steps_of
from demo.people import WORKPLACES, Workplace, full_name
from organisations import actions as organisations
from organisations.models import Organisation
from organisations.queries import live_membership
from organisations.rules import RoleName
from quiz import actions as quiz
from quiz.content import Content
from quiz.grading import UNSURE
from quiz.grading import Answer as Chosen
from quiz.kinds.rows import option_key, target_of
from quiz.models import Attempt
from quiz.questions import Question
from quiz.rules import ExamRules

SEED = 20230922
FIVE_QUARTERS = timedelta(days=440)
UNSURE_SHARE = 0.02
BEFORE_SHARE = 0.8  # of those who join, this share answers the questions before the first lesson
KNOWN_BEFORE = 0.45
STAYS = 0.15  # of those who join, this share stops on the way
WEAK = 0.5
LURED = 0.55
LARGE = 20
LONG_AGO = (790, 735, 700, 655)  # days: two certificates have run out, two are about to
DEMO_ROLES = {
    "larande": "Amina Haddad",
    "kontaktperson": "Sara Holmgren",
    "utbildare": "Ulf Brandt",
    "samordnare": "Gun Wallin",
}

Event = tuple[datetime, int, Callable[[datetime], None]]


@dataclass(frozen=True, slots=True)
class Town:
    """All that the building needs to hand around."""

    session: Session
    content: Content
    random: Random
    pepper: str
    progress: Callable[[int, int], None]


def build(town: Town, now: datetime) -> None:
    """Fill an empty database with about 60 people and five quarters up to `now`. The caller commits."""
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
    for organisation in places:
        organisations.renew_join_code(town.session, now, organisation.id, actor_id=None)
    run_night(town.session, now)


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
    grant = partial(organisations.grant_role, town.session, now, network=network, actor_id=None)
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
        organisations.expect(
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
    organisations.join(town.session, joined, organisation.id, user.id, user.name)
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
    if in_campaign(workplace, index) or is_veteran(workplace, index):
        fate = max(fate, STAYS + 0.01)

    def join(at: datetime) -> None:
        user = accounts.create_user(town.session, at, name=full_name(number), language="sv")
        holder.append(user)
        organisations.join(town.session, at, organisation.id, user.id, user.name)

    def read(at: datetime) -> None:
        steps = len(required_screens(course))
        take_steps(town, at, holder[0].id, course, steps if fate > STAYS else steps // 3)

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


def in_campaign(workplace: Workplace, index: int) -> bool:
    """Whether the person joined in the campaign quarter: two of three at each workplace."""
    return index >= round(workplace.people / 3)


def is_veteran(workplace: Workplace, index: int) -> bool:
    """Whether the person was certified years ago: her certificate has run out, or is about to."""
    return workplace.people > LARGE and index < len(LONG_AGO)


def joining(random: Random, workplace: Workplace, index: int, now: datetime) -> datetime:
    """When a person joined.

    Most in the last closed quarter, so that the map has something to show; some years ago, so that
    certificates run out; the rest somewhere in the five quarters.
    """
    if in_campaign(workplace, index):
        quarter = quarter_at(now - REST).previous()
        return quarter.starts_at + timedelta(days=random.randint(3, 80), hours=random.randint(6, 15))
    if is_veteran(workplace, index):
        return now - timedelta(days=LONG_AGO[index])
    return now - timedelta(days=random.randint(5, FIVE_QUARTERS.days), hours=random.randint(1, 9))


def leave_workplace(town: Town, organisation: Organisation, holder: list[User], at: datetime) -> None:
    """The contact person ends a membership."""
    membership = live_membership(town.session, organisation.id, holder[0].id)
    if membership is not None:
        organisations.end_membership(town.session, at, membership, actor_id=holder[0].id)


def answer_before(
    town: Town, random: Random, organisation: Organisation, course: Course, holder: list[User], at: datetime
) -> None:
    """The three questions before the first lesson: some know, most guess."""
    attempt = quiz.start_before(
        town.session,
        at,
        user_id=holder[0].id,
        organisation_id=organisation.id,
        course_key=course.key,
        pool=town.content.bank.pool(course),
        bank_version=town.content.bank.version,
    )
    for position, question in enumerate(quiz.questions_of(town.session, attempt), start=1):
        options = frozenset(option.key for option in question.options if option.correct)
        chosen = options if random.random() < KNOWN_BEFORE else UNSURE
        quiz.answer(town.session, at, attempt, position, chosen, nothing)


def nothing(session: Session, now: datetime, attempt: Attempt) -> None:
    """Nothing is earned by the questions before the first lesson."""


def take_exam(
    town: Town,
    workplace: Workplace,
    organisation: Organisation,
    course: Course,
    holder: list[User],
    at: datetime,
) -> None:
    """One try, unless an earlier one passed: each question is seen, missed or alarmed about by chance."""
    user = holder[0]
    if latest(town.session, user.id, course.key) is not None:
        return
    attempt = quiz.start(
        town.session,
        at,
        user_id=user.id,
        organisation_id=organisation.id,
        course_key=course.key,
        pool=town.content.bank.pool(course),
        signs=tuple(town.content.catalogue.signs),
        rules=ExamRules.from_overrides(course.exam),
        bank_version=town.content.bank.version,
    )
    on_pass = partial(
        issue_if_complete,
        courses=town.content.catalogue.courses,
        issuer=town.content.network.issuer,
    )
    for position, question in enumerate(quiz.questions_of(town.session, attempt), start=1):
        chosen = choose(town.random, workplace, question)
        moment = at + timedelta(seconds=25 * position)
        quiz.answer(town.session, moment, attempt, position, chosen, on_pass, sure=position % 3 > 0)


def choose(random: Random, workplace: Workplace, question: Question) -> Chosen:
    """An invented answer: mostly right, sometimes unsure, sometimes alarming without ground."""
    if random.random() < UNSURE_SHARE:
        return UNSURE
    correct = frozenset(option.key for option in question.options if option.correct)
    alarms = [option.key for option in question.options if option.alarm]
    wrong = [option.key for option in question.options if not option.correct]
    lured = LURED if set(question.lures) & set(workplace.lured) else workplace.alarming
    if question.no_sign and alarms and random.random() < lured:
        return frozenset({random.choice(alarms)})
    if random.random() < (WEAK if set(question.signs[:2]) & set(workplace.weak) else workplace.skill):
        return correct
    if question.items:
        return exchanged(random, question)
    if question.kind == "several" and random.random() < 0.6:
        return frozenset(sorted(correct)[:-1])
    return frozenset({random.choice(wrong)})


def exchanged(random: Random, question: Question) -> Chosen:
    """Everything right in a question of rows, but two rows have changed places."""
    placed = {option.item: target_of(option) for option in question.options if option.correct}
    one, other = random.sample([item.key for item in question.items], 2)
    placed[one], placed[other] = placed[other], placed[one]
    return frozenset(option_key(item, target) for item, target in placed.items())


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
