"""What the tests of lists share: a clock that stands."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 8, 14, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller
