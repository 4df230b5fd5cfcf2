"""Rates and d' from summed counts."""

import pytest

from quiz.grading import SignTally
from quiz.measures import d_prime, false_alarms, hits


def test_rates_are_parts_of_what_was_shown() -> None:
    tally = SignTally("pengar", seen=3, missed=1, left_alone=4, false_alarm=1)
    assert hits(tally) == (3, 4)
    assert false_alarms(tally) == (1, 5)


def test_nothing_shown_gives_no_figure() -> None:
    assert hits(SignTally("pengar", left_alone=1)) == (0, 0)
    assert false_alarms(SignTally("pengar", seen=1)) == (0, 0)
    assert d_prime(SignTally("pengar", seen=1)) is None
    assert d_prime(SignTally("pengar", left_alone=1)) is None


@pytest.mark.parametrize(
    ("seen", "missed", "left_alone", "false_alarm", "expected"),
    [(5, 5, 5, 5, 0.0), (10, 0, 10, 0, 3.3810), (8, 2, 7, 3, 1.2206), (0, 10, 0, 10, -3.3810)],
)
def test_d_prime_with_the_log_linear_correction(
    seen: int, missed: int, left_alone: int, false_alarm: int, expected: float
) -> None:
    assert d_prime(SignTally("s", seen, missed, left_alone, false_alarm)) == pytest.approx(expected, abs=1e-3)
