"""Long work. A job is a row; the queue (`core/queue.py`) only wakes who does it, so a lost queue loses nothing.

A worker must be idempotent: a job whose process dies is begun again, at most three times in all. What it did
before its last `Running.progress` stands (see there), so it goes on from what the database says is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from threading import Event
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import CursorResult, Update, delete, event, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.crockford import random_code
from core.db import session, writing
from core.job_models import Job, JobFile, JobState
from core.language import N_
from core.logs import log, trace

# A running job that has not told of itself for so long has lost its process.
SILENT_FOR = timedelta(minutes=5)
MOST_STARTS = 3
ASKED = "job_asked"
FAULT = "fault"
STOPPED = "stopped"


class JobProblem(Exception):
    """A worker cannot do its job. `key` is one of the problems its kind was registered with."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


class Overtaken(Exception):
    """Somebody else has this job by now: nothing since the last progress is kept."""


@dataclass
class Running:
    """A job that is being done. `now` is when it was begun (UTC)."""

    job_id: int
    start: int
    ref: str
    kind: str
    arguments: dict[str, Any]
    asked_by: int | None
    organisation_id: int | None
    session: Session
    now: datetime
    made_file: bool = False

    def progress(self, done: int, total: int) -> None:
        """Commit what was done in `session` since the last call, with how far the job is (steps).

        Call it between batches, at least every few minutes. Raises Overtaken, and commits nothing, when the
        job was given to somebody else meanwhile.
        """
        self._still_mine(beat_at=clock.now(), steps_done=done, steps_total=total)
        self.session.commit()

    def file(self, name: str, media_type: str, content: bytes) -> None:
        """Hand back a file to be fetched for a day; one a job, a later one replaces it."""
        self.made_file = True
        self.session.execute(delete(JobFile).where(JobFile.job_id == self.job_id))
        self.session.add(
            JobFile(
                job_id=self.job_id, name=name, media_type=media_type, content=content, made_at=clock.now()
            )
        )

    def finish(self, state: JobState, **values: object) -> None:
        """End the job and commit. Raises Overtaken."""
        self._still_mine(state=state, finished_at=clock.now(), arguments={}, **values)
        self.session.commit()

    def _still_mine(self, **values: object) -> None:
        mine = (Job.id == self.job_id, Job.state == JobState.RUNNING, Job.starts == self.start)
        if not changed(self.session, update(Job).where(*mine).values(values)):
            self.session.rollback()
            raise Overtaken


