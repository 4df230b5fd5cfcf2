"""The sums of statistics, counted once more from the facts in plain Python, without the product's counters."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import Base
from quiz.models import Answer, Attempt, BankVersion, GainCount, ItemCount, OptionCount, SignCount

Key = tuple[Any, ...]
Sums = dict[Key, dict[str, int]]
COUNTERS: tuple[type[Base], ...] = (SignCount, GainCount, ItemCount, OptionCount)


def counted(session: Session) -> list[Sums]:
    """What the open counters hold, table by table."""
    return [rows_of(session, table) for table in COUNTERS]


def facts(session: Session) -> list[Sums]:
    """What the same tables must hold when nothing is closed, by the tries and answers that are there."""
    return [sign_sums(session), gain_sums(session), item_sums(session), option_sums(session)]


def rows_of(session: Session, table: type[Base]) -> Sums:
    """What a table of sums holds: its key, with organisation, course and quarter first, to its sums."""
    columns = [column.name for column in table.__table__.columns]
    keys = [column.name for column in table.__table__.primary_key]
    place = ["organisation_id", "course_key", "quarter"]
    order = place + sorted(set(keys) - set(place))
    return {
        tuple(row[name] for name in order): {name: row[name] for name in columns if name not in keys}
        for row in session.execute(select(table.__table__)).mappings()
    }


def quarter_name(instant: datetime) -> str:
    """ "2026-3" by the wall clock in Stockholm."""
    local = instant.astimezone(ZoneInfo("Europe/Stockholm"))
    return f"{local.year}-{(local.month - 1) // 3 + 1}"


def finished(session: Session) -> list[tuple[Attempt, list[dict[str, Any]], dict[str, Answer]]]:
    """Every finished try with its questions as stored and its answers by question."""
    banks = {
        row.version: {each["key"]: each for each in json.loads(row.questions)}
        for row in session.scalars(select(BankVersion))
    }
    answers: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in session.scalars(select(Answer)):
        answers[answer.attempt_id][answer.question_key] = answer
    tries = session.scalars(select(Attempt).where(Attempt.finished_at.is_not(None), Attempt.number > 0))
    return [(each, [banks[each.bank_version][key] for key in each.drawn], answers[each.id]) for each in tries]


def is_right(question: dict[str, Any], answer: Answer) -> bool:
    """Everything right and nothing wrong is chosen."""
    correct = sorted(option["key"] for option in question["options"] if option["correct"])
    return not answer.unsure and sorted(answer.chosen) == correct


def sign_sums(session: Session) -> Sums:
    """Sums per sign, and how many different people stand behind each of the two shares."""
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    people: dict[Key, set[int]] = defaultdict(set)
    lured: dict[Key, set[int]] = defaultdict(set)
    sure: dict[Key, set[int]] = defaultdict(set)
    for attempt, questions, answers in finished(session):
        assert attempt.finished_at is not None
        for question in questions:
            chosen = set(answers[question["key"]].chosen)
            signs = question["lures"] if question["no_sign"] else question["signs"]
            said_sure = bool(answers[question["key"]].sure)
            for sign in signs[:2]:
                key = (attempt.organisation_id, attempt.course_key, quarter_name(attempt.finished_at), sign)
                people[key].add(attempt.user_id)
                if said_sure:
                    sure[key].add(attempt.user_id)
                    sums[key]["sure"] += 1
                    sums[key]["sure_wrong"] += not is_right(question, answers[question["key"]])
                for option in question["options"]:
                    taken = option["key"] in chosen
                    if option["correct"] and not question["no_sign"] and option["sign"] in {None, sign}:
                        sums[key]["seen" if taken else "missed"] += 1
                    if option["alarm"]:
                        lured[key].add(attempt.user_id)
                        sums[key]["false_alarm" if taken else "left_alone"] += 1
    names = ("seen", "missed", "left_alone", "false_alarm", "sure", "sure_wrong")
    return {
        key: {
            "people": len(people[key]),
            "people_lured": len(lured[key]),
            "people_sure": len(sure[key]),
            **{name: sums[key][name] for name in names},
        }
        for key in people
    }


def gain_sums(session: Session) -> Sums:
    """What first tries and the questions before the first lesson say, of people who have finished both."""
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    before = {
        (each.user_id, each.course_key): each
        for each in session.scalars(
            select(Attempt).where(Attempt.number == 0, Attempt.finished_at.is_not(None))
        )
    }
    for attempt, questions, answers in first_tries(session):
        assert attempt.finished_at is not None
        earlier = before.get((attempt.user_id, attempt.course_key))
        if earlier is None or earlier.right_count is None:
            continue
        right = sum(is_right(each, answers[each["key"]]) for each in questions)
        sums[attempt.organisation_id, attempt.course_key, quarter_name(attempt.finished_at)].update(
            people=1,
            before_asked=len(earlier.drawn),
            before_right=earlier.right_count,
            after_asked=len(questions),
            after_right=right,
        )
    return {key: dict(each) for key, each in sums.items()}


def item_sums(session: Session) -> Sums:
    """Sums per question over first tries."""
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for attempt, questions, answers in first_tries(session):
        assert attempt.finished_at is not None
        right = {each["key"]: is_right(each, answers[each["key"]]) for each in questions}
        for question in questions:
            place = (attempt.organisation_id, attempt.course_key, quarter_name(attempt.finished_at))
            key = (*place, question["key"], question["version"])
            x = int(right[question["key"]])
            rest = sum(right.values()) - x
            sums[key].update(n=1, sum_x=x, sum_rest=rest, sum_x_rest=x * rest, sum_rest2=rest**2)
    names = ("n", "sum_x", "sum_rest", "sum_x_rest", "sum_rest2")
    return {key: {name: each[name] for name in names} for key, each in sums.items()}


def option_sums(session: Session) -> Sums:
    """How many chose each option in their first try; "" for not sure."""
    sums: dict[Key, Counter[str]] = defaultdict(Counter)
    for attempt, questions, answers in first_tries(session):
        assert attempt.finished_at is not None
        place = (attempt.organisation_id, attempt.course_key, quarter_name(attempt.finished_at))
        for question in questions:
            answer = answers[question["key"]]
            for option in [""] if answer.unsure else answer.chosen:
                sums[*place, option, question["key"], question["version"]]["chosen"] += 1
    return {key: dict(each) for key, each in sums.items()}


def first_tries(
    session: Session,
) -> Iterable[tuple[Attempt, list[dict[str, Any]], dict[str, Answer]]]:
    """The finished tries that were the person's first at the course."""
    return [each for each in finished(session) if each[0].number == 1]
