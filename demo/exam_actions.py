"""How the invented people answer: before the first lesson, and in the exam."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from accounts.models import User
from certificates.actions import issue_if_complete
from certificates.queries import latest
from core.language import Voice
from courses.actions import choose as choose_thought
from courses.catalogue import Course
from demo.people import Workplace
from organisations.models import Organisation
from quiz import actions as quiz
from quiz.content import Content
from quiz.grading import UNSURE
from quiz.grading import Answer as Chosen
from quiz.kinds.rows import option_key, target_of
from quiz.models import Attempt
from quiz.questions import Question
from quiz.rules import ExamRules

UNSURE_SHARE = 0.02
KNOWN_BEFORE = 0.45
WEAK = 0.5
LURED = 0.55
UNSOUND_SHARE = 0.45


@dataclass(frozen=True, slots=True)
class Town:
    """All that the building needs to hand around."""

    session: Session
    content: Content
    random: Random
    voices: Mapping[str, Voice]
    pepper: str
    progress: Callable[[int, int], None]


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


def go_through_story(
    town: Town, organisation: Organisation, course: Course, user_id: int, at: datetime
) -> None:
    """The stories of a course, by chances of the person's own: a sound thought in each scene, or one that is not."""
    random = Random(user_id)
    for story in [module.scenario for module in course.modules if module.scenario is not None]:
        for scene in story.scenes.values():
            sound = random.random() >= UNSOUND_SHARE
            thought = next(
                (each for each in scene.options if (each.value == "stark") is sound), scene.options[0]
            )
            choose_thought(
                town.session,
                at,
                user_id=user_id,
                organisation_id=organisation.id,
                course_key=course.key,
                scenario_key=story.key,
                scene_key=scene.key,
                option_key=thought.key,
            )


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
