"""The real app behind a real socket, on a port of its own that its settings know: so QR codes lead back to it."""

import contextlib
import logging
import socket
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.serving import make_server

from app import create_app
from quiz.content import Content
from tests.conftest import dispose, make_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class LiveSite:
    """A running site: its address without a slash at the end, its app to look into, its content."""

    url: str
    app: Flask
    content: Content


@contextlib.contextmanager
def live_site(database_url: str, content: Content, **changes: Any) -> Iterator[LiveSite]:
    """Serve the app on localhost until the block ends. `changes` are settings."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        app = create_app(make_settings(database_url, PORT=port, **changes), content)
        server = make_server("localhost", port, at_once(app), threaded=True, fd=listening.fileno())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield LiveSite(f"http://localhost:{port}", app, content)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        dispose(app)


def at_once(app: Flask) -> "WSGIApplication":
    """Read every answer whole before it is sent: werkzeug leaves a file open when a browser hangs up."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if hasattr(parts, "close"):
                parts.close()

    return answer
