"""The quarterly report as it is kept and printed: texts and figures that may be shown, in one language. Pure.

Page, PDF and CSV are made from this and from nothing else, so that they say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class Finding:
    """One of the four sentences.

    `number` is the figure in words ("70 %", or a dash), `direction` "up", "down", "same" or empty, `change` the
    change since the quarter before in words, `term` the key of the definition.
    """

    label: str
    number: str
    text: str
    direction: str
    change: str
    term: str


@dataclass(frozen=True, slots=True)
class Series:
    """One tiny line: valid certificates of one kind of workplace at the ends of quarters, oldest first.

    A count that may not be shown is None; `first` and `last` are the ends in words, `label` all of it.
    """

    name: str
    counts: tuple[int | None, ...]
    first: str
    last: str
    label: str


@dataclass(frozen=True, slots=True)
class SignToLift:
    """A sign to talk about, with its shares in words; `lang` is the language its name is in."""

    key: str
    name: str
    lang: str
    seen: str
    false_alarm: str
    sure_wrong: str


@dataclass(frozen=True, slots=True)
class Term:
    """A definition. `key` is its place on the page."""

    key: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A heading and what stands below it, a paragraph each."""

    heading: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The two pages. `period` is "juli–september 2026", `name` "Kvartalsrapport, kvartal 3 2026".

    `down_time` is a label and how long in words; a report from before it was measured has none.
    """

    name: str
    period: str
    headline: str
    lead: str
    findings: tuple[Finding, ...]
    series_heading: str
    series_note: str
    series: tuple[Series, ...]
    signs_heading: str
    sign_heads: tuple[str, str, str, str]
    signs: tuple[SignToLift, ...]
    signs_note: str
    notes: tuple[Note, ...]
    terms_heading: str
    terms: tuple[Term, ...]
    method: tuple[str, ...]
    as_of: str
    behind: str
    pages: tuple[str, str]
    down_time: tuple[str, str] | None = None

    @property
    def highest(self) -> int:
        """The top of the scale that all the tiny lines share; at least 1."""
        return max((count or 0 for each in self.series for count in each.counts), default=0) or 1


SHEETS = TypeAdapter(dict[str, Sheet])


def to_json(sheets: Mapping[str, Sheet]) -> dict[str, Any]:
    """The sheets by language, as JSON can hold them."""
    kept: dict[str, Any] = SHEETS.dump_python(dict(sheets), mode="json")
    return kept


def from_json(kept: Mapping[str, Any]) -> dict[str, Sheet]:
    """The sheets that `to_json` made. Raises pydantic.ValidationError for anything else."""
    return SHEETS.validate_python(dict(kept))
