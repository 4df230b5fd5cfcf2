"""What the report pages cost with few people and with very many, and whether a try meets it.

Both databases are made by `flask demo --people`: the same lives, the same twelve organisations of the trainer.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import select

from app import create_app
from care.models import ClosedSign
from core.db import Meta, session
from organisations.models import Organisation, Role
from quiz.content import Content
from reports import queries
from reports import rows as report_rows
from tests.benchmarks import profiles
from tests.benchmarks.cities import City, city, cookie_of, loaded, statements
from tests.benchmarks.load import Connection, in_turns, measure, request
from tests.benchmarks.measured import Aim, Profile, Row
from tests.benchmarks.requests import RATE, answers, tries
from tests.benchmarks.servers import SiteServer, Stage
from tests.builders.cast import build_cast
from tests.conftest import dispose, make_settings

SMALL = (1_000, 20)
LARGE = (int(os.environ.get("BENCH_PEOPLE", "200000")), 1_000)
FLAT = Aim("ratio", "≤", 2.0)
TWICE = Aim("ratio", "≤", 2.0)
UNAFFECTED = Aim("ratio", "≥", 0.7)
CPU = "ms of CPU"
WHY = (
    "What grows is read for this page: the people of an organisation, live, as headcounts are to be (the largest has a "
    "quarter of all), or one row for each organisation (1,000 here, 20 at the small size) and its closed sums."
)


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
