"""Start the server: granian, a few processes, with words when the port is taken."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from core.queue import LAST_WAIT
from core.settings import ROOT, Settings


def serve(settings: Settings) -> None:
    """Serve until stopped. Raises ClickException when the port is taken."""
    refuse_taken_port(settings)
    Server(
        "app:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.bind,
        port=settings.port,
        workers=settings.workers,
        blocking_threads=2,
        backlog=1024,
        respawn_failed_workers=True,
        # Ctrl-C reaches the workers twice, from the terminal and from their parent; one of them may miss both.
        workers_kill_timeout=10,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


def refuse_taken_port(settings: Settings) -> None:
    """Say what to do when something else listens on the port."""
    family = socket.AF_INET6 if ":" in settings.bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.bind, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"Port {settings.port} on {settings.bind} cannot be used ({error.strerror}). "
                f"Stop what uses it, or choose another: PORT={settings.port + 1} make run"
            ) from None


@contextmanager
def job_process() -> Iterator[None]:
    """Have a job process beside the server, stopped with it; also when the server is killed (`--with-parent`)."""
    command = [sys.executable, "-m", "flask", "work", "--with-parent", str(os.getpid())]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL)  # noqa: S603  our own command
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(LAST_WAIT + 5)
        except subprocess.TimeoutExpired:
            process.kill()
