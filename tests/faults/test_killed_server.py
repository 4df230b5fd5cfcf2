"""SIGKILL under a real server while people answer: what it acknowledged is there, once, and everybody goes on."""

import re
import threading
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Self

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.models import Certificate
from core import clock
from core.db import session, writing
from courses.actions import mark_read
from courses.progress import required_screens
from organisations.models import Membership
from quiz import actions
from quiz.content import Content
from quiz.models import Answer, Attempt, ItemCount, OptionCount, SignCount
from tests.builders import sums
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import Sitting
from tests.builders.rounds import rounds
from tests.faults.real_server import NO_ANSWER, PATIENCE, Notebook, RealServer, Visitor, pause, token_in

pytestmark = pytest.mark.slow
SEED = 20261122
LEARNERS_AT_ONCE = 3
NAMES = ("Amina", "Berit", "Chau", "Dragan", "Elif", "Farah", "Goran", "Hana")


class Learner(Visitor):
    """Joins by the poster's code, answers everything right, and tries again whenever the server dies."""

    def __init__(self, port: int, cast: Cast, content: Content, notebook: Notebook) -> None:
        super().__init__(port)
        self.cast, self.content, self.notebook = cast, content, notebook
        self.token = ""

    def join(self, name: str) -> None:
        """Come in by the code, twice if need be: a second press makes no second person."""
        address = f"/g/{self.cast.here.code}/namn"
        page = self.patiently(address)
        fields: dict[str, str | list[str]] = {"name": name, "language": "sv"}
        self.send(address, token_in(page.text), fields)
        self.token = token_in(self.patiently("/om").text)
        self.read_everything()

    def read_everything(self) -> None:
        """Have read what the exam asks for: written straight into the database, it is not what is tried here."""
        with self.cast.app.app_context(), writing():
            newest = session().scalars(
                select(Membership.user_id).order_by(Membership.id.desc()).limit(LEARNERS_AT_ONCE)
            )
            for user_id in newest:
                screens = required_screens(self.content.catalogue.courses[COURSE])
                mark_read(session(), clock.now(), user_id, COURSE, screens, "1")
            session().commit()

    def take_exam(self, stop: Callable[[], bool]) -> None:
        """Begin and answer until passed, or until it is time to stop."""
        begun = self.send(f"/prov/{COURSE}", self.token, {})
        found = re.fullmatch(rf"/prov/{COURSE}/([^/]+)/1", begun)
        assert found is not None, begun
        sitting = sitting_of(self.cast.app, found[1])
        for number in range(1, len(sitting.questions) + 1):
            if stop():
                return
            values = sitting.right(number)
            location = self.send(sitting.url(number), self.token, {"answer": values}, sitting, number)
            assert location == f"{sitting.url(number)}/svar", location
            self.notebook.acknowledged[sitting.ref, number] = values
        self.notebook.passed.append(sitting.ref)

    def send(
        self,
        path: str,
        token: str,
        fields: dict[str, str | list[str]],
        sitting: Sitting | None = None,
        number: int = 0,
    ) -> str:
        """Post until it is acknowledged with a redirect; returns where to."""
        for _ in range(PATIENCE):
            try:
                reply = self.post(path, token, fields)
            except NO_ANSWER:
                self.notebook.interruptions += 1
                if sitting is not None:
                    self.look_again(sitting, number)
                pause()
                continue
            assert reply.status == 303, (reply.status, path, reply.text[-1500:])
            return reply.location
        raise AssertionError(f"never acknowledged: {path}")

    def look_again(self, sitting: Sitting, number: int) -> None:
        """After a death: still signed in, and the exam goes on at this question, or after it when it got through."""
        page = self.patiently("/min-utbildning")
        assert page.status == 200, "the sign-in is gone"
        page = self.patiently(sitting.url(number))
        if page.status == 303:
            assert page.location == f"{sitting.url(number)}/svar"
            self.notebook.unanswered_but_stored += 1
        else:
            assert page.status == 200
            assert 'id="question"' in page.text
        if number > 1:
            assert self.patiently(sitting.url(number - 1)).location == f"{sitting.url(number - 1)}/svar"


def sitting_of(app: Flask, ref: str) -> Sitting:
    """A try by its ref."""
    with app.app_context():
        attempt = session().scalars(select(Attempt).where(Attempt.ref == ref)).one()
        return Sitting(ref, attempt.seed, actions.questions_of(session(), attempt))


