"""The quarterly report's figures, from closed sums: what may be shown of them and nothing else. Pure.

- People of a workplace and course count only when they are five or more; what is smaller is left out whole,
  so no total minus its parts tells about it.
- A count at a quarter's end that differs from the one before by one to four people waits (`privacy.stepped`).
  The total is the sum of the counts that are shown, never of what is behind them.
- A share needs five people at each of four workplaces, and is rounded to tens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reports.privacy import Share, count_or_few, share, stepped
from reports.shares import Part, alarmed, network_share, seen, sure_but_wrong

SIGNS_TO_LIFT = 3


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """Headcounts of one workplace and course at the end of one quarter ("2026-3")."""

    organisation_id: int
    kind: str
    quarter: str
    members: int
    certified: int


@dataclass(frozen=True, slots=True)
class SignRow:
    """A quarter's sums of one workplace, course and sign; as in `quiz.models.SignSums`."""

    organisation_id: int
    sign_key: str
    people: int
    people_lured: int
    people_sure: int
    seen: int
    missed: int
    left_alone: int
    false_alarm: int
    sure: int
    sure_wrong: int


@dataclass(frozen=True, slots=True)
class GainRow:
    """A quarter's sums of one workplace and course: right answers before the first lesson and in the first try."""

    organisation_id: int
    people: int
    before_asked: int
    before_right: int
    after_asked: int
    after_right: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The closed sums that a report is made from. `quarters` are the closed ones up to its own, oldest first.

    Completions are of all these quarters, signs and gains of the last. `definitions` is the version of the sums'.
    """

    quarters: tuple[str, ...]
    definitions: str
    completions: tuple[CompletionRow, ...]
    signs: tuple[SignRow, ...]
    gains: tuple[GainRow, ...]


@dataclass(frozen=True, slots=True)
class SignFigures:
    """The shares of one sign over the network."""

    sign_key: str
    seen: Share | None
    false_alarm: Share | None
    sure_wrong: Share | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What may be shown of a quarter.

    `kinds` are valid certificates at each quarter's end by kind of workplace, None where they are hidden;
    `certified` their total at the last, `reached` of `workplaces` have five of their own, `coverage` is how many
    of the members there have one.
    """

    definitions: str
    kinds: Mapping[str, tuple[int | None, ...]]
    certified: int | None
    reached: int
    workplaces: int
    coverage: Share | None
    seen: Share | None
    false_alarm: Share | None
    before: Share | None
    after: Share | None
    signs: tuple[SignFigures, ...]


def figures(closed: Closed) -> Figures:
    """What may be shown of the last of the closed quarters."""
    kinds = certified_by_kind(closed)
    here = [row for row in closed.completions if row.quarter == closed.quarters[-1]]
    large = [row for row in here if count_or_few(row.certified) is not None]
    members = sum(row.members for row in large)
    gains, signs = closed.gains, closed.signs
    return Figures(
        definitions=closed.definitions,
        kinds=kinds,
        certified=sum(counts[-1] or 0 for counts in kinds.values()) or None,
        reached=len({row.organisation_id for row in large}),
        workplaces=len({row.organisation_id for row in here}),
        coverage=share(sum(row.certified for row in large), members, members),
        seen=network_share(map(seen, signs)),
        false_alarm=network_share(map(alarmed, signs)),
        before=network_share(
            Part(row.organisation_id, row.people, row.before_right, row.before_asked) for row in gains
        ),
        after=network_share(
            Part(row.organisation_id, row.people, row.after_right, row.after_asked) for row in gains
        ),
        signs=tuple(sign_figures(key, signs) for key in dict.fromkeys(row.sign_key for row in signs)),
    )


def certified_by_kind(closed: Closed) -> dict[str, tuple[int | None, ...]]:
    """Valid certificates at each quarter's end by kind of workplace, in steps of five people or more."""
    sums = {row.kind: dict.fromkeys(closed.quarters, 0) for row in closed.completions}
    for row in closed.completions:
        sums[row.kind][row.quarter] += count_or_few(row.certified) or 0
    return {kind: stepped(tuple(counts.values())) for kind, counts in sorted(sums.items())}


def sign_figures(sign_key: str, rows: Sequence[SignRow]) -> SignFigures:
    """The shares of one sign over all courses."""
    mine = [row for row in rows if row.sign_key == sign_key]
    return SignFigures(
        sign_key=sign_key,
        seen=network_share(map(seen, mine)),
        false_alarm=network_share(map(alarmed, mine)),
        sure_wrong=network_share(map(sure_but_wrong, mine)),
    )


def signs_to_lift(signs: Iterable[SignFigures], order: Sequence[str]) -> tuple[SignFigures, ...]:
    """The three signs that most need talking about, of those whose share may be shown.

    Signs that are not in `order` are taught no longer. By what is shown and nothing finer: the share seen less the share of false alarms (Youden, W. J. (1950).
    Index for rating diagnostic tests. Cancer, 3(1), 32-35), the lowest first; alike stand in `order`.
    """
    shown = [each for each in signs if each.seen is not None and each.sign_key in order]
    shown.sort(key=lambda each: (youden(each), order.index(each.sign_key)))
    return tuple(shown[:SIGNS_TO_LIFT])


def youden(sign: SignFigures) -> int:
    """Share seen less share of false alarms, in per cent; what is hidden counts as nothing."""
    return (sign.seen.percent if sign.seen else 0) - (sign.false_alarm.percent if sign.false_alarm else 0)
