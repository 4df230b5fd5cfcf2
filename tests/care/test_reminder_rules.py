"""Which message is meant on which day: two at most, each once, whatever the calendar does."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from care.calendar_file import Event, calendar_file
from care.reminder_rules import BEFORE_THE_END, WORTH_SENDING, Ends, Kind, due_on, intended, week_of
from core import clock

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
ANY_TEXT = st.text(max_size=200)


@given(DAYS, st.integers(1, 1200))
def test_two_messages_at_most_and_each_in_one_run_of_days(earned: date, lasts: int) -> None:
    """Over a certificate's whole life: never a third, never after its end, never before it was earned."""
    found = Ends(1, 1, earned, earned + timedelta(days=lasts))
    said = [
        (day, intended(found, day)) for day in (earned + timedelta(days=n) for n in range(-5, lasts + 30))
    ]
    kinds = [kind for _, kind in said if kind is not None]
    order = [kind for i, kind in enumerate(kinds) if i == 0 or kinds[i - 1] != kind]
    assert order in ([], [Kind.FIRST], [Kind.LAST], [Kind.FIRST, Kind.LAST])
    for day, kind in said:
        if kind is not None:
            assert earned < due_on(kind, found.valid_until) <= day <= found.valid_until
            assert day - due_on(kind, found.valid_until) <= WORTH_SENDING


@pytest.mark.parametrize(
    ("last_day", "first", "last"),
    [
        (date(2028, 2, 29), date(2027, 12, 31), date(2028, 2, 15)),
        (date(2027, 2, 28), date(2026, 12, 30), date(2027, 2, 14)),
        (date(2027, 1, 1), date(2026, 11, 2), date(2026, 12, 18)),
        (date(2027, 3, 28), date(2027, 1, 27), date(2027, 3, 14)),
    ],
)
def test_leap_day_new_year_and_clock_change(last_day: date, first: date, last: date) -> None:
    assert (due_on(Kind.FIRST, last_day), due_on(Kind.LAST, last_day)) == (first, last)


def test_a_day_begins_in_stockholm() -> None:
    """Half past eleven at night in summer is the day after in Stockholm already."""
    found = Ends(1, 1, date(2024, 1, 1), date(2027, 8, 30))
    assert intended(found, clock.local_date(datetime(2027, 6, 30, 21, 30, tzinfo=UTC))) is None
    assert intended(found, clock.local_date(datetime(2027, 6, 30, 22, 30, tzinfo=UTC))) is Kind.FIRST


def test_the_two_lie_apart() -> None:
    """Nobody gets both at once after a pause."""
    assert BEFORE_THE_END[Kind.FIRST] - WORTH_SENDING > BEFORE_THE_END[Kind.LAST]


@given(DAYS)
def test_weeks_sort_as_days(day: date) -> None:
    assert week_of(day) <= week_of(day + timedelta(days=1))


# ---- the calendar ------------------------------------------------------------------------------------


@given(st.lists(st.tuples(DAYS, ANY_TEXT), max_size=5), ANY_TEXT)
def test_a_calendar_is_read_back_as_it_was_meant(events: list[tuple[date, str]], name: str) -> None:
    """By a library, whatever stands in it; no line is too long, and no text ends a line."""
    made = [Event(f"{n}@x", day, text) for n, (day, text) in enumerate(events)]
    content = calendar_file(name, made, datetime(2026, 3, 29, 1, 0, tzinfo=UTC))
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
        assert b"\n" not in line
    read = Calendar.from_ical(content)
    found = read.walk("VEVENT")
    assert [each.decoded("dtstart") for each in found] == [each.day for each in made]
    assert [each.decoded("dtend") - each.decoded("dtstart") for each in found] == [timedelta(days=1)] * len(
        made
    )
    assert [str(each["summary"]) for each in found] == [plain(each.summary) for each in made]
    assert [str(each["uid"]) for each in found] == [each.uid for each in made]


def plain(text: str) -> str:
    """What is left of a text: line breaks of every kind are one, other control characters go."""
    return "".join(
        each for each in "\n".join(text.splitlines()) if each == "\n" or (each >= " " and each != "\x7f")
    )
