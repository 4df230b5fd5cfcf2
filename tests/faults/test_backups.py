"""Copies of the database: made while people write, put back on an empty machine, missed when they fail (F28–F31)."""

import logging
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Self

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts import actions as accounts
from accounts.models import User
from app import create_app
from care import erase_actions
from care.backup_actions import mend_counters
from care.backup_commands import ERASURES
from care.fact_queries import broken_facts
from certificates.models import Certificate
from core import backups, clock
from core.db import session, writing
from core.logs import OneLine
from core.settings import Settings
from core.sqlite_files import path_of
from quiz.content import Content
from quiz.models import Answer
from tests.builders.after_issue_4 import empty_database
from tests.builders.cast import (
    PASSWORD,
    PIN,
    Cast,
    Person,
    Place,
    build_cast,
    give_password,
    make_learner,
    totp_now,
)
from tests.builders.databases import postgres_binaries
from tests.builders.exams import sit
from tests.builders.pages import Browser
from tests.builders.rounds import rounds
from tests.conftest import PEPPER, dispose, make_settings

SEED = 20261122
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own programs are found, those of the server that the tests start."""
    monkeypatch.setenv("PATH", f"{postgres_binaries()}:{os.environ['PATH']}")


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(
        database_url, backups_folder=tmp_path / "copies", erasures_file=tmp_path / "erasures"
    )


@pytest.fixture
def empty(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database on another machine, with nothing in it."""
    folder = tmp_path / "another machine"
    folder.mkdir()
    with empty_database(database_kind, folder, request, "another_machine") as url:
        yield url


