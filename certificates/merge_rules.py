"""How the certificates of two accounts of one person become one row of cycles. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Held:
    """One edition of a certificate in one course. `owner` tells the accounts apart."""

    id: int
    owner: int
    cycle: int
    valid_until: date
    issued_at: datetime
    revoked: bool


def cycles(held: Iterable[Held]) -> dict[int, int]:
    """The new cycle of each edition, by id: 1, 2, …; editions of one certificate keep together.

    The last cycle is the one that decides about another exam: it must be the one that holds longest. Revoked
    ones come first, then by last day, then by the moment of issue.
    """
    groups: dict[tuple[int, int], list[Held]] = {}
    for each in held:
        groups.setdefault((each.owner, each.cycle), []).append(each)
    order = sorted(
        groups.values(),
        key=lambda group: (
            not all(each.revoked for each in group),
            max(each.valid_until for each in group),
            min(each.issued_at for each in group),
            min(each.id for each in group),
        ),
    )
    return {each.id: number for number, group in enumerate(order, start=1) for each in group}
