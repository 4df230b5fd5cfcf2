"""Disks that fail, databases that cannot be written to, and a SQLite that is not safe for WAL."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, func, select

from app import create_app
from certificates.models import Certificate
from core import clock
from core import db as core_db
from core.db import db, journal_mode, session, sqlite_module
from quiz.content import Content
from quiz.models import Answer
from tests.builders.cast import COURSE, PIN, Cast, build_cast
from tests.builders.exams import Sitting, read_everything, sit
from tests.builders.pages import Browser, Page
from tests.conftest import dispose, make_settings

NOT_SAVED = "Just nu går det inte att spara"
SHORT_WAIT_MS = 300


def saved_words(page: Page) -> bool:
    """Whether the page says that something was saved."""
    return "sparades" in page.text or "Sparat" in page.text


def hidden_answers(page: Page) -> list[str]:
    """The answers that the page offers to send again."""
    form = page.form("Försök igen")
    return sorted(str(each["value"]) for each in form.select("input[name=answer]"))


def stored(app: Flask) -> int:
    """How many answers are stored."""
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Answer)) or 0


# ---- F07: the disk fails -----------------------------------------------------------------------------


class FailingDisk:
    """Lets the n-th write of the database fail as SQLite and PostgreSQL say it when a disk fails."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.engine = db.engine
        self.writes = 0
        self.fail_at: int | None = None
        self.commit = self.engine.dialect.do_commit

    def count(self) -> None:
        self.writes += 1
        if self.writes == self.fail_at:
            raise self.error()

    def error(self) -> Exception:
        if self.engine.dialect.name == "sqlite":
            error: Exception = sqlite_module().OperationalError("disk I/O error")
            return error
        return psycopg.errors.IoError("could not write block 17: Input/output error")

    @contextlib.contextmanager
    def in_place(self, fail_at: int | None) -> Iterator[None]:
        self.writes, self.fail_at = 0, fail_at

        def before(_cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
            if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE", "BEGIN IMMEDIATE")):
                self.count()

        def commit(connection: Any) -> None:
            self.count()
            self.commit(connection)

        names = ("do_execute", "do_executemany", "do_execute_no_params")
        listeners: dict[str, Callable[..., Any]] = {
            "do_execute": before,
            "do_executemany": before,
            "do_execute_no_params": lambda cursor, statement, context: before(cursor, statement, (), context),
        }
        for name in names:
            event.listen(self.engine, name, listeners[name])
        self.engine.dialect.do_commit = commit  # type: ignore[method-assign, assignment]
        try:
            yield
        finally:
            del self.engine.dialect.do_commit
            for name in names:
                event.remove(self.engine, name, listeners[name])


def before_the_last(app: Flask, content: Content, cast: Cast) -> tuple[Browser, Sitting]:
    """Anna before the last question of her try."""
    sitting = sit(app, content, cast.anna, cast.here, answered=11)
    return cast.learner(), sitting


@pytest.mark.both
@pytest.mark.slow
def test_f07_every_failed_write_says_not_saved_and_keeps_the_answer(
    database_url: str, content: Content
) -> None:
    """The last answer writes most: one failure at each of its writes, each in a process of its own."""
    app = create_app(make_settings(database_url), content)
    cast = build_cast(app)
    device, sitting = before_the_last(app, content, cast)
    page = device.get(sitting.url(12))
    chosen = sitting.right(12)
    fail_at, finished = 0, False
    while not finished:
        fail_at += 1
        assert fail_at < 60
        fresh = create_app(make_settings(database_url), content)
        disk = FailingDisk(fresh)
        again = same_browser(device, fresh)
        with disk.in_place(fail_at):
            response = again.client.post(
                sitting.url(12), data={"csrf_token": token_of(page), "answer": chosen}
            )
            finished = disk.writes < fail_at
            shown = Page(response)
            if finished:
                assert response.status_code == 303
            else:
                assert response.status_code == 503, fail_at
                assert shown.h1 == NOT_SAVED
                assert not saved_words(shown)
                assert hidden_answers(shown) == sorted(chosen), fail_at
                ready = again.client.get("/readyz")
                assert ready.status_code == 503, fail_at
                assert again.client.get("/healthz").status_code == 200
        if not finished:
            assert stored(app) == 11, fail_at
        dispose(fresh)
    assert fail_at > 6  # the sign-in's lock, answer, result, sums, certificate, audit, commit
    assert stored(app) == 12
    dispose(app)


def test_f07_a_process_whose_disk_failed_writes_no_more(app: Flask, content: Content, cast: Cast) -> None:
    device, sitting = before_the_last(app, content, cast)
    page = device.get(sitting.url(12))
    with FailingDisk(app).in_place(1):
        device.submit(page, "Svara", 503, answer=sitting.right(12))
    # The disk answers again, but what it lost in between nobody knows: only a restart writes.
    page = device.submit(device.get(sitting.url(12)), "Svara", 503, answer=sitting.right(12))
    assert page.h1 == NOT_SAVED
    assert stored(app) == 11
    assert device.get("/min-utbildning").h1 == "Min utbildning"
    assert device.client.get("/readyz").status_code == 503
    assert leave(device).status_code == 200


def same_browser(device: Browser, app: Flask) -> Browser:
    """The same browser before another process of the site."""
    copy = Browser(app)
    for cookie in ("esh",):
        found = device.client.get_cookie(cookie)
        assert found is not None
        copy.client.set_cookie(cookie, found.value)
    return copy


def token_of(page: Page) -> str:
    """The token of a page's form."""
    found = page.soup.select_one("#question input[name=csrf_token]")
    assert found is not None
    return str(found["value"])


def leave(device: Browser) -> Any:
    """Press "Lämna sidan"."""
    return device.client.post("/lamna", data={"csrf_token": device.token()})


# ---- F08: the database can only be read --------------------------------------------------------------


@pytest.fixture
def read_only(
    app: Flask, cast: Cast, content: Content, database_kind: str, database_url: str
) -> Iterator[Flask]:
    """The same database, opened by a site that may only read it."""
    if database_kind == "sqlite":
        path = database_url.removeprefix("sqlite:///")
        url = f"sqlite:///file:{path}?mode=ro&uri=true"
    else:
        url = f"{database_url}&options=-c%20default_transaction_read_only%3Don"
    made = create_app(make_settings(url), content)
    yield made
    dispose(made)


@pytest.mark.both
def test_f08_lessons_and_verification_work_and_writes_answer_with_words(
    app: Flask, cast: Cast, content: Content, read_only: Flask
) -> None:
    read_everything(app, content, cast.dora)
    passed = sit(app, content, cast.dora, cast.there, answered=12)
    assert passed.questions
    device, sitting = before_the_last(app, content, cast)
    certificate = cast.sign_in(cast.dora).get(f"/intyg/min/{COURSE}")
    number = certificate.soup.select_one(".certificate-foot .code")
    assert number is not None
    with app.app_context():
        link = session().scalars(select(Certificate.link)).one()

    here = same_browser(device, read_only)
    course = content.catalogue.courses[COURSE]
    module, lesson = course.modules[0], course.modules[0].lessons[0]
    page = here.get(f"/kurser/{COURSE}/{module.key}/{lesson.slug}/{lesson.screens[0].key}")
    assert page.h1
    unread = (course.modules[0].more or course.modules[-1].lessons)[0]
    owner = next(each for each in course.modules if unread in (*each.lessons, *each.more))
    assert here.get(f"/kurser/{COURSE}/{owner.key}/{unread.slug}/{unread.screens[0].key}").h1
    assert here.get("/prova").h1
    assert here.get("/min-utbildning").h1 == "Min utbildning"
    assert here.get("/hjalp").h1

    stranger = Browser(read_only)
    page = stranger.get(f"/i/{link}")
    assert cast.dora.name in page.text
    page = stranger.submit(stranger.get("/intyg/kontroll"), number=number.get_text(), name="dora dahl")
    assert "Stämmer" in page.text
    page = stranger.submit(stranger.get("/intyg/kontroll"), number=number.get_text(), name="Fel Namn")
    assert "hittar inget" in page.text or "Stämmer inte" in page.text

    chosen = sitting.right(12)
    page = here.submit(here.get(sitting.url(12)), "Svara", 503, answer=chosen)
    assert page.h1 == NOT_SAVED
    assert hidden_answers(page) == sorted(chosen)
    assert not saved_words(page)
    assert stored(read_only) == 23
    assert stranger.client.get("/readyz").status_code == 503
    assert "read-only" in stranger.client.get("/readyz").text
    assert stranger.client.get("/healthz").status_code == 200


@pytest.mark.both
def test_f08_a_sign_in_unused_for_hours_still_reads(cast: Cast, read_only: Flask) -> None:
    """Noting that a sign-in was used is a write; without it the page comes all the same."""
    device = same_browser(cast.learner(), read_only)
    later = clock.now().timestamp() + 3 * 3600
    with time_machine.travel(later, tick=False):
        assert device.get("/min-utbildning").h1 == "Min utbildning"


@pytest.mark.both
def test_f08_leaving_and_signing_out_work_without_writing(cast: Cast, read_only: Flask) -> None:
    device = same_browser(cast.learner(), read_only)
    response = leave(device)
    assert response.status_code == 200
    assert "cookies" in response.headers["Clear-Site-Data"]
    assert device.get("/min-utbildning").path == "/kort/"

    other = same_browser(cast.learner(), read_only)
    assert other.post("/logga-ut").path == "/"
    assert other.get("/min-utbildning").path == "/kort/"


@pytest.mark.both
def test_f08_a_form_with_secrets_says_only_what_is_true(cast: Cast, read_only: Flask) -> None:
    """A PIN is never written into a page, so the page must not say that what was chosen is still there."""
    device = same_browser(cast.learner(), read_only)
    page = device.submit(device.get("/mitt-kort"), pin=PIN, status=503)
    assert PIN not in page.html
    assert "finns kvar här" not in page.text
    assert "Försök igen" not in [each.get_text().strip() for each in page.soup.select("main button")]


# ---- F09: another process holds the lock -------------------------------------------------------------


@contextlib.contextmanager
def impatient(database_url: str, content: Content) -> Iterator[Flask]:
    """The site, waiting for a lock for a third of a second instead of eight."""
    made = create_app(make_settings(database_url), content)
    with made.app_context():
        engine = db.engine

    @event.listens_for(engine, "connect")
    def shorten(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={SHORT_WAIT_MS}")

    try:
        yield made
    finally:
        dispose(made)


@contextlib.contextmanager
def locked(database_url: str) -> Iterator[None]:
    """Another connection holds the database as a backup or a repair would."""
    with contextlib.closing(sqlite_module().connect(database_url.removeprefix("sqlite:///"))) as other:
        other.isolation_level = None
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_f09_a_locked_database_asks_to_try_again_and_loses_nothing(
    app: Flask,
    cast: Cast,
    content: Content,
    database_url: str,
    mode: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the rollback journal not even reading is possible meanwhile: then the page still has words."""
    device, sitting = before_the_last(app, content, cast)
    dispose(app)
    monkeypatch.setattr(core_db, "journal_mode", lambda _version: mode)
    with impatient(database_url, content) as site:
        here = same_browser(device, site)
        page = here.get(sitting.url(12))
        chosen = sitting.right(12)
        with locked(database_url):
            waited = here.submit(page, "Svara", 503, answer=chosen)
            assert waited.h1 == NOT_SAVED
            assert hidden_answers(waited) == sorted(chosen)
            reading = here.get("/min-utbildning", 200 if mode == "WAL" else 503)
            assert reading.h1 == ("Min utbildning" if mode == "WAL" else "Försök igen om en stund")
        page = here.submit(waited, "Försök igen")
        assert page.h1 == "Rätt."
        assert stored(site) == 12


def test_f09_a_short_lock_is_waited_for(app: Flask, cast: Cast, content: Content, database_url: str) -> None:
    device, sitting = before_the_last(app, content, cast)
    page = device.get(sitting.url(12))
    release, held = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(database_url):
            held.set()
            release.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(5)
        threading.Timer(0.3, release.set).start()
        page = device.submit(page, "Svara", answer=sitting.right(12))
    finally:
        release.set()
        holder.join()
    assert page.h1 == "Rätt."
    assert stored(app) == 12


# ---- F11: SQLite versions that can corrupt a WAL database --------------------------------------------


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


# ---- nothing answers at all --------------------------------------------------------------------------


@pytest.mark.both
def test_f07_without_any_database_a_page_with_words_and_help(
    app: Flask, cast: Cast, content: Content, database_kind: str
) -> None:
    device = cast.learner()
    nowhere = (
        "sqlite:////nowhere/at/all.db"
        if database_kind == "sqlite"
        else "postgresql+psycopg://app@/x?host=/nowhere"
    )
    gone = create_app(make_settings(nowhere), content)
    here = same_browser(device, gone)
    kept = here.post("/prov/hotell/nagot/3", 503, answer=["a", "b"])
    assert kept.h1 == NOT_SAVED
    assert hidden_answers(kept) == ["a", "b"]
    page = here.get("/min-utbildning", 503)
    assert "Försök igen om en stund" in page.h1
    assert "112" in page.html
    assert Browser(gone).get("/hjalp").h1
    assert Browser(gone).get("/prova").h1
    assert leave(here).status_code == 200
    assert Browser(gone).client.get("/readyz").status_code == 503
    dispose(gone)
