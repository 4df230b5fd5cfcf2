"""Calendar quarters in Europe/Stockholm: the period in which answers are counted together."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One calendar quarter, `number` 1–4."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """The quarter's first Stockholm date."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """The quarter's last Stockholm date."""
        return self.next().first_day - timedelta(days=1)

    @property
    def starts_at(self) -> datetime:
        """The quarter's first instant, in UTC."""
        return clock.start_of_day(self.first_day)

    @property
    def ends_at(self) -> datetime:
        """The first instant that no longer belongs to the quarter, in UTC."""
        return self.next().starts_at

    def next(self) -> "Quarter":
        """The quarter after this one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        """The quarter before this one."""
        return Quarter(self.year - (self.number == 1), 4 if self.number == 1 else self.number - 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"


def quarter_of(day: date) -> Quarter:
    """The quarter a Stockholm date lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_at(instant: datetime) -> Quarter:
    """The quarter an instant lies in, by Stockholm time."""
    return quarter_of(clock.local_date(instant))


def parse_quarter(text: str) -> Quarter:
    """Read "2026-3". Raises ValueError on anything else."""
    year, _, number = text.partition("-")
    quarter = Quarter(int(year), int(number))
    if not 1 <= quarter.number <= 4 or str(quarter) != text:
        raise ValueError(text)
    return quarter
