"""The months whose ends are counted. Pure."""

from datetime import date, timedelta

MONTHS_KEPT = 12


def month_ends(today: date) -> tuple[date, ...]:
    """The last days of the latest twelve whole months before `today`, oldest first."""
    ends = []
    day = today.replace(day=1)
    for _ in range(MONTHS_KEPT):
        day -= timedelta(days=1)
        ends.append(day)
        day = day.replace(day=1)
    return tuple(reversed(ends))
