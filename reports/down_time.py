"""How long nobody was there, from the heartbeats of the job process. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

# As core/heartbeats.py: less is a restart or a busy database.
GAP = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class DownTime:
    """Down time in a period. `since` is the first heartbeat when it lies in the period: before it nothing is known."""

    length: timedelta
    since: datetime | None


def down_time(beats: Iterable[datetime], start: datetime, end: datetime) -> DownTime | None:
    """The sum of all gaps of more than three minutes between heartbeats, as far as they lie in [start, end).

    `beats` are all heartbeats in the period, in any order, with the last before it and the first after it where
    there are such. When none comes after, the last gap reaches the period's end. None: nothing is known.
    """
    known = sorted(beats)
    if not known or known[0] >= end:
        return None
    if known[-1] < end:
        known.append(end)
    lost = (
        min(after, end) - max(before, start)
        for before, after in pairwise(known)
        if after - before > GAP and after > start and before < end
    )
    return DownTime(length=sum(lost, timedelta()), since=known[0] if known[0] > start else None)
