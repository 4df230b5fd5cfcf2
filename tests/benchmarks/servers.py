"""The site and the bare app on real servers, on each database, and an app beside them that prepares people."""

import contextlib
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Self

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from core import clock
from core.db import session, writing
from quiz.content import Content
from tests.benchmarks import bare
from tests.benchmarks.load import Connection, Served, request
from tests.builders.cast import Cast, Person, build_cast, make_learner
from tests.builders.databases import (
    administer,
    new_postgres_database,
    postgres_server,
    sqlite_template,
)
from tests.conftest import dispose, make_settings
from tests.faults.real_server import RealServer

TICKS = os.sysconf("SC_CLK_TCK")
COOKIE = re.compile(rb"\r\nset-cookie: *([^;\r]+)", re.IGNORECASE)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SiteServer(RealServer):
    """`flask serve`."""

    def cpu_seconds(self) -> float:
        """What its processes have used, the parent's part too."""
        assert self.process is not None
        return sum(cpu_seconds(pid) for pid in (self.process.pid, *self.workers()))

    def secrets(self) -> dict[str, str]:
        """The secrets that it made, as settings."""
        lines = Path(self.environment["ESH_SECRET_FILE"]).read_text("ascii").splitlines()
        pairs = (line.partition("=") for line in lines)
        return {name.removeprefix("ESH_").lower(): value for name, _, value in pairs}


class BareServer(SiteServer):
    """The bare app, served the same way."""

    command = ("tests.benchmarks.bare",)


class InProcess:
    """An app on a server inside this process: to try a benchmark out, not to measure with."""

    def __init__(self, app: Flask) -> None:
        handler = type(
            "Handler", (WSGIRequestHandler,), {"protocol_version": "HTTP/1.1", "log": lambda *_: None}
        )
        self.server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=handler)
        self.port = self.server.port

    def cpu_seconds(self) -> float:
        return time.process_time()

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def cpu_seconds(pid: int) -> float:
    """User and system time of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True)
class Stage:
    """The site and the bare app on one kind of database. `app` is the site in this process, for preparing."""

    on: str
    app: Flask
    cast: Cast
    content: Content
    site: Served
    bare: Served

    def newcomers(self, people: int) -> list[Person]:
        """People who have just joined."""
        with self.app.app_context(), writing():
            made = [make_learner(clock.now(), self.cast.here, name(each)) for each in range(people)]
            session().commit()
        return made

    def bare_cookies(self, people: int) -> list[str]:
        """So many readers of the bare app, signed in."""
        return [sign_in_bare(self.bare.port, 1 + each % bare.READERS) for each in range(people)]


def name(number: int) -> str:
    """A name that the site takes."""
    return f"Elev {LETTERS[number // 26 % 26]}{LETTERS[number % 26]}"


def sign_in_bare(port: int, reader: int) -> str:
    """The cookie of a reader of the bare app."""
    connection = Connection(port)
    status, answer = connection.ask(request("GET", f"/in/{reader}", "none="))
    connection.close()
    assert status == 200
    found = COOKIE.search(answer)
    assert found is not None, answer
    return found[1].decode()


@contextlib.contextmanager
def stage(on: str, content: Content, folder: Path, url: str, bare_url: str) -> Iterator[Stage]:
    """Both on real servers, on prepared empty databases."""
    for each in ("site", "bare"):
        (folder / each).mkdir(parents=True)
    bare.prepare(bare_url)
    with SiteServer(folder / "site", url) as site, BareServer(folder / "bare", bare_url) as limit:
        app = create_app(make_settings(url, **site.secrets()), content)
        yield Stage(on, app, build_cast(app), content, site, limit)
        dispose(app)


@contextlib.contextmanager
def on_sqlite(content: Content, folder: Path) -> Iterator[Stage]:
    """On SQLite, as an operator has it."""
    folder.mkdir(parents=True)
    site = sqlite_template(folder / "site.db", lambda url: create_app(make_settings(url), content))
    with stage("SQLite", content, folder, f"sqlite:///{site}", f"sqlite:///{folder / 'bare.db'}") as made:
        yield made


@contextlib.contextmanager
def on_postgresql(content: Content, folder: Path) -> Iterator[Stage]:
    """On a PostgreSQL that keeps what it has committed, over a unix socket."""
    folder.mkdir(parents=True)
    with postgres_server(lambda url: create_app(make_settings(url), content), safe=True) as server:
        administer(server, "CREATE DATABASE bare")
        with (
            new_postgres_database(server) as url,
            stage("PostgreSQL", content, folder, url, server.url("bare")) as made,
        ):
            yield made
