"""F11: a SQLite that can corrupt a WAL database is opened in the older mode."""

from pathlib import Path
from typing import Any

import pytest

from app import create_app
from core import db as core_db
from core.db import journal_mode, session, sqlite_module
from quiz.content import Content
from tests.conftest import dispose, make_settings


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 53, 4), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_f11_wal_only_on_a_safe_sqlite(version: tuple[int, ...], mode: str) -> None:
    assert journal_mode(version) == mode


@pytest.mark.parametrize(("version", "mode"), [((3, 40, 1), "delete"), ((3, 53, 4), "wal")])
def test_f11_the_database_is_opened_in_the_safe_mode(
    version: tuple[int, ...],
    mode: str,
    tmp_path: Path,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = sqlite_module()

    class OtherVersion:
        """The driver, but its SQLite says another version."""

        sqlite_version_info = version

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    monkeypatch.setattr(core_db, "sqlite_module", OtherVersion)
    app = create_app(make_settings(f"sqlite:///{tmp_path / 'old.db'}"), content)
    with app.app_context():
        assert session().connection().exec_driver_sql("PRAGMA journal_mode").scalar() == mode
        assert session().connection().exec_driver_sql("PRAGMA synchronous").scalar() == 2
    dispose(app)
