"""How the tries of two accounts of one person are numbered as one person's. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Try:
    """A try of either account at one course. `kept` says that the account it belongs to is the one that stays."""

    id: int
    number: int
    started_at: datetime
    finished_at: datetime | None
    answered: int
    kept: bool


def numbered(tries: Iterable[Try]) -> dict[int, int]:
    """The new number of each try, by id: 1, 2, … in the order in which they ended, the open one last.

    A person has the questions before the first lesson once (0), and one open try. Of two the finished and
    then the earlier questions stay, and the open try with more answers, then the one of the account that
    stays. What stands aside gets a number below 0: it is kept, counts nowhere and is shown to her alone.
    """
    every = sorted(tries, key=lambda each: each.id)
    befores = sorted(
        (each for each in every if each.number == 0),
        key=lambda each: (each.finished_at is None, each.started_at, each.id),
    )
    running = sorted(
        (each for each in every if each.number > 0 and each.finished_at is None),
        key=lambda each: (-each.answered, not each.kept, each.id),
    )
    ended = sorted(
        (each.finished_at, each.id) for each in every if each.number > 0 and each.finished_at is not None
    )
    new = {befores[0].id: 0} if befores else {}
    order = [try_id for _, try_id in ended] + [each.id for each in running[:1]]
    new |= {try_id: number for number, try_id in enumerate(order, start=1)}
    aside = [each.id for each in every if each.id not in new]
    return new | {try_id: -number for number, try_id in enumerate(aside, start=1)}
