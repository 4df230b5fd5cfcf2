"""The words for d': their limits mean what they say."""

from statistics import NormalDist

import pytest

from quiz.grading import SignTally
from quiz.measures import SCALE, d_prime, told_apart
from quiz.rules import ExamRules


def tally(hits: int, alarms: int, of: int = 1000) -> SignTally:
    return SignTally("s", seen=hits, missed=of - hits, left_alone=of - alarms, false_alarm=alarms)


@pytest.mark.parametrize(
    ("hits", "alarms", "word"),
    [(990, 10, "Säkert"), (845, 155, "Säkert"), (835, 165, "Oftast"), (700, 300, "Oftast"), (680, 320, "Knappt"),
     (500, 500, "Knappt"), (900, 900, "Knappt"), (100, 900, "Knappt")],
)  # fmt: skip
def test_each_word_has_its_range(hits: int, alarms: int, word: str) -> None:
    assert told_apart(tally(hits, alarms)) == word


def test_whoever_alarms_about_everything_tells_nothing_apart() -> None:
    assert told_apart(tally(1000, 1000)) == "Knappt"


def test_without_both_kinds_of_options_there_is_no_word() -> None:
    assert told_apart(SignTally("s", seen=9)) is None
    assert told_apart(SignTally("s", left_alone=9)) is None


def test_the_best_word_asks_for_as_much_as_the_exam() -> None:
    rules = ExamRules()
    passing = 2 * NormalDist().inv_cdf(rules.pass_right / rules.questions)
    assert SCALE[0][0] == pytest.approx(passing, abs=0.1)
    just = d_prime(tally(833, 167))
    assert just is not None
    assert just == pytest.approx(passing, abs=0.02)


def test_the_scale_goes_down_and_has_no_gap() -> None:
    limits = [least for least, _ in SCALE]
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] == float("-inf")
