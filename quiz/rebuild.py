"""Making the open counters again from the facts."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select, true
from sqlalchemy.orm import Session

from core.db import hold_tables
from core.quarters import quarter_at
from quiz import counters
from quiz.actions import given_answers, questions_of, sure_questions
from quiz.before import BEFORE
from quiz.grading import grade
from quiz.models import Attempt, Counted, GainCount, ItemCount, OptionCount, SignCount
from quiz.queries import answers_of
from quiz.rules import ExamRules

COUNTERS = (SignCount, GainCount, ItemCount, OptionCount)


def rebuild_counters(
    session: Session, closed: Collection[str], organisations: Collection[int] | None = None
) -> int:
    """Recompute every open quarter's sums from the finished tries; closed quarters are not touched.

    `closed` are the closed quarters ("2026-3"), `organisations` the ids of those to look at, or None for all.
    Returns how many tries were counted.
    """
    hold_tables(session, *COUNTERS)  # whoever finishes meanwhile is counted after this, once
    for table in COUNTERS:
        session.execute(delete(table).where(table.quarter.not_in(closed), _of(table, organisations)))
    counted = 0
    attempts = session.scalars(
        select(Attempt)
        .where(Attempt.finished_at.is_not(None), Attempt.number > BEFORE, _of(Attempt, organisations))
        .order_by(Attempt.user_id, Attempt.course_key, Attempt.number)
    ).all()
    for attempt in attempts:
        if attempt.finished_at is None or str(quarter_at(attempt.finished_at)) in closed:
            continue
        questions = questions_of(session, attempt)
        answers = answers_of(session, attempt.id)
        given = given_answers(answers)
        result = grade(questions, given, ExamRules.from_json(attempt.rules), sure_questions(answers))
        counters.count_attempt(session, attempt, questions, given, result)
        counted += 1
    return counted


def _of(table: type[Counted | Attempt], organisations: Collection[int] | None) -> ColumnElement[bool]:
    return true() if organisations is None else table.organisation_id.in_(organisations)
