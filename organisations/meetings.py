"""The network's meetings: how many a year its file promises, and by when the next is due. Pure.

The file names a number a year and no days, so the year is shared out evenly: the first of four is due by the
end of March, the last by the end of December.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from organisations.network import Network

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Meeting:
    """A group's next meeting: the `number`th of `of` in its year, `due` on that Stockholm date at the latest.

    `lang` is the language the group's name is in.
    """

    group: str
    lang: str
    number: int
    of: int
    due: date


def next_meetings(network: Network, today: date) -> tuple[Meeting, ...]:
    """The next meeting of each group whose file says how many there are, in the file's order."""
    found = ((group, per_year(group.meetings_per_year)) for group in network.groups)
    return tuple(next_meeting(group.name, network.lang, count, today) for group, count in found if count)


def per_year(text: str) -> int:
    """How many meetings a year the file's text means; 0 when it is no number from 1 to 12."""
    return int(text) if text.isdecimal() and 1 <= int(text) <= MONTHS else 0


def next_meeting(group: str, lang: str, count: int, today: date) -> Meeting:
    """The first of `count` meetings a year whose last day is today or later."""
    days = [last_day(today.year, MONTHS * number // count) for number in range(1, count + 1)]
    number = next(index for index, day in enumerate(days, start=1) if day >= today)
    return Meeting(group=group, lang=lang, number=number, of=count, due=days[number - 1])


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // MONTHS, month % MONTHS + 1, 1) - timedelta(days=1)
