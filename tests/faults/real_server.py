"""The real server as an operator starts it, and a learner who clicks through it over HTTP and notes every answer."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import urlencode

from core.settings import ROOT, make_secret_file

PAUSE = 0.03
PATIENCE = 4000  # pauses: two minutes; a start takes three seconds where nothing else runs
NO_ANSWER = (OSError, http.client.HTTPException)


class Door(Protocol):
    """What people come in by."""

    port: int


class RealServer:
    """`flask serve` in a process group of its own, on a free port, with a database and a secret file of its own."""

    command: tuple[str, ...] = ("flask", "serve")

    def __init__(self, folder: Path, database_url: str) -> None:
        secret = folder / "secret"
        make_secret_file(secret)
        self.port = free_port()
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("ESH_")}
        self.environment |= {
            "DATABASE_URL": database_url,
            "PORT": str(self.port),
            "ESH_SECRET_FILE": str(secret),
            "PYTHONUNBUFFERED": "1",
        }
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until a worker answers."""
        try:
            wait_for_answer(Visitor(self.port))
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.log.read_text()[-3000:]}") from error

    def workers(self) -> list[int]:
        """The process ids of the workers, the oldest first."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return sorted((int(each) for each in children.split() if is_worker(int(each))), key=started)

    def kill_worker(self) -> None:
        """SIGKILL the worker that has run longest."""
        os.kill(self.workers()[0], signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM the server, as systemd does, and wait until it has ended by itself."""
        assert self.process is not None
        self.process.terminate()
        self.process.wait(PATIENCE * PAUSE)

    def kill_all(self) -> None:
        """SIGKILL the whole process group, as a power cut would."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill_all()  # one that never answers must not outlive its test
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_all()


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def is_worker(pid: int) -> bool:
    """Whether a child serves requests (multiprocessing has a helper child that does not)."""
    try:
        return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes() and status(pid) != "Z"
    except FileNotFoundError:
        return False


def status(pid: int) -> str:
    """The state letter of a process."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def started(pid: int) -> int:
    """When a process started, in clock ticks since boot."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19])
    except FileNotFoundError:
        return 0


def pause(seconds: float = PAUSE) -> None:
    """Give the others a moment; always inside a bounded loop."""
    threading.Event().wait(seconds)


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    location: str
    text: str


class Visitor:
    """A browser without JavaScript: keeps its session cookie, sends forms with their token."""

    cookie_name = "esh"
    host = "127.0.0.1"

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""

    def get(self, path: str) -> Reply:
        return self.ask("GET", path)

    def post(self, path: str, token: str, fields: Mapping[str, str | list[str]]) -> Reply:
        return self.ask("POST", path, urlencode({"csrf_token": token, **fields}, doseq=True))

    def connect(self) -> http.client.HTTPConnection:
        """A new connection, not yet opened."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(self, method: str, path: str, body: str | None = None) -> Reply:
        """One request on a connection of its own. Raises one of NO_ANSWER when the server dies meanwhile."""
        headers = {"Host": self.host}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = self.connect()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for each in response.headers.get_all("Set-Cookie") or []:
            if each.startswith(f"{self.cookie_name}="):
                self.cookie = each.partition(";")[0]
        return Reply(response.status, response.headers.get("Location", ""), text)

    def patiently(self, path: str) -> Reply:
        """GET until a worker answers."""
        for _ in range(PATIENCE):
            with contextlib.suppress(*NO_ANSWER):
                return self.get(path)
            pause()
        raise AssertionError(f"nobody answers at {path}")


def wait_for_answer(visitor: Visitor) -> None:
    """Wait until the site answers."""
    for _ in range(PATIENCE):
        with contextlib.suppress(*NO_ANSWER):
            if visitor.get("/healthz").status == 200:
                return
        pause()
    raise AssertionError("the site does not answer")


def token_in(text: str) -> str:
    """The token of a page's form."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found is not None, text[:500]
    return found[1]


@dataclass
class Notebook:
    """What the server has acknowledged: an attempt's ref and a question's number to the values that were sent."""

    acknowledged: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    interruptions: int = 0
    unanswered_but_stored: int = 0
