"""The only place that reads the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SWEDEN = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """The same instant as wall-clock time in Europe/Stockholm."""
    return instant.astimezone(SWEDEN)


def local_date(instant: datetime) -> date:
    """The calendar date of an instant in Europe/Stockholm, where all legal dates are computed."""
    return local(instant).date()


def today() -> date:
    """Today's date in Europe/Stockholm."""
    return local_date(now())


def start_of_day(day: date) -> datetime:
    """The first instant of a Stockholm calendar day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=SWEDEN).astimezone(UTC)
