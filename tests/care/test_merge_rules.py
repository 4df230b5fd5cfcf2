"""The pure rules of making one account of two: numbers of tries, cycles, what is forbidden, what is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.merge_rules import UNDO_WITHIN, Pair, problem, undo_problem
from certificates.merge_rules import Held, cycles
from quiz.merge_rules import Try, numbered

T0 = datetime(2026, 1, 1, tzinfo=UTC)


def a_try(
    ident: int, number: int, hour: int, ended: int | None, answered: int = 12, *, kept: bool = True
) -> Try:
    end = None if ended is None else T0 + timedelta(hours=ended)
    return Try(ident, number, T0 + timedelta(hours=hour), end, answered, kept)


def test_tries_are_numbered_as_they_ended_and_the_open_one_is_last() -> None:
    mine = [a_try(1, 0, 0, 1), a_try(2, 1, 2, 3), a_try(3, 2, 4, None, 5)]
    others = [a_try(4, 1, 1, 2, kept=False), a_try(5, 2, 5, 6, kept=False)]
    assert numbered([*mine, *others]) == {1: 0, 4: 1, 2: 2, 5: 3, 3: 4}


def test_of_two_open_tries_the_one_with_more_answers_goes_on() -> None:
    assert numbered([a_try(1, 1, 0, None, 3), a_try(2, 1, 1, None, 4, kept=False)]) == {2: 1, 1: -1}
    assert numbered([a_try(1, 1, 0, None, 4, kept=False), a_try(2, 1, 1, None, 4)]) == {2: 1, 1: -1}


def test_of_two_before_the_first_lesson_the_finished_one_counts() -> None:
    assert numbered([a_try(1, 0, 0, None, 1), a_try(2, 0, 5, 6, kept=False)]) == {2: 0, 1: -1}
    assert numbered([a_try(1, 0, 3, 4), a_try(2, 0, 1, 2, kept=False), a_try(3, -1, 0, None)]) == {
        2: 0,
        1: -1,
        3: -2,
    }


tries = st.lists(
    st.builds(
        a_try,
        st.integers(),
        st.integers(-2, 4),
        st.integers(0, 9),
        st.none() | st.integers(10, 20),
        st.integers(0, 12),
        kept=st.booleans(),
    ),
    unique_by=lambda each: each.id,
    max_size=8,
)


@given(tries)
def test_no_number_stands_twice_and_no_try_is_lost(found: list[Try]) -> None:
    new = numbered(found)
    assert set(new) == {each.id for each in found}
    assert len(set(new.values())) == len(found)
    open_ones = [each for each in found if each.finished_at is None and new[each.id] > 0]
    assert len(open_ones) <= 1
    for each in found:
        if each.finished_at is not None and each.number > 0:
            assert new[each.id] > 0, "what was finished goes on counting"
        if each.number < 0:
            assert new[each.id] < 0, "what stood aside stays aside"


def held(ident: int, owner: int, cycle: int, until: int, *, revoked: bool = False) -> Held:
    return Held(ident, owner, cycle, date(until, 1, 1), T0 + timedelta(days=ident), revoked)


def test_the_last_cycle_is_the_one_that_holds_longest() -> None:
    assert cycles([held(1, 1, 1, 2026), held(2, 1, 2, 2028), held(3, 2, 1, 2027)]) == {1: 1, 3: 2, 2: 3}


def test_a_revoked_one_never_decides_and_editions_keep_together() -> None:
    found = [held(1, 1, 1, 2026), held(2, 1, 1, 2026), held(3, 2, 1, 2029, revoked=True)]
    assert cycles(found) == {3: 1, 1: 2, 2: 2}


FINE = Pair(same=False, gone=False, same_name=True, other_works=False, slip_lately=False)


@pytest.mark.parametrize(
    ("pair", "says"),
    [
        (FINE, None),
        (
            Pair(same=True, gone=False, same_name=True, other_works=False, slip_lately=False),
            "redan är inloggad",
        ),
        (
            Pair(same=False, gone=True, same_name=True, other_works=False, slip_lately=False),
            "något konto längre",
        ),
        (Pair(same=False, gone=False, same_name=False, other_works=False, slip_lately=False), "Rätta namnet"),
        (Pair(same=False, gone=False, same_name=True, other_works=True, slip_lately=False), "som personal"),
        (Pair(same=False, gone=False, same_name=True, other_works=False, slip_lately=True), "en lapp"),
    ],
)
def test_why_two_cards_cannot_become_one(pair: Pair, says: str | None) -> None:
    found = problem(pair)
    assert found is None if says is None else says in (found or "")


def test_it_can_be_undone_for_a_week_while_nothing_has_happened() -> None:
    assert undo_problem(T0, T0 + UNDO_WITHIN, ()) is None
    assert undo_problem(T0, T0 + UNDO_WITHIN + timedelta(seconds=1), ()) == "Det har gått mer än sju dagar."
    for table, word in (("attempt", "prov"), ("certificate", "intyg"), ("membership", "arbetsplats")):
        assert word in (undo_problem(T0, T0, {table}) or "")
