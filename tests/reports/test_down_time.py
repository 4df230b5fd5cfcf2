"""How long nobody was there: by heartbeats, against a second count minute by minute; and where the report says it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.down_time import GAP, DownTime, down_time

START = datetime(2026, 7, 1, tzinfo=UTC)
MINUTES = 120
END = START + timedelta(minutes=MINUTES)
AROUND = st.frozensets(st.integers(-30, MINUTES + 30), max_size=60)


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def by_minute(beats: frozenset[int]) -> tuple[int, int] | None:
    """The same, minute by minute: minutes lost, and the minute from which anything is known."""
    if not any(beat < MINUTES for beat in beats):
        return None
    first = min(beats)
    lost = 0
    for minute in range(max(0, first), MINUTES):
        before = max(beat for beat in beats if beat <= minute)
        after = min((beat for beat in beats if beat > minute), default=MINUTES)
        lost += after - before > GAP / timedelta(minutes=1)
    return lost, max(0, first)


@given(AROUND)
def test_it_is_what_a_count_by_the_minute_says(beats: frozenset[int]) -> None:
    said, found = by_minute(beats), down_time([at(beat) for beat in beats], START, END)
    if said is None:
        assert found is None
        return
    assert found is not None
    lost, since = said
    assert found.length == timedelta(minutes=lost)
    assert (found.since or START) == at(since)


@given(AROUND, st.randoms())
def test_order_and_doubles_change_nothing_and_one_more_beat_never_adds(
    beats: frozenset[int], random: object
) -> None:
    whole = [at(beat) for beat in beats]
    found = down_time(whole, START, END)
    random.shuffle(whole)  # type: ignore[attr-defined]
    assert down_time(whole + whole, START, END) == found
    if found is not None and found.since is None:
        more = down_time([*whole, at(MINUTES // 2)], START, END)
        assert more is not None
        assert timedelta(0) <= more.length <= found.length <= END - START


@pytest.mark.parametrize(
    ("beats", "said"),
    [
        ([], None),
        ([MINUTES, MINUTES + 1], None),
        (range(-1, MINUTES + 1), DownTime(timedelta(0), None)),
        ([*range(-1, 51), *range(53, MINUTES)], DownTime(timedelta(0), None)),
        ([*range(-1, 50), *range(53, MINUTES)], DownTime(timedelta(minutes=4), None)),
        ([-30, MINUTES + 30], DownTime(END - START, None)),
        ([-1], DownTime(END - START, None)),
        ([30, 31], DownTime(timedelta(minutes=MINUTES - 31), at(30))),
    ],
)
def test_the_edges(beats: list[int], said: DownTime | None) -> None:
    assert down_time([at(beat) for beat in beats], START, END) == said
