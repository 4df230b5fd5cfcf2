"""The open counters: written once when a try is finished, rows in key order so that writers never cross."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.db import Base, insert
from core.quarters import quarter_at
from quiz.grading import UNSURE, Answer, Result, grade_answer
from quiz.models import Attempt, GainCount, ItemCount, OptionCount, SignCount, SignResult
from quiz.queries import before_attempt
from quiz.questions import Question

UNSURE_KEY = ""
Rows = list[dict[str, Any]]


def count_attempt(
    session: Session,
    attempt: Attempt,
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    result: Result,
) -> None:
    """Add a finished try to the sums of its organisation, course and quarter."""
    assert attempt.finished_at is not None  # noqa: S101  finish() has just set it
    place: dict[str, Any] = {
        "organisation_id": attempt.organisation_id,
        "course_key": attempt.course_key,
        "quarter": str(quarter_at(attempt.finished_at)),
    }
    add_up(session, SignCount, sign_rows(place, result, met_before(session, attempt)))
    if attempt.number == 1:
        before = before_attempt(session, attempt.user_id, attempt.course_key)
        add_up(session, GainCount, gain_rows(place, before, result))
        add_up(session, ItemCount, item_rows(place, questions, answers, result))
        add_up(session, OptionCount, option_rows(place, questions, answers))


@dataclass(frozen=True, slots=True)
class Met:
    """What a person's earlier tries asked about a sign: options that could be false alarms, "Säker" said."""

    lures: int
    sure: int


NOTHING_MET = Met(0, 0)


def met_before(session: Session, attempt: Attempt) -> dict[str, Met]:
    """The signs of the person's earlier tries in this quarter, organisation and course."""
    assert attempt.finished_at is not None  # noqa: S101
    quarter = quarter_at(attempt.finished_at)
    rows = session.execute(
        select(
            SignResult.sign_key,
            func.sum(SignResult.left_alone + SignResult.false_alarm),
            func.sum(SignResult.sure),
        )
        .join(Attempt, Attempt.id == SignResult.attempt_id)
        .where(
            Attempt.user_id == attempt.user_id,
            Attempt.course_key == attempt.course_key,
            Attempt.organisation_id == attempt.organisation_id,
            Attempt.finished_at >= quarter.starts_at,
            Attempt.finished_at < quarter.ends_at,
            Attempt.number < attempt.number,
        )
        .group_by(SignResult.sign_key)
    )
    return {sign_key: Met(int(lures), int(sure)) for sign_key, lures, sure in rows}


def sign_rows(place: Mapping[str, Any], result: Result, before: Mapping[str, Met]) -> Rows:
    """What a try adds per sign; `before` are the signs that the person is counted for already."""
    return [
        {
            **place,
            "sign_key": tally.sign,
            "people": int(tally.sign not in before),
            "people_lured": int(
                tally.left_alone + tally.false_alarm > 0 and not before.get(tally.sign, NOTHING_MET).lures
            ),
            "people_sure": int(tally.sure > 0 and not before.get(tally.sign, NOTHING_MET).sure),
            "seen": tally.seen,
            "missed": tally.missed,
            "left_alone": tally.left_alone,
            "false_alarm": tally.false_alarm,
            "sure": tally.sure,
            "sure_wrong": tally.sure_wrong,
        }
        for tally in sorted(result.signs.values(), key=lambda tally: tally.sign)
    ]


def gain_rows(place: Mapping[str, Any], before: Attempt | None, result: Result) -> Rows:
    """What a first try adds when all the questions before the first lesson were answered."""
    if before is None or before.right_count is None:
        return []
    return [
        {
            **place,
            "people": 1,
            "before_asked": len(before.drawn),
            "before_right": before.right_count,
            "after_asked": result.asked_count,
            "after_right": result.right_count,
        }
    ]


def item_rows(
    place: Mapping[str, Any],
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    result: Result,
) -> Rows:
    """What a first try adds per question."""
    rows = []
    for question in sorted(questions, key=lambda each: each.key):
        x = int(grade_answer(question, answers[question.key]).right)
        rest = result.right_count - x
        rows.append(
            {
                **place,
                "question_key": question.key,
                "question_version": question.version,
                "n": 1,
                "sum_x": x,
                "sum_rest": rest,
                "sum_x_rest": x * rest,
                "sum_rest2": rest * rest,
            }
        )
    return rows


def option_rows(
    place: Mapping[str, Any], questions: Sequence[Question], answers: Mapping[str, Answer]
) -> Rows:
    """What a first try adds per option."""
    rows = []
    for question in sorted(questions, key=lambda each: each.key):
        answer = answers[question.key]
        chosen = [UNSURE_KEY] if answer is UNSURE else sorted(answer)
        rows += [
            {
                **place,
                "question_key": question.key,
                "question_version": question.version,
                "option_key": key,
                "chosen": 1,
            }
            for key in chosen
        ]
    return rows


def add_up(session: Session, table: type[Base], rows: Rows) -> None:
    """Insert rows of sums, or add them to the rows that are there, in the order given. One statement.

    It is the same for any number of rows, so that it is compiled once and not for each try.
    """
    if not rows:
        return
    statement = insert(session, Base.metadata.tables[table.__tablename__])
    keys = [column.name for column in table.__table__.primary_key]
    sums = {
        column.name: column + statement.excluded[column.name]
        for column in table.__table__.columns
        if column.name not in keys
    }
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=sums), rows)
