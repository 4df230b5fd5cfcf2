"""Cities of many people to measure on: made by `flask demo --people`'s own code, opened with everybody who looks signed in."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import delete, event, func, select

from accounts.rules import SignInKind
from app import create_app
from core import clock
from core.db import Meta, db, session, writing
from demo.build import SEED
from demo.exam_actions import Town
from demo.load_actions import EACH_KIND, load
from organisations.models import Membership, Organisation, Role
from organisations.rules import RoleName
from quiz.content import Content
from quiz.models import Answer
from tests.builders.cast import sign_in_on
from tests.builders.databases import sqlite_template
from tests.builders.pages import Browser
from tests.conftest import PEPPER, dispose, make_settings

# Writing the rows takes a quarter of an hour at 200,000 people: databases that are kept in this folder are used again.
KEPT = os.environ.get("BENCH_FOLDER")


@dataclass(frozen=True)
class City:
    """A loaded database, its app, and who looks at which page."""

    people: int
    answers: int
    app: Flask
    pages: Mapping[str, tuple[str, str]]
    """By name the cookie and the path."""


def make(url: str, content: Content, people: int, places: int, each_kind: int = EACH_KIND) -> None:
    """Fill an empty database; afterwards it counts as a real one, so that it can be served."""
    app = create_app(make_settings(url), content)
    with app.app_context(), writing():
        town = Town(session(), content, Random(SEED), {}, PEPPER, lambda _done, _total: None)
        load(town, clock.now(), people, places, session().commit, each_kind)
        session().execute(delete(Meta).where(Meta.key == "made_by"))
        session().commit()
    dispose(app)


@contextmanager
def city(url: str, content: Content) -> Iterator[City]:
    """An app on a loaded database, with everybody who looks signed in."""
    app = create_app(make_settings(url), content)
    with app.app_context():
        staff = {
            role: int(session().get_one(Meta, f"demo_{role}").value)
            for role in ("kontaktperson", "utbildare", "samordnare")
        }
        roles = select(Role.organisation_id).where(
            Role.user_id == staff["kontaktperson"], Role.role == RoleName.CONTACT
        )
        sized = (
            session()
            .execute(
                select(Organisation.ref)
                .join(Membership, Membership.organisation_id == Organisation.id)
                .where(Organisation.id.in_(roles))
                .group_by(Organisation.id)
                .order_by(func.count().desc())
            )
            .scalars()
            .all()
        )
        people = session().scalar(select(func.count(Membership.id))) or 0
        kept = session().scalar(select(func.count()).select_from(Answer)) or 0
        first = session().scalar(
            select(Organisation.ref)
            .join(Role, Role.organisation_id == Organisation.id)
            .where(Role.user_id == staff["utbildare"])
            .order_by(Organisation.id)
        )
    largest, ordinary = sized[0], sized[-1]
    cookies = {role: cookie_of(app, user_id) for role, user_id in staff.items()}
    contact, trainer, coordinator = (cookies[role] for role in staff)
    yield City(
        people,
        kept,
        app,
        {
            "Overview, ordinary organisation": (contact, f"/oversikt/{ordinary}"),
            "Overview, largest organisation": (contact, f"/oversikt/{largest}"),
            "Overview, everybody, largest organisation": (contact, f"/oversikt/{largest}?visa=alla"),
            "Trainer's page, twelve organisations": (trainer, "/utbildare"),
            "Plan of a meeting, largest organisation": (trainer, f"/utbildare/{first}/pass"),
            "Coordinator's page": (coordinator, "/samordnare"),
            "Questions of a course": (coordinator, "/samordnare/innehall/fragor"),
            "Quarterly report": (coordinator, "/samordnare/rapport"),
        },
    )
    dispose(app)


def cookie_of(app: Flask, user_id: int) -> str:
    """Somebody signed in at work, as a cookie."""
    browser = Browser(app)
    sign_in_on(app, browser, user_id, SignInKind.STAFF)
    browser.client.get("/anpassa")
    cookie = browser.client.get_cookie("esh")
    assert cookie is not None
    return f"esh={cookie.value}"


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


def loaded(content: Content, file: Path, people: int, places: int) -> Path:
    """A loaded database, or a copy of one that was kept."""
    kept = Path(KEPT) / file.name if KEPT else None
    if kept is not None and kept.exists():
        return Path(shutil.copy(kept, file))
    made = sqlite_template(file, lambda url: create_app(make_settings(url), content))
    make(f"sqlite:///{made}", content, people, places)
    if kept is not None:
        shutil.copy(made, kept)
    return made
