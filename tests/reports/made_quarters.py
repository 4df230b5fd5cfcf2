"""Closed sums of a made-up network, for the quarterly report."""

from collections.abc import Sequence
from dataclasses import replace

from reports.quarter_figures import Closed, CompletionRow, Figures, GainRow, SignRow, figures

SIGNS = ("kontrollerad", "id-handlingar", "kontakt-saknas", "forsvinner", "pengar", "kriminella")
PLACES = (1, 2, 3, 4)


def completions(certified: Sequence[Sequence[int]], members: int = 40) -> tuple[CompletionRow, ...]:
    """Valid certificates by quarter and workplace: three hotels, then housing."""
    return tuple(
        CompletionRow(place, "hotell" if place < 4 else "bostad", f"2026-{number}", members, count)
        for number, counts in enumerate(certified, start=1)
        for place, count in zip(PLACES, counts, strict=True)
    )


def sign_rows(
    seen: int, false_alarm: int = 10, people: int = 10, signs: Sequence[str] = SIGNS
) -> tuple[SignRow, ...]:
    """The same sums everywhere; `seen` and `false_alarm` of 100 options each."""
    return tuple(
        SignRow(place, sign, people, people, people, seen, 100 - seen, 100 - false_alarm, false_alarm, 20, 4)
        for place in PLACES
        for sign in signs
    )


def gain_rows(before: int, after: int, people: int = 10) -> tuple[GainRow, ...]:
    """The same sums everywhere; right answers of 100."""
    return tuple(GainRow(place, people, 100, before, 100, after) for place in PLACES)


def closed(
    certified: Sequence[Sequence[int]],
    seen: int = 70,
    false_alarm: int = 20,
    after: int = 80,
    people: int = 10,
    definitions: str = "1",
) -> Closed:
    """Quarters from the first of 2026 on, as many as there are lists of certificates."""
    return Closed(
        quarters=tuple(f"2026-{number}" for number in range(1, len(certified) + 1)),
        definitions=definitions,
        completions=completions(certified),
        signs=sign_rows(seen, false_alarm, people),
        gains=gain_rows(40, after, people),
    )


def quarter(certified: Sequence[Sequence[int]], **changes: int | str) -> Figures:
    """What may be shown of the last quarter of `closed`."""
    return figures(closed(certified, **changes))  # type: ignore[arg-type]


def with_definitions(found: Figures, definitions: str) -> Figures:
    """The same figures by another version of the definitions."""
    return replace(found, definitions=definitions)
