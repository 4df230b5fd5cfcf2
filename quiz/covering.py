"""The search behind drawing: sets of questions as bits, bit 0 the one most wanted. Pure.

Sets are plain integers, since a draw asks hundreds of times which questions remain: one `&` answers
for the whole bank. The lowest bit is tried first, so the order of the bits carries both what is
preferred and what is random.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Demand:
    """At least `count` of the questions in the set `among` must be taken."""

    among: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """Rather not more than `count` of the questions in the set `among`."""

    among: int
    count: int


@dataclass(frozen=True, slots=True)
class Places:
    """How many questions to take, exactly, out of two sets that share none."""

    critical: int
    ordinary: int
    critical_places: int
    ordinary_places: int
    limits: tuple[Limit, ...] = ()


def bits(questions: int) -> Iterator[int]:
    """The questions of a set, most wanted first, each as a set of its own."""
    while questions:
        lowest = questions & -questions
        yield lowest
        questions ^= lowest


def unlike(questions: int, clashes: Mapping[int, int], count: int) -> Iterator[int]:
    """Every set of `count` questions of which no two clash, most wanted first.

    `clashes` holds for each single question the set of those that may not stand beside it.
    """
    if count == 0:
        yield 0
        return
    for question in bits(questions):
        questions ^= question
        for others in unlike(questions & ~clashes[question], clashes, count - 1):
            yield question | others


def cover(places: Places, demands: Sequence[Demand], most_steps: int = 0) -> int | None:
    """A set that fills the places and meets every demand, or None when none was found.

    `most_steps` bounds the search; 0 is no bound. Without it, and with all counts 1, None proves that
    there is none: a question already taken serves no demand that is still open, so the open demands
    and places alone decide whether the rest can succeed, and a dead end is entered only once.
    """
    if (
        places.critical.bit_count() < places.critical_places
        or places.ordinary.bit_count() < places.ordinary_places
    ):
        return None
    dead_ends: set[tuple[object, ...]] = set()
    amongs = [demand.among for demand in demands]
    steps = 0

    def search(taken: int, counts: tuple[int, ...], critical: int, ordinary: int) -> int | None:
        nonlocal steps
        free = (places.critical if critical else 0) | (places.ordinary if ordinary else 0)
        free &= ~taken
        if not any(counts):
            if not free:
                return taken
            candidates = free
        else:
            candidates = _scarcest(free, amongs, counts)
        state = (counts, critical, ordinary)
        steps += 1
        if state in dead_ends or 0 < most_steps < steps:
            return None
        for question in _in_order(candidates, taken, places.limits):
            left = tuple(
                [
                    count - 1 if count and among & question else count
                    for among, count in zip(amongs, counts, strict=True)
                ]
            )
            if question & places.critical:
                found = search(taken | question, left, critical - 1, ordinary)
            else:
                found = search(taken | question, left, critical, ordinary - 1)
            if found is not None:
                return found
        dead_ends.add(state)
        return None

    counts = tuple(demand.count for demand in demands)
    return search(0, counts, places.critical_places, places.ordinary_places)


def _in_order(questions: int, taken: int, limits: Sequence[Limit]) -> Iterator[int]:
    """The questions of a set, most wanted first, but those beyond a limit last."""
    late = 0
    for limit in limits:
        if (limit.among & taken).bit_count() >= limit.count:
            late |= limit.among
    yield from bits(questions & ~late)
    yield from bits(questions & late)


def _scarcest(free: int, amongs: Sequence[int], counts: tuple[int, ...]) -> int:
    """The candidates for the open demand with the least choice; none when a demand cannot be met."""
    fewest, candidates = -1, 0
    for among, count in zip(amongs, counts, strict=True):
        if count:
            spare = (among & free).bit_count() - count
            if spare < 0:
                return 0
            if fewest < 0 or spare < fewest:
                fewest, candidates = spare, among & free
    return candidates
