"""What a benchmark hands back: figures, the limit they stand against, and whether the aim is met."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal


@dataclass(frozen=True)
class Aim:
    """What a figure, or its ratio to the limit, should be."""

    of: Literal["figure", "ratio"]
    sign: Literal["≤", "≥"]
    number: float

    def __str__(self) -> str:
        return f"{'ratio ' if self.of == 'ratio' else ''}{self.sign} {self.number:,g}"


@dataclass(frozen=True)
class Profile:
    """Where the time of something goes: a sentence, and lines of (where, share 0-1)."""

    sentence: str
    lines: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Row:
    """One figure. `limit` is what the bare app needs in the same run; `explain` tells where the time goes."""

    what: str
    on: str
    figure: float
    unit: str
    limit: float | None = None
    aim: Aim | None = None
    explain: Callable[[], Profile] | None = field(default=None, repr=False)
    profile: Profile | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.limit is None else self.figure / self.limit

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        value = self.figure if self.aim is None or self.aim.of == "figure" else self.ratio
        if self.aim is None or value is None:
            return None
        return value <= self.aim.number if self.aim.sign == "≤" else value >= self.aim.number

    def explained(self) -> "Row":
        """The row with its profile when the aim is missed; asked while what is measured still runs."""
        return replace(self, profile=self.explain()) if self.explain and self.met is False else self
