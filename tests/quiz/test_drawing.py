"""Drawing: every try keeps to the product's exam rules, on usual banks and on banks near the edge."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quiz.drawing import PreviousTry, draw, impossible, option_order, options_by_page_key, page_key
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.quiz.made_bank import SIGNS, STEPS, banks, question, standard_bank

RULES = ExamRules()
BANK = standard_bank()
BY_KEY = {each.key: each for each in BANK}
NOTHING = frozenset[str]()
Change = Callable[[Question], Question]


def drawn(pool: Sequence[Question], seed: str, previous: Sequence[PreviousTry] = ()) -> list[Question]:
    by_key = {each.key: each for each in pool}
    return [by_key[key] for key in draw(pool, SIGNS, RULES, seed, previous)]


def asking(asked: Sequence[Question], sign: str) -> list[str]:
    return [each.key for each in asked if sign in each.signs[:2]]


def after(asked: Sequence[Question], missed: Sequence[str] = (), alarms: Sequence[str] = ()) -> PreviousTry:
    return PreviousTry(tuple(each.key for each in asked), frozenset(missed), frozenset(alarms))


def assert_keeps_the_rules(asked: Sequence[Question]) -> None:
    traps = [each for each in asked if each.no_sign]
    lures = [lure for trap in traps for lure in trap.lures[:2]]
    assert len({each.key for each in asked}) == 12
    assert all(asking(asked, sign) for sign in SIGNS)
    assert len(traps) == 3
    assert len(lures) == len(set(lures))
    assert sum(each.critical for each in asked) == 2
    assert {each.step for each in asked} == set(STEPS)


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.filter_too_much])
@given(banks(), st.lists(st.sets(st.sampled_from(SIGNS)), max_size=4))
def test_every_try_and_retake_keeps_the_rules_on_any_bank_that_suffices(
    pool: tuple[Question, ...], weak: list[set[str]]
) -> None:
    assume(impossible(pool, SIGNS, RULES) is None)
    previous: list[PreviousTry] = []
    for number, signs in enumerate([*weak, set[str]()]):
        asked = drawn(pool, f"seed {number}", previous)
        assert_keeps_the_rules(asked)
        previous.append(after(asked, missed=list(signs)[:1], alarms=list(signs)[1:]))


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.randoms(use_true_random=False), st.text(max_size=12))
def test_the_seed_alone_decides_not_the_order_of_the_bank(chance: Random, seed: str) -> None:
    shuffled = list(BANK)
    chance.shuffle(shuffled)
    assert draw(shuffled, SIGNS, RULES, seed) == draw(BANK, SIGNS, RULES, seed)


def test_a_seed_draws_the_same_for_ever() -> None:
    assert draw(BANK, SIGNS, RULES, "2026")[:3] == ("handling-0", "forsvinner-0", "pengar-3")
    assert option_order(BY_KEY["falla-0"], "2026") == ("falla-0-0", "falla-0-2", "falla-0-1", "falla-0-3")
    assert page_key("2026", "falla-0", "falla-0-1") == "ce1a6073c8a180f7"


def test_which_option_is_right_changes_nothing_of_what_is_shown() -> None:
    turned = tuple(
        replace(
            each,
            options=tuple(
                replace(o, correct=i == len(each.options) - 1, alarm=False, danger=None)
                for i, o in enumerate(each.options)
            ),
        )
        for each in BANK
    )
    assert draw(turned, SIGNS, RULES, "s") == draw(BANK, SIGNS, RULES, "s")
    for one, other in zip(BANK, turned, strict=True):
        assert option_order(one, "s") == option_order(other, "s")


def test_every_question_is_drawn_sometimes_and_stands_in_every_place() -> None:
    tries = [draw(BANK, SIGNS, RULES, f"try {i}") for i in range(600)]
    times = Counter(key for each in tries for key in each)
    assert set(times) == set(BY_KEY)
    assert min(times.values()) > 600 * 12 / len(BANK) / 3
    places = Counter((BY_KEY[key].no_sign, place) for each in tries for place, key in enumerate(each))
    for place in range(12):
        assert 100 < places[True, place] < 200


def test_a_first_try_leaves_two_new_questions_a_sign() -> None:
    for i in range(200):
        asked = drawn(BANK, f"try {i}")
        for sign in SIGNS:
            assert len(asking(BANK, sign)) - len(asking(asked, sign)) >= 2


@pytest.mark.parametrize("weak", [SIGNS[:1], SIGNS[1:3], SIGNS[2:6], SIGNS])
def test_a_retake_asks_two_new_questions_for_each_sign_missed_or_falsely_alarmed(
    weak: tuple[str, ...],
) -> None:
    for i in range(60):
        first = drawn(BANK, f"first {i}")
        again = drawn(BANK, f"again {i}", [after(first, missed=weak[::2], alarms=weak[1::2])])
        assert_keeps_the_rules(again)
        new = [each for each in again if each not in first]
        assert all(len(asking(new, sign)) >= 2 for sign in weak)
        assert all(len(asking(new, sign)) >= 1 for sign in SIGNS)
        assert not [each.key for each in again if each.critical and each in first]


def test_a_retake_tempts_anew_with_the_sign_falsely_alarmed() -> None:
    for i in range(60):
        first = drawn(BANK, f"first {i}")
        again = drawn(BANK, f"again {i}", [after(first, alarms=["pengar"])])
        assert [each for each in again if "pengar" in each.lures and each not in first]


def test_as_many_new_questions_as_twelve_allow() -> None:
    singles = [replace(each, signs=each.signs[:1]) for each in BANK]
    for i in range(60):
        first = drawn(singles, f"first {i}")
        again = drawn(singles, f"again {i}", [after(first, missed=SIGNS)])
        assert_keeps_the_rules(again)
        new = [each for each in again if each not in first]
        assert sum(len(asking(new, sign)) for sign in SIGNS) >= 8


def test_old_questions_come_back_only_when_new_ones_are_spent() -> None:
    previous: list[PreviousTry] = []
    times: Counter[str] = Counter()
    for i in range(12):
        asked = drawn(BANK, f"try {i}", previous)
        if i < 3:
            assert not [each.key for each in asked if times[each.key]]
        times.update(each.key for each in asked)
        previous.append(after(asked))
    assert set(times) == set(BY_KEY)


def test_500_retakes_can_be_drawn_and_removed_questions_do_no_harm() -> None:
    previous = [PreviousTry(("gone-1", "gone-2"), frozenset({"gone"}), NOTHING)]
    for i in range(500):
        asked = drawn(BANK, f"try {i}", previous)
        previous.append(after(asked, missed=SIGNS[i % 6 :]))
    assert_keeps_the_rules(asked)


def only(test: Callable[[Question], bool], keep: int) -> Change:
    """A change that leaves so many of the questions that pass the test."""
    left = [each.key for each in BANK if test(each)][:keep]
    return lambda each: each if each.key in left or not test(each) else replace(each, key="")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (only(lambda q: bool(q.key), 11), "Frågor: 11 finns, minst 12 behövs. Skriv 1 till."),
        (
            only(lambda q: q.no_sign, 1),
            "Frågor utan tecken (no_sign): 1 finns, minst 3 behövs. Skriv 2 till.",
        ),
        (
            only(lambda q: not q.no_sign, 8),
            "Frågor som inte är fällor: 8 finns, minst 9 behövs. Skriv 1 till.",
        ),
        (only(lambda q: q.critical, 3), "Kritiska frågor: 3 finns, minst 4 behövs. Skriv 1 till."),
        (
            lambda q: replace(q, critical=q.key not in [each.key for each in BANK[:9]]),
            "Frågor som inte är kritiska: 9 finns, minst 10 behövs. Skriv 1 till.",
        ),
        (
            only(lambda q: "pengar" in q.signs, 2),
            "Frågor om tecknet pengar: 2 finns, minst 3 behövs. Skriv 1 till.",
        ),
        (
            lambda q: replace(q, step="reagera") if q.step == "agera" else q,
            "Frågor i steget agera: 0 finns, minst 1 behövs. Skriv 1 till.",
        ),
        (
            lambda q: replace(q, lures=("pengar",)) if q.no_sign else q,
            (
                "Frågorna utan tecken liknar varandra: 3 med olika lures behövs i varje prov."
                " Skriv en som lockar med ett annat tecken."
            ),
        ),
    ],
)
def test_what_a_bank_lacks_is_told_in_words(change: Change, words: str) -> None:
    pool = [each for each in map(change, BANK) if each.key]
    assert impossible(pool, SIGNS, RULES) == words


def test_the_made_bank_lacks_nothing_and_a_draw_from_too_little_says_why() -> None:
    assert impossible(BANK, SIGNS, RULES) is None
    with pytest.raises(ValueError, match=r"^Frågor: 11 finns"):
        draw(BANK[:11], SIGNS, RULES, "s")


def test_what_suffices_only_apart_is_told_in_words() -> None:
    """All questions of three signs are critical, so two critical ones cannot ask them all."""
    pool = [
        replace(each, signs=each.signs[:1], critical=each.signs[:1] in [(s,) for s in SIGNS[:3]])
        for each in BANK
    ]
    words = impossible(pool, SIGNS, RULES)
    assert words is not None
    assert words.startswith("Frågorna räcker var för sig, men inte tillsammans i ett prov. Skriv")
    with pytest.raises(ValueError, match="inte tillsammans"):
        draw(pool, SIGNS, RULES, "s")


def test_other_numbers_of_a_course_hold_too() -> None:
    small = ExamRules(questions=8, pass_right=7, traps=2, criticals=1)
    asked = [BY_KEY[key] for key in draw(BANK, SIGNS, small, "s")]
    assert (len(asked), sum(q.no_sign for q in asked), sum(q.critical for q in asked)) == (8, 2, 1)
    assert all(asking(asked, sign) for sign in SIGNS)


def test_page_keys_are_new_in_every_try_and_lead_back() -> None:
    shown = {page_key(seed, q.key, o.key) for seed in ("a", "b") for q in BANK for o in q.options}
    assert len(shown) == 2 * sum(len(each.options) for each in BANK)
    assert all(len(each) == 16 and int(each, 16) >= 0 for each in shown)
    for each in BANK:
        for one in each.options:
            assert options_by_page_key("a", each)[page_key("a", each.key, one.key)] == one.key
            assert page_key("a", each.key, one.key) not in options_by_page_key("b", each)
    for foreign in ("", "a", "å", "0" * 16, page_key("a", "falla-1", "falla-1-0")):
        assert foreign not in options_by_page_key("a", BY_KEY["falla-0"])


def test_options_change_places_between_tries_and_none_has_a_favourite() -> None:
    each = question()
    orders = [option_order(each, f"try {i}") for i in range(2400)]
    assert all(sorted(order) == ["a", "b", "c", "d"] for order in orders)
    assert len(set(orders)) == 24
    for place in range(4):
        assert 500 < sum(order[place] == "a" for order in orders) < 700
