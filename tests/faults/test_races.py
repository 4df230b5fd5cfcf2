"""Several at once: double clicks, two devices, twenty starts and finishes, and Back after the end."""

import threading
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import ReturnCard, SignIn, User
from care.actions import closed_quarters
from certificates.models import Certificate
from core.db import Base, session, writing
from organisations.models import Membership
from quiz.content import Content
from quiz.models import Answer, Attempt, ItemCount, OptionCount, SignCount, SignResult
from quiz.rebuild import rebuild_counters
from tests.builders.cast import COURSE, PIN, Cast
from tests.builders.exams import Sitting, read_everything, running, sit
from tests.builders.pages import Browser, Page
from tests.builders.rounds import rounds

pytestmark = pytest.mark.both
CROWD = 20


def all_at_once[T](*acts: Callable[[], T]) -> list[T]:
    """Do everything in threads that start together; raises what any of them raised."""
    barrier = threading.Barrier(len(acts))
    done: dict[int, T] = {}
    failed: list[BaseException] = []

    def run(index: int, act: Callable[[], T]) -> None:
        try:
            barrier.wait(20)
            done[index] = act()
        except BaseException as error:  # noqa: BLE001  handed to the test's own thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(i, act)) for i, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if failed:
        raise failed[0]
    assert len(done) == len(acts)
    return [done[index] for index in range(len(acts))]
