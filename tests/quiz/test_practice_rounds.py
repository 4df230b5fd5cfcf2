"""Practice rounds: what was wrong comes back until it is right, whatever order and address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.content import Content
from quiz.grading import asked_signs, luring_signs
from quiz.practice import MOST_AGAIN, ROUND, Round, format_again, parse_again, practice_round
from tests.builders.cast import COURSE


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 6))
def test_a_round_ends_when_each_question_has_been_right(
    content: Content, luck: list[bool], size: int
) -> None:
    questions = tuple(content.bank.questions.values())[:size]
    cards, number, right = Round(questions), 0, []
    while number < cards.length:
        number += 1
        is_right = luck[number - 1] if number <= len(luck) else True
        if is_right:
            right.append(cards.question(number).key)
        cards = Round(questions, cards.after(number, right=is_right))
        again = parse_again(format_again(cards.again), len(questions))
        assert again == cards.again
    assert set(right) == {each.key for each in questions}
    assert number <= len(luck) + size
    assert len(cards.again) <= MOST_AGAIN


def test_pressing_twice_does_not_bring_a_question_back_twice(content: Content) -> None:
    questions = tuple(content.bank.questions.values())[:3]
    once = Round(questions, Round(questions).after(2, right=False))
    assert once.again == (2,)
    assert once.after(2, right=False) == (2,)
    assert Round(questions, once.again).question(4) == questions[1]
    assert Round(questions, once.again).after(4, right=False) == (2, 2)


def test_a_round_of_one_sign_asks_for_it_or_lures_with_it_and_leaves_the_open_try_alone(
    content: Content,
) -> None:
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    for sign in content.catalogue.signs:
        drawn = practice_round(pool, "seed", sign, ())
        assert len(drawn) == ROUND
        assert all(sign in (*asked_signs(each), *luring_signs(each)) for each in drawn)
        going_on = {each.key for each in drawn[:4]}
        assert going_on.isdisjoint(each.key for each in practice_round(pool, "seed", sign, going_on))


@pytest.mark.parametrize("text", ["0", "7", "1.", ".1", "a", "-1", "1..2", "١", "1" * 5, ".".join("1" * 61)])
def test_an_address_that_no_page_has_written_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_again(text, 6)
