"""Quarters in which people took the exam, and what is final of them afterwards."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from care.models import (
    ClosedCompletion,
    ClosedGain,
    ClosedItem,
    ClosedOption,
    ClosedQuarter,
    ClosedScenario,
    ClosedSign,
)
from core.db import Base, session
from core.errors import NotAllowedNow
from quiz.content import Content
from tests.builders import sums
from tests.builders.cast import Cast, Person, make_learner
from tests.builders.exams import any_answer, take

# The closed side of `sums.COUNTERS`, in the same order.
CLOSED: tuple[type[Base], ...] = (ClosedSign, ClosedGain, ClosedItem, ClosedOption)
FINAL: tuple[type[Base], ...] = (*CLOSED, ClosedScenario, ClosedCompletion, ClosedQuarter)


def closed_sums(made: Session) -> list[sums.Sums]:
    """What the closed rows say, table by table as `sums.counted`."""
    return [sums.rows_of(made, table) for table in CLOSED]


def of_quarters(rows: list[sums.Sums], quarters: Collection[str]) -> list[sums.Sums]:
    """The sums of some quarters."""
    return [{key: value for key, value in each.items() if key[2] in quarters} for each in rows]


def quarters_in(rows: list[sums.Sums]) -> set[str]:
    """The quarters that sums are of."""
    return {key[2] for each in rows for key in each}


def final_rows(made: Session) -> dict[str, list[tuple[object, ...]]]:
    """Everything that is closed, to see whether anything changes."""
    return {
        table.__name__: sorted((tuple(row) for row in made.execute(select(table.__table__))), key=repr)
        for table in FINAL
    }


def people(cast: Cast, number: int) -> list[Person]:
    """Learners at `here`; inside the caller's transaction."""
    first = datetime(2026, 6, 1, tzinfo=UTC)
    return [make_learner(first, cast.here, f"Elev {chr(ord('A') + index)}") for index in range(number)]


def autumn_and_summer(cast: Cast, content: Content, random: Random) -> None:
    """Seven people's random tries from July to November, with retakes, and two who come in October."""
    learners = people(cast, 7)
    now = datetime(2026, 7, 3, 9, tzinfo=UTC)
    for _ in range(24):
        now += timedelta(days=random.randint(1, 10), hours=random.randint(0, 12))
        person = random.choice(learners)
        try:
            take(session(), content, now, person.id, cast.here.id, partial(any_answer, random))
        except NotAllowedNow:
            continue
    for person in people(cast, 2):
        october = datetime(2026, 10, 12, 9, tzinfo=UTC)
        take(session(), content, october, person.id, cast.here.id, partial(any_answer, random))
