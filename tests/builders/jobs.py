"""Jobs in every state, and kinds of job that do what a test wants."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from core import clock, jobs
from core.db import Meta, insert, session, writing
from core.job_models import Job, JobFile, JobState
from core.jobs import Kind, Running

FILE = ("lista.csv", "text/csv", "namn;läge\r\nÅsa;klar\r\n".encode())
STEPS = 4


@contextmanager
def kind(name: str, work: Callable[[Running], dict[str, object]], **more: object) -> Iterator[None]:
    """A kind of job that there is inside only."""
    made = {"title": "Läs in namn", "problems": {}, "daily_at": None} | more
    jobs.KINDS[name] = Kind(work, **made)  # type: ignore[arg-type]
    try:
        yield
    finally:
        del jobs.KINDS[name]


def marks(running: Running) -> dict[str, object]:
    """Idempotent work in steps: each leaves a mark that stands once, and a line in a file that tells of doing it twice.

    With `die_at` the process kills itself in that step the first time.
    """
    log = Path(running.arguments["log"])
    for step in range(STEPS):
        key = f"{running.arguments['name']}-{step}"
        if running.session.get(Meta, key) is None:
            running.session.execute(insert(running.session, Meta).values(key=key, value="done"))
            if running.arguments.get("die_at") == step and not log.with_suffix(".died").exists():
                log.with_suffix(".died").touch()
                os.kill(os.getpid(), signal.SIGKILL)
        running.progress(step + 1, STEPS)
    with log.open("a") as file:
        file.write(f"{running.arguments['name']} {os.getpid()}\n")
    return {}


def ask(app: Flask, kind: str, asked_by: int | None = None, **arguments: object) -> str:
    """Ask for a job and commit; returns its ref."""
    with app.app_context(), writing():
        job = jobs.ask(session(), clock.now(), kind, arguments, asked_by=asked_by)
        session().commit()
        return job.ref


def job_in(db: Session, state: JobState, asked_by: int, **more: object) -> str:
    """A job in a state, as the worker leaves it; done with a file. Returns its ref."""
    now = clock.now()
    job = Job(
        kind="nightly", arguments={}, asked_by=asked_by, state=state, created_at=now - timedelta(minutes=9)
    )
    if state != JobState.WAITING:
        job.started_at = job.beat_at = now
    if state == JobState.RUNNING:
        job.steps_done, job.steps_total = 30, 120
    if state == JobState.FAILED:
        job.problem, job.case = jobs.FAULT, "ABCD2345"
    for name, value in more.items():
        setattr(job, name, value)
    db.add(job)
    db.flush()
    if state == JobState.DONE:
        job.result, job.finished_at = {"file": True}, now
        name, media_type, content = FILE
        db.add(JobFile(job_id=job.id, name=name, media_type=media_type, content=content, made_at=now))
    return job.ref
