"""A process that kills itself on purpose: run as `python -m tests.faults.dying`, never imported by the product.

It makes the app once; for each point it forks a child that does the work and SIGKILLs itself there, as a power
cut or an impatient operator would. What the database holds after each death is printed as lines of JSON.
"""

import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, func, inspect, select, text

from app import create_app
from certificates.models import Certificate
from core import clock
from core.db import Base, alembic, db, session, writing
from core.settings import ROOT
from quiz.content import Content, load_content
from quiz.models import Answer, Attempt, ItemCount, OptionCount, SignCount, SignResult
from tests.builders import sums
from tests.builders.cast import Cast, Person, build_cast, make_learner
from tests.builders.exams import Sitting, sit
from tests.builders.pages import Browser
from tests.conftest import make_settings

KILLED = -signal.SIGKILL
MOST_POINTS = 400


def die_at(engine: Engine, point: int) -> Callable[[], int]:
    """SIGKILL this process at the n-th point: before each statement, before and after each COMMIT.

    Returns a function that tells how many points have passed.
    """
    passed = 0

    def here(*_: Any) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", here)
    commit = engine.dialect.do_commit

    def do_commit(connection: Any) -> None:
        here()
        commit(connection)
        here()

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign, assignment]
    return lambda: passed


def in_child(app: Flask, point: int, work: Callable[[], None]) -> tuple[bool, int]:
    """Fork, work and die at the point. Returns whether it died, and how many points it passed if it did not."""
    with app.app_context():
        db.engine.dispose()
    reading, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            with app.app_context():
                passed = die_at(db.engine, point)
            work()
            os.write(writing_end, str(passed()).encode())
            os._exit(0)
        except BaseException:  # noqa: BLE001  a child must never come back into the parent's code
            traceback.print_exc()
            os._exit(1)
    os.close(writing_end)
    with os.fdopen(reading) as told:
        counted = told.read()
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in {0, KILLED}:
        raise SystemExit(f"the child failed at point {point}")
    return code == KILLED, int(counted or 0)


def tell(**facts: Any) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


# ---- F03: the last answer ----------------------------------------------------------------------------


def last_answer(url: str, content: Content) -> None:
    """Die at each point of the last answer; each time with a learner of her own."""
    app = create_app(make_settings(url), content)
    cast = build_cast(app)
    for point in range(1, MOST_POINTS):
        person = new_person(app, cast, point)
        sitting = sit(app, content, person, cast.here, answered=11)
        device = cast.sign_in(person)
        token = device.token()

        def post(device: Browser = device, sitting: Sitting = sitting, token: str = token) -> None:
            answer = {"csrf_token": token, "answer": sitting.right(12)}
            response = device.client.post(sitting.url(12), data=answer)
            assert response.status_code == 303, response.status_code

        died, _ = in_child(app, point, post)
        after_death = state(app, person)
        page = device.post(sitting.url(12), answer=sitting.right(12))
        tell(
            point=point,
            died=died,
            after_death=after_death,
            heading=page.h1,
            after_retry=state(app, person),
        )
        if not died:
            break
    tell(counters_true=counters_true(app))


def new_person(app: Flask, cast: Cast, number: int) -> Person:
    """One more learner at `here`."""
    with app.app_context(), writing():
        person = make_learner(clock.now(), cast.here, f"Elev {'ABCDEFGHIJ'[number % 10]}")
        session().commit()
    return person


def state(app: Flask, person: Person) -> dict[str, Any]:
    """What is there of a person's only try."""
    with app.app_context():
        attempt = session().scalars(select(Attempt).where(Attempt.user_id == person.id)).one()

        def many(table: type[Base], condition: Any) -> int:
            return session().scalar(select(func.count()).select_from(table).where(condition)) or 0

        return {
            "answers": many(Answer, Answer.attempt_id == attempt.id),
            "finished": attempt.finished_at is not None,
            "passed": attempt.passed,
            "signs": many(SignResult, SignResult.attempt_id == attempt.id),
            "certificates": many(Certificate, Certificate.user_id == person.id),
        }


def counters_true(app: Flask) -> bool:
    """Whether the counters say what the facts say, after all deaths and retries."""
    with app.app_context():
        return (
            sums.rows_of(session(), SignCount) == sums.sign_sums(session())
            and sums.rows_of(session(), ItemCount) == sums.item_sums(session())
            and sums.rows_of(session(), OptionCount) == sums.option_sums(session())
        )


# ---- F04: the migration ------------------------------------------------------------------------------


def migration(urls: Sequence[str], content: Content, seed: int) -> None:
    """Die at points of the upgrade from the schema before the newest; each on a copy of its own.

    The first copy runs through and tells how many points there are. The first and last ones are always
    tried; of those between as many, by the seed, as there are copies.
    """
    points = [0]
    whole: list[list[str]] = []
    for number, url in enumerate(urls):
        if number == len(points):
            break
        point = points[number]
        app = create_app(make_settings(url), content)
        with at_the_schema_before(app):
            before = schema(app)
        died, passed = in_child(app, point, partial(upgrade, app))
        if point == 0:
            always = [1, 2, passed - 2, passed - 1, passed]
            between = range(3, passed - 2)
            points += always + Random(seed).sample(between, min(len(between), len(urls) - 1 - len(always)))
        after_death = schema(app)
        upgrade(app)
        if point == 0:
            whole = after_death
            assert not differences(app)
        tell(
            point=point,
            died=died,
            passed=passed,
            old=after_death == before,
            new=after_death == whole,
            finished=schema(app) == whole,
        )


@contextlib.contextmanager
def at_the_schema_before(app: Flask) -> Iterator[None]:
    """Bring an empty database to the schema before the newest; with one migration that is no schema."""
    with app.app_context(), writing():
        newest = next(iter(alembic.script_directory.walk_revisions()))
        if newest.down_revision:
            alembic.upgrade(str(newest.down_revision))
        db.engine.dispose()
    yield


def upgrade(app: Flask) -> None:
    """What `flask upgrade` does."""
    with app.app_context(), writing():
        alembic.upgrade()


def schema(app: Flask) -> list[list[str]]:
    """Every table, column and index, and the version that the database says it has."""
    with app.app_context():
        found = inspect(db.engine)
        things = []
        for (_, table), columns in found.get_multi_columns().items():
            things += [["column", table, str(each["name"])] for each in columns]
        for (_, table), indexes in found.get_multi_indexes().items():
            things += [["index", table, str(each["name"])] for each in indexes]
        if found.has_table("alembic_version"):
            with db.engine.connect() as connection:
                rows = connection.execute(text("SELECT version_num FROM alembic_version"))
                things += [["version", row[0]] for row in rows]
        db.engine.dispose()
    return sorted(things)


def differences(app: Flask) -> list[Any]:
    """The differences between the database and the models."""
    with app.app_context():
        found: list[Any] = alembic.compare_metadata()
        db.engine.dispose()
        return found


def main(job: str, *arguments: str) -> None:
    content = load_content(ROOT, "helsingborg")
    if job == "last-answer":
        last_answer(arguments[0], content)
    elif job == "migration":
        migration(arguments[1:], content, int(arguments[0]))
    else:
        raise SystemExit(f"{job}: no such job")


if __name__ == "__main__":
    main(*sys.argv[1:])
