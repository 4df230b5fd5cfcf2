"""A power cut that tears the journal: what is left is a beginning of what was committed, whole in itself (F05)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from care.backup_actions import mend_counters
from care.fact_queries import broken_facts
from certificates.models import Certificate
from core import clock
from core.db import db, engine_options, prepare_engine, session, sqlite_module, writing
from core.sqlite_files import faults, path_of
from quiz import actions
from quiz.content import Content
from quiz.models import Answer, Attempt
from tests.builders.cast import Cast, make_learner
from tests.builders.exams import begin, on_pass, read_everything, right_answer
from tests.builders.rounds import rounds

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]
SEED = 20261122
LEARNERS = 3


@contextlib.contextmanager
def everything_in_the_journal(app: Flask) -> Iterator[None]:
    """Inside, what is committed stays in the journal (-wal) beside the database file."""
    with app.app_context():
        engine = db.engine
        engine.dispose()

    @event.listens_for(engine, "connect")
    def keep(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA wal_autocheckpoint=0")

    try:
        yield
    finally:
        event.remove(engine, "connect", keep)


def exams(app: Flask, content: Content, cast: Cast) -> list[tuple[int, int]]:
    """A few people pass, a transaction an answer. Returns try and position of each answer in the order of commits."""
    done = []
    for number in range(LEARNERS):
        with app.app_context(), writing():
            person = make_learner(clock.now(), cast.here, f"Elev {'ABC'[number]}")
            session().commit()
        read_everything(app, content, person)
        with app.app_context(), writing():
            attempt = begin(session(), content, clock.now(), person.id, cast.here.id)
            session().commit()
            for position, question in enumerate(actions.questions_of(session(), attempt), start=1):
                actions.answer(
                    session(), clock.now(), attempt, position, right_answer(question), on_pass(content)
                )
                session().commit()
                done.append((attempt.id, position))
    return done


def torn(random: Random, journal: bytes, number: int) -> bytes:
    """The journal as a power cut may leave it: cut off, with garbage in it, or cut off with garbage behind."""
    offset = random.randrange(len(journal) + 1)
    garbage = random.randbytes(random.choice((1, 64, 512, 4096)))
    if number % 3 == 0:
        return journal[:offset]
    if number % 3 == 1:
        return (journal[:offset] + garbage + journal[offset + len(garbage) :])[: len(journal)]
    return journal[:offset] + garbage


def test_f05_a_torn_journal_leaves_a_beginning_of_what_was_committed(
    app: Flask, content: Content, cast: Cast, database_url: str, tmp_path: Path
) -> None:
    source = path_of(database_url)
    with everything_in_the_journal(app):
        done = exams(app, content, cast)
        database = source.read_bytes()
        journal = source.with_name(f"{source.name}-wal").read_bytes()
    assert len(journal) > 100_000, "the journal does not hold what was committed"
    random = Random(SEED)
    left = []
    for number in range(rounds(30, 300)):
        copy = tmp_path / f"torn-{number}.db"
        copy.write_bytes(database)
        copy.with_name(f"{copy.name}-wal").write_bytes(torn(random, journal, number))
        left.append(answers_after_a_power_cut(copy, done))
        copy.unlink()
    assert min(left) < len(done) / 3, "no round lost much: the damage did not damage"
    assert max(left) > len(done) / 2, "every round lost nearly all"
    untouched = tmp_path / "untouched.db"
    untouched.write_bytes(database)
    untouched.with_name("untouched.db-wal").write_bytes(journal)
    assert answers_after_a_power_cut(untouched, done) == len(done)


def answers_after_a_power_cut(path: Path, done: list[tuple[int, int]]) -> int:
    """Open it as the site does and look at everything. Returns how many answers are there."""
    engine = sa.create_engine(**engine_options(f"sqlite:///{path}"))
    prepare_engine(engine)
    try:
        with writing(), Session(engine) as rows:
            stored = {(row[0], row[1]) for row in rows.execute(sa.select(Answer.attempt_id, Answer.position))}
            assert stored == set(done[: len(stored)]), "an answer is missing between others"
            assert broken_facts(rows) == []
            passed = rows.scalar(
                sa.select(sa.func.count()).select_from(Attempt).where(Attempt.passed.is_(True))
            )
            certificates = rows.scalar(sa.select(sa.func.count()).select_from(Certificate))
            assert certificates == passed == sum(position == 12 for _, position in stored)
            assert not mend_counters(rows), "the sums are not what the tries say"
            rows.rollback()
    finally:
        engine.dispose()
    assert faults(path) == []
    return len(stored)


def test_the_search_would_find_a_try_without_its_certificate(
    app: Flask, content: Content, cast: Cast, database_url: str
) -> None:
    """The facts are no empty words: take something away, and they say so."""
    exams(app, content, cast)
    with app.app_context(), writing():
        attempt = session().scalars(sa.select(Attempt.id).limit(1)).one()
        session().execute(sa.delete(Answer).where(Answer.attempt_id == attempt, Answer.position == 3))
        session().execute(sa.update(Attempt).where(Attempt.id == attempt).values(passed=False))
        session().commit()
        assert len(broken_facts(session())) == 2
    with contextlib.closing(sqlite_module().connect(str(path_of(database_url)))) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(f"DELETE FROM attempt WHERE id = {attempt}")  # noqa: S608
        connection.commit()
    assert any("leads nowhere" in each for each in faults(path_of(database_url)))
