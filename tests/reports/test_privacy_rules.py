"""What may be shown of a group, as properties: nobody can be read out of a number."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from care.models import ClosedSign
from reports.privacy import (
    HIDDEN,
    NETWORK_NEEDS,
    K,
    Share,
    Shares,
    count_or_few,
    network_members,
    released,
    share,
    stepped,
    whole_network,
)
from reports.rows import shares_of
from reports.shares import alarmed, network_share, seen, sure_but_wrong

COUNTS = st.integers(0, 60)
SUMS = st.integers(0, 400)


@given(COUNTS)
def test_a_count_under_five_is_never_a_number(count: int) -> None:
    assert count_or_few(count) == (count if count >= 5 else None)
    assert K == 5


@given(part=SUMS, rest=SUMS, people=COUNTS)
def test_a_share_is_a_whole_ten_from_ten_to_ninety_and_stands_for_five_people(
    part: int, rest: int, people: int
) -> None:
    found = share(part, part + rest, people)
    if people < 5 or part + rest == 0:
        assert found is None
        return
    assert found is not None
    assert found.percent in range(10, 100, 10)
    assert found.edge == {10: -1, 90: 1}.get(found.percent, 0)
    true = 100 * part / (part + rest)
    if found.edge == 0:
        assert abs(found.percent - true) <= 5
    elif found.edge < 0:
        assert true < 15
    else:
        assert true >= 85


@given(part=SUMS, rest=SUMS, people=st.integers(5, 60))
def test_nobody_all_and_nearly_all_look_alike(part: int, rest: int, people: int) -> None:
    """That all were wrong, or nobody, would tell about each of them."""
    whole = part + rest
    if whole < 11:
        return
    assert share(0, whole, people) == share(1, whole, people) == Share(10, -1)
    assert share(whole, whole, people) == share(whole - 1, whole, people) == Share(90, 1)


@given(st.lists(COUNTS, max_size=9))
def test_the_network_needs_three_others_of_five_than_any_one_that_looks(people: list[int]) -> None:
    big = [each for each in people if each >= 5]
    assert network_members(people) == (len(big) >= 4)
    if network_members(people):
        for one in range(len(people)):
            others = [each for index, each in enumerate(people) if index != one and each >= 5]
            assert len(others) >= 3
    assert NETWORK_NEEDS == 4


@given(st.lists(COUNTS, max_size=14))
def test_a_step_of_one_to_four_waits_in_a_curve(totals: list[int]) -> None:
    shown = stepped(totals)
    assert len(shown) == len(totals)
    numbers = [0 if each is None else each for each in shown]
    for before, after in pairwise(numbers):
        assert before == after or abs(after - before) >= 5
    for true, each in zip(totals, shown, strict=True):
        assert each is None or each >= 5
        assert abs(true - (each or 0)) < 5
    assert stepped(totals) == shown


def sums(organisation: int, draw: st.DrawFn) -> ClosedSign:
    people = draw(COUNTS)
    return ClosedSign(
        organisation_id=organisation,
        course_key="hotell",
        quarter="2026-3",
        sign_key="pengar",
        people=people,
        people_lured=draw(st.integers(0, people)),
        people_sure=draw(st.integers(0, people)),
        seen=draw(SUMS),
        missed=draw(SUMS),
        left_alone=draw(SUMS),
        false_alarm=draw(SUMS),
        sure=(sure := draw(SUMS)),
        sure_wrong=draw(st.integers(0, sure)),
    )


@st.composite
def networks(draw: st.DrawFn) -> list[ClosedSign]:
    return [sums(number, draw) for number in range(draw(st.integers(0, 7)))]


def network_shares(rows: list[ClosedSign]) -> Shares:
    return Shares(
        seen=network_share(map(seen, rows)),
        false_alarm=network_share(map(alarmed, rows)),
        sure_wrong=network_share(map(sure_but_wrong, rows)),
    )


@given(networks())
def test_behind_every_share_of_a_sign_stand_five_people_of_its_own(rows: list[ClosedSign]) -> None:
    assert shares_of(None) == HIDDEN
    for row in rows:
        found = shares_of(row)
        assert (found.seen is not None) == (row.people >= 5 and row.seen + row.missed > 0)
        assert (found.false_alarm is not None) == (
            row.people_lured >= 5 and row.false_alarm + row.left_alone > 0
        )
        assert (found.sure_wrong is not None) == (row.people_sure >= 5 and row.sure > 0)
    network = network_shares(rows)
    asked = [row for row in rows if row.people >= 5]
    lured = [row for row in rows if row.people_lured >= 5]
    if len(asked) < 4:
        assert network.seen is None
    if len(lured) < 4:
        assert network.false_alarm is None
    if sum(row.people_sure >= 5 for row in rows) < 4:
        assert network.sure_wrong is None
    if network.seen is not None:
        seen = sum(row.seen for row in asked)
        assert network.seen == share(seen, seen + sum(row.missed for row in asked), 20)
    if network.false_alarm is not None:
        false = sum(row.false_alarm for row in lured)
        assert network.false_alarm == share(false, false + sum(row.left_alone for row in lured), 20)


@given(networks())
def test_small_workplaces_change_nothing_in_the_network(rows: list[ClosedSign]) -> None:
    """With and without them the network is the same, so no difference tells about them."""
    big = [row for row in rows if row.people >= 5]
    assert network_shares(rows) == network_shares(big)


@given(st.integers(0, 9), COUNTS, SUMS)
def test_the_whole_network_is_told_from_four_places_on(places: int, certified: int, others: int) -> None:
    """Of four at most one is hers who looks: three others have five people each."""
    found = whole_network(places, certified + others, certified)
    assert found == (share(certified, certified + others, certified + others) if places >= 4 else None)


@given(st.lists(st.integers(0, 12), max_size=12))
def test_no_two_sums_that_are_shown_differ_by_fewer_than_five(people: list[int]) -> None:
    """As quarters are closed one after the other: each new sum holds five more people, or is the old one."""
    shown = [sum(people[: released(people[:number])]) for number in range(len(people) + 1)]
    for before, after in pairwise(shown):
        assert after == before or after - before >= 5
    assert sum(people) - shown[-1] < 5, "nothing waits longer than it must"
