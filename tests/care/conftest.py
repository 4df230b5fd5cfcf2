"""What the tests of reminders share: a clock that they move, and a town whose certificates come to their end."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.reminders import START, Town


@pytest.fixture
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(hand: time_machine.Traveller, app: Flask, cast: Cast, content: Content, database_url: str) -> Town:
    """Made after the clock was set: a file of its tests uses `hand` first."""
    return Town(app, cast, content, hand, database_url)
