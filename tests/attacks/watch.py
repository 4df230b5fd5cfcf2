"""What a test sees behind the pages: rows before and after, statements, the audit log."""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response
from sqlalchemy import func, select

from accounts.models import AuditEntry
from core.db import Base, db, session, writing
from core.logs import OneLine

# Loggers whose level core.logs decides: turning up everything does not turn up these.
SET_BY_US = ("esh", "alembic", "sqlalchemy.engine")


def rows_of(app: Flask, *tables: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables (of all tables when none is named), to see that nothing changed."""
    names = {each.__tablename__ for each in tables}
    with app.app_context():
        return {
            table.name: sorted(map(tuple, session().execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if not names or table.name in names
        }


def count_rows(app: Flask, table: type[Base], *where: Any) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(table).where(*where)) or 0


def refusals(app: Flask) -> int:
    """How many refusals the audit log holds."""
    return count_rows(app, AuditEntry, AuditEntry.action == "refused")


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements the app sends to its database while the block runs."""
    with app.app_context():
        engine = db.engine
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def edit(app: Flask, change: Callable[[], object]) -> None:
    """Change rows behind the site's back."""
    with app.app_context(), writing():
        change()
        session().commit()


@contextmanager
def logged() -> Iterator[list[str]]:
    """The lines the site's own logger writes while the block runs, as an operator reads them."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Keep()
    handler.setFormatter(OneLine())
    logging.getLogger("esh").addHandler(handler)
    try:
        yield lines
    finally:
        logging.getLogger("esh").removeHandler(handler)


def read_whole(app: Flask) -> None:
    """Read every file that is sent at once and close it: a test need not."""

    @app.after_request
    def read(response: Response) -> Response:
        if response.direct_passthrough:
            response.direct_passthrough = False
            response.get_data()
            response.close()
        return response


@contextmanager
def everything_logged() -> Iterator[io.StringIO]:
    """All that any logger writes at its most talkative, formatted, with what tracebacks say."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(OneLine())
    names = [name for name in logging.root.manager.loggerDict if not name.startswith(SET_BY_US)]
    loggers = [logging.root, *map(logging.getLogger, names)]
    before = [each.level for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
    for each in (logging.root, logging.getLogger("esh")):
        each.addHandler(handler)
    assert not logging.getLogger("sqlalchemy.engine.Engine").isEnabledFor(logging.INFO), "it would write rows"
    try:
        yield out
    finally:
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)
        for each in (logging.root, logging.getLogger("esh")):
            each.removeHandler(handler)
