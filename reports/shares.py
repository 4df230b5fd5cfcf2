"""What a share is made of: which people, which part of which whole, and who may be added up. Pure.

One definition of "seen", "false alarm" and "sure but wrong" for the trainer's page, its file and the quarterly
report. A workplace with fewer than five people behind a share is left out whole, so that no difference tells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from quiz.measures import OptionSums, false_alarms, hits
from reports.privacy import NETWORK_NEEDS, K, Share, Shares, share

MANY_ALARMS = 20
"""Per cent: from here false alarms are what to talk about first."""
SIGNS_TO_PRACTISE = 3


class SignSums(OptionSums, Protocol):
    """A quarter's sums of one workplace, course and sign, as `quiz.models.SignSums`."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def people(self) -> int: ...
    @property
    def people_lured(self) -> int: ...
    @property
    def people_sure(self) -> int: ...
    @property
    def sure(self) -> int: ...
    @property
    def sure_wrong(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Part:
    """What one workplace adds to a share: how many different people, and `part` of `whole`."""

    organisation_id: int
    people: int
    part: int
    whole: int


def seen(row: SignSums) -> Part:
    """How much of what there was to see was seen."""
    return Part(row.organisation_id, row.people, *hits(row))


def alarmed(row: SignSums) -> Part:
    """How often there was an alarm where there could be a false one, among those who could raise it."""
    return Part(row.organisation_id, row.people_lured, *false_alarms(row))


def sure_but_wrong(row: SignSums) -> Part:
    """How much of what was answered with "Säker" was not right."""
    return Part(row.organisation_id, row.people_sure, row.sure_wrong, row.sure)


def own_share(part: Part) -> Share | None:
    """One workplace's share; None when fewer than five people stand behind it."""
    return share(part.part, part.whole, part.people)


@dataclass(frozen=True, slots=True)
class Total:
    """Workplaces with five or more people behind a share, put together: how many, their people, `part` of `whole`."""

    places: int
    people: int
    part: int
    whole: int

    @property
    def share(self) -> Share | None:
        """The network's share; None unless there are four such workplaces."""
        return share(self.part, self.whole, self.people) if self.places >= NETWORK_NEEDS else None


def network_share(parts: Iterable[Part]) -> Share | None:
    """The network's share, of workplaces where five or more people stand behind it; None unless they are four."""
    large = [each for each in parts if each.people >= K and each.whole > 0]
    people: dict[int, int] = {}
    for each in large:  # somebody may take two courses: the larger one counts
        people[each.organisation_id] = max(each.people, people.get(each.organisation_id, 0))
    part, whole = sum(each.part for each in large), sum(each.whole for each in large)
    return Total(len(people), sum(people.values()), part, whole).share


def most_needed(shares: Mapping[str, Shares], number: int = SIGNS_TO_PRACTISE) -> tuple[str, ...]:
    """The signs that most need practice, by what is shown of them: the share seen less that of false alarms.

    Alike, and where nothing is shown, they stand in their order.
    """
    return tuple(sorted(shares, key=lambda key: need(shares[key])))[:number]


def need(shares: Shares) -> int:
    """How little a sign is seen less how often it gives a false alarm, in per cent; hidden ones come last."""
    if shares.seen is None:
        return 100
    return shares.seen.percent - (shares.false_alarm.percent if shares.false_alarm else 0)


def well_seen(shares: Shares) -> bool:
    """Whether at least 90 per cent see a sign and few give a false alarm."""
    seen, alarms = shares.seen, shares.false_alarm
    return seen is not None and seen.edge > 0 and (alarms is None or alarms.percent < MANY_ALARMS)
