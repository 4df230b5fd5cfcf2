"""The one row source of the trainer's page and its files: what the screen says, the file says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from care.models import MonthCount
from certificates.headcounts import Headcount, headcounts
from core import clock
from core.quarters import Quarter
from organisations.models import Organisation
from quiz.grading import SignTally
from quiz.measures import told_apart
from reports import queries
from reports.network_queries import NetworkSign, network_signs
from reports.privacy import HIDDEN, NETWORK_NEEDS, Count, Share, Shares, Veiled, curve, funnel, share
from reports.shares import SignSums, alarmed, own_share, seen, sure_but_wrong


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
    """Live headcounts of the organisations, so that no subtraction tells of fewer than five people. One query."""
    names = {each.id: each.name for each in organisations}
    found = headcounts(session, now, clock.local_date(now), names)
    ordered = sorted(found, key=lambda row: (names[row.organisation_id].casefold(), row.course_key))
    return [Counts(names[row.organisation_id], row.course_key, *steps(row)) for row in ordered]


def steps(row: Headcount) -> tuple[Count, ...]:
    """The steps of one organisation and course as they may be shown.

    Who was certified elsewhere has gone the way too: no step holds fewer than the next.
    """
    return funnel((row.members, max(row.earned, row.begun), row.earned, row.certified, row.expiring))


@dataclass(frozen=True, slots=True)
class Curves:
    """The month ends that are kept, oldest first, and a curve over them for each organisation and course."""

    days: tuple[date, ...]
    lines: tuple[Curve, ...]


def curves(session: Session, organisations: Sequence[Organisation]) -> Curves:
    """Certified people at the month ends that the nights have counted; a step of one to four people waits. One query."""
    places = {each.id: each for each in organisations}
    found: dict[tuple[int, str], dict[date, MonthCount]] = {}
    for row in queries.month_counts(session, places):
        found.setdefault((row.organisation_id, row.course_key), {})[row.day] = row
    days = tuple(sorted({day for months in found.values() for day in months}))
    made = [
        curve_of(places[place], course_key, [months.get(day) for day in days])
        for (place, course_key), months in found.items()
    ]
    lines = sorted(
        (each for each in made if any(each.heights)),
        key=lambda each: (each.organisation.casefold(), each.course_key),
    )
    return Curves(days, tuple(lines))


def curve_of(organisation: Organisation, course_key: str, months: Sequence[MonthCount | None]) -> Curve:
    """One organisation's months as they may be shown; None is a month before it took the course."""
    members = [each.members if each else 0 for each in months]
    totals = curve(members, [each.certified if each else 0 for each in months])
    heights = (
        total if isinstance(total, int) else people if total is Veiled.MOST else 0
        for total, people in zip(totals, members, strict=True)
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
    ids = [each.id for each in organisations]
    taking = queries.courses_taken(session, ids)
    sums: dict[tuple[str, str, int], SignSums] = {
        (row.course_key, row.sign_key, row.organisation_id): row
        for row in queries.sign_sums(session, ids, quarter)
    }
    together = network_signs(session, network, quarter)
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
                        network=shares_together(together.get((course_key, sign))),
                    )
                    for sign in keys
                ),
            )
        )
    return maps


def sign_skills(
    session: Session, quarter: Quarter, network: str, course_key: str, sign_keys: Iterable[str]
) -> list[SignSkill]:
    """How the network as a whole tells each sign of a course from harmless things, from a closed quarter."""
    together = network_signs(session, network, quarter, course_key)
    found = ((sign, together.get((course_key, sign))) for sign in sign_keys)
    return [
        SignSkill(sign, shares_together(each), network_told_apart(sign, each) if each else None)
        for sign, each in found
    ]


def network_told_apart(sign_key: str, found: NetworkSign) -> str | None:
    """The word for d', over organisations with at least five people behind both of its shares."""
    right, wrong = found.both_seen, found.both_alarmed
    if right.places < NETWORK_NEEDS:
        return None
    return told_apart(
        SignTally(
            sign_key,
            seen=right.part,
            missed=right.whole - right.part,
            left_alone=wrong.whole - wrong.part,
            false_alarm=wrong.part,
        )
    )


def shares_together(found: NetworkSign | None) -> Shares:
    """The shares of a network's sums of one sign and course."""
    if found is None:
        return HIDDEN
    return Shares(seen=found.seen.share, false_alarm=found.alarmed.share, sure_wrong=found.sure_wrong.share)


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
