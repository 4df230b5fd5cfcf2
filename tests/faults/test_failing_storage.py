"""Disks that fail in the middle of a write, and databases that are not there at all (F07)."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event

from app import create_app
from core.db import db, sqlite_module
from quiz.content import Content
from tests.builders.cast import Cast, build_cast
from tests.builders.crowds import same_browser
from tests.builders.pages import Browser, Page
from tests.conftest import dispose, make_settings
from tests.faults.unsaved import NOT_SAVED, before_the_last, hidden_answers, leave, saved_words, stored


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


def token_of(page: Page) -> str:
    """The token of a page's form."""
    found = page.soup.select_one("#question input[name=csrf_token]")
    assert found is not None
    return str(found["value"])


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
