"""The one row source of the trainer's page and its files: what the screen says, the file says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from care.models import ClosedSign
from certificates.headcounts import headcounts
from core import clock
from core.quarters import Quarter
from organisations.models import Organisation
from reports import queries
from reports.privacy import HIDDEN, Shares, count_or_few, network_members, share, stepped

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Counts:
    """Headcounts that may be shown; None is "färre än 5"."""

    organisation: str
    course_key: str
    members: int | None
    begun: int | None
    certified: int | None
    expiring: int | None


@dataclass(frozen=True, slots=True)
class Curve:
    """Certified people at each month's end; None is "färre än 5"."""

    organisation: str
    course_key: str
    totals: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class SignLine:
    """One sign of one course: a pair of shares per organisation, in the order given, and the network's."""

    course_key: str
    sign_key: str
    organisations: tuple[Shares, ...]
    network: Shares


def counts(session: Session, now: datetime, organisations: Sequence[Organisation]) -> list[Counts]:
    """Live headcounts of the organisations; those of a group under five say nothing."""
    names = {each.id: each.name for each in organisations}
    rows = headcounts(session, now, clock.local_date(now), names)
    return [
        Counts(
            organisation=names[row.organisation_id],
            course_key=row.course_key,
            members=count_or_few(row.members),
            begun=count_or_few(row.begun),
            certified=count_or_few(row.certified),
            expiring=count_or_few(row.expiring),
        )
        for row in sorted(rows, key=lambda row: (names[row.organisation_id].casefold(), row.course_key))
    ]


def month_ends(today: date) -> tuple[date, ...]:
    """The last days of the latest twelve whole months before `today`, oldest first."""
    ends = []
    day = today.replace(day=1)
    for _ in range(MONTHS_SHOWN):
        day -= timedelta(days=1)
        ends.append(day)
        day = day.replace(day=1)
    return tuple(reversed(ends))


def curves(session: Session, now: datetime, organisations: Sequence[Organisation]) -> list[Curve]:
    """Certified people at the latest twelve month ends; a step of one to four people waits."""
    names = {each.id: each.name for each in organisations}
    moments = [
        (clock.start_of_day(day + timedelta(days=1)), day) for day in month_ends(clock.local_date(now))
    ]
    found = queries.certified_at(session, moments, names)
    return [
        Curve(organisation=names[organisation_id], course_key=course_key, totals=stepped(totals))
        for (organisation_id, course_key), totals in sorted(
            found.items(), key=lambda item: (names[item[0][0]].casefold(), item[0][1])
        )
    ]


def signs(
    session: Session,
    quarter: Quarter,
    network: str,
    organisations: Sequence[Organisation],
    sign_keys: Iterable[str],
) -> list[SignLine]:
    """Seen and false alarms per sign from a closed quarter, for the organisations and their network."""
    sums = queries.sign_sums(session, network, quarter)
    by_place = {(row.course_key, row.sign_key, row.organisation_id): row for row in sums}
    mine = [each.id for each in organisations]
    courses = sorted({row.course_key for row in sums if row.organisation_id in mine})
    return [
        SignLine(
            course_key=course_key,
            sign_key=sign_key,
            organisations=tuple(shares_of([by_place.get((course_key, sign_key, each))]) for each in mine),
            network=network_shares(by_place, course_key, sign_key),
        )
        for course_key in courses
        for sign_key in sign_keys
    ]


def network_shares(sums: Mapping[tuple[str, str, int], ClosedSign], course_key: str, sign_key: str) -> Shares:
    """The network's shares: organisations with at least five people, when there are enough of them.

    Smaller ones are left out whole, so that no difference can be taken.
    """
    rows = [row for (course, sign, _), row in sums.items() if (course, sign) == (course_key, sign_key)]
    if not network_members(row.people for row in rows):
        return HIDDEN
    return shares_of([row for row in rows if count_or_few(row.people) is not None])


def shares_of(rows: Collection[ClosedSign | None]) -> Shares:
    """The shares of some sums together; hidden when under five people stand behind them."""
    there = [row for row in rows if row is not None]
    people = sum(row.people for row in there)
    seen = sum(row.seen for row in there)
    asked = seen + sum(row.missed for row in there)
    false = sum(row.false_alarm for row in there)
    lured = false + sum(row.left_alone for row in there)
    return Shares(seen=share(seen, asked, people), false_alarm=share(false, lured, people))
