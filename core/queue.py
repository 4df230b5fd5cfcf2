"""The queue (huey) that wakes the job process, and the job process itself: `flask work`.

Nothing is kept in the queue: what is to be done stands in the table `job`, and every minute the job process looks
there. In a PostgreSQL database the queue has tables of its own (`huey_…`), beside an SQLite one a file of its own,
because the process that waits for work would else hold up those who write.
"""

import logging
import os
import signal
from threading import Event, Lock, Thread

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.api import TaskWrapper
from huey.consumer import Consumer
from sqlalchemy.engine import make_url

from core import clock, heartbeats, jobs
from core.db import session, writing
from core.logs import log

# Two, so that a long job does not hold up the heartbeat; jobs themselves are done one at a time.
THREADS = 2
# Seconds a stopping job process waits for the job in hand. Whoever starts it waits longer before killing it.
LAST_WAIT = 25
# Seconds between two looks into an SQLite queue, at most; PostgreSQL tells by itself.
LOOKS_EVERY = 1.0


class Queue:
    """Wakes the job process, or is it."""

    def __init__(self, app: Flask, database_url: str) -> None:
        self.app = app
        self.database_url = database_url
        self.stopping = Event()
        self._wanted = Event()
        self._busy = Lock()

    def open(self) -> tuple[Huey, TaskWrapper]:
        """The queue with what is done every minute, and the one task that is put into it."""
        huey = open_huey(self.database_url)
        huey.periodic_task(crontab(), name="minute")(self.minute)
        return huey, huey.task(name="wake")(self.work)

    def wake(self) -> None:
        """Let the job process look for work now. When that cannot be said, it looks within a minute anyway."""
        try:
            huey, task = self.open()
            task()
            huey.storage.close()
        except Exception as error:  # noqa: BLE001 what was asked for is committed already
            log("queue-out-of-reach", error=type(error).__name__)

    def minute(self) -> None:
        """What the job process does every minute."""
        each_minute(self.app)
        self.work()

    def work(self) -> None:
        """Do what waits, one thread at a time; whoever comes meanwhile is not forgotten."""
        self._wanted.set()
        while self._wanted.is_set() and self._busy.acquire(blocking=False):
            try:
                self._wanted.clear()
                jobs.work(self.app, self.stopping)
            finally:
                self._busy.release()

    def serve(self) -> None:
        """Be the job process until SIGINT or SIGTERM; both let the job in hand end."""
        huey, _ = self.open()
        consumer = Consumer(huey, THREADS, max_delay=LOOKS_EVERY, shutdown_timeout=LAST_WAIT)
        consumer._signal_actions[signal.SIGTERM] = (False, True)  # noqa: SLF001  huey would cut the job off
        self.stopping = consumer.stop_flag
        consumer.run()


def open_huey(database_url: str) -> Huey:
    """The queue that belongs to a database. Raises what the database raises when it cannot be reached."""
    # Huey tells each task and each start at INFO; what matters of a job is told by core/jobs.py.
    logging.getLogger("huey").setLevel(logging.ERROR)
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        # Huey opens it with Python's own SQLite, which may be too old for WAL (see core/db.py).
        return SqliteHuey("jobs", filename=f"{url.database}.queue", journal_mode="delete", results=False)
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return PostgresHuey("jobs", dsn=dsn, results=False)


def each_minute(app: Flask) -> None:
    """Note that the job process is there, let lost jobs wait again, and ask for what is due today."""
    now = clock.now()
    with app.app_context(), writing():
        heartbeats.beat(session(), now)
        jobs.sweep(session(), now)
        session().commit()
        jobs.ask_daily(session(), now)
        session().commit()


def stop_with_parent(parent: int) -> None:
    """Stop like at Ctrl-C when the process that started this one is gone, whatever ended it."""

    def watch() -> None:
        waiting = Event()
        while os.getppid() == parent:
            waiting.wait(LOOKS_EVERY)
        signal.raise_signal(signal.SIGTERM)

    Thread(target=watch, daemon=True).start()
