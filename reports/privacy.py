"""What may be shown of a group. Pure.

At least five different people behind every cell, shares in steps of ten, never 0 or 100: an exact
share of a small group tells about single people (SDC Handbook, ch. 5).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from certificates.renewal import FEWEST_TOLD

K = FEWEST_TOLD
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


class Veiled(Enum):
    """What is said instead of a count. FEW: fewer than five. MOST: all but fewer than five of those counted before.

    HIDDEN: of so few that either would tell.
    """

    FEW = "few"
    MOST = "most"
    HIDDEN = "hidden"


Count = int | Veiled


def funnel(counts: Sequence[int]) -> tuple[Count, ...]:
    """People on their way, each count of some of those counted before it, so that no subtraction tells of fewer than five.

    A count is said when five or more are in it and five or more, or none, are not, of the last count that was
    said: primary and complementary suppression in one (SDC Handbook, ch. 4). The first is the base; below five
    all is hidden.
    """
    base = counts[0]
    shown: list[Count] = [base if base >= K else Veiled.FEW]
    for count in counts[1:]:
        shown.append(part_of(base, count) if base >= K else Veiled.HIDDEN)
        base = count if isinstance(shown[-1], int) else base
    return tuple(shown)


def part_of(base: int, count: int) -> Count:
    """What may be said of a count of people among `base`, which is known. That all are there singles out nobody."""
    if base == count >= K:
        return count
    if base < 2 * K - 1:
        return Veiled.HIDDEN
    if count < K:
        return Veiled.FEW
    return count if base - count >= K else Veiled.MOST


def curve(members: Sequence[int], counts: Sequence[int]) -> tuple[Count, ...]:
    """A count at several moments among the members at each: small steps wait (`stepped`), then as in a funnel."""
    return tuple(part_of(base, shown or 0) for base, shown in zip(members, stepped(counts), strict=True))


def commonest(chosen: Iterable[tuple[str, int, int]]) -> str | None:
    """The key that most people chose, of (key, people who chose it, people who were asked).

    None unless five chose it and five did not; alike stand in order.
    """
    told = [(people, key) for key, people, asked in chosen if people >= K and asked - people >= K]
    return max(told, key=lambda each: each[0])[1] if told else None


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


def whole_network(organisations: int, members: int, certified: int) -> Share | None:
    """The share of certified people in a whole network, whoever looks being part of it.

    `organisations` have five people or more each, `members` and `certified` are their people, each counted once.
    None unless there are three others than whoever looks.
    """
    return share(certified, members, members) if organisations >= NETWORK_NEEDS else None


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
