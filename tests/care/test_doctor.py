"""The doctor: each judgement with its remedy, and a whole examination of an installation that is well."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app import create_app
from care import doctor
from care.doctor import LITTLE_SPACE, NO_SPACE, Finding
from core.db import db, session, writing
from core.queue import each_minute
from core.settings import Settings
from quiz.content import Content
from tests.builders.cast import Cast, build_cast, give_password
from tests.conftest import PEPPER, dispose, make_settings

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("finding", "level"),
    [
        (doctor.secrecy("x", None, 0, 0), "ok"),
        (doctor.secrecy("x", 0o100600, 7, 7), "ok"),
        (doctor.secrecy("x", 0o100640, 7, 7), "error"),
        (doctor.secrecy("x", 0o100604, 7, 7), "error"),
        (doctor.secrecy("x", 0o100600, 8, 7), "warning"),
        (doctor.schema({"0002"}, {"0002"}), "ok"),
        (doctor.schema({"0001"}, {"0002"}), "error"),
        (doctor.schema(set(), {"0002"}), "error"),
        (doctor.space("x", LITTLE_SPACE, 0), "ok"),
        (doctor.space("x", LITTLE_SPACE, LITTLE_SPACE), "warning"),
        (doctor.space("x", LITTLE_SPACE - 1, 0), "warning"),
        (doctor.space("x", NO_SPACE - 1, 0), "error"),
        (doctor.night(NOW - DAY, NOW), "ok"),
        (doctor.night(NOW - 2 * DAY - HOUR, NOW), "error"),
        (doctor.night(None, NOW), "warning"),
        (doctor.backup(NOW, NOW, late=False), "ok"),
        (doctor.backup(NOW, None, late=False), "warning"),
        (doctor.backup(NOW, NOW - DAY, late=False), "warning"),
        (doctor.backup(NOW - 3 * DAY, NOW - 3 * DAY, late=True), "error"),
        (doctor.backup(None, None, late=True), "error"),
        (doctor.job_process(NOW, there=True), "ok"),
        (doctor.job_process(NOW - HOUR, there=False), "error"),
        (doctor.machine_clock(None, NOW, NOW), "ok"),
        (doctor.machine_clock(None, NOW + HOUR, NOW), "error"),
        (doctor.machine_clock("jumped", None, NOW), "error"),
        (doctor.in_front("https://a.example", 1), "ok"),
        (doctor.in_front("https://a.example", 0), "error"),
        (doctor.in_front("http://a.example", 1), "error"),
        (doctor.in_front(None, 0), "error"),
        (doctor.controller("Socialnämnden", "kontrolleras lokalt"), "ok"),
        (doctor.controller("kontrolleras lokalt", "kontrolleras lokalt"), "error"),
        (doctor.reached("mail", None, None), "ok"),
        (doctor.reached("mail", "a.example:25", None), "ok"),
        (doctor.reached("mail", "a.example:25", "refused"), "warning"),
        (doctor.content(0, 3), "ok"),
        (doctor.content(1, 0), "error"),
        (doctor.journal("sqlite", "wal", "3.53.4"), "ok"),
        (doctor.journal("sqlite", "delete", "3.40.1"), "warning"),
        (doctor.journal("postgresql", "", "18.6"), "ok"),
        (doctor.each_fault("x", [], "mend it", "fine")[0], "ok"),
        (doctor.each_fault("x", ["broken"], "mend it", "fine")[0], "error"),
    ],
)
def test_what_is_not_ok_says_what_to_do(finding: Finding, level: str) -> None:
    assert finding.level == level
    assert finding.seen
    assert str(finding).startswith(level)
    if level != "ok" and finding.what != "clock":
        assert finding.remedy, "a complaint without a remedy"


@pytest.fixture
def well(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of a site as it should be."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    monkeypatch.setenv("ESH_SECRET_FILE", str(secret))
    for file in tmp_path.glob("test.db"):  # of SQLite
        file.chmod(0o600)
    with time_machine.travel(NOW, tick=False):
        yield make_settings(
            database_url,
            backups_folder=tmp_path / "copies",
            erasures_file=tmp_path / "erasures",
            public_url="https://utbildning.example.se",
            trusted_hosts=("utbildning.example.se",),
            proxy_count=1,
            controller="Socialnämnden i Exempelstad",
        )


def examine(app: Flask) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["doctor"])
    return result.exit_code, result.output


def test_a_site_that_is_well_has_no_errors(well: Settings, content: Content) -> None:
    app = create_app(well, content)
    cast = build_cast(app)
    give_password(app, cast.bo, PEPPER)
    code, said = examine(app)
    assert code == 1
    assert "flask backup has never made a copy" in said
    assert "start flask work" in said
    for command in ("nightly", "backup"):
        assert app.test_cli_runner().invoke(args=[command]).exit_code == 0
    each_minute(app)
    code, said = examine(app)
    assert code == 0, said
    assert said.splitlines()[-1] == "0 errors, 0 warnings."
    for name in (cast.anna.name, cast.bo.username, PEPPER):
        assert name not in said, "the doctor tells of people or secrets"
    dispose(app)


def test_the_doctor_sees_another_pepper_and_a_changed_log(well: Settings, content: Content) -> None:
    app = create_app(well, content)
    cast = build_cast(app)
    give_password(app, cast.bo, PEPPER)
    dispose(app)
    other = create_app(make_settings(well.database_url, pepper="q" * 48), content)
    _, said = examine(other)
    assert "error   rows: ESH_PEPPER is not the one of this database" in said
    dispose(other)


def test_without_a_database_it_says_how_to_make_one(tmp_path: Path, content: Content) -> None:
    app = create_app(make_settings(f"sqlite:///{tmp_path}/none.db"), content)
    code, said = examine(app)
    assert code == 1
    assert "flask upgrade" in said
    assert not (tmp_path / "none.db").exists()
    dispose(app)


def test_an_older_schema_is_named(app: Flask, cast: Cast) -> None:
    give_version(app, "0001")
    _, said = examine(app)
    assert "error   schema: 0001, not " in said
    assert "flask upgrade" in said


def test_a_newer_schema_is_told_and_left_alone(app: Flask, cast: Cast) -> None:
    """As after going back to the program of before; that it runs is shown in tests/faults."""
    give_version(app, "9999")
    _, said = examine(app)
    assert "error   schema: newer than this program" in said
    result = app.test_cli_runner().invoke(args=["upgrade"])
    assert result.exit_code == 1
    assert "It is newer" in result.output


def give_version(app: Flask, version: str) -> None:
    """Let the database say that it has another schema."""
    with app.app_context(), writing():
        session().connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")  # noqa: S608
        session().commit()
        db.engine.dispose()
