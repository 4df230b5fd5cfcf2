"""A hundred people scan the poster and start the exam in the same second, on a real server and on both databases."""

from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock
from core.db import session, writing
from organisations.models import Membership
from quiz.content import Content
from quiz.models import Answer, Attempt, SignCount
from tests.builders import sums
from tests.builders.cast import Cast, Person, make_learner
from tests.builders.crowds import all_at_once
from tests.builders.exams import Sitting, sit
from tests.faults.learners import Learner, everything_acknowledged_is_there_once, let_newest_read
from tests.faults.real_server import Notebook, RealServer

pytestmark = [pytest.mark.slow, pytest.mark.both]
PEOPLE = 100
QUESTIONS = 12
WRITERS = 50
LETTERS = "ABCDEFGHIJ"


def name(index: int) -> str:
    return f"Elev {LETTERS[index // 10]}{LETTERS[index % 10]}"


def test_f22_a_hundred_join_start_and_answer_in_the_same_second(
    app: Flask, cast: Cast, content: Content, database_url: str, tmp_path: Path
) -> None:
    notebooks = [Notebook() for _ in range(PEOPLE)]
    with RealServer(tmp_path, database_url) as server:
        learners = [Learner(server.port, cast, content, each) for each in notebooks]
        all_at_once(*(partial(each.join, name(index)) for index, each in enumerate(learners)))
        let_newest_read(cast, content, PEOPLE)
        all_at_once(*(partial(each.take_exam, lambda: False) for each in learners))
    assert [each.interruptions for each in notebooks] == [0] * PEOPLE
    assert [len(each.passed) for each in notebooks] == [1] * PEOPLE
    everything_acknowledged_is_there_once(app, content, notebooks)
    with app.app_context():
        joined = session().scalar(
            select(func.count(Membership.user_id.distinct())).where(
                Membership.organisation_id == cast.here.id
            )
        )
        assert joined == PEOPLE + 1  # and Anna
        assert session().scalar(select(func.count()).select_from(Answer)) == PEOPLE * QUESTIONS


def test_f10_fifty_writers_at_once_wait_for_each_other_and_lose_nothing(
    app: Flask, cast: Cast, content: Content
) -> None:
    """No "database is locked": everybody answers everything, all at the same time, in one process."""
    with app.app_context(), writing():
        people = [make_learner(clock.now(), cast.here, name(index)) for index in range(WRITERS)]
        session().commit()
    sittings = [sit(app, content, person, cast.here) for person in people]
    statuses = all_at_once(*(partial(answer_all, cast, *each) for each in zip(people, sittings, strict=True)))
    assert statuses == [[303] * QUESTIONS] * WRITERS
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Answer)) == WRITERS * QUESTIONS
        assert session().scalar(select(func.count()).where(Attempt.passed.is_(True))) == WRITERS
        assert sums.rows_of(session(), SignCount) == sums.sign_sums(session())


def answer_all(cast: Cast, person: Person, sitting: Sitting) -> list[int]:
    """Answer a whole try; the statuses that came back."""
    device = cast.sign_in(person)
    token = device.token()
    return [
        device.client.post(
            sitting.url(number), data={"csrf_token": token, "answer": sitting.right(number)}
        ).status_code
        for number in range(1, QUESTIONS + 1)
    ]
