"""When the network's next meeting is due, by the number a year that its file promises."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from organisations.meetings import next_meeting, next_meetings, per_year
from quiz.content import Content


@pytest.mark.parametrize(
    ("today", "number", "due"),
    [
        (date(2026, 1, 1), 1, date(2026, 3, 31)),
        (date(2026, 3, 31), 1, date(2026, 3, 31)),
        (date(2026, 4, 1), 2, date(2026, 6, 30)),
        (date(2026, 11, 22), 4, date(2026, 12, 31)),
        (date(2026, 12, 31), 4, date(2026, 12, 31)),
        (date(2027, 1, 1), 1, date(2027, 3, 31)),
    ],
)
def test_four_a_year_are_due_with_the_quarters(today: date, number: int, due: date) -> None:
    found = next_meeting("Kärngruppen", "sv", 4, today)
    assert (found.number, found.of, found.due) == (number, 4, due)


@pytest.mark.parametrize("count", range(1, 13))
def test_a_year_of_days_meets_each_meeting_once(count: int) -> None:
    days = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]
    found = [next_meeting("Gruppen", "sv", count, day) for day in days]
    assert len({each.due for each in found}) == count
    assert [each.number for each in found] == sorted(each.number for each in found)
    assert all(each.due >= day for each, day in zip(found, days, strict=True))
    assert found[-1].due == date(2028, 12, 31)


@pytest.mark.parametrize(
    ("text", "count"), [("4", 4), ("12", 12), ("0", 0), ("13", 0), ("kontrolleras lokalt", 0)]
)
def test_what_is_no_number_is_no_meeting(text: str, count: int) -> None:
    assert per_year(text) == count


def test_the_citys_own_file_has_two_groups_with_four(content: Content) -> None:
    found = next_meetings(content.network, date(2026, 11, 22))
    assert [(each.group, each.of) for each in found] == [("Kärngruppen", 4), ("Det stora nätverket", 4)]
    silent = replace(content.network, groups=(replace(content.network.groups[0], meetings_per_year="?"),))
    assert next_meetings(silent, date(2026, 11, 22)) == ()
