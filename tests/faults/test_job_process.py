"""The job process as an operator starts it: two at once, killed in the middle, stopped by Ctrl-C and by systemd."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from core import clock, jobs
from core.db import Meta, session, writing
from core.job_models import Heartbeat, Job, JobState
from core.jobs import SILENT_FOR
from core.settings import ROOT, make_secret_file
from tests.builders.jobs import STEPS, ask, kind, marks
from tests.builders.rows import count
from tests.faults.real_server import RealServer, pause

pytestmark = pytest.mark.slow

JOBS = 50
PATIENCE = 1500  # pauses: 45 seconds


def wait_for(true: Callable[[], bool], what: str) -> None:
    for _ in range(PATIENCE):
        if true():
            return
        pause()
    pytest.fail(f"waited in vain until {what}")


class Processes:
    """Job processes on one database, ended with the test."""

    def __init__(self, database_url: str, folder: Path) -> None:
        make_secret_file(folder / "secret")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("ESH_")}
        self.environment |= {
            "DATABASE_URL": database_url,
            "ESH_SECRET_FILE": str(folder / "secret"),
            "ESH_ERASURES_FILE": str(folder / "erasures"),
        }
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def ready(self, how: str) -> subprocess.Popen[str]:
        """One that has started and waits to be told to begin."""
        process = self.start("tests.faults.working", how)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process


def begin(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[Processes]:
    made = Processes(database_url, tmp_path)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def states(app: Flask) -> Counter[str]:
    with app.app_context():
        return Counter(session().scalars(select(Job.state).where(Job.kind.not_in(["nightly", "reminders"]))))


def ended(log: Path) -> list[str]:
    """The name of each job that was done to its end, as often as it was."""
    return [line.split()[0] for line in log.read_text("utf-8").splitlines()]


@pytest.mark.both
def test_two_processes_do_fifty_jobs_once_each(app: Flask, processes: Processes, tmp_path: Path) -> None:
    log = tmp_path / "log"
    left, right = str(tmp_path / "left"), str(tmp_path / "right")
    ask(app, "until", began=left, until=right)  # each of the two does one of these, and then they race
    ask(app, "until", began=right, until=left)
    for number in range(JOBS):
        ask(app, "marks", name=f"job{number}", log=str(log))
    both = [processes.ready("once"), processes.ready("once")]
    for each in both:
        begin(each)
    done = [int(each.communicate(timeout=120)[0]) for each in both]
    assert sum(done) == JOBS + 2
    assert min(done) > 0
    assert Counter(ended(log)) == Counter(f"job{number}" for number in range(JOBS))
    assert states(app) == {JobState.DONE: JOBS + 2}
    assert count(app, Meta) == JOBS * STEPS


@pytest.mark.both
def test_a_process_killed_in_the_middle_loses_nothing_and_does_nothing_twice(
    app: Flask, processes: Processes, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    for number in range(JOBS):
        die = {"die_at": 2} if number == 7 else {}
        ask(app, "marks", name=f"job{number}", log=str(log), **die)
    both = [processes.ready("once"), processes.ready("once")]
    for each in both:
        begin(each)
    for each in both:
        each.communicate(timeout=120)
    assert sorted(each.returncode for each in both) == [-signal.SIGKILL, 0]
    assert states(app) == {JobState.DONE: JOBS - 1, JobState.RUNNING: 1}
    with app.app_context(), writing():
        assert jobs.sweep(session(), clock.now() + SILENT_FOR / 2) == 0, "it may still be alive"
        assert jobs.sweep(session(), clock.now() + 2 * SILENT_FOR) == 1
        session().commit()
    with kind("marks", marks):
        assert jobs.work(app) == 1
    assert Counter(ended(log)) == Counter(f"job{number}" for number in range(JOBS))
    assert count(app, Meta) == JOBS * STEPS


@pytest.mark.both
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_job_process_beats_is_woken_and_lets_the_job_in_hand_end(
    app: Flask, processes: Processes, tmp_path: Path, stop: signal.Signals
) -> None:
    process = processes.ready("serve")
    begin(process)
    wait_for(lambda: count(app, Heartbeat) > 0, "the first heartbeat")
    began, until = tmp_path / "began", tmp_path / "until"
    ask(app, "until", began=str(began), until=str(until))
    wait_for(began.exists, "the queue woke the process")
    process.send_signal(stop)
    until.touch()
    process.communicate(timeout=40)
    assert process.returncode == 0
    assert states(app) == {JobState.DONE: 1}


def test_flask_work_does_a_real_job(app: Flask, processes: Processes) -> None:
    ref = ask(app, "nightly")
    process = processes.start("flask", "work")

    def done() -> bool:
        with app.app_context():
            state = session().scalars(select(Job.state).where(Job.ref == ref)).one()
            return state in (JobState.DONE, JobState.FAILED)

    wait_for(done, "the job is done")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=40)
    assert process.returncode == 0
    with app.app_context():
        assert session().scalars(select(Job.state).where(Job.ref == ref)).one() == JobState.DONE


# ---- with the server, as `make run` starts it ---------------------------------------------------------


class WithJobs(RealServer):
    """The server that starts the job process too."""

    command = ("flask", "serve", "--with-jobs")


def job_processes(leader: int) -> list[int]:
    """The job processes that a server has started, by the session it leads."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_text()
                ours = os.getsid(int(folder.name)) == leader
                dead = " Z " in (folder / "stat").read_text()
            except OSError:
                continue
            if ours and not dead and "--with-parent" in command:
                found.append(int(folder.name))
    return found


@pytest.mark.parametrize("how", ["ctrl-c", "killed"])
def test_the_job_process_comes_and_goes_with_the_server(
    app: Flask, database_url: str, tmp_path: Path, how: str
) -> None:
    server = WithJobs(tmp_path, database_url)
    try:
        server.start()
        assert server.process is not None
        leader = server.process.pid
        wait_for(lambda: count(app, Heartbeat) > 0, "the first heartbeat")
        assert len(job_processes(leader)) == 1
        if how == "ctrl-c":
            os.killpg(leader, signal.SIGINT)
            assert server.process.wait(timeout=40) == 0
            assert "Traceback" not in server.log.read_text("utf-8")
        else:
            server.process.kill()
            server.process.wait()
        wait_for(lambda: not job_processes(leader), "no orphan is left")
    finally:
        server.kill_all()
