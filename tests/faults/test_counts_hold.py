"""Counters equal the facts: while many answer, through SIGKILL, closing, deleting, and a night that is killed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.engine import make_url

from care.actions import closed_quarters
from care.fact_queries import broken_facts
from core import clock
from core.db import session, writing
from core.quarters import Quarter, quarter_at
from core.settings import ROOT
from courses.actions import choose
from quiz.content import Content
from quiz.models import Answer, Attempt, SignCount
from quiz.rebuild import rebuild_counters
from tests.builders import sums
from tests.builders.cast import COURSE, Cast, make_learner
from tests.builders.databases import PostgresServer, administer
from tests.builders.exams import UNSURE_VALUE, Sitting, answer_before, any_answer, begin, take
from tests.builders.quarters import (
    autumn_and_summer,
    closed_sums,
    final_rows,
    of_quarters,
    people,
    quarters_in,
)
from tests.builders.rounds import rounds
from tests.conftest import dispose
from tests.faults.learners import Learner, everything_acknowledged_is_there_once
from tests.faults.real_server import RealServer, pause
from tests.faults.test_killed_server import LEARNERS_AT_ONCE, Crowd

pytestmark = [pytest.mark.both, pytest.mark.slow]
SEED = 20261122
QUESTIONS = 12


# ---- a crowd, killed servers, and the quarter's end --------------------------------------------------


class Wavering(Learner):
    """Passes, but is not sure of one of the first questions and wrong at another, so that sums differ."""

    def values(self, sitting: Sitting, number: int) -> list[str]:
        question = sitting.questions[number - 1]
        if number == 2:
            return [UNSURE_VALUE]
        if number == 3 and not question.critical:
            return sitting.wrong(number)
        return sitting.right(number)


class WaveringCrowd(Crowd):
    kind = Wavering


def count_again() -> None:
    """`flask rebuild-counters`, while the server writes."""
    with writing():
        rebuild_counters(session(), closed_quarters(session()))
        session().commit()


def test_f02_counters_are_the_facts_through_kills_and_stay_when_the_facts_are_deleted(
    app: Flask, cast: Cast, content: Content, database_url: str, tmp_path: Path
) -> None:
    random = Random(SEED)
    with RealServer(tmp_path, database_url) as server, WaveringCrowd(server, cast, content) as crowd:
        for _ in range(rounds(1, 60)):
            crowd.wait_for_more(LEARNERS_AT_ONCE * QUESTIONS // 2 + random.randint(0, 12))
            with app.app_context():
                count_again()
            crowd.wait_for_more(random.randint(2, 9))
            pause(random.random() * 0.05)
            server.kill_all()
            server.start()
        crowd.wait_for_more(LEARNERS_AT_ONCE * QUESTIONS)
    assert sum(each.interruptions for each in crowd.notebooks) > 0, "no kill ever met a request"
    everything_acknowledged_is_there_once(app, content, crowd.notebooks)

    with app.app_context():
        assert sums.counted(session()) == sums.facts(session())
        assert all(sums.counted(session())[index] for index in (0, 2, 3))
    close_delete_and_compare(app, cast, content, quarter_at(clock.now()), random)


def close_delete_and_compare(app: Flask, cast: Cast, content: Content, over: Quarter, random: Random) -> None:
    """The quarter ends and is closed, its answers go, and some are in the next one: every sum stays what it was."""
    going_on = str(over.next())
    night = over.ends_at + timedelta(days=90, hours=3)
    with time_machine.travel(over.ends_at + timedelta(days=20), tick=False) as traveller:
        with app.app_context(), writing():
            for name in ("Ines Ek", "Jonas Ek", "Kim Ek"):
                person = make_learner(clock.now(), cast.here, name)
                take(session(), content, clock.now(), person.id, cast.here.id, partial(any_answer, random))
            session().commit()
            expected = sums.facts(session())
            assert sums.counted(session()) == expected
        past = quarters_in(expected) - {going_on}
        traveller.move_to(night)
        said = app.test_cli_runner().invoke(args=["nightly"], catch_exceptions=False).output
        assert f"Closed: {', '.join(sorted(past))}. " in said
        with app.app_context(), writing():
            left = select(func.count()).select_from(Answer).join(Attempt, Attempt.id == Answer.attempt_id)
            assert session().scalar(left.where(Attempt.started_at < over.ends_at)) == 0
            assert session().scalar(left) == 3 * QUESTIONS
            assert closed_sums(session()) == of_quarters(expected, past)
            assert sums.counted(session()) == of_quarters(expected, {going_on})
            final = final_rows(session())
            session().execute(update(SignCount).values(seen=SignCount.seen + 7))
            session().commit()
        rebuilt = app.test_cli_runner().invoke(args=["rebuild-counters"], catch_exceptions=False).output
        assert rebuilt == "Counted 3 tries.\n"
        with app.app_context():
            assert sums.counted(session()) == of_quarters(expected, {going_on})
            assert final_rows(session()) == final
            assert broken_facts(session()) == []


# ---- the commands themselves are killed --------------------------------------------------------------


@pytest.fixture
def lived(app: Flask, cast: Cast, content: Content) -> None:
    """Two quarters that are over, one that goes on, and what else a night has to do."""
    new_year = datetime(2027, 1, 1, 9, tzinfo=UTC)
    with app.app_context(), writing():
        random = Random(SEED)
        earlier, later, leaving = people(cast, 3)
        summer = datetime(2026, 7, 2, 9, tzinfo=UTC)
        for person in (earlier, later):
            answer_before(session(), content, summer, person.id, cast.here.id, partial(any_answer, random))
        take(session(), content, summer, earlier.id, cast.here.id, partial(any_answer, random))
        begin(session(), content, summer, leaving.id, cast.here.id)
        choose(
            session(),
            summer,
            user_id=earlier.id,
            organisation_id=cast.here.id,
            course_key=COURSE,
            scenario_key="scenario",
            scene_key="scen",
            option_key="tanke",
        )
        autumn_and_summer(cast, content, random)
        take(session(), content, new_year, later.id, cast.here.id, partial(any_answer, random))
        session().commit()
    dispose(app)


Copies = Callable[[int], list[str]]


@pytest.fixture
def copies(
    lived: None, database_kind: str, database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Copies]:
    """Makes a number of copies of the same database, and takes them away."""
    source = make_url(database_url).database or ""
    with ExitStack() as stack:

        def sqlite(index: int) -> str:
            copy = tmp_path / f"copy-{index}.db"
            copy.write_bytes(Path(source).read_bytes())
            return f"sqlite:///{copy}"

        def postgresql(index: int) -> str:
            server: PostgresServer = request.getfixturevalue("postgres")
            name = f"{source}_{index}"
            administer(server, f"CREATE DATABASE {name} TEMPLATE {source}")
            stack.callback(administer, server, f"DROP DATABASE {name} WITH (FORCE)")
            return server.url(name)

        make = sqlite if database_kind == "sqlite" else postgresql
        yield lambda number: [make(index) for index in range(number)]


def die(command: str, at: datetime, urls: list[str]) -> list[dict[str, Any]]:
    """Run the process in which the command kills itself; returns what it saw."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ESH_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.dying_commands", command, at.isoformat(), str(SEED), *urls],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_night_killed_anywhere_and_run_again_is_an_unbroken_night(copies: Copies) -> None:
    number = rounds(9, 120)
    through, *seen = die("nightly", datetime(2027, 1, 2, 3, tzinfo=UTC), copies(1 + number))
    before, after = through["before"], through["after"]
    assert (before["closed"], before["tries_without_answers"], before["sums_true"]) == ([], 0, True)
    assert (after["closed"], after["sums_true"]) == (["2026-3", "2026-4"], True)
    assert after["tries_without_answers"] > 0
    assert len(seen) == min(number, through["points"])
    where = " ".join(each["where"] for each in seen)
    assert "INSERT INTO closed_" in where  # in the middle of closing
    assert "DELETE FROM answer" in where  # between closing and deleting
    for each in seen:
        assert each["died"], each
        dead = each["after_death"]
        assert dead["sums_true"], each
        assert dead["closed"] == after["closed"] or not dead["tries_without_answers"], each
        assert each["again"] == after, each
        assert [name for name in through["rows"] if each["rows"][name] != through["rows"][name]] == [], each
    closed = [bool(each["after_death"]["closed"]) for each in seen]
    assert True in closed
    assert False in closed


def test_a_recount_killed_anywhere_is_wholly_done_or_not_at_all(copies: Copies) -> None:
    through, *seen = die("rebuild-counters", datetime(2027, 1, 1, 12, tzinfo=UTC), copies(1 + rounds(5, 60)))
    assert through["after"] == through["before"]
    assert through["before"]["sums_true"]
    assert "DELETE FROM sign_count" in " ".join(each["where"] for each in seen)
    for each in seen:
        assert each["died"], each
        assert each["after_death"] == each["again"] == through["before"], each
        assert each["rows"] == through["rows"], each
