"""A job is a row: claimed by one, begun again when its process dies, ended with words, and asked for once a day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from core import clock, jobs
from core.db import Meta, insert, session, writing
from core.job_models import Heartbeat, Job, JobFile, JobState
from core.jobs import MOST_STARTS, SILENT_FOR, JobProblem, Running
from core.logs import OneLine
from core.queue import each_minute
from tests.builders.jobs import ask, kind

pytestmark = pytest.mark.both


def job_of(app: Flask, ref: str) -> Job:
    with app.app_context():
        return session().scalars(select(Job).where(Job.ref == ref)).one()


def marked(app: Flask) -> list[str]:
    """The marks that workers have left, in order."""
    with app.app_context():
        return sorted(session().scalars(select(Meta.key).where(Meta.value == "mark")))


def mark(running: Running, key: str) -> None:
    running.session.execute(insert(running.session, Meta).values(key=key, value="mark"))


def test_jobs_are_done_oldest_first_and_told_how_they_ended(app: Flask) -> None:
    said: list[object] = []

    def work(running: Running) -> dict[str, object]:
        said.append(running.arguments["number"])
        return {"url": "/om"}

    with kind("count", work):
        refs = [ask(app, "count", number=number) for number in range(3)]
        assert jobs.work(app) == 3
        assert jobs.work(app) == 0, "nothing is left"
    assert said == [0, 1, 2]
    found = job_of(app, refs[0])
    assert (found.state, found.result["url"], found.arguments) == (JobState.DONE, "/om", {})
    assert found.finished_at is not None


def test_a_job_that_was_not_committed_is_none(app: Flask) -> None:
    with app.app_context(), writing():
        jobs.ask(session(), clock.now(), "count", {})
        session().rollback()
    assert jobs.work(app) == 0


def test_progress_keeps_what_was_done_and_a_fault_loses_the_rest(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def work(running: Running) -> dict[str, object]:
        mark(running, "first")
        running.progress(1, 2)
        mark(running, "second")
        running.file("a.txt", "text/plain", b"half")
        raise ValueError("Anna Ålund")

    with kind("half", work), kind("fine", lambda _running: {}):
        broken, fine = ask(app, "half"), ask(app, "fine")
        assert jobs.work(app) == 2, "a job that fails hinders no other"
    found = job_of(app, broken)
    assert (found.state, found.problem, found.steps_done, found.steps_total) == (
        JobState.FAILED, jobs.FAULT, 1, 2,
    )  # fmt: skip
    assert marked(app) == ["first"]
    assert job_of(app, fine).state == JobState.DONE
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(JobFile)) == 0
    logged = "".join(OneLine().format(each) for each in caplog.records)
    assert found.case is not None
    assert found.case in logged
    assert "Anna" not in logged


def test_a_worker_says_in_words_why_it_cannot(app: Flask) -> None:
    def work(_running: Running) -> dict[str, object]:
        raise JobProblem("empty")

    with kind("empty", work):
        ref = ask(app, "empty")
        jobs.work(app)
    assert (job_of(app, ref).problem, job_of(app, ref).case) == ("empty", None)


def test_a_kind_that_nobody_knows_fails_and_the_next_is_done(app: Flask) -> None:
    with kind("fine", lambda _running: {}):
        unknown, fine = ask(app, "of-another-version"), ask(app, "fine")
        jobs.work(app)
    assert job_of(app, unknown).state == JobState.FAILED
    assert job_of(app, fine).state == JobState.DONE


def test_asking_twice_under_one_key_is_asking_once(app: Flask) -> None:
    with app.app_context(), writing():
        first = jobs.ask(session(), clock.now(), "count", {}, key="count-2026-10-25")
        assert jobs.ask(session(), clock.now(), "count", {}, key="count-2026-10-25") is first
        session().commit()


def sweep(app: Flask, now: datetime) -> int:
    with app.app_context(), writing():
        waiting = jobs.sweep(session(), now)
        session().commit()
        return waiting


def test_a_silent_job_waits_again_three_times_at_most(app: Flask) -> None:
    ref = ask(app, "lost")
    now = clock.now()
    for start in range(1, MOST_STARTS + 1):
        with app.app_context(), writing():
            running = jobs.claim(session(), now)
        assert running is not None
        assert running.start == start
        assert sweep(app, now + SILENT_FOR) == 0, "five minutes are not yet silence"
        now += SILENT_FOR + timedelta(seconds=1)
        assert sweep(app, now) == (1 if start < MOST_STARTS else 0)
    found = job_of(app, ref)
    assert (found.state, found.problem) == (JobState.FAILED, jobs.STOPPED)


def test_who_was_overtaken_keeps_nothing_and_ends_nothing(app: Flask) -> None:
    """A process that slept, not died, comes back to a job that somebody else has."""

    def work(running: Running) -> dict[str, object]:
        mark(running, f"start-{running.start}")
        if running.start == 1:
            with app.app_context(), writing():
                other = session()
                running.session.rollback()  # SQLite has one writer: what it began would hold the sweep up
                jobs.sweep(other, clock.now() + SILENT_FOR + timedelta(seconds=1))
                other.commit()
                again = jobs.claim(other, clock.now())
                assert again is not None
                jobs.run(again)
            mark(running, "too-late")
            running.progress(1, 1)
        return {"start": running.start}

    with kind("slow", work):
        ref = ask(app, "slow")
        jobs.work(app)
    found = job_of(app, ref)
    assert (found.state, found.result["start"], found.starts) == (JobState.DONE, 2, 2)
    assert marked(app) == ["start-2"]


def test_a_later_file_replaces_the_first(app: Flask) -> None:
    def work(running: Running) -> dict[str, object]:
        running.file("a.txt", "text/plain", b"a")
        running.file("b.txt", "text/plain", b"b")
        return {}

    with kind("files", work):
        ref = ask(app, "files")
        jobs.work(app)
    assert job_of(app, ref).result["file"] is True
    with app.app_context():
        assert session().scalars(select(JobFile.name)).all() == ["b.txt"]


def test_the_queue_is_woken_after_the_commit_and_never_stops_a_request(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []

    def there() -> int:
        """How many jobs another connection sees."""
        with app.app_context():
            return session().scalar(select(func.count()).select_from(Job)) or 0

    monkeypatch.setattr(app.extensions["queue"], "wake", lambda: woken.append(there()))
    with app.app_context(), writing():
        with session().begin_nested():
            jobs.ask(session(), clock.now(), "count", {})
        assert not woken, "a savepoint is no commit"
        session().commit()
        session().scalar(select(func.count()).select_from(Job))
        session().commit()
    assert woken == [1], "once, and the job can be seen by then"
    monkeypatch.undo()
    monkeypatch.setattr("core.queue.open_huey", lambda _url: 1 / 0)
    ask(app, "count")


# ---- every minute, every night -----------------------------------------------------------------------


def test_a_heartbeat_a_minute(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 8, 14, 10, 0, 59, tzinfo=UTC), tick=False) as hand:
        each_minute(app)
        each_minute(app)
        hand.shift(2)
        each_minute(app)
    with app.app_context():
        beats = session().scalars(select(Heartbeat.minute).order_by(Heartbeat.minute)).all()
    assert beats == [datetime(2026, 8, 14, 10, minute, tzinfo=UTC) for minute in (0, 1)]


def nights_asked(app: Flask) -> dict[str, datetime]:
    with app.app_context():
        return {
            str(job.key): clock.local(job.created_at)
            for job in session().scalars(select(Job).where(Job.kind == "nightly").order_by(Job.key))
        }


@pytest.mark.parametrize("day", ["2026-10-25", "2027-03-28", "2026-11-14"])
def test_f32_the_night_is_done_once_whatever_the_clocks_do(app: Flask, day: str) -> None:
    """Each minute from midnight to four in Stockholm, on the nights the clocks change and on an ordinary one."""
    date = datetime.fromisoformat(day).date()
    instant = clock.start_of_day(date)
    before = clock.start_of_day(date - timedelta(days=1)) + timedelta(hours=12)
    with time_machine.travel(before, tick=False) as hand:
        each_minute(app)
        jobs.work(app)
        while clock.local(instant).hour < 4:
            hand.move_to(instant)
            with app.app_context(), writing():
                jobs.ask_daily(session(), clock.now())
                session().commit()
            jobs.work(app)
            instant += timedelta(minutes=1)
    found = nights_asked(app)
    assert list(found) == [f"nightly-{date - timedelta(days=1)}", f"nightly-{date}"]
    assert (found[f"nightly-{date}"].hour, found[f"nightly-{date}"].minute) == (3, 30)
    with app.app_context():
        assert set(session().scalars(select(Job.state))) == {JobState.DONE}
        assert session().get(Meta, "last_night") is not None


def test_a_night_nobody_was_there_is_made_up_for_in_the_morning(app: Flask) -> None:
    with time_machine.travel(datetime(2026, 8, 14, 7, 5, tzinfo=UTC), tick=False):
        each_minute(app)
        each_minute(app)
    assert list(nights_asked(app)) == ["nightly-2026-08-14"]


def test_a_night_that_may_not_be_done_says_so(app: Flask) -> None:
    """The clock has jumped: `flask nightly` tells the operator in words, the job is marked and the log has it."""
    with time_machine.travel(datetime(2026, 8, 14, 7, 5, tzinfo=UTC), tick=False) as hand:
        each_minute(app)
        jobs.work(app)
        hand.shift(timedelta(days=200))
        each_minute(app)
        jobs.work(app)
    with app.app_context():
        states = session().scalars(select(Job.state).where(Job.kind == "nightly").order_by(Job.key)).all()
    assert states == [JobState.DONE, JobState.FAILED]
