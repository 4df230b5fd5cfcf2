"""Rates and d' from summed counts."""

import pytest

from quiz.grading import SignTally
from quiz.measures import d_prime, false_alarm_rate, hit_rate


def test_rates_are_shares_of_what_was_shown() -> None:
    tally = SignTally("pengar", seen=3, missed=1, left_alone=4, false_alarm=1)
    assert hit_rate(tally) == pytest.approx(0.75)
    assert false_alarm_rate(tally) == pytest.approx(0.2)


def test_nothing_shown_gives_no_figure() -> None:
    assert hit_rate(SignTally("pengar", left_alone=1)) is None
    assert false_alarm_rate(SignTally("pengar", seen=1)) is None
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
