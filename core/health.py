"""/healthz: the process lives. /readyz: it can serve and save."""

from flask import Flask, Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.db import disk_failed, session


def register(app: Flask) -> None:
    """Add both pages; they are open and say nothing but yes or no."""

    def healthz() -> Response:
        """The process answers."""
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        """The database answers and can be written to."""
        try:
            session().execute(text("SELECT key FROM meta LIMIT 1"))
            writable = can_write()
        except DBAPIError:
            session().rollback()
            return Response("no database\n", status=503, mimetype="text/plain")
        if disk_failed(session().get_bind().engine):
            return Response("disk failed\n", status=503, mimetype="text/plain")
        if not writable:
            return Response("read-only\n", status=503, mimetype="text/plain")
        return Response("ready\n", mimetype="text/plain")

    for name, view in (("healthz", healthz), ("readyz", readyz)):
        view.guard = "public"  # type: ignore[attr-defined]
        app.add_url_rule(f"/{name}", name, view)


def can_write() -> bool:
    """Whether the database takes writes, without writing."""
    connection = session().connection()
    if connection.dialect.name == "postgresql":
        return bool(connection.scalar(text("SHOW transaction_read_only")) == "off")
    if "mode=ro" in str(connection.engine.url):
        return False
    return not connection.scalar(text("PRAGMA query_only"))
