"""S17: somebody takes the exam again and again to harvest its key. What that gives her is bounded."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from math import ceil, sqrt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from core.db import session
from core.settings import ROOT
from quiz.content import Content
from quiz.drawing import PreviousTry, draw, option_order, page_key
from quiz.models import Attempt
from quiz.questions import Question
from quiz.rules import ExamRules, FinishedTry, next_try_at
from tests.attacks.watch import count_rows
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import UNSURE_VALUE, read_everything, right_answer, running
from tests.builders.rounds import rounds

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
COURSES = sorted(path.parent.name for path in (ROOT / "courses" / "content").glob("*/course.yaml"))
EXAM = f"/prov/{COURSE}"
RULES = ExamRules()
FEW, TRIES = 7, 500
PAUSE, LONG_PAUSE = timedelta(minutes=RULES.cool_down_minutes), timedelta(hours=RULES.long_cool_down_hours)
BANK_TO_TEST = 3
SIGMAS = 4


def test_s17_five_hundred_retakes_take_more_than_a_year() -> None:
    """Ten minutes after each of the first four failed tries, a day after each later one, never more than that."""
    now, done = START, list[FinishedTry]()
    for number in range(1, TRIES):
        done.append(FinishedTry(now, passed=False))
        opens = next_try_at(RULES, done)
        assert opens == now + (PAUSE if number < RULES.long_cool_down_from else LONG_PAUSE)
        now = opens
    assert now - START == 4 * PAUSE + (TRIES - 5) * LONG_PAUSE
    assert now - START > timedelta(days=365)


@dataclass
class Harvest:
    """What a harvester writes down about the questions she met: names and places of what was right."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[str, int] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    again: int = 0
    hits: int = 0
    expected: float = 0.0

    def note(self, seed: str, question: Question) -> None:
        """See the answer of a question; before that, bet on the place that was right the last time."""
        right = next(iter(right_answer(question)))
        place = option_order(question, seed).index(right)
        names = {page_key(seed, question.key, option.key) for option in question.options}
        assert self.names[question.key].isdisjoint(names), "an option wears a name for the second time"
        self.names[question.key] |= names
        if question.key in self.places:
            self.again += 1
            self.hits += self.places[question.key] == place
            self.expected += 1 / len(question.options)
        self.places[question.key] = place


@pytest.mark.parametrize("course_key", COURSES)
def test_s17_names_and_places_of_right_answers_are_worth_nothing_the_next_time(
    content: Content, course_key: str
) -> None:
    """Options are reshuffled and renamed in every try: who repeats the place that was right is right by chance.

    The bank is several times the test, a try tells of its own twelve only, and the next one asks others: not
    before as many tries as twelves in the bank has everything been seen once.
    """
    course = content.catalogue.courses[course_key]
    pool = content.bank.pool(course)
    rules, signs = ExamRules.from_overrides(course.exam), tuple(content.catalogue.signs)
    assert len(pool) >= BANK_TO_TEST * rules.questions
    previous, seen, harvest, whole = list[PreviousTry](), set[str](), Harvest(), 0
    for number in range(1, rounds(60, TRIES) + 1):
        seed = f"{number:032x}"
        drawn = draw(pool, signs, rules, seed, previous)
        assert len(drawn) == rules.questions
        assert not previous or set(drawn) != set(previous[-1].questions)
        for key in drawn:
            question = content.bank.questions[key]
            if question.kind == "single":
                harvest.note(seed, question)
        seen |= set(drawn)
        whole = whole or (number if len(seen) == len(pool) else 0)
        assert len(seen) <= rules.questions * number
        previous.append(PreviousTry(drawn, frozenset(signs), frozenset()))
    assert whole == 0 or whole >= ceil(len(pool) / rules.questions)
    assert harvest.again > 100
    spread = sqrt(harvest.expected)
    assert abs(harvest.hits - harvest.expected) < SIGMAS * spread


@pytest.fixture
def calendar() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.mark.slow
def test_s17_the_site_keeps_a_harvester_waiting_and_tells_her_of_her_own_questions_only(
    app: Flask, cast: Cast, content: Content, calendar: time_machine.Traveller
) -> None:
    """She answers "not sure" to everything, reads each explanation and begins again the second it is allowed."""
    read_everything(app, content, cast.anna)
    whys = {key: {row.why for row in question.rows} for key, question in content.bank.questions.items()}
    everything = set[str]().union(*whys.values())
    told: set[str] = set()
    opens = START
    for number in range(1, rounds(FEW, TRIES) + 1):
        device = cast.sign_in(cast.anna)
        token = {"csrf_token": device.token()}
        if number > 1:
            calendar.move_to(opens - timedelta(seconds=1))
            assert device.client.post(EXAM, data=token).location == EXAM
            assert count_rows(app, Attempt) == number - 1
        calendar.move_to(opens)
        assert device.client.post(EXAM, data=token).status_code == 303
        assert count_rows(app, Attempt) == number
        sitting = running(app, cast.anna)
        told |= {each.key for each in sitting.questions}
        for place, asked in enumerate(sitting.questions, start=1):
            device.client.post(sitting.url(place), data={**token, "answer": UNSURE_VALUE})
            if number <= FEW or place == 1 + number % RULES.questions:  # later one explanation a try will do
                text = unescape(device.client.get(f"{sitting.url(place)}/svar").text)
                assert {why for why in everything if why in text} == whys[asked.key]
        opens += PAUSE if number < RULES.long_cool_down_from else LONG_PAUSE
    with app.app_context():
        tries = session().scalars(select(Attempt).order_by(Attempt.number)).all()
    assert not any(each.passed for each in tries)
    assert len(told) <= RULES.questions * len(tries)
