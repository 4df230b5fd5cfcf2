"""What all tests share: settings, a fresh database per test on SQLite or PostgreSQL, the app, a cast."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from app import create_app
from core.compile_translations import compile_all
from core.settings import ROOT, Settings
from quiz.content import Content, load_content
from tests.builders.cast import Cast, build_cast
from tests.builders.compiled_once import CompiledRule, CompiledTemplates
from tests.builders.databases import PostgresServer, new_postgres_database, postgres_server, sqlite_template
from tests.builders.pages import Browser

SECRET = "s" * 48
PEPPER = "p" * 48
ON_POSTGRESQL = os.environ.get("DATABASES") == "postgresql"
_FOLDER = tempfile.TemporaryDirectory(prefix="esh")

hypothesis_settings.register_profile("fixed", deadline=None, derandomize=True)
hypothesis_settings.load_profile("fixed")
Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}
Flask.url_rule_class = CompiledRule


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both: runs on SQLite and on PostgreSQL")
    config.addinivalue_line("markers", "sqlite: is about SQLite's files; stays there in `make test-postgres`")
    config.addinivalue_line("markers", "slow: left out of `make quick`")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that uses the database runs on both kinds when it is marked `both`, else on SQLite.

    With DATABASES=postgresql (`make test-postgres`) it runs on PostgreSQL, unless it is marked `sqlite`.
    """
    if "database_kind" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker
        kinds = ["sqlite", "postgresql"] if marked("both") else ["sqlite"]
        if ON_POSTGRESQL:
            kinds = ["sqlite"] if marked("sqlite") else ["postgresql"]
        metafunc.parametrize("database_kind", kinds, scope="function")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long tests begin first, so that no process is left alone with one at the end.

    On PostgreSQL only what uses the database: the rest would say the same as before.
    """
    items.sort(key=lambda item: [not item.get_closest_marker(name) for name in ("browser", "slow")])
    if ON_POSTGRESQL:
        kept = [
            item for item in items if {"database_kind", "postgres"} & set(getattr(item, "fixturenames", ()))
        ]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def translations() -> None:
    compile_all(ROOT / "core" / "translations")


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(ROOT, "helsingborg")


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Path:
    """An empty database with the newest schema; tests copy it."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    return sqlite_template(path, lambda url: create_app(make_settings(url), content))


@pytest.fixture(scope="session")
def postgres(content: Content) -> Iterator[PostgresServer]:
    with postgres_server(lambda url: create_app(make_settings(url), content)) as server:
        yield server


def make_settings(database_url: str, **changes: Any) -> Settings:
    """Settings for tests: fixed secrets, everything else as for an operator who set nothing."""
    values: dict[str, Any] = {
        "secret_key": SECRET,
        "pepper": PEPPER,
        "DATABASE_URL": database_url,
        "PORT": 8000,
        "erasures_file": Path(_FOLDER.name) / uuid.uuid4().hex,
    }
    return Settings(**(values | changes))


@pytest.fixture
def database_url(
    database_kind: str, tmp_path: Path, sqlite_file: Path, request: pytest.FixtureRequest
) -> Iterator[str]:
    if database_kind == "sqlite":
        path = tmp_path / "test.db"
        path.write_bytes(sqlite_file.read_bytes())
        yield f"sqlite:///{path}"
        return
    with new_postgres_database(request.getfixturevalue("postgres")) as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(database_url)


@pytest.fixture
def app(settings: Settings, content: Content) -> Iterator[Flask]:
    made = create_app(settings, content)
    yield made
    dispose(made)


def dispose(app: Flask) -> None:
    """Close an app's database connections."""
    from core.db import db

    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Anna learns, Bo is contact person in her organisation, Cecilia in another; David trains, Eva coordinates."""
    return build_cast(app)


@pytest.fixture
def device(app: Flask) -> Browser:
    """A linting test client that nobody is signed in on."""
    return Browser(app)


@pytest.fixture
def another(app: Flask) -> Browser:
    """A second device."""
    return Browser(app)
