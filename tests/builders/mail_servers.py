"""Mail servers for the tests, on loopback: good ones, and ones that refuse, put off or fall silent."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
SENDER = "utbildning@example.se"


@dataclass
class Inbox:
    """What a server was given, and its answers: to each recipient, and to each text. `meanwhile` is done before."""

    port: int = 0
    rcpt_answer: str = "250 OK"
    data_answer: str = "250 OK"
    meanwhile: Callable[[], None] = lambda: None
    asked: list[str] = field(default_factory=list)
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append(address)
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.meanwhile()
        if self.data_answer.startswith("250"):
            content = cast(bytes, envelope.original_content)
            self.raw.append(content)
            self.mails.append(cast(EmailMessage, message_from_bytes(content, policy=cast(Any, default))))
        return self.data_answer


def free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def mail_server(**answers: Any) -> Iterator[Inbox]:
    """A real server that answers as told."""
    inbox = Inbox(port=free_port(), **answers)
    controller = Controller(inbox, hostname=HOST, port=inbox.port)
    controller.start()
    try:
        yield inbox
    finally:
        controller.stop()


@dataclass
class Mute:
    """A server that says nothing any more from one moment on: at the greeting, or after the text."""

    port: int
    calls: int = 0


@contextlib.contextmanager
def mute_server(*, after: str) -> Iterator[Mute]:
    """It falls silent at "greeting", or "text"."""
    listener = socket.create_server((HOST, 0))
    found = Mute(int(listener.getsockname()[1]))

    def talk(line: socket.socket) -> None:
        with line, line.makefile("rwb") as file, contextlib.suppress(OSError):
            if after != "greeting":
                file.write(b"220 hej\r\n")
                file.flush()
            in_text = False
            for command in file:
                if after == "greeting" or in_text:
                    continue
                in_text = command.upper().startswith(b"DATA")
                file.write(b"354 text\r\n" if in_text else b"250 OK\r\n")
                file.flush()

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                found.calls += 1
                threading.Thread(target=talk, args=(line,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield found
    finally:
        listener.close()


def by_mail(port: int) -> dict[str, Any]:
    """The settings of a site that sends by such a server."""
    return {"smtp_host": HOST, "smtp_port": port, "smtp_from": SENDER, "smtp_tls": "none"}
