"""Invented lives for the load: what somebody does and when, and how she does it by the rooms' own actions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from accounts import actions as accounts
from certificates.actions import issue_if_complete
from certificates.queries import latest
from courses.catalogue import Course
from courses.progress import required_screens
from demo.build import SEED, take_steps
from demo.exam_actions import KNOWN_BEFORE, Town, choose, nothing
from demo.people import Workplace
from organisations import membership_actions
from organisations.models import Organisation
from quiz import actions as quiz
from quiz.grading import UNSURE
from quiz.rules import ExamRules

PIN = "258036"
BASIC = "grund"
RECENT = 0.9  # this share of the people came in the last days for which answers are kept
RECENT_DAYS, FIRST_DAYS = (8, 84), (100, 440)
ONE_MORE_DAYS = 2  # between the two courses
SKILLS = (0.95, 0.84, 0.7, 0.6)
TRIES = timedelta(days=0), timedelta(days=1), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Life:
    """One way to have been here: kind of workplace, courses in order, when she joined, how much she knows (0-1)."""

    number: int
    kind: str
    courses: tuple[str, ...]
    joined: datetime
    skill: float

    def random(self) -> Random:
        """Its own dice, the same each time."""
        return Random(f"{SEED}-{self.number}")


def lives(now: datetime, courses: Mapping[str, Course], each_kind: int) -> tuple[Life, ...]:
    """So many lives for each kind of workplace that has a course of its own."""
    own = {kind: key for key, course in courses.items() for kind in course.kinds if key != BASIC}
    made: list[Life] = []
    for kind, key in sorted(own.items()):
        for index in range(each_kind):
            number = len(made)
            random = Random(f"{SEED}-when-{number}")
            days = random.randint(
                *(RECENT_DAYS if index < min(RECENT * each_kind, each_kind - 1) else FIRST_DAYS)
            )
            joined = (now - timedelta(days=days)).replace(hour=7, minute=random.randint(0, 59), second=0)
            taken = (key, BASIC) if BASIC in courses else (key,)
            made.append(Life(number, kind, taken, joined.replace(microsecond=0), SKILLS[index % len(SKILLS)]))
    return tuple(made)


def live(town: Town, life: Life, organisation: Organisation, name: str) -> None:
    """Let somebody of this name live it: join, make a card, and take each course with its exam."""
    random = life.random()
    user = accounts.create_user(town.session, life.joined, name=name, language="sv")
    membership_actions.join(town.session, life.joined, organisation.id, user.id, user.name)
    accounts.make_card(town.session, life.joined, user.id, PIN, town.pepper)
    accounts.hide_card(town.session, user.id)
    for index, key in enumerate(life.courses):
        begins = life.joined + timedelta(days=ONE_MORE_DAYS * index)
        take_course(town, life, organisation, user.id, town.content.catalogue.courses[key], random, begins)
    town.session.flush()


def take_course(
    town: Town,
    life: Life,
    organisation: Organisation,
    user_id: int,
    course: Course,
    random: Random,
    begins: datetime,
) -> None:
    """The questions before the first lesson, what must be read, and tries until one passes or three have not."""
    pool = town.content.bank.pool(course)
    place: dict[str, Any] = {
        "user_id": user_id,
        "organisation_id": organisation.id,
        "course_key": course.key,
        "pool": pool,
        "bank_version": town.content.bank.version,
    }
    before = quiz.start_before(town.session, begins, **place, seed=seed(random))
    for position, question in enumerate(quiz.questions_of(town.session, before), start=1):
        right = frozenset(option.key for option in question.options if option.correct)
        chosen = right if random.random() < KNOWN_BEFORE else UNSURE
        quiz.answer(town.session, begins, before, position, chosen, nothing)
    take_steps(town, begins + timedelta(hours=1), user_id, course, len(required_screens(course)))
    on_pass = partial(
        issue_if_complete, courses=town.content.catalogue.courses, issuer=town.content.network.issuer
    )
    rules = ExamRules.from_overrides(course.exam)
    signs = tuple(town.content.catalogue.signs)
    knows = Workplace("", life.kind, 1, life.skill, (1 - life.skill) / 2)
    for later in TRIES:
        at = begins + timedelta(hours=2) + later
        if latest(town.session, user_id, course.key) is not None:
            return
        attempt = quiz.start(town.session, at, **place, signs=signs, rules=rules, seed=seed(random))
        for position, question in enumerate(quiz.questions_of(town.session, attempt), start=1):
            chosen = choose(random, knows, question)
            moment = at + timedelta(seconds=25 * position)
            quiz.answer(town.session, moment, attempt, position, chosen, on_pass, sure=position % 3 > 0)


def seed(random: Random) -> str:
    """A try's seed that is known."""
    return f"{random.getrandbits(128):032x}"
