"""The one row source of the trainer's page and its files: what the screen says, the file says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from certificates.headcounts import Headcount, headcounts
from core import clock
from core.quarters import Quarter
from organisations.models import Organisation
from quiz.grading import SignTally
from quiz.measures import told_apart
from reports import queries
from reports.privacy import (
    HIDDEN,
    Count,
    Share,
    Shares,
    Veiled,
    count_or_few,
    curve,
    funnel,
    network_members,
    share,
)
from reports.shares import SignSums, alarmed, network_share, own_share, seen, sure_but_wrong

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Counts:
    """Headcounts that may be shown, on the way from joining to a valid certificate.

    `passed` have earned a certificate, valid or not; `expiring` are those whose valid one ends within 90 days.
    """

    organisation: str
    course_key: str
    members: Count
    begun: Count
    passed: Count
    certified: Count
    expiring: Count


@dataclass(frozen=True, slots=True)
class Curve:
    """Certified people at each month's end. `heights` is what a line may draw: only what `totals` say, and members.

    Few and hidden lie on the ground, nearly all is drawn as all.
    """

    organisation: str
    kind: str
    course_key: str
    totals: tuple[Count, ...]
    heights: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SignLine:
    """One sign of a map: a pair of shares per organisation, in the map's order, and the network's."""

    sign_key: str
    organisations: tuple[Shares, ...]
    network: Shares


@dataclass(frozen=True, slots=True)
class SignMap:
    """Signs and organisations of one course."""

    course_key: str
    organisations: tuple[str, ...]
    refs: tuple[str, ...]
    lines: tuple[SignLine, ...]

    @property
    def compared(self) -> bool:
        """Whether there is anything to say about the network: else its column is left out everywhere."""
        return any(line.network.seen for line in self.lines)


@dataclass(frozen=True, slots=True)
class SignSkill:
    """One sign over the network: its shares, and the word for how well it is told from harmless things."""

    sign_key: str
    network: Shares
    told_apart: str | None


@dataclass(frozen=True, slots=True)
class Gain:
    """Right answers before the first lesson and in the first try, of the same people of one organisation."""

    organisation: str
    course_key: str
    before: Share | None
    after: Share | None


def counts(session: Session, now: datetime, organisations: Sequence[Organisation]) -> list[Counts]:
    """Live headcounts of the organisations, so that no subtraction tells of fewer than five people. Two queries."""
    names = {each.id: each.name for each in organisations}
    found = headcounts(session, now, clock.local_date(now), names)
    earned = queries.earned(session, now, names)
    ordered = sorted(found, key=lambda row: (names[row.organisation_id].casefold(), row.course_key))
    return [Counts(names[row.organisation_id], row.course_key, *steps(row, earned)) for row in ordered]


def steps(row: Headcount, earned: Mapping[tuple[int, str], int]) -> tuple[Count, ...]:
    """The steps of one organisation and course as they may be shown.

    Who was certified elsewhere has gone the way too: no step holds fewer than the next.
    """
    passed = max(row.certified, earned.get((row.organisation_id, row.course_key), 0))
    return funnel((row.members, max(passed, row.begun), passed, row.certified, row.expiring))


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
    """Certified people at the latest twelve month ends; a step of one to four people waits. A query a month."""
    places = {each.id: each for each in organisations}
    found: dict[tuple[int, str], list[Headcount]] = {}
    for day in month_ends(clock.local_date(now)):
        midnight = clock.start_of_day(day + timedelta(days=1))
        for row in headcounts(session, midnight, day, places):
            found.setdefault((row.organisation_id, row.course_key), []).append(row)
    made = [curve_of(places[place], course_key, months) for (place, course_key), months in found.items()]
    return sorted(
        (each for each in made if any(each.heights)),
        key=lambda each: (each.organisation.casefold(), each.course_key),
    )


def curve_of(organisation: Organisation, course_key: str, months: Sequence[Headcount]) -> Curve:
    """One organisation's months as they may be shown."""
    totals = curve([each.members for each in months], [each.certified for each in months])
    heights = (
        total if isinstance(total, int) else each.members if total is Veiled.MOST else 0
        for total, each in zip(totals, months, strict=True)
    )
    return Curve(organisation.name, organisation.kind, course_key, totals, tuple(heights))


def kind_lines(found: Sequence[Curve]) -> dict[str, tuple[int, ...]]:
    """One line for each kind of organisation: the sum of what their own lines draw, and nothing else."""
    kinds = sorted({each.kind for each in found})
    return {
        kind: tuple(map(sum, zip(*(each.heights for each in found if each.kind == kind), strict=True)))
        for kind in kinds
    }


