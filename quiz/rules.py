"""The numbers of an exam, and when a person may try again. Pure: the caller brings the time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class ExamRules:
    """The product's exam rules as numbers; a course may override them, a try keeps its own copy.

    By default: 12 questions, at least 3 of them traps and 2 critical. Passed with 10 right, no
    dangerous answer to a critical question and at most one question with a false alarm. Wait 10
    minutes after a failed try, 24 hours from the fifth. Raises ValueError, with the remedy in
    Swedish, for numbers that contradict each other.
    """

    questions: int = 12
    pass_right: int = 10
    max_false_alarm_questions: int = 1
    traps: int = 3
    criticals: int = 2
    cool_down_minutes: int = 10
    long_cool_down_hours: int = 24
    long_cool_down_from: int = 5

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if type(value) is not int or value < 0:
                raise ValueError(f"{name}: {value!r} är inget antal. Skriv ett heltal, 0 eller mer.")
        if not 1 <= self.pass_right <= self.questions:
            raise ValueError(
                f"pass_right: {self.pass_right} av {self.questions} frågor går inte."
                " Skriv ett tal från 1 till antalet frågor."
            )
        if self.traps + self.criticals > self.questions:
            raise ValueError(
                f"traps och criticals: {self.traps} + {self.criticals} ryms inte i"
                f" {self.questions} frågor. Sänk något av talen."
            )
        if self.long_cool_down_from < 1:
            raise ValueError("long_cool_down_from: 0 finns inte. Räkna försöken från 1.")

    @classmethod
    def from_overrides(cls, overrides: Mapping[str, object]) -> "ExamRules":
        """The default rules with a course's own numbers, given as int or as text of digits.

        Raises ValueError, with the remedy in Swedish, for an unknown name or a wrong number.
        """
        known = [field.name for field in fields(cls)]
        unknown = sorted(set(overrides) - set(known))
        if unknown:
            raise ValueError(
                f"{unknown[0]}: det finns ingen sådan provregel. Använd någon av {', '.join(known)}."
            )
        return cls(**{name: _number(name, value) for name, value in overrides.items()})

    @classmethod
    def from_json(cls, text: str) -> "ExamRules":
        """The rules a try was started with, from `to_json`. Raises ValueError on anything else."""
        stored = json.loads(text)
        if type(stored) is not dict:
            raise ValueError(f"inga provregler: {text[:80]}")
        return cls.from_overrides(stored)

    def to_json(self) -> str:
        """All numbers as JSON in a fixed order, to be pinned in a try when it starts."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class FinishedTry:
    """When a try ended (aware, any zone) and whether it passed."""

    finished_at: datetime
    passed: bool


def next_try_at(rules: ExamRules, tries: Iterable[FinishedTry]) -> datetime | None:
    """When the next try may start, or None when nothing has failed since the last pass.

    `tries` are the finished tries of one person and one course in any order. After a failed try the
    wait is 10 minutes, from the fifth failed try in a row on 24 hours; it never becomes a lock.
    The instant is aware, in UTC, and may lie in the past. Raises ValueError for naive times.
    """
    failed_in_a_row = 0
    last = None
    for last in sorted(tries, key=_ended):
        failed_in_a_row = 0 if last.passed else failed_in_a_row + 1
    if last is None or not failed_in_a_row:
        return None
    if failed_in_a_row >= rules.long_cool_down_from:
        return _ended(last) + timedelta(hours=rules.long_cool_down_hours)
    return _ended(last) + timedelta(minutes=rules.cool_down_minutes)


def _ended(finished: FinishedTry) -> datetime:
    if finished.finished_at.tzinfo is None:
        raise ValueError(f"naive time: {finished.finished_at}")
    return finished.finished_at.astimezone(UTC)


def _number(name: str, value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if type(value) is int:
        return value
    raise ValueError(f"{name}: {value!r} är inget antal. Skriv ett heltal, 0 eller mer.")
