"""What may be shown of a group. Pure.

At least five different people behind every cell, shares in steps of ten, never 0 or 100: an exact
share of a small group tells about single people (SDC Handbook, ch. 5).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

K = 5
NETWORK_NEEDS = 4  # three others than any one organisation that looks


@dataclass(frozen=True, slots=True)
class Share:
    """A share in whole tens of per cent, 10–90; `edge` is -1 for "at most 10", 1 for "at least 90"."""

    percent: int
    edge: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Seen, false alarms, and sure but wrong, of one sign; each None when too few people stand behind it."""

    seen: Share | None
    false_alarm: Share | None
    sure_wrong: Share | None = None


HIDDEN = Shares(None, None)


def count_or_few(count: int) -> int | None:
    """A count of people, or None when there are fewer than five."""
    return count if count >= K else None


def share(part: int, whole: int, people: int) -> Share | None:
    """The rounded share of `part` in `whole`, or None when fewer than five people stand behind it."""
    if people < K or whole <= 0:
        return None
    tens = min(9, max(1, round_half_up_tens(part, whole)))
    edge = -1 if tens == 1 else 1 if tens == 9 else 0
    return Share(percent=10 * tens, edge=edge)


def round_half_up_tens(part: int, whole: int) -> int:
    """part/whole in tenths, rounded half up, by whole numbers only."""
    return (20 * part + whole) // (2 * whole)


def network_members(people_per_organisation: Iterable[int]) -> bool:
    """Whether enough organisations have enough people for "the network" to be shown beside one."""
    return sum(people >= K for people in people_per_organisation) >= NETWORK_NEEDS


def stepped(totals: Sequence[int]) -> tuple[int | None, ...]:
    """A curve of totals in which a step of one to four people waits for the next one; None below five."""
    shown: list[int | None] = []
    last = 0
    for total in totals:
        if abs(total - last) >= K or total == last:
            last = total
        shown.append(count_or_few(last))
    return tuple(shown)


def released(people: Sequence[int]) -> int:
    """How many of the periods, oldest first, may be summed up now.

    What one to four people would add waits until the periods after it make them five: two sums that are
    shown never differ by fewer.
    """
    done = waiting = 0
    for number, count in enumerate(people, start=1):
        waiting += count
        if waiting >= K:
            done, waiting = number, 0
    return done
