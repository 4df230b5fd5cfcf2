"""Exams for the tests: people who have read everything, running tries, right and wrong answers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from random import Random

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.actions import issue_if_complete
from core import clock
from core.db import session, writing
from courses.actions import mark_read
from courses.progress import required_screens
from quiz import actions
from quiz.content import Content
from quiz.drawing import page_key
from quiz.grading import UNSURE
from quiz.grading import Answer as Chosen
from quiz.models import Attempt
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.builders.cast import COURSE, Person, Place

UNSURE_VALUE = "osaker"


@dataclass(frozen=True)
class Sitting:
    """A running try: its address, its drawn questions in order, and the values of its forms."""

    ref: str
    seed: str
    questions: tuple[Question, ...]

    def url(self, number: int) -> str:
        """The address of a question."""
        return f"/prov/{COURSE}/{self.ref}/{number}"

    def right(self, number: int) -> list[str]:
        """What a form sends when everything is right."""
        return self.values(number, right_answer(self.questions[number - 1]))

    def wrong(self, number: int) -> list[str]:
        """What a form sends for one wrong option."""
        return self.values(number, wrong_answer(self.questions[number - 1]))

    def values(self, number: int, keys: Collection[str]) -> list[str]:
        """What a form sends for these options."""
        question = self.questions[number - 1]
        return [page_key(self.seed, question.key, key) for key in sorted(keys)]


def right_answer(question: Question) -> frozenset[str]:
    """The options that are right."""
    return frozenset(option.key for option in question.options if option.correct)


def wrong_answer(question: Question) -> frozenset[str]:
    """A wrong answer that a form takes: two rows exchanged, or an option that is dangerous or alarming last of all."""
    if question.items:
        right = {option.item: option.key for option in question.options if option.correct}
        target = {item: key.partition("@")[2] for item, key in right.items()}
        one, other = next((a, b) for a in right for b in right if target[a] != target[b])
        swapped = {**target, one: target[other], other: target[one]}
        return frozenset(f"{item}@{place}" for item, place in swapped.items())
    wrong = sorted(
        (option for option in question.options if not option.correct),
        key=lambda option: (option.danger is not None, option.alarm),
    )
    return frozenset({wrong[0].key})


def any_answer(random: Random, question: Question) -> Chosen:
    """A random answer: right, unsure, or any options that the kind of question allows."""
    luck = random.random()
    if luck < 0.6:
        return right_answer(question)
    if luck < 0.7:
        return UNSURE
    if question.items:
        places = [key for key, _ in question.targets]
        return frozenset(f"{item.key}@{random.choice(places)}" for item in question.items)
    keys = [option.key for option in question.options]
    number = 1 if question.kind == "single" else random.randint(1, len(keys))
    return frozenset(random.sample(keys, number))


def read_everything(app: Flask, content: Content, *people: Person) -> None:
    """Let people have read every required screen of the course."""
    course = content.catalogue.courses[COURSE]
    with app.app_context(), writing():
        for person in people:
            mark_read(session(), clock.now(), person.id, COURSE, required_screens(course), "1")
        session().commit()


def sit(
    app: Flask,
    content: Content,
    person: Person,
    place: Place,
    *,
    answered: int = 0,
    fits: Callable[[Sequence[Question]], bool] = bool,
) -> Sitting:
    """Let a person who has read everything start a try and answer the first questions right.

    `fits` says of the questions drawn whether they are such as the test needs; seeds are tried until they are.
    """
    read_everything(app, content, person)
    with app.app_context(), writing():
        now = clock.now()
        attempt = begin(session(), content, now, person.id, place.id)
        while not fits(actions.questions_of(session(), attempt)):
            session().delete(attempt)
            session().flush()
            attempt = begin(session(), content, now, person.id, place.id)
        for position, question in enumerate(actions.questions_of(session(), attempt)[:answered], start=1):
            actions.answer(session(), now, attempt, position, right_answer(question), on_pass(content))
        session().commit()
    return running(app, person)


def running(app: Flask, person: Person) -> Sitting:
    """The person's newest try."""
    with app.app_context():
        attempt = (
            session()
            .scalars(select(Attempt).where(Attempt.user_id == person.id).order_by(Attempt.number.desc()))
            .first()
        )
        assert attempt is not None
        return Sitting(attempt.ref, attempt.seed, actions.questions_of(session(), attempt))


def begin(session: Session, content: Content, now: datetime, user_id: int, organisation_id: int) -> Attempt:
    """Start a try, as the page does."""
    course = content.catalogue.courses[COURSE]
    return actions.start(
        session,
        now,
        user_id=user_id,
        organisation_id=organisation_id,
        course_key=COURSE,
        pool=content.bank.pool(course),
        signs=tuple(content.catalogue.signs),
        rules=ExamRules.from_overrides(course.exam),
        bank_version=content.bank.version,
    )


def take(
    session: Session,
    content: Content,
    now: datetime,
    user_id: int,
    organisation_id: int,
    choose: Callable[[Question], Chosen] = right_answer,
    says: Callable[[], bool | None] = lambda: None,
) -> Attempt:
    """Take a whole try at one instant, each question answered as `choose` says, as surely as `says` says."""
    attempt = begin(session, content, now, user_id, organisation_id)
    for position, question in enumerate(actions.questions_of(session, attempt), start=1):
        actions.answer(session, now, attempt, position, choose(question), on_pass(content), sure=says())
    return attempt


def answer_before(
    session: Session,
    content: Content,
    now: datetime,
    user_id: int,
    organisation_id: int,
    choose: Callable[[Question], Chosen],
) -> Attempt:
    """Answer the questions before the first lesson; a second time changes nothing."""
    attempt = actions.start_before(
        session,
        now,
        user_id=user_id,
        organisation_id=organisation_id,
        course_key=COURSE,
        pool=content.bank.pool(content.catalogue.courses[COURSE]),
        bank_version=content.bank.version,
    )
    for position, question in enumerate(actions.questions_of(session, attempt), start=1):
        actions.answer(session, now, attempt, position, choose(question), on_pass(content))
    return attempt


def on_pass(content: Content) -> actions.OnPass:
    """What a pass leads to, as app.py wires it."""
    return partial(issue_if_complete, courses=content.catalogue.courses, issuer=content.network.issuer)
