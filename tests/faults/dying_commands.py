"""A command of the operator that kills itself: `python -m tests.faults.dying_commands nightly ISO-TIME SEED URL…`.

Each URL is a copy of one database. On the first the command runs through; on each of the others it dies at a
point of its own, and is then run again. What the database holds each time is printed as a line of JSON.
"""

import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from random import Random
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from app import create_app
from core.db import Base, db, session
from core.settings import ROOT
from quiz.content import Content, load_content
from quiz.models import Answer, Attempt
from tests.builders import sums
from tests.builders.quarters import closed_sums, final_rows, of_quarters, quarters_in
from tests.conftest import make_settings
from tests.faults.dying import in_child, tell

COMMIT, COMMITTED = "before a commit", "after a commit"
# The middle of closing, between closing and deleting, done with both; then the middle of a recount and of other duties.
TURNS = (
    "INSERT INTO closed_",
    "DELETE FROM answer",
    COMMITTED,
    "DELETE FROM sign_count",
    "DELETE FROM attempt",
    COMMIT,
)


def run(app: Flask, command: str) -> None:
    """What the operator's timer does."""
    done = app.test_cli_runner().invoke(args=[command], catch_exceptions=False)
    assert done.exit_code == 0, done.output


def run_through(app: Flask, command: str) -> list[str]:
    """Run it to its end; returns where it could have died, in the order of `dying.die_at`.

    In a child as all the others are, so that none of them finds anything in memory that another has read.
    """
    with tempfile.NamedTemporaryFile("r+", encoding="utf-8") as told:

        def work() -> None:
            passed = watched(app)
            run(app, command)
            told.write(json.dumps(passed))
            told.flush()

        in_child(app, 0, work)
        told.seek(0)
        found: list[str] = json.load(told)
    return found


def watched(app: Flask) -> list[str]:
    """A list that fills with the points that this process passes."""
    passed: list[str] = []

    def at_statement(_: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        passed.append(" ".join(statement.split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", at_statement)
    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        passed.append(COMMIT)
        commit(connection)
        passed.append(COMMITTED)

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
    return passed


def chosen(passed: Sequence[str], number: int, random: Random) -> list[int]:
    """Points to die at, from 1: where each turn begins, right after that, where it ends; then others by the dice."""
    turns = [
        [point for point, label in enumerate(passed, start=1) if label.startswith(turn)] for turn in TURNS
    ]
    met = [points for points in turns if points]
    always = [each[0] for each in met] + [each[0] + 1 for each in met] + [each[-1] for each in met]
    others = random.sample(range(1, len(passed) + 1), len(passed))
    return [each for each in dict.fromkeys(always + others) if each <= len(passed)][:number]


def rows(app: Flask) -> dict[str, str]:
    """A digest of each table's rows."""
    with app.app_context():
        found = {}
        for table in Base.metadata.sorted_tables:
            lines = sorted(repr(tuple(row)) for row in session().execute(select(table)))
            found[table.name] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        return found


def state(app: Flask, expected: list[sums.Sums]) -> dict[str, Any]:
    """What is closed, what of the answers is there, and whether open and closed sums say what the facts said."""
    with app.app_context():
        closed = {str(row[0]) for row in final_rows(session())["ClosedQuarter"]}
        quarters = quarters_in(expected)
        says = (
            closed_sums(session()) == of_quarters(expected, closed)
            and sums.counted(session()) == of_quarters(expected, quarters - closed)
        )  # fmt: skip
        old = (
            select(func.count())
            .select_from(Attempt)
            .where(
                Attempt.finished_at.is_not(None),
                ~select(Answer).where(Answer.attempt_id == Attempt.id).exists(),
            )
        )
        return {"closed": sorted(closed), "tries_without_answers": session().scalar(old), "sums_true": says}


def main(command: str, at: str, seed: str, *urls: str) -> None:
    content: Content = load_content(ROOT, "helsingborg")
    with time_machine.travel(datetime.fromisoformat(at), tick=False):
        whole = create_app(make_settings(urls[0]), content)
        with whole.app_context():
            expected = sums.facts(session())
        before = state(whole, expected)
        passed = run_through(whole, command)
        tell(points=len(passed), before=before, after=state(whole, expected), rows=rows(whole))
        for url, point in zip(urls[1:], chosen(passed, len(urls) - 1, Random(seed)), strict=False):
            app = create_app(make_settings(url), content)
            work = partial(run, app, command)
            died, _ = in_child(app, point, work)
            after_death = state(app, expected)
            in_child(app, 0, work)
            tell(point=point, where=passed[point - 1][:60], died=died, after_death=after_death,
                 again=state(app, expected), rows=rows(app))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