Work = Callable[[Running], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of job is done. `title` and `problems` (key → what happened, what to do) are msgids."""

    work: Work
    title: str
    problems: Mapping[str, tuple[str, str]]
    daily_at: time | None


KINDS: dict[str, Kind] = {}


def worker(
    kind: str,
    *,
    title: str = N_("Arbetet"),
    problems: Mapping[str, tuple[str, str]] | None = None,
    daily_at: time | None = None,
) -> Callable[[Work], Work]:
    """Register who does a kind of job.

    The function returns the job's result as JSON takes it; `result["url"]`, if there, is a page of this site
    where what was done can be seen. Whatever it raises ends the job as failed: JobProblem with one of
    `problems`, anything else as a fault with a case number. With `daily_at` (Europe/Stockholm, and not an hour
    that a clock change skips) the job process itself asks for the job once a day, from then on.
    """

    def register(work: Work) -> Work:
        KINDS[kind] = Kind(work, title, problems or {}, daily_at)
        return work

    return register


def ask(
    session: Session,
    now: datetime,
    kind: str,
    arguments: dict[str, Any],
    *,
    asked_by: int | None = None,
    organisation_id: int | None = None,
    key: str | None = None,
    back_url: str | None = None,
) -> Job:
    """Ask for a job in the caller's transaction; after its commit the queue is woken.

    `key` stands once: asking again gives the job there is. `back_url` is a page of this site to return to.
    Raises IntegrityError when somebody else has asked under the same key at the same moment.
    """
    there = session.scalar(select(Job).where(Job.key == key)) if key else None
    if there is not None:
        return there
    job = Job(
        kind=kind,
        arguments=arguments,
        asked_by=asked_by,
        organisation_id=organisation_id,
        key=key,
        back_url=back_url,
        created_at=now,
    )
    session.add(job)
    session.flush()
    session.info[ASKED] = True
    return job


@event.listens_for(Session, "after_commit")
def wake_after_commit(committed: Session) -> None:
    """Wake the queue when a job was asked for in what was committed. A savepoint is not a commit."""
    if not committed.in_nested_transaction() and committed.info.pop(ASKED, False):
        current_app.extensions["queue"].wake()


def ask_daily(session: Session, now: datetime) -> None:
    """Ask for every daily job that is due today, in Stockholm, and was not asked for. May commit nothing yet.

    A day on which no job process was there at that time is made up for later that day.
    """
    local = clock.local(now)
    for name, kind in KINDS.items():
        if kind.daily_at is not None and local.time() >= kind.daily_at:
            try:
                with session.begin_nested():
                    ask(session, now, name, {}, key=f"{name}-{local.date()}")
            except IntegrityError:
                continue  # another job process asked at the same moment


def work(app: Flask, stopping: Event | None = None) -> int:
    """Do waiting jobs, oldest first, until none is left or `stopping` is set. Returns how many this call began.

    Any number of processes may do so at once: each job is claimed by one of them.
    """
    count = 0
    while not (stopping and stopping.is_set()):
        with app.app_context(), writing():
            running = claim(session(), clock.now())
            if running is None:
                return count
            run(running)
        count += 1
    return count


def claim(session: Session, now: datetime) -> Running | None:
    """Take the oldest waiting job: one UPDATE decides who gets it. Commits."""
    while True:
        oldest = session.scalar(
            select(Job.id).where(Job.state == JobState.WAITING).order_by(Job.created_at, Job.id).limit(1)
        )
        if oldest is None:
            session.rollback()
            return None
        begun = update(Job).where(Job.id == oldest, Job.state == JobState.WAITING)
        values = {"state": JobState.RUNNING, "starts": Job.starts + 1, "started_at": now, "beat_at": now}
        mine = changed(session, begun.values(values))
        session.commit()
        if mine:
            return as_running(session, session.get_one(Job, oldest, populate_existing=True), now)


def as_running(session: Session, job: Job, now: datetime) -> Running:
    """What a worker is given."""
    running = Running(
        job_id=job.id,
        start=job.starts,
        ref=job.ref,
        kind=job.kind,
        arguments=job.arguments,
        asked_by=job.asked_by,
        organisation_id=job.organisation_id,
        session=session,
        now=now,
    )
    session.rollback()
    return running


def run(running: Running) -> None:
    """Do a claimed job and write down how it ended. A job that fails hinders no other."""
    try:
        result = KINDS[running.kind].work(running)
        running.finish(JobState.DONE, result=result | {"file": running.made_file})
    except Overtaken:
        log("job-overtaken", kind=running.kind)
    except JobProblem as problem:
        fail(running, problem.key)
    except Exception as error:  # noqa: BLE001 whatever a worker raises, the next job must come
        case = random_code(8)
        log("job-failed", case=case, kind=running.kind, error=type(error).__name__, trace=trace(error))
        fail(running, FAULT, case)


def fail(running: Running, problem: str, case: str | None = None) -> None:
    """End a job as failed, without what it did since its last progress."""
    running.session.rollback()
    try:
        running.finish(JobState.FAILED, problem=problem, case=case)
    except Overtaken:
        log("job-overtaken", kind=running.kind)


def sweep(session: Session, now: datetime) -> int:
    """Let jobs whose process is gone wait again, or fail after the third. Returns how many wait now.

    The caller commits.
    """
    silent = (Job.state == JobState.RUNNING, Job.beat_at < now - SILENT_FOR)
    session.execute(
        update(Job)
        .where(*silent, Job.starts >= MOST_STARTS)
        .values(state=JobState.FAILED, problem=STOPPED, finished_at=now, arguments={})
    )
    session.execute(update(Job).where(*silent).values(state=JobState.WAITING))
    waiting = select(func.count()).where(Job.state == JobState.WAITING)
    return session.scalars(waiting).one()


def changed(session: Session, statement: Update) -> int:
    """How many rows an UPDATE changed."""
    result = session.execute(statement, execution_options={"synchronize_session": False})
    return cast(CursorResult[Any], result).rowcount
