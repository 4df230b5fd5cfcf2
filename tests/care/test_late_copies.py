"""Nightly copies that have stopped are said where somebody looks: calmly, with what to do, by the doctor's own rule."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from app import create_app
from core.settings import Settings
from quiz.content import Content
from tests.builders.cast import Cast, build_cast
from tests.conftest import dispose, make_settings

NOW = datetime(2026, 11, 20, 2, 15, tzinfo=UTC)
LATE = "Säkerhetskopian är sen"
TELL = "Säg till den som sköter driften i dag."


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url, backups_folder=tmp_path / "copies")


def run(app: Flask, command: str) -> str:
    return app.test_cli_runner().invoke(args=[command], catch_exceptions=False).output


def doctor_complains(app: Flask) -> bool:
    (line,) = [each for each in run(app, "doctor").splitlines() if each[8:].startswith("backup: ")]
    return line.startswith("error")


def test_f30_late_copies_are_told_on_the_coordinators_page_when_the_doctor_complains(
    app: Flask, cast: Cast
) -> None:
    with time_machine.travel(NOW, tick=False) as clock:

        def told() -> str:
            page = cast.coordinator().get("/samordnare")
            assert (LATE in page.text) == (TELL in page.text) == doctor_complains(app)
            return page.text if LATE in page.text else ""

        assert "Det finns ingen kopia. En ska göras varje natt." in told()
        run(app, "backup")
        assert told() == ""
        clock.shift(timedelta(hours=36))
        assert told() == ""
        clock.shift(timedelta(minutes=1))
        assert "Den senaste kopian gjordes 20 november 2026." in told()
        run(app, "backup")
        assert told() == ""


def test_f30_the_others_at_work_and_the_learner_are_not_worried(app: Flask, cast: Cast) -> None:
    for device, path in (
        (cast.contact(), f"/oversikt/{cast.here.ref}"),
        (cast.trainer(), "/utbildare"),
        (cast.learner(), "/min-utbildning"),
    ):
        assert LATE not in device.get(path).text


def test_the_demonstration_needs_no_copies(database_url: str, content: Content) -> None:
    app = create_app(make_settings(database_url, demo=True), content)
    assert LATE not in build_cast(app).coordinator().get("/samordnare").text
    dispose(app)
