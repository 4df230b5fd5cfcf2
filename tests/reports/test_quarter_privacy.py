"""The quarterly report tells nothing about fewer than five people: not by a number, not by a difference."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from reports.privacy import K, Share
from reports.quarter_figures import Closed, CompletionRow, GainRow, SignRow, figures, signs_to_lift
from tests.reports.made_quarters import SIGNS

KINDS = ("hotell", "bostad", "bevakning")
FEW = st.integers(0, K - 1)
PEOPLE = st.integers(0, 30)
OPTIONS = st.integers(0, 300)
Draw = Callable[[st.SearchStrategy[int]], int]


@st.composite
def networks(draw: st.DrawFn) -> Closed:
    """Up to eight workplaces over one to four quarters; many are small."""
    quarters = tuple(f"2026-{number}" for number in range(1, draw(st.integers(1, 4)) + 1))
    places = range(draw(st.integers(0, 8)))
    completions = []
    for quarter in quarters:
        for place in places:
            certified = draw(PEOPLE)
            members = certified + draw(PEOPLE)
            completions.append(CompletionRow(place, KINDS[place % 3], quarter, members, certified))
    return Closed(
        quarters=quarters,
        definitions="1",
        completions=tuple(completions),
        signs=tuple(sign_row(draw, place, sign, PEOPLE) for place in places for sign in SIGNS[:4]),
        gains=tuple(gain_row(draw, place, PEOPLE) for place in places),
    )


def sign_row(draw: Draw, place: int, sign: str, people: st.SearchStrategy[int]) -> SignRow:
    crowds = (draw(people), draw(people), draw(people))
    return SignRow(place, sign, *crowds, *(draw(OPTIONS) for _ in range(6)))


def gain_row(draw: Draw, place: int, people: st.SearchStrategy[int]) -> GainRow:
    return GainRow(place, draw(people), *(draw(OPTIONS) for _ in range(4)))


@given(networks())
def test_every_count_and_every_difference_of_counts_is_five_or_more(closed: Closed) -> None:
    """Between quarters, between kinds, and between the total and any of its parts."""
    found = figures(closed)
    for counts in found.kinds.values():
        assert all(count is None or count >= K for count in counts)
        for before, after in pairwise([0, *(count or 0 for count in counts)]):
            assert before == after or abs(after - before) >= K
    last = [counts[-1] or 0 for counts in found.kinds.values()]
    assert (found.certified or 0) == sum(last)
    for size in range(1, len(last) + 1):
        for some in combinations(last, size):
            assert (rest := sum(last) - sum(some)) == 0 or rest >= K


@given(networks(), st.data())
def test_whatever_small_groups_are_like_the_report_is_the_same(closed: Closed, data: st.DataObject) -> None:
    """Two networks that differ only in groups under five have one report: nothing can be read out of it."""

    def few(number: int) -> int:
        return data.draw(FEW) if number < K else number

    def shaken_sign(row: SignRow) -> SignRow:
        if max(row.people, row.people_lured, row.people_sure) < K:
            return sign_row(data.draw, row.organisation_id, row.sign_key, FEW)
        if row.people < K:
            row = replace(row, people=data.draw(FEW), seen=data.draw(OPTIONS), missed=data.draw(OPTIONS))
        if row.people_lured < K:
            row = replace(row, people_lured=data.draw(FEW), false_alarm=data.draw(OPTIONS))
        if row.people_sure < K:
            row = replace(row, people_sure=data.draw(FEW), sure_wrong=data.draw(OPTIONS))
        return row

    shaken = replace(
        closed,
        completions=tuple(replace(row, certified=few(row.certified)) for row in closed.completions),
        signs=tuple(shaken_sign(row) for row in closed.signs),
        gains=tuple(
            gain_row(data.draw, row.organisation_id, FEW) if row.people < K else row for row in closed.gains
        ),
    )
    own, other = figures(closed), figures(shaken)
    assert own == other
    assert signs_to_lift(own.signs, SIGNS) == signs_to_lift(other.signs, SIGNS)


@given(networks())
def test_behind_every_share_stand_five_people_at_four_workplaces(closed: Closed) -> None:
    found = figures(closed)
    shares = [found.seen, found.false_alarm, found.before, found.after, found.coverage]
    shares += [share for each in found.signs for share in (each.seen, each.false_alarm, each.sure_wrong)]
    for each in shares:
        assert each is None or (each.percent in range(10, 100, 10) and isinstance(each, Share))
    asked = {row.organisation_id for row in closed.signs if row.people >= K and row.seen + row.missed}
    lured = {
        row.organisation_id
        for row in closed.signs
        if row.people_lured >= K and row.false_alarm + row.left_alone
    }
    assert (found.seen is not None) == (len(asked) >= 4)
    assert (found.false_alarm is not None) == (len(lured) >= 4)
    for sign in found.signs:
        rows = [row for row in closed.signs if row.sign_key == sign.sign_key]
        sure = [row for row in rows if row.people_sure >= K and row.sure]
        assert (sign.sure_wrong is not None) == (len(sure) >= 4)


@given(networks())
def test_somebody_who_takes_two_courses_is_one_person(closed: Closed) -> None:
    """The second course of three workplaces does not make them six."""
    three = tuple(row for row in closed.signs if row.organisation_id < 3)
    assert figures(replace(closed, signs=three + three)).seen is None
