"""The time in the browser tests: fixed at the start, then it goes on."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import time_machine

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in Stockholm


@dataclass(frozen=True)
class Hand:
    """The hand that moves the clock."""

    traveller: time_machine.Traveller

    def forward(self, how_long: timedelta) -> None:
        self.traveller.shift(how_long)