def run(app: Flask, *arguments: str, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == status, result.output
    return result.output


def copies(settings: Settings) -> list[Path]:
    return [path for _, path in backups.copies(settings.backups_folder)]


# ---- F28: while people write -------------------------------------------------------------------------


class Writers:
    """Two people after another pass the exam, all the while, as in two processes of the site."""

    def __init__(self, settings: Settings, content: Content, here: Place) -> None:
        self.stopping = threading.Event()
        self.failures: list[BaseException] = []
        self.passed = 0
        # Made here, one after another: Python 3.11 cannot compile addresses in two threads at once.
        apps = [create_app(settings, content) for _ in range(2)]
        self.threads = [
            threading.Thread(target=self.write, args=(app, content, here, number))
            for number, app in enumerate(apps)
        ]

    def write(self, app: Flask, content: Content, here: Place, number: int) -> None:
        try:
            while not self.stopping.is_set():
                with app.app_context(), writing():
                    name = f"Elev {'AB'[number]} {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[self.passed % 26]}"
                    person = make_learner(clock.now(), here, name)
                    session().commit()
                sit(app, content, person, here, answered=12)
                self.passed += 1
        except BaseException as error:  # noqa: BLE001  raised again in the test's own thread
            self.failures.append(error)
        finally:
            dispose(app)

    def __enter__(self) -> Self:
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for each in self.threads:
            each.join()
        if self.failures:
            raise self.failures[0]


@pytest.mark.both
@pytest.mark.slow
def test_f28_each_copy_made_while_people_write_is_whole_and_true(
    app: Flask,
    cast: Cast,
    content: Content,
    settings: Settings,
    database_kind: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    with Writers(settings, content, cast.here) as writers:
        for number in range(rounds(4, 40)):
            before = writers.passed
            for _ in range(400):
                if writers.passed > before or writers.failures:
                    break
                threading.Event().wait(0.05)
            backups.make(settings.database_url, settings.backups_folder, NOW + timedelta(seconds=number))
    answers = []
    for number, path in enumerate(reversed(copies(settings))):
        folder = tmp_path / str(number)
        folder.mkdir()
        with empty_database(database_kind, folder, request, f"restored_{number}") as url:
            backups.put_back(url, path, NOW, replace=False)
            restored = create_app(make_settings(url), content)
            with restored.app_context(), writing():
                assert broken_facts(session()) == []
                assert not mend_counters(session()), "sums and tries are of different moments"
                session().rollback()
                answers.append(session().scalar(select(func.count()).select_from(Answer)) or 0)
            dispose(restored)
    assert len(answers) == rounds(4, 40)
    assert answers == sorted(answers)
    assert answers[-1] > answers[0], "nobody wrote anything meanwhile"


# ---- F29: an empty machine ---------------------------------------------------------------------------


def with_a_card(app: Flask, person: Person) -> str:
    """Give a person a card with the cast's PIN; returns its code."""
    with app.app_context(), writing():
        card = accounts.make_card(session(), clock.now(), person.id, PIN, PEPPER)
        face = accounts.card_face(card, clock.now(), PEPPER)
        session().commit()
    assert face is not None
    return face.code


def erase(app: Flask, person: Person) -> None:
    with app.app_context(), writing():
        erase_actions.erase(session(), clock.now(), person.id, pepper=PEPPER)
        session().commit()


@pytest.mark.both
@pytest.mark.slow
def test_f29_on_an_empty_machine_people_come_in_and_certificates_hold(
    app: Flask, content: Content, cast: Cast, settings: Settings, empty: str, tmp_path: Path
) -> None:
    """Only the folder of copies and the secrets are carried over. Dora erased herself after the copy was made."""
    code = with_a_card(app, cast.anna)
    give_password(app, cast.bo, PEPPER)
    for person, place in ((cast.anna, cast.here), (cast.dora, cast.there)):
        sit(app, content, person, place, answered=12)
    with app.app_context():
        found = session().scalars(select(Certificate).where(Certificate.user_id == cast.anna.id)).one()
        gone = session().scalars(select(Certificate).where(Certificate.user_id == cast.dora.id)).one()
    run(app, "nightly")
    run(app, "backup")
    first = copies(settings)[0]
    erase(app, cast.dora)
    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        run(app, "backup")
    assert copies(settings)[-1] == first
    assert (settings.backups_folder / ERASURES).exists()

    elsewhere = make_settings(
        empty, backups_folder=settings.backups_folder, erasures_file=tmp_path / "another machine" / "erasures"
    )
    site = create_app(elsewhere, content)
    said = run(site, "restore", str(first))
    assert "1 people erased again" in said
    assert "Open sums: as the tries say." in said
    assert "Checked" in said

    stranger = Browser(site)
    assert cast.anna.name in stranger.get(f"/i/{found.link}").text
    page = stranger.submit(stranger.get("/intyg/kontroll"), number=found.number, name=cast.anna.name)
    assert "Stämmer" in page.text
    assert cast.dora.name not in stranger.client.get(f"/i/{gone.link}").text
    learner = Browser(site)
    assert learner.post("/kort/", code=code, pin=PIN, screen="own").path == "/min-utbildning"
    assert cast.anna.name in learner.get(f"/intyg/{found.number}").text
    staff = Browser(site)
    page = staff.post("/personal", username=cast.bo.username, password=PASSWORD, totp=totp_now())
    assert page.path.startswith("/oversikt")
    assert stranger.client.get("/readyz").text == "ready\n"
    with site.app_context():
        assert cast.dora.name not in session().scalars(select(User.name)).all()
    dispose(site)


@pytest.mark.both
def test_f29_without_the_right_pepper_the_loss_is_said(
    app: Flask, content: Content, cast: Cast, settings: Settings, empty: str
) -> None:
    give_password(app, cast.bo, PEPPER)
    run(app, "backup")
    site = create_app(make_settings(empty, pepper="q" * 48), content)
    said = run(site, "restore", str(copies(settings)[0]), status=1)
    assert "ESH_PEPPER is not the one of this database" in said
    assert "Do not open the site yet" in said
    dispose(site)


@pytest.mark.both
def test_a_database_with_people_gives_way_only_when_told_and_is_kept(
    app: Flask, content: Content, cast: Cast, settings: Settings, database_kind: str
) -> None:
    run(app, "backup")
    late = make_learner_later(app, cast)
    said = run(app, "restore", str(copies(settings)[0]), status=1)
    assert "--replace" in said
    assert late in names(app), "it was touched all the same"
    dispose(app)
    said = run(app, "restore", str(copies(settings)[0]), "--replace")
    assert "What was there is kept: " in said
    assert late not in names(app)
    assert cast.anna.name in names(app)
    if database_kind == "sqlite":
        kept = next(path_of(settings.database_url).parent.glob("test.db.before-*"))
        before = create_app(make_settings(f"sqlite:///{kept}"), content)
        assert late in names(before)
        dispose(before)


def make_learner_later(app: Flask, cast: Cast) -> str:
    with app.app_context(), writing():
        person = make_learner(clock.now(), cast.here, "Kom Efteråt")
        session().commit()
    return person.name


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(session().scalars(select(User.name)))


@pytest.mark.both
def test_a_site_that_runs_is_not_replaced_under_its_feet(
    app: Flask, content: Content, cast: Cast, settings: Settings
) -> None:
    run(app, "backup")
    other = create_app(settings, content)
    with other.app_context():
        session().scalar(select(User.id).limit(1))
        said = run(app, "restore", str(copies(settings)[0]), "--replace", status=1)
    dispose(other)
    assert "stop the site and the job process first" in said
    assert cast.anna.name in names(app)


@pytest.mark.both
def test_what_is_no_copy_is_refused(app: Flask, cast: Cast, settings: Settings, tmp_path: Path) -> None:
    text = tmp_path / "letter.txt"
    text.write_text("Not a database.")
    assert "is no copy of this kind" in run(app, "restore", str(text), "--replace", status=1)
    run(app, "backup")
    cut = tmp_path / "cut"
    whole = copies(settings)[0].read_bytes()
    cut.write_bytes(whole[: len(whole) // 2])
    assert "The copy is not whole" in run(app, "restore", str(cut), "--replace", status=1)
    assert cast.anna.name in names(app)


# ---- F30: copies that fail -----------------------------------------------------------------------------


def test_f30_a_copy_that_fails_is_said_at_once_in_the_log_and_by_the_doctor(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Two nights; in the place of the folder there is something that nobody can write into."""
    logging.getLogger("esh").addHandler(caplog.handler)
    try:
        with time_machine.travel(NOW, tick=False) as now:
            run(app, "backup")
            assert line(app, "backup").startswith("ok")
            settings.backups_folder.rename(settings.backups_folder.with_name("carried away"))
            assert line(app, "backup").startswith("warning"), "the copy is not where it was put"
            settings.backups_folder.write_text("in the way")
            for _ in range(2):
                now.shift(timedelta(days=1, minutes=1))
                said = run(app, "backup", status=1)
                assert "No copy was made" in said
                assert "Traceback" not in said
                run(app, "nightly")
            assert "backup-late" in "".join(OneLine().format(each) for each in caplog.records)
            assert line(app, "backup").startswith("error")
            settings.backups_folder.unlink()
            run(app, "backup")
            assert line(app, "backup").startswith("ok")
            caplog.clear()
            run(app, "nightly")
            assert "backup-late" not in "".join(OneLine().format(each) for each in caplog.records)
    finally:
        logging.getLogger("esh").removeHandler(caplog.handler)


def line(app: Flask, what: str) -> str:
    """What the doctor says of one thing."""
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    return next(each for each in said.splitlines() if each[8:].startswith(f"{what}: "))


def test_old_copies_go_and_the_newest_always_stays(app: Flask, settings: Settings) -> None:
    for days in (80, 50, 36, 34, 1):
        with time_machine.travel(NOW - timedelta(days=days), tick=False):
            run(app, "backup")
    with time_machine.travel(NOW, tick=False):
        assert "Old copies deleted: 1." in run(app, "backup")
        assert len(copies(settings)) == 3
        assert backups.forget_old(settings.backups_folder, NOW + timedelta(days=500), timedelta(days=35)) == 2
    assert len(copies(settings)) == 1
    assert not list(settings.backups_folder.glob(".*")), "something half made lies about"


# ---- F31: a damaged page -------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_f31_a_damaged_database_does_not_start_and_no_good_copy_gives_way(
    app: Flask, content: Content, cast: Cast, settings: Settings
) -> None:
    sit(app, content, cast.anna, cast.here, answered=12)
    run(app, "backup")
    good = copies(settings)[0]
    kept = good.read_bytes()
    dispose(app)
    path = path_of(settings.database_url)
    whole = path.read_bytes()
    random = Random(SEED)
    pages = len(whole) // 4096
    for page in (0, *random.sample(range(1, pages), rounds(3, 30))):
        damaged = bytearray(whole)
        damaged[page * 4096 : (page + 1) * 4096] = random.randbytes(4096)
        path.write_bytes(damaged)
        for command in ("serve", "work"):
            said = run(app, command, status=1)
            assert "is damaged" in said, page
            assert "flask restore FILE --replace" in said
        assert path.read_bytes() == damaged, "something was written into what is broken"
        with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
            assert "arlier copies are untouched" in run(app, "backup", status=1)
        assert copies(settings) == [good]
        assert good.read_bytes() == kept
        assert "database file: " in run(app, "doctor", status=1)
        dispose(app)
    run(app, "restore", str(good), "--replace")
    with app.app_context():
        assert broken_facts(session()) == []
    assert cast.anna.name in names(app)
    assert next(path.parent.glob("test.db.before-*")).read_bytes() == damaged


def test_build_cast_is_what_a_copy_holds(
    app: Flask, settings: Settings, content: Content, empty: str
) -> None:
    """A copy of the empty schema takes people afterwards like any other database."""
    run(app, "backup")
    site = create_app(make_settings(empty), content)
    run(site, "restore", str(copies(settings)[0]))
    assert build_cast(site).anna.name in names(site)
    dispose(site)
