"""Requests over a few connections that stay open, sent as bytes: the sender must cost less than what it measures."""

import re
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol
from urllib.parse import urlencode

from tests.builders.crowds import all_at_once

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
PATIENCE = 60.0
Script = Sequence[bytes]


class Served(Protocol):
    """A server on this machine."""

    port: int

    def cpu_seconds(self) -> float:
        """The processor time its processes have used so far."""


def request(method: str, path: str, cookie: str, fields: Mapping[str, object] | None = None) -> bytes:
    """A request as it goes over the wire; `cookie` is "name=value"."""
    body = urlencode(fields, doseq=True).encode() if fields is not None else b""
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Cookie: {cookie}"]
    if fields is not None:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body


class Connection:
    """One connection to a server; made anew when the server closes it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, sent: bytes) -> tuple[int, bytes]:
        """Send a request; the status and the whole answer."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(sent)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self.more()
        head = got[: end + 2]
        found = LENGTH.search(head)
        assert found is not None, head
        while len(got) < end + 4 + int(found[1]):
            got += self.more()
        if b"connection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1]), got

    def more(self) -> bytes:
        assert self.socket is not None
        piece = self.socket.recv(65536)
        assert piece, "the server has closed the connection in the middle of an answer"
        return piece

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket = None


@dataclass(frozen=True)
class Work:
    """What some requests took."""

    requests: int
    seconds: float
    cpu_seconds: float

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of the server's processor time per request."""
        return 1000 * self.cpu_seconds / self.requests

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def measure(served: Served, scripts: Sequence[Script], status: int) -> Work:
    """Send each script over a connection of its own, all at the same time; every answer must have the status."""
    before, start = served.cpu_seconds(), time.perf_counter()
    all_at_once(*(partial(send, served.port, each, status) for each in scripts))
    seconds = time.perf_counter() - start
    return Work(sum(map(len, scripts)), seconds, served.cpu_seconds() - before)


def send(port: int, script: Script, status: int) -> None:
    """Send one request after another."""
    connection = Connection(port)
    try:
        for each in script:
            got, answer = connection.ask(each)
            assert got == status, answer[:1500]
    finally:
        connection.close()


def in_turns(rounds: int, acts: Mapping[str, Callable[[], Work]]) -> dict[str, list[Work]]:
    """Do everything once, and again: what else runs on the machine meanwhile meets all of them alike."""
    done: dict[str, list[Work]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            done[name].append(act())
    return done
