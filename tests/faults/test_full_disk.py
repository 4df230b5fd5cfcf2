"""The disk is full: a page that says so, the answer kept in the form, reading as before, no restart needed (F06)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from core.db import db, disk_failed, session
from core.sqlite_files import faults, path_of
from quiz.content import Content
from quiz.models import Answer
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import sit
from tests.builders.pages import Browser, Page

NOT_SAVED = "Just nu går det inte att spara"
PLENTY = 1_000_000


class Disk:
    """How many pages SQLite may fill, looked up anew whenever the site takes a connection."""

    def __init__(self, app: Flask) -> None:
        self.pages = PLENTY
        with app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "checkout", self.limit)

    def limit(self, connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={self.pages}")

    def fill(self) -> None:
        """From now on no page more (SQLite takes the present size as the least)."""
        self.pages = 1

    def make_room(self) -> None:
        self.pages = PLENTY

    def close(self) -> None:
        event.remove(self.engine, "checkout", self.limit)


@pytest.fixture
def disk(app: Flask) -> Iterator[Disk]:
    made = Disk(app)
    yield made
    made.close()


def kept(page: Page) -> list[str]:
    """The answers that the page offers to send again."""
    return sorted(str(each["value"]) for each in page.form("Försök igen").select("input[name=answer]"))


def stored(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(Answer)) or 0


@pytest.mark.sqlite
def test_f06_a_full_disk_loses_nothing_and_needs_no_restart(
    app: Flask, content: Content, cast: Cast, disk: Disk, database_url: str
) -> None:
    sitting = sit(app, content, cast.anna, cast.here, answered=11)
    device = cast.learner()
    page = device.get(sitting.url(12))
    disk.fill()
    # The last answer writes result, sums and certificate: more than the room that is left in half-filled pages.
    full = device.submit(page, "Svara", 503, answer=sitting.right(12))
    assert full.h1 == NOT_SAVED
    assert kept(full) == sorted(sitting.right(12))
    assert "sparades" not in full.text
    assert "Sparat" not in full.text
    assert stored(app) == 11, "half of it was saved"

    assert device.get("/min-utbildning").h1 == "Min utbildning"
    assert device.get(sitting.url(12)).form("Svara")
    assert Browser(app).get("/hjalp").h1
    assert Browser(app).get("/intyg/kontroll").h1
    for _ in range(3):
        again = device.submit(full, "Försök igen", 503)
        assert kept(again) == sorted(sitting.right(12))
    with app.app_context():
        assert not disk_failed(db.engine), "a full disk is no broken one"

    disk.make_room()
    page = device.submit(again, "Försök igen")
    assert page.h1 == "Rätt."
    assert stored(app) == 12
    assert device.get(f"/intyg/min/{COURSE}").h1
    with app.app_context():
        db.engine.dispose()
    assert faults(path_of(database_url)) == []
