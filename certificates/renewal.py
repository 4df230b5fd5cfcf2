"""How long a certificate lasts and when it may be renewed: one rule for a network and course. Pure.

The default stands here once. A coordinator may choose another rule for the certificates to come
(`certificates/renewal_actions.py`); those that are issued never change.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from certificates.rules import add_months

MONTHS = (12, 24, 36)
# Not under 60 days: then the first reminder would come before anything can be done about it.
WINDOWS = (60, 90, 120, 180)
# How far ahead the preview looks.
PREVIEW_MONTHS = 12
# Fewer people than this are told as "färre än", and never apart from others.
FEWEST_TOLD = 5
A_LEAP_YEAR = 2028


class Kind(StrEnum):
    """How the last day is found."""

    ROLLING = "rolling"
    FIXED_DATE = "fixed_date"
    MONTH_END = "month_end"


@dataclass(frozen=True, slots=True)
class RenewalRule:
    """`months` is the least a certificate lasts, `window_days` how early it may be renewed.

    `day` is the month and day ("03-31") on which certificates end, for a fixed date only.
    """

    kind: Kind = Kind.ROLLING
    months: int = 24
    window_days: int = 90
    day: str | None = None


def next_valid_until(rule: RenewalRule, before: date | None, today: date) -> date:
    """The last day of a certificate issued today, `before` being the last day of the one it renews, if any.

    Counted from the old last day when that has not passed, so that nobody loses days by being early and the
    anniversary stays; else from today. Never shorter than the rule's months: to the end of the month, or to the
    fixed date that comes next. A last day of 28 or 29 February follows `add_months`.
    """
    start = before if before is not None and before >= today else today
    least = add_months(start, rule.months)
    if rule.kind is Kind.MONTH_END:
        return end_of_month(least)
    if rule.kind is Kind.FIXED_DATE and rule.day is not None:
        this_year = fixed_day(rule.day, least.year)
        return this_year if this_year >= least else fixed_day(rule.day, least.year + 1)
    return least


def may_renew(rule: RenewalRule, valid_until: date | None, today: date, *, revoked: bool = False) -> bool:
    """Whether a new exam leads anywhere: no certificate yet, a revoked one, or one that ends within the window."""
    return revoked or valid_until is None or today >= valid_until - timedelta(days=rule.window_days)


def end_of_month(day: date) -> date:
    """The last day of the same month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def fixed_day(day: str, year: int) -> date:
    """The day "03-31" in a year; 29 February is the 28th where there is none."""
    month, number = (int(part) for part in day.split("-"))
    return date(year, month, min(number, monthrange(year, month)[1]))


def day_of(month: int, number: int) -> str | None:
    """A day of the year as a rule keeps it ("03-31"), or None when there is no such day."""
    try:
        return date(A_LEAP_YEAR, month, number).strftime("%m-%d")
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """People whose certificates end from `first` to `last`: whole months, so no day is anybody's own."""

    first: date
    last: date
    people: int


def spans(ends: Iterable[date]) -> tuple[Span, ...]:
    """Last days as months, joined with the next until there are at least five people; the rest joins the last.

    Under five people in all are one span.
    """
    counts = Counter(day.replace(day=1) for day in ends)
    found: list[Span] = []
    for month, people in sorted(counts.items()):
        if found and found[-1].people < FEWEST_TOLD:
            found[-1] = Span(found[-1].first, end_of_month(month), found[-1].people + people)
        else:
            found.append(Span(month, end_of_month(month), people))
    if len(found) > 1 and found[-1].people < FEWEST_TOLD:
        rest = found.pop()
        found[-1] = Span(found[-1].first, rest.last, found[-1].people + rest.people)
    return tuple(found)


def next_ends(rule: RenewalRule, span: Span) -> tuple[date, date]:
    """The first and the last day that certificates of a span get when they are renewed in time by the rule."""
    return next_valid_until(rule, span.first, span.first), next_valid_until(rule, span.last, span.last)