class Crowd:
    """Learners who come one after another in a few threads, until told to stop."""

    def __init__(self, server: RealServer, cast: Cast, content: Content) -> None:
        self.server, self.cast, self.content = server, cast, content
        self.notebooks = [Notebook() for _ in range(LEARNERS_AT_ONCE)]
        self.stopping = threading.Event()
        self.failures: list[BaseException] = []
        self.threads = [
            threading.Thread(target=self.keep_coming, args=each) for each in enumerate(self.notebooks)
        ]

    def keep_coming(self, index: int, notebook: Notebook) -> None:
        try:
            number = index
            while not self.stopping.is_set():
                learner = Learner(self.server.port, self.cast, self.content, notebook)
                learner.join(f"{NAMES[number % len(NAMES)]} {NAMES[number // len(NAMES) % len(NAMES)]}")
                learner.take_exam(self.stopping.is_set)
                number += LEARNERS_AT_ONCE
        except BaseException as error:  # noqa: BLE001  raised again in the test's own thread
            self.failures.append(error)

    @property
    def acknowledged(self) -> int:
        return sum(len(each.acknowledged) for each in self.notebooks)

    def wait_for_more(self, answers: int) -> None:
        """Wait until so many more answers are acknowledged: people are in the middle of it."""
        target = self.acknowledged + answers
        for _ in range(PATIENCE):
            if self.failures:
                raise self.failures[0]
            if self.acknowledged >= target:
                return
            pause()
        raise AssertionError("nobody gets on")

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]


def everything_acknowledged_is_there_once(app: Flask, content: Content, notebooks: list[Notebook]) -> None:
    """Compare the notebooks with the rows."""
    with app.app_context():
        rows = {
            (ref, row.position): row
            for row, ref in session().execute(
                select(Answer, Attempt.ref).join(Attempt, Attempt.id == Answer.attempt_id)
            )
        }
        by_ref = {each.ref: each for each in session().scalars(select(Attempt))}
        certificates = session().scalars(select(Certificate.attempt_id)).all()
        assert sums.rows_of(session(), SignCount) == sums.sign_sums(session())
        assert sums.rows_of(session(), ItemCount) == sums.item_sums(session())
        assert sums.rows_of(session(), OptionCount) == sums.option_sums(session())
        people = session().scalars(select(Attempt.user_id)).all()
    assert len(people) == len(set(people))  # nobody has two tries
    for notebook in notebooks:
        for (ref, number), values in notebook.acknowledged.items():
            sitting = sitting_of(app, ref)
            assert (ref, number) in rows, f"question {number} is missing"
            assert sitting.values(number, rows[ref, number].chosen) == values
        for ref in notebook.passed:
            assert certificates.count(by_ref[ref].id) == 1
    for attempt in by_ref.values():
        assert (attempt.id in certificates) == bool(attempt.passed)
        numbers = sorted(number for ref, number in rows if ref == attempt.ref)
        assert numbers == list(range(1, len(numbers) + 1))  # no question is left out before another


def test_f01_killed_workers_lose_no_acknowledged_answer(
    app: Flask, cast: Cast, content: Content, database_url: str, tmp_path: Path
) -> None:
    random = Random(SEED)
    with RealServer(tmp_path, database_url) as server, Crowd(server, cast, content) as crowd:
        for _ in range(rounds(5, 200)):
            crowd.wait_for_more(random.randint(2, 9))
            pause(random.random() * 0.05)
            server.kill_worker()
            crowd.wait_for_more(1)
        crowd.wait_for_more(LEARNERS_AT_ONCE)
    assert sum(each.interruptions for each in crowd.notebooks) > 0, "no kill ever met a request"
    everything_acknowledged_is_there_once(app, content, crowd.notebooks)


def test_f02_everything_killed_and_restarted_loses_no_acknowledged_answer(
    app: Flask, cast: Cast, content: Content, database_url: str, tmp_path: Path
) -> None:
    random = Random(SEED)
    with RealServer(tmp_path, database_url) as server, Crowd(server, cast, content) as crowd:
        for _ in range(rounds(3, 200)):
            crowd.wait_for_more(random.randint(2, 9))
            pause(random.random() * 0.05)
            server.kill_all()
            server.start()
            crowd.wait_for_more(1)
        crowd.wait_for_more(LEARNERS_AT_ONCE)
    assert sum(each.interruptions for each in crowd.notebooks) > 0
    everything_acknowledged_is_there_once(app, content, crowd.notebooks)