def sign_maps(
    session: Session,
    quarter: Quarter,
    network: str,
    organisations: Sequence[Organisation],
    sign_keys: Iterable[str],
) -> list[SignMap]:
    """Seen and false alarms per sign from a closed quarter: a map per course, of the organisations that take it."""
    sums = closed_signs(session, quarter, network)
    together = by_sign(sums)
    taking = queries.courses_taken(session, [each.id for each in organisations])
    keys = tuple(sign_keys)
    maps = []
    for course_key in sorted({course for courses in taking.values() for course in courses}):
        mine = [each for each in organisations if course_key in taking.get(each.id, ())]
        if not any((course_key, sign, each.id) in sums for sign in keys for each in mine):
            continue
        maps.append(
            SignMap(
                course_key=course_key,
                organisations=tuple(each.name for each in mine),
                refs=tuple(each.ref for each in mine),
                lines=tuple(
                    SignLine(
                        sign_key=sign,
                        organisations=tuple(
                            shares_of(sums.get((course_key, sign, each.id))) for each in mine
                        ),
                        network=shares_together(together.get((course_key, sign), ())),
                    )
                    for sign in keys
                ),
            )
        )
    return maps


def closed_signs(session: Session, quarter: Quarter, network: str) -> dict[tuple[str, str, int], SignSums]:
    """A network's closed sums per sign, by course, sign and organisation."""
    return {
        (row.course_key, row.sign_key, row.organisation_id): row
        for row in queries.sign_sums(session, network, quarter)
    }


def sign_skills(
    session: Session, quarter: Quarter, network: str, course_key: str, sign_keys: Iterable[str]
) -> list[SignSkill]:
    """How the network as a whole tells each sign of a course from harmless things, from a closed quarter."""
    sums = closed_signs(session, quarter, network)
    return [
        SignSkill(sign, network_shares(sums, course_key, sign), network_told_apart(sums, course_key, sign))
        for sign in sign_keys
    ]


def network_told_apart(
    sums: Mapping[tuple[str, str, int], SignSums], course_key: str, sign_key: str
) -> str | None:
    """The word for d', over organisations with at least five people behind both of its shares."""
    rows = [
        row
        for (course, sign, _), row in sums.items()
        if (course, sign) == (course_key, sign_key)
        and count_or_few(min(row.people, row.people_lured)) is not None
    ]
    if not network_members(row.people_lured for row in rows):
        return None
    return told_apart(
        SignTally(
            sign_key,
            seen=sum(row.seen for row in rows),
            missed=sum(row.missed for row in rows),
            left_alone=sum(row.left_alone for row in rows),
            false_alarm=sum(row.false_alarm for row in rows),
        )
    )


def network_shares(sums: Mapping[tuple[str, str, int], SignSums], course_key: str, sign_key: str) -> Shares:
    """The network's shares of one sign in one course."""
    return shares_together(by_sign(sums).get((course_key, sign_key), ()))


def by_sign(sums: Mapping[tuple[str, str, int], SignSums]) -> dict[tuple[str, str], list[SignSums]]:
    """The sums of all organisations by course and sign."""
    found: dict[tuple[str, str], list[SignSums]] = {}
    for (course, sign, _), row in sums.items():
        found.setdefault((course, sign), []).append(row)
    return found


def shares_together(rows: Sequence[SignSums]) -> Shares:
    """The shares of several organisations' sums of one sign and course."""
    return Shares(
        seen=network_share(map(seen, rows)),
        false_alarm=network_share(map(alarmed, rows)),
        sure_wrong=network_share(map(sure_but_wrong, rows)),
    )


def shares_of(row: SignSums | None) -> Shares:
    """The shares of one organisation; each hidden when under five people stand behind it."""
    if row is None:
        return HIDDEN
    return Shares(
        seen=own_share(seen(row)),
        false_alarm=own_share(alarmed(row)),
        sure_wrong=own_share(sure_but_wrong(row)),
    )


def gains(session: Session, quarter: Quarter, organisations: Sequence[Organisation]) -> list[Gain]:
    """What the course gave in a closed quarter, by organisation and course; nothing where too few answered both.

    The two shares are of the same people: right before the first lesson, right in their first try.
    """
    names = {each.id: each.name for each in organisations}
    found = [
        Gain(
            organisation=names[row.organisation_id],
            course_key=row.course_key,
            before=share(row.before_right, row.before_asked, row.people),
            after=share(row.after_right, row.after_asked, row.people),
        )
        for row in queries.gain_sums(session, quarter, names)
    ]
    shown = (each for each in found if each.before is not None)
    return sorted(shown, key=lambda each: (each.organisation.casefold(), each.course_key))
