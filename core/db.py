"""The database: declarative base, UTC instants, safe SQLite, and the one session per request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Any
from weakref import WeakSet

from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    event,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from core.logs import log
from core.settings import ROOT

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite 3.7.0–3.51.2 can corrupt a WAL database when it is reset (fixed in 3.51.3).
FIRST_SAFE_WAL = (3, 51, 3)
# The tables of the queue (core/queue.py) on PostgreSQL.
QUEUE_TABLES = "huey_"
# SQLite counts rowids in INTEGER only.
BigId = BigInteger().with_variant(Integer, "sqlite")
# What is raised when a database is locked, full, gone, or takes no writes (PostgreSQL: InternalError).
OUT_OF_REACH = (OperationalError, InternalError)
DISK_FAILURES = ("disk I/O error", "database disk image is malformed", "file is not a database")
# SQLSTATE: system error (an I/O error among them), corrupted data, corrupted index.
DISK_FAILURE_STATES = ("58", "XX001", "XX002")

# True while the current request or command means to write: SQLite then takes the write lock at once
# (BEGIN IMMEDIATE). A transaction that reads first and writes later fails under load instead of waiting.
_writing: ContextVar[bool] = ContextVar("writing", default=False)
# A disk that failed once may claim success the next time and lose the data: only a restart writes again.
_failed: WeakSet[Engine] = WeakSet()


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant in UTC. SQLite hands back naive ones; this does not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Meta(Base):
    """Single facts about this database, such as who made it."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


# After a commit a view only redirects: what it has read stays as it was, and no new transaction begins.
db = SQLAlchemy(session_options={"expire_on_commit": False})
alembic = Alembic(metadatas=Base.metadata, run_mkdir=False)


def session() -> Session:
    """The session of this request or command."""
    return db.session


@contextmanager
def writing() -> Iterator[None]:
    """Inside, transactions that begin are meant to write."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def set_writing(value: bool) -> None:
    """Say at the start of a request whether it means to write."""
    _writing.set(value)


def insert(session: Session, table: type[Base] | Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of this session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def hold(session: Session, table: type[Base], row_id: int) -> None:
    """Let whoever else means to change what belongs to this row wait until this transaction ends.

    SQLite's writers wait for each other anyway.
    """
    key = table.__table__.c.id
    session.execute(select(key).where(key == row_id).with_for_update())


def hold_tables(session: Session, *tables: type[Base]) -> None:
    """Let whoever else means to write to these tables wait until this transaction ends.

    SQLite's writers wait for each other anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(f'"{table.__table__.name}"' for table in tables)  # type: ignore[attr-defined]
        session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def engine_options(url: str) -> dict[str, Any]:
    """What create_engine needs for a database address: the driver with a safe SQLite where there is one."""
    # Parameters may be names or secrets: they must not reach a log through an error text.
    options: dict[str, Any] = {"url": url, "hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        options["module"] = sqlite_module()
        options["connect_args"] = {"check_same_thread": False}
    else:
        options["pool_pre_ping"] = True
    return options


def sqlite_module() -> Any:
    """The pysqlite3 wheel (a new SQLite) where it exists, else Python's own module."""
    try:
        import pysqlite3
    except ImportError:
        import sqlite3

        return sqlite3
    return pysqlite3


def journal_mode(version: tuple[int, ...]) -> str:
    """WAL on a SQLite that is safe for it, else the rollback journal."""
    return "WAL" if version >= FIRST_SAFE_WAL else "DELETE"


def init_db(app: Flask, url: str) -> None:
    """Bind the database and its migrations to the app."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(url)}
    app.config["ALEMBIC"] = {"script_location": str(ROOT / "core" / "migrations")}
    # SQLite rolls DDL back too, because BEGIN is ours: a killed migration leaves the old schema whole.
    app.config["ALEMBIC_CONTEXT"] = {
        "transactional_ddl": True,
        "render_as_batch": True,
        "include_name": is_ours,
    }
    db.init_app(app)
    # The extension closes async sessions too. There are none, and an event loop for each request is not free.
    app.teardown_appcontext_funcs[:] = [
        each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)
    ]
    alembic.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether something in the database is described by the models; the queue makes its tables itself."""
    return not (kind == "table" and name is not None and name.startswith(QUEUE_TABLES))


def prepare_engine(engine: Engine) -> None:
    """Let a failed disk stop all writing, and give SQLite what it needs on each connection and BEGIN."""

    @event.listens_for(engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        if is_disk_failure(context.original_exception) and engine not in _failed:
            _failed.add(engine)
            log("disk-failed", remedy="no more writes until a restart: check the disk first")

    @event.listens_for(engine, "begin")
    def refuse_to_write(_connection: Connection) -> None:
        if _writing.get() and disk_failed(engine):
            raise OperationalError("BEGIN", None, OSError("the disk has failed"))

    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine)


def is_disk_failure(error: BaseException) -> bool:
    """Whether a driver's error means that the disk or the file is broken, not only full or busy."""
    state = getattr(error, "sqlstate", None) or ""
    return str(state).startswith(DISK_FAILURE_STATES) or any(text in str(error) for text in DISK_FAILURES)


def disk_failed(engine: Engine) -> bool:
    """Whether this process has met a failing disk under the database; it then writes no more."""
    return engine in _failed


def prepare_sqlite(engine: Engine) -> None:
    """Set what SQLite needs on each connection and at each BEGIN."""
    mode = journal_mode(sqlite_module().sqlite_version_info)
    read_only = "mode=ro" in str(engine.url)

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        pragmas = ["foreign_keys=ON", "synchronous=FULL", "busy_timeout=8000"]
        if not read_only:
            pragmas.append(f"journal_mode={mode}")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() and not read_only else "BEGIN")
