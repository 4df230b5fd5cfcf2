"""SIGKILL under a real server while people answer: what it acknowledged is there, once, and everybody goes on."""

import threading
from pathlib import Path
from random import Random
from typing import Self

import pytest
from flask import Flask

from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.rounds import rounds
from tests.faults.learners import Learner, everything_acknowledged_is_there_once, let_newest_read
from tests.faults.real_server import PATIENCE, Door, Notebook, RealServer, pause

pytestmark = pytest.mark.slow
SEED = 20261122
LEARNERS_AT_ONCE = 3
NAMES = ("Amina", "Berit", "Chau", "Dragan", "Elif", "Farah", "Goran", "Hana")


class Crowd:
    """Learners who come one after another in a few threads, until told to stop."""

    kind: type[Learner] = Learner

    def __init__(self, server: Door, cast: Cast, content: Content) -> None:
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
                learner = self.arrive(notebook)
                learner.join(f"{NAMES[number % len(NAMES)]} {NAMES[number // len(NAMES) % len(NAMES)]}")
                let_newest_read(self.cast, self.content, LEARNERS_AT_ONCE)
                learner.take_exam(self.stopping.is_set)
                number += LEARNERS_AT_ONCE
        except BaseException as error:  # noqa: BLE001  raised again in the test's own thread
            self.failures.append(error)

    def arrive(self, notebook: Notebook) -> Learner:
        """One more learner, before she has joined."""
        return self.kind(self.server.port, self.cast, self.content, notebook)

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
        for _ in range(rounds(2, 200)):
            crowd.wait_for_more(random.randint(2, 9))
            pause(random.random() * 0.05)
            server.kill_all()
            server.start()
            crowd.wait_for_more(1)
        crowd.wait_for_more(LEARNERS_AT_ONCE)
    assert sum(each.interruptions for each in crowd.notebooks) > 0
    everything_acknowledged_is_there_once(app, content, crowd.notebooks)
