"""Start the server: granian, a few processes, with words when the port is taken."""

import socket

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from core.settings import Settings


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
