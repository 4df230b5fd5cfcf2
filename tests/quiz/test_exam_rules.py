"""The numbers of the exam, and the wait after a failed try."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.rules import ExamRules, FinishedTry, next_try_at

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = ExamRules()


def tries(outcomes: str) -> list[FinishedTry]:
    """One finished try an hour: "f" failed, "p" passed; the last one ends at noon."""
    return [
        FinishedTry(NOON - timedelta(hours=len(outcomes) - 1 - i), outcome == "p")
        for i, outcome in enumerate(outcomes)
    ]


def test_numbers_of_the_product() -> None:
    assert RULES.to_json() == (
        '{"cool_down_minutes": 10, "criticals": 2, "long_cool_down_from": 5, "long_cool_down_hours": 24,'
        ' "max_false_alarm_questions": 1, "pass_right": 10, "questions": 12, "traps": 3}'
    )


def test_pinned_rules_come_back_as_they_were() -> None:
    rules = ExamRules.from_overrides({"questions": "8", "pass_right": 7})
    assert (rules.questions, rules.pass_right, rules.traps) == (8, 7, 3)
    assert ExamRules.from_json(rules.to_json()) == rules


@pytest.mark.parametrize(
    ("overrides", "words"),
    [
        ({"pass_mark": 10}, "pass_mark: det finns ingen sådan provregel. Använd någon av questions,"),
        ({"questions": "tolv"}, "questions: 'tolv' är inget antal. Skriv ett heltal"),
        ({"traps": True}, "traps: True är inget antal"),
        ({"traps": -1}, "traps: -1 är inget antal"),
        ({"pass_right": 13}, "pass_right: 13 av 12 frågor går inte. Skriv ett tal från 1"),
        ({"pass_right": 0}, "pass_right: 0 av 12"),
        ({"traps": 8, "criticals": 5}, "traps och criticals: 8 + 5 ryms inte i 12 frågor. Sänk"),
        ({"long_cool_down_from": 0}, "long_cool_down_from: 0 finns inte. Räkna försöken från 1"),
    ],
)
def test_wrong_numbers_are_refused_with_the_remedy(overrides: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match="^" + words.replace("+", r"\+")):
        ExamRules.from_overrides(overrides)


def test_broken_json_is_refused() -> None:
    for text in ("[]", "{", '{"questions": "x"}'):
        with pytest.raises(ValueError, match=r"provregler|Expecting|antal"):
            ExamRules.from_json(text)


@pytest.mark.parametrize(
    ("outcomes", "wait"),
    [
        ("", None),
        ("p", None),
        ("ffp", None),
        ("f", timedelta(minutes=10)),
        ("ffff", timedelta(minutes=10)),
        ("fffff", timedelta(hours=24)),
        ("fffffff", timedelta(hours=24)),
        ("ffffpf", timedelta(minutes=10)),
        ("fffffpffff", timedelta(minutes=10)),
    ],
)
def test_ten_minutes_and_from_the_fifth_failed_try_a_day(outcomes: str, wait: timedelta | None) -> None:
    assert next_try_at(RULES, tries(outcomes)) == (None if wait is None else NOON + wait)


def test_a_day_is_24_hours_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 24, 12, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
    failed = [FinishedTry(before - timedelta(hours=i), passed=False) for i in range(5)]
    allowed = next_try_at(RULES, failed)
    assert allowed == datetime(2026, 10, 25, 10, 0, tzinfo=UTC)
    assert allowed.astimezone(before.tzinfo).hour == 11


def test_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        next_try_at(RULES, [FinishedTry(NOON.replace(tzinfo=None), passed=False)])


@settings(deadline=None, derandomize=True)
@given(st.text(alphabet="fp", max_size=40), st.randoms(use_true_random=False))
def test_never_locked_for_good_and_order_does_not_matter(outcomes: str, chance: Random) -> None:
    made = tries(outcomes)
    allowed = next_try_at(RULES, made)
    assert allowed is None or allowed <= NOON + timedelta(hours=24)
    chance.shuffle(made)
    assert next_try_at(RULES, made) == allowed
