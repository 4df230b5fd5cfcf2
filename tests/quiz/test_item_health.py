"""How questions work: the figures are those of a statistics library, and each made question gets its sentence."""

from dataclasses import replace
from random import Random
from statistics import StatisticsError, correlation, fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.item_health import (
    FEWEST_PEOPLE,
    Finding,
    Sums,
    discrimination,
    facility,
    finding,
    is_idle,
    is_luring,
)
from tests.builders.closed_items import Taken, spread, sums_of
from tests.builders.rounds import rounds
from tests.quiz.made_bank import option, question

ROUNDS = settings(max_examples=rounds(200, 5000))
ITEM = question()
PEOPLE = st.lists(st.builds(Taken, st.booleans(), st.integers(0, 11)), min_size=2, max_size=60)


@ROUNDS
@given(PEOPLE)
def test_the_figures_are_those_of_a_statistics_library(people: list[Taken]) -> None:
    sums = sums_of(people)
    assert facility(sums) == pytest.approx(fmean(each.right for each in people))
    try:
        expected = correlation([float(each.right) for each in people], [float(each.rest) for each in people])
    except StatisticsError:  # all right, all wrong, or all alike in the rest
        assert discrimination(sums) is None
    else:
        assert discrimination(sums) == pytest.approx(expected, abs=1e-9)


@ROUNDS
@given(PEOPLE, PEOPLE)
def test_sums_of_two_quarters_are_the_sums_of_all_their_people(one: list[Taken], other: list[Taken]) -> None:
    assert sums_of(one) + sums_of(other) == replace(sums_of([*one, *other]), chosen={})


def test_nobody_has_no_figures() -> None:
    assert facility(Sums()) is None
    assert discrimination(Sums()) is None
    assert finding(ITEM, Sums()) is Finding.TOO_FEW


def made(right: float, *, follows: bool = True, size: int = 60) -> Finding:
    return finding(ITEM, sums_of(spread(ITEM, size, right=right, follows=follows)))


def test_four_made_questions_get_their_sentences() -> None:
    assert made(1.0).value == "Nästan alla svarar rätt. Så får det vara när alla ska klara provet."
    assert made(0.0).value == "Nästan ingen svarar rätt. Facit kan vara fel, eller frågan oklar."
    assert (
        made(0.7, follows=False).value
        == "De som kan resten svarar oftare fel här. Läs frågan och facit igen."
    )
    assert made(0.7).value == "Frågan fungerar: den som kan resten svarar oftare rätt."


def test_what_is_hard_lures_or_tells_nothing_apart_is_said() -> None:
    assert made(0.3) is Finding.HARD
    rest = Random(1)
    loose = [Taken(number % 3 > 0, rest.randint(5, 11), ("a",)) for number in range(200)]
    assert abs(discrimination(sums_of(loose)) or 1) < 0.15
    assert finding(ITEM, sums_of(loose)) is Finding.WEAK


def with_chosen(chosen: dict[str, int], size: int = 100) -> Sums:
    return replace(sums_of(spread(ITEM, size, right=0.7)), chosen=chosen)


def test_a_wrong_answer_that_hardly_anybody_chooses_does_no_work() -> None:
    for few, expected in ((0, Finding.IDLE), (4, Finding.IDLE), (5, Finding.GOOD)):
        sums = with_chosen({"a": 70, "b": 15, "c": 15, "d": few})
        assert finding(ITEM, sums) is expected
        assert is_idle(ITEM.options[3], sums) == (expected is Finding.IDLE)


def test_a_false_alarm_that_every_fifth_raises_is_said() -> None:
    trap = question(
        options=(option("a", correct=True), option("b", alarm=True), option("c"), option("d", alarm=True)),
        lures=("pengar",),
    )
    for many, expected in ((19, Finding.GOOD), (20, Finding.LURING)):
        sums = with_chosen({"a": 70, "b": many, "c": 6, "d": 5})
        assert finding(trap, sums) is expected
        assert is_luring(trap.options[1], sums) == (expected is Finding.LURING)
    assert not is_luring(trap.options[2], with_chosen({"c": 90})), "wrong, but no alarm"


@pytest.mark.parametrize("follows", [True, False])
@pytest.mark.parametrize("right", [0.0, 0.3, 0.7, 1.0])
def test_below_twenty_nothing_is_said(right: float, follows: bool) -> None:
    assert made(right, follows=follows, size=FEWEST_PEOPLE - 1) is Finding.TOO_FEW
    assert made(right, follows=follows, size=FEWEST_PEOPLE) is not Finding.TOO_FEW


def test_chance_alone_calls_few_questions_reversed() -> None:
    """Twenty people, no relation at all: the sentence that blames the key comes for about one in forty."""
    random = Random(7)
    number = rounds(2_000, 40_000)
    blamed = 0
    for _ in range(number):
        people = [Taken(random.random() < 0.7, random.randint(4, 11)) for _ in range(FEWEST_PEOPLE)]
        blamed += finding(ITEM, sums_of(people)) is Finding.REVERSED
    assert 0.01 < blamed / number < 0.04


def test_only_what_needs_work_asks_for_it() -> None:
    calm = {Finding.GOOD, Finding.EASY, Finding.TOO_FEW}
    assert {each for each in Finding if not each.asks_for_work} == calm
    assert list(Finding)[-3:] == [Finding.GOOD, Finding.EASY, Finding.TOO_FEW], "they stand last on the page"
