"""What the tests of one certificate's life share: a clock, and Anna's certificate."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from certificates.models import Certificate
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.exams import read_everything
from tests.builders.standing import earn


@pytest.fixture
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def earned(hand: time_machine.Traveller, app: Flask, cast: Cast, content: Content) -> Certificate:
    """Anna's certificate, earned today."""
    read_everything(app, content, cast.anna, cast.dora)
    return earn(app, cast, content)
