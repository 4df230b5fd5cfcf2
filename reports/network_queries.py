"""A whole network's closed sums per sign, added up by the database: as many rows for a village as for a country."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from care.models import ClosedSign
from core.quarters import Quarter
from organisations.models import Organisation
from reports.privacy import K
from reports.shares import Part, Total, alarmed, seen, sure_but_wrong

# The definitions of shares.py, of columns instead of numbers.
SUMS: Any = ClosedSign


@dataclass(frozen=True, slots=True)
class NetworkSign:
    """One sign of a course over a network: what each share is of, of workplaces with five people behind it.

    `both_seen` and `both_alarmed` are of workplaces with five people behind both.
    """

    seen: Total
    alarmed: Total
    sure_wrong: Total
    both_seen: Total
    both_alarmed: Total


def network_signs(
    session: Session, network: str, quarter: Quarter, course_key: str | None = None
) -> dict[tuple[str, str], NetworkSign]:
    """The closed sums of a network by course and sign; of one course when it is given. One query."""
    both = and_(SUMS.people >= K, SUMS.people_lured >= K)
    parts: Sequence[Any] = (seen(SUMS), alarmed(SUMS), sure_but_wrong(SUMS))
    totals = [
        *(total(part, and_(part.people >= K, part.whole > 0)) for part in parts),
        *(total(part, both) for part in parts[:2]),
    ]
    statement = (
        select(ClosedSign.course_key, ClosedSign.sign_key, *(column for each in totals for column in each))
        .join(Organisation, Organisation.id == ClosedSign.organisation_id)
        .where(Organisation.network == network, ClosedSign.quarter == str(quarter))
        .group_by(ClosedSign.course_key, ClosedSign.sign_key)
    )
    if course_key is not None:
        statement = statement.where(ClosedSign.course_key == course_key)
    found = {}
    for course, sign, *numbers in session.execute(statement):
        size = len(numbers) // len(totals)
        chunks = (map(int, numbers[start : start + size]) for start in range(0, len(numbers), size))
        found[course, sign] = NetworkSign(*(Total(*each) for each in chunks))
    return found


def total(part: Part, large: ColumnElement[bool]) -> tuple[ColumnElement[Any], ...]:
    """The columns of a `Total` over the workplaces that are large enough."""
    amounts = (1, part.people, part.part, part.whole)
    return tuple(func.sum(case((large, amount), else_=0)) for amount in amounts)


def people_asked(
    session: Session, network: str, quarter: Quarter, course_key: str, sign_key: str
) -> dict[int, int]:
    """How many people of each organisation of a network were asked for a sign, by organisation id. One query."""
    rows = session.execute(
        select(ClosedSign.organisation_id, ClosedSign.people)
        .join(Organisation, Organisation.id == ClosedSign.organisation_id)
        .where(
            Organisation.network == network,
            ClosedSign.quarter == str(quarter),
            ClosedSign.course_key == course_key,
            ClosedSign.sign_key == sign_key,
        )
    )
    return dict(rows.all())
