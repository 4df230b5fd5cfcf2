"""The search behind drawing, held against trying every set of a small pool."""

from itertools import combinations, starmap

from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.covering import Demand, Limit, Places, bits, cover, unlike

POOL = 9
SETS = st.integers(0, 2**POOL - 1)


def is_met(taken: int, demands: list[Demand]) -> bool:
    return all((taken & demand.among).bit_count() >= demand.count for demand in demands)


def every_set(places: Places) -> list[int]:
    return [
        sum(critical) + sum(ordinary)
        for critical in combinations(bits(places.critical), places.critical_places)
        for ordinary in combinations(bits(places.ordinary), places.ordinary_places)
    ]


@settings(deadline=None, derandomize=True, max_examples=300)
@given(SETS, st.integers(0, 3), st.integers(0, 4), st.lists(SETS, max_size=6), SETS)
def test_finds_a_set_exactly_when_there_is_one(
    critical: int, critical_places: int, ordinary_places: int, amongs: list[int], late: int
) -> None:
    ordinary = (2**POOL - 1) & ~critical
    limits = (Limit(late, 1),)
    places = Places(critical, ordinary, critical_places, ordinary_places, limits)
    demands = [Demand(among) for among in amongs]
    found = cover(places, demands)
    assert (found is None) is not any(is_met(taken, demands) for taken in every_set(places))
    if found is not None:
        assert found in every_set(places)
        assert is_met(found, demands)


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(SETS, st.integers(1, 3)), max_size=5), st.integers(1, 30))
def test_what_a_bounded_search_finds_is_right(wished: list[tuple[int, int]], most_steps: int) -> None:
    places = Places(0b11, 0b111111100, 1, 4)
    demands = list(starmap(Demand, wished))
    found = cover(places, demands, most_steps)
    assert found is None or (found in every_set(places) and is_met(found, demands))


def test_the_lowest_bits_are_wanted_most_and_limits_put_some_last() -> None:
    assert cover(Places(0b1100, 0b110011, 1, 2), []) == 0b000111
    assert cover(Places(0, 0b11111, 0, 3, (Limit(0b00111, 1),)), []) == 0b11001
    assert cover(Places(0, 0b111, 0, 3, (Limit(0b111, 1),)), []) == 0b111


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8), st.integers(0, 4))
def test_unlike_gives_every_set_without_a_clash(pairs: list[tuple[int, int]], count: int) -> None:
    clashes = {1 << i: 0 for i in range(6)}
    for one, other in pairs:
        clashes[1 << one] |= 1 << other
        clashes[1 << other] |= 1 << one
    expected = {
        sum(each)
        for each in combinations(clashes, count)
        if not any(clashes[a] & b for a, b in combinations(each, 2))
    }
    assert set(unlike(0b111111, clashes, count)) == expected
