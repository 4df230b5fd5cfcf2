"""Databases that can only be read (F08), or that another process holds (F09)."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select

from app import create_app
from certificates.models import Certificate
from core import clock
from core import db as core_db
from core.db import db, session, sqlite_module
from quiz.content import Content
from tests.builders.cast import COURSE, PIN, Cast
from tests.builders.crowds import same_browser
from tests.builders.exams import read_everything, sit
from tests.builders.pages import Browser
from tests.conftest import dispose, make_settings
from tests.faults.unsaved import NOT_SAVED, before_the_last, hidden_answers, leave, saved_words, stored

SHORT_WAIT_MS = 300


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


@pytest.mark.sqlite
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


@pytest.mark.sqlite
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
