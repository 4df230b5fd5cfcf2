"""The database: declarative base, UTC instants, safe SQLite, and the one session per request."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Engine, Integer, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

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
# SQLite counts rowids in INTEGER only.
BigId = BigInteger().with_variant(Integer, "sqlite")

# True while the current request or command means to write: SQLite then takes the write lock at once
# (BEGIN IMMEDIATE). A transaction that reads first and writes later fails under load instead of waiting.
_writing: ContextVar[bool] = ContextVar("writing", default=False)


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


db = SQLAlchemy()
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


def insert(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of this session's database."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


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
    app.config["ALEMBIC_CONTEXT"] = {"transactional_ddl": True, "render_as_batch": True}
    db.init_app(app)
    alembic.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def prepare_engine(engine: Engine) -> None:
    """Set what SQLite needs on each connection and at each BEGIN. PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite":
        return
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
