"""What the report pages cost with few people and with very many, and whether a try meets it.

Both databases are made by `flask demo --people`: the same lives, the same twelve organisations of the trainer.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread

from flask import Flask
from sqlalchemy import delete, event, func, select

from accounts.rules import SignInKind
from app import create_app
from care.models import ClosedSign
from core import clock
from core.db import Meta, db, session, writing
from demo.build import SEED
from demo.exam_actions import Town
from demo.load_actions import EACH_KIND, load
from organisations.models import Membership, Organisation, Role
from organisations.rules import RoleName
from quiz.content import Content
from quiz.models import Answer
from reports import queries
from reports import rows as report_rows
from tests.benchmarks import profiles
from tests.benchmarks.load import Connection, in_turns, measure, request
from tests.benchmarks.measured import Aim, Profile, Row
from tests.benchmarks.requests import RATE, answers, tries
from tests.benchmarks.servers import SiteServer, Stage
from tests.builders.cast import build_cast, sign_in_on
from tests.builders.databases import sqlite_template
from tests.builders.pages import Browser
from tests.conftest import PEPPER, dispose, make_settings

SMALL = (1_000, 20)
# Writing the rows takes a quarter of an hour at 200,000 people: databases that are kept in this folder are used again.
KEPT = os.environ.get("BENCH_FOLDER")
LARGE = (int(os.environ.get("BENCH_PEOPLE", "200000")), 1_000)
FLAT = Aim("ratio", "≤", 2.0)
TWICE = Aim("ratio", "≤", 2.0)
UNAFFECTED = Aim("ratio", "≥", 0.7)
CPU = "ms of CPU"
WHY = (
    "What grows is counted for this page from its people, live, as headcounts are to be. The largest organisation "
    "has a quarter of all people, whose names and dates its contact person's page sorts and counts."
)


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


def cost(act: Callable[[], object], rounds: int) -> float:
    """The least processor time of several rounds, in ms; a long one is asked once."""
    best = float("inf")
    for _ in range(rounds):
        before = time.process_time()
        act()
        best = min(best, 1000 * (time.process_time() - before))
        if best > 2000:
            break
    return best


def page_costs(there: City, rounds: int) -> dict[str, tuple[float, int]]:
    """By page its ms of CPU and its number of statements, once the caches are full."""
    found = {}
    for name, (cookie, path) in there.pages.items():
        ask = partial(profiles.call, there.app, "GET", path, cookie)
        ask()
        with statements(there.app) as said:
            ask()
        found[name] = (cost(ask, rounds), len(said))
    return found


def growth(small: City, large: City, rounds: int = 5) -> list[Row]:
    """Each page at the large size, with the small one as its limit."""
    few, many = page_costs(small, rounds), page_costs(large, rounds)
    return [
        Row(
            f"{name}; {many[name][1]} statements, {few[name][1]} with few people",
            f"{large.people:,} people",
            many[name][0],
            CPU,
            few[name][0],
            FLAT,
            partial(where, large, name),
        )
        for name in many
    ]


def where(there: City, name: str) -> Profile:
    """Where a page's time goes."""
    cookie, path = there.pages[name]
    return Profile(WHY, profiles.shares([partial(profiles.call, there.app, "GET", path, cookie)]))


def heat_table(there: City, rounds: int = 5) -> Row:
    """The table of signs and organisations against reading the bare summary rows it is made of."""
    with there.app.app_context():
        quarter = queries.last_closed(session())
        assert quarter is not None
        trainer = int(session().get_one(Meta, "demo_utbildare").value)
        places = (
            session()
            .scalars(
                select(Organisation)
                .join(Role, Role.organisation_id == Organisation.id)
                .where(Role.user_id == trainer)
            )
            .all()
        )
        bare = (
            select(*ClosedSign.__table__.columns)
            .join(Organisation, Organisation.id == ClosedSign.organisation_id)
            .where(Organisation.network == places[0].network, ClosedSign.quarter == str(quarter))
        )
        signs = tuple(there.app.extensions["catalogue"].signs)
        table = partial(report_rows.sign_maps, session(), quarter, places[0].network, places, signs)
        table()
        figure = cost(table, rounds)
        limit = cost(lambda: session().execute(bare).all(), rounds)
    return Row(
        "Heat table; limit: reading the bare summary rows",
        f"{there.people:,} people",
        figure,
        CPU,
        limit,
        TWICE,
    )


def meanwhile(url: str, there: City, content: Content, folder: Path, rounds: int, people: int) -> Row:
    """Answers a second while somebody opens one report page after another, against answers alone."""
    with SiteServer(folder, url) as site:
        app = create_app(make_settings(url, **site.secrets()), content)
        stage = Stage("SQLite", app, build_cast(app), content, site, site)
        with app.app_context():
            trainer = int(session().get_one(Meta, "demo_utbildare").value)
        asked = request("GET", "/utbildare", cookie_of(app, trainer))

        def alone() -> object:
            return measure(stage.site, [answers(*each) for each in tries(stage, people)], 303)

        def beside() -> object:
            scripts = [answers(*each) for each in tries(stage, people)]
            stop = Event()
            reader = Thread(target=keep_asking, args=(site.port, asked, stop))
            reader.start()
            try:
                return measure(stage.site, scripts, 303)
            finally:
                stop.set()
                reader.join()

        done = in_turns(rounds, {"alone": alone, "beside": beside})  # type: ignore[dict-item]
        dispose(app)
    rate = {name: max(each.rate for each in works) for name, works in done.items()}
    return Row(
        "Answer while one report page after another is opened; limit: without",
        f"{there.people:,} people",
        rate["beside"],
        RATE,
        rate["alone"],
        UNAFFECTED,
    )


def keep_asking(port: int, asked: bytes, stop: Event) -> None:
    """Open a page again and again until told to stop."""
    connection = Connection(port)
    while not stop.is_set():
        connection.ask(asked)
    connection.close()


def rows(content: Content, folder: Path) -> tuple[str, list[Row]]:
    """The whole section, on SQLite."""
    folder.mkdir(parents=True, exist_ok=True)
    urls = []
    for people, places in (SMALL, LARGE):
        urls.append(f"sqlite:///{loaded(content, folder / f'{people}.db', people, places)}")
    return compared(content, urls[0], urls[1], folder)


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


def compared(content: Content, small_url: str, large_url: str, folder: Path) -> tuple[str, list[Row]]:
    """The section's name and its rows, of two databases that are there."""
    with city(small_url, content) as small, city(large_url, content) as large:
        found = [*growth(small, large), heat_table(large)]
        found.append(meanwhile(large_url, large, content, folder, 3, 4))
        heading = (
            f"Reports at {large.people:,} people and {large.answers:,} answers kept (SQLite; "
            f"limit: the same at {small.people:,} people and {small.answers:,} answers)"
        )
        return heading, [row.explained() for row in found]
