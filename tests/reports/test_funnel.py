"""Headcounts beside each other: no subtraction tells of fewer than five people. Every small case is tried."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.privacy import Count, K, Veiled, commonest, curve, funnel, part_of

MOST_PEOPLE = 18
STEPS = 3
Shown = tuple[Count, ...]


def ways(people: int, steps: int) -> Iterator[tuple[int, ...]]:
    """Every way of so many steps: each holds some of the one before."""
    if not steps:
        yield ()
        return
    for count in range(people + 1):
        for rest in ways(count, steps - 1):
            yield (count, *rest)


def test_s12_whoever_sees_a_funnel_cannot_tell_a_count_or_a_difference_under_five() -> None:
    """Except that nobody is missing, which singles out nobody. She knows how it is made and tries every way that gives what she sees: the small ones stay open."""
    seen: dict[Shown, list[tuple[int, ...]]] = defaultdict(list)
    for members in range(MOST_PEOPLE + 1):
        for rest in ways(members, STEPS):
            seen[funnel((members, *rest))].append((members, *rest))
    assert len(seen) > 100
    for shown, possible in seen.items():
        numbers = [(one, other) for one, other in combinations(range(STEPS + 1), 2)]
        for place in range(STEPS + 1):
            values = {way[place] for way in possible}
            assert len(values) > 1 or min(values) >= K, (shown, place)
        for one, other in numbers:
            rests = {way[one] - way[other] for way in possible}
            assert len(rests) > 1 or min(rests) >= K or rests == {0}, (shown, one, other)


@st.composite
def a_way(draw: st.DrawFn) -> list[int]:
    way = [draw(st.integers(0, 400))]
    for _ in range(draw(st.integers(1, 5))):
        way.append(draw(st.integers(0, way[-1])))
    return way


@given(a_way())
def test_s11_no_number_under_five_and_no_two_numbers_nearer_than_five_are_said(way: list[int]) -> None:
    shown = funnel(way)
    said = [each for each in shown if isinstance(each, int)]
    assert len(shown) == len(way)
    assert all(each >= K for each in said)
    assert all(more == less or more - less >= K for more, less in pairwise(said))
    assert said == [true for true, each in zip(way, shown, strict=True) if isinstance(each, int)]
    assert {each for each in shown if not isinstance(each, int)} <= set(Veiled)


@given(a_way(), st.data())
def test_s11_a_group_under_five_shows_the_same_whatever_is_in_it(way: list[int], data: st.DataObject) -> None:
    few = [min(each, K - 1) for each in way]
    other = [data.draw(st.integers(0, K - 1)) for _ in way]
    assert funnel(few) == funnel(other) == (Veiled.FEW, *[Veiled.HIDDEN] * (len(way) - 1))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=14))
def test_s12_a_month_that_is_said_leaves_five_with_and_five_without(pairs: Sequence[tuple[int, int]]) -> None:
    members = [max(pair) for pair in pairs]
    certified = [min(pair) for pair in pairs]
    shown = curve(members, certified)
    numbers = [each for each in shown if isinstance(each, int)]
    assert all(each >= K for each in numbers)
    told = [(base, each) for base, each in zip(members, shown, strict=True) if isinstance(each, int)]
    assert all(base == each or base - each >= K for base, each in told)
    for one, other in pairwise(shown):
        if isinstance(one, int) and isinstance(other, int):
            assert one == other or abs(one - other) >= K


@given(st.integers(K, 60), st.data())
def test_what_is_said_of_a_part_is_true(base: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, base))
    shown = part_of(base, count)
    assert shown != Veiled.FEW or count < K
    assert shown != Veiled.MOST or base - count < K
    assert (shown == Veiled.HIDDEN) == (count < base < 2 * K - 1)
    assert base != count or shown == base


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 12), st.integers(0, 12)), max_size=6))
def test_s11_a_thought_is_told_only_when_five_share_it_and_five_do_not(
    rows: list[tuple[str, int, int]],
) -> None:
    told = commonest((key, people, people + rest) for key, people, rest in rows)
    able = [(people, key) for key, people, rest in rows if people >= K and rest >= K]
    assert (told is None) == (not able)
    if able:
        assert (max(people for people, _ in able), told) in able
