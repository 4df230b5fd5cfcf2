"""A city as large as one likes: a few lives are lived by the rooms' own actions, taken back, and written as often
as there are people, with other keys, names and random words. Everything follows from a fixed seed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts.models import User
from care.actions import MOVES, run_night
from care.retention import ANSWERS_KEPT
from certificates.models import CourseText
from core.db import Base, Meta
from demo.build import DEMO_ROLES, SEED
from demo.exam_actions import Town
from demo.life_actions import BASIC, Life, live, lives
from demo.people import full_name
from demo.stamp_actions import NAME, ORGANISATION, Row, Stamp, stamps, write
from organisations import actions as organisations
from organisations import role_actions
from organisations.models import Organisation
from organisations.rules import RoleName
from quiz.models import Answer, Attempt, BankVersion

EACH_KIND = 24
LARGEST = 0.25  # share of all people in the largest organisation
TRAINED = 12  # organisations of the one trainer
BATCH = 500
SOMEBODY = "Okänd Okänd"
STARTED = timedelta(days=800)
# Kept once and pointed to by everybody.
SHARED = (BankVersion.__tablename__, CourseText.__tablename__)
SUMS = tuple(source.__tablename__ for source, _ in MOVES)
Found = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Lived:
    """What a life leaves: rows to write again, and rows of open sums."""

    stamps: Mapping[str, tuple[Stamp, ...]]
    sums: Mapping[str, Sequence[Row]]


def load(
    town: Town, now: datetime, people: int, places: int, keep: Callable[[], None], each_kind: int = EACH_KIND
) -> None:
    """Fill an empty database with so many people in so many organisations; `keep` commits in between.

    Every run makes the same rows. Answers past their time are left out; the night closes the quarters.
    """
    session = town.session
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA cache_size=-200000"))  # KiB: keys are random, their pages stay at hand
    known, shared = live_all(town, now, each_kind)
    session.add(Meta(key="made_by", value="demo"))
    for table, rows in shared.items():
        session.execute(insert(Base.metadata.tables[table]), list(rows.values()))
    made = make_places(town, now, places)
    make_staff(town, now, made)
    plan = planned(people, [(each.id, each.kind) for each in made], list(known))
    times = write_people(town, plan, known, people, keep)
    write_sums(session, times, known)
    mend_sequences(session)
    run_night(session, now)


def live_all(
    town: Town, now: datetime, each_kind: int
) -> tuple[dict[Life, Lived], dict[str, dict[Any, Row]]]:
    """Let every life be lived and taken back; what each leaves, and what all of them point to."""
    session, known = town.session, {}
    shared: dict[str, dict[Any, Row]] = {table: {} for table in SHARED}
    everything = session.begin_nested()
    makings = lives(now, town.content.catalogue.courses, each_kind)
    places = {kind: make_place(town, now, 0, kind) for kind in sorted({each.kind for each in makings})}
    there = {table: {key_of(table, row) for row in rows} for table, rows in all_rows(session).items()}
    for life in makings:
        one = session.begin_nested()
        live(town, life, places[life.kind], SOMEBODY)
        found = {
            table: [row for row in rows if key_of(table, row) not in there[table]]
            for table, rows in all_rows(session).items()
        }
        one.rollback()
        for table in SHARED:
            shared[table] |= {key_of(table, row): row for row in found.pop(table)}
        known[life] = lived(found, now, session)
    everything.rollback()
    return known, shared


def all_rows(session: Session) -> Found:
    """Every row there is, by table, in the order in which they may be written."""
    return {
        table.name: [
            dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
        ]
        for table in Base.metadata.sorted_tables
    }


def key_of(table: str, row: Row) -> tuple[Any, ...]:
    """A row's key."""
    return tuple(row[column.name] for column in Base.metadata.tables[table].primary_key)


def lived(found: Found, now: datetime, session: Session) -> Lived:
    """What one life leaves, without the answers whose time is over."""
    sums = {table: found.pop(table) for table in SUMS if table in found}
    old = {
        row["id"]
        for row in found[Attempt.__tablename__]
        if row["finished_at"] is not None and row["finished_at"] < now - ANSWERS_KEPT
    }
    answers = Answer.__tablename__
    found[answers] = [row for row in found[answers] if row["attempt_id"] not in old]
    return Lived(stamps(found, SOMEBODY, session.get_bind().dialect), sums)


def make_places(town: Town, now: datetime, places: int) -> list[Organisation]:
    """The organisations, their kinds in turn, in the order of their size."""
    courses = town.content.catalogue.courses
    kinds = sorted({kind for key, course in courses.items() for kind in course.kinds if key != BASIC})
    return [make_place(town, now, index, kinds[index % len(kinds)]) for index in range(places)]


def make_place(town: Town, now: datetime, index: int, kind: str) -> Organisation:
    """One organisation with its kind's course and the one for everybody."""
    courses = town.content.catalogue.courses
    return organisations.create_organisation(
        town.session,
        now - STARTED,
        network=town.content.network.key,
        name=f"Exempel {index + 1}",
        kind=kind,
        courses=[key for key, course in courses.items() if kind in course.kinds or key == BASIC],
        actor_id=None,
    )


def make_staff(town: Town, now: datetime, places: Sequence[Organisation]) -> None:
    """A contact person of the largest and of an ordinary organisation, a trainer of twelve, a coordinator."""
    session, network = town.session, town.content.network.key
    ordinary = places[len(places) // 2]
    scopes: dict[str, tuple[RoleName, Sequence[Organisation | None]]] = {
        "kontaktperson": (RoleName.CONTACT, list({each.id: each for each in (places[0], ordinary)}.values())),
        "utbildare": (RoleName.TRAINER, places[:TRAINED]),
        "samordnare": (RoleName.COORDINATOR, [None]),
    }
    for key, (role, where) in scopes.items():
        user = accounts.create_user(session, now - STARTED, name=DEMO_ROLES[key], language="sv")
        session.add(Meta(key=f"demo_{key}", value=str(user.id)))
        for each in where:
            role_actions.grant_role(
                session,
                now - STARTED,
                user.id,
                role,
                network=network,
                organisation_id=each.id if each else None,
                actor_id=None,
            )
    first = (session.scalar(select(func.max(User.id))) or 0) + 1
    session.add(Meta(key="demo_larande", value=str(first)))
    session.flush()


def planned(
    people: int, places: Sequence[tuple[int, str]], makings: Sequence[Life]
) -> Iterator[tuple[int, Life, str]]:
    """For each person organisation, life and name. The first organisation has a quarter of all, the last fewest."""
    random = Random(SEED)
    smaller = [(rank + 10) ** -0.8 for rank in range(1, len(places))]
    largest = LARGEST / (1 - LARGEST) * sum(smaller) if smaller else 1.0
    by_kind: dict[str, list[Life]] = defaultdict(list)
    for life in makings:
        by_kind[life.kind].append(life)
    wheres = random.choices(places, [largest, *smaller], k=people)
    for number, (place, kind) in enumerate(wheres):
        yield place, random.choice(by_kind[kind]), full_name(number)


def write_people(
    town: Town,
    plan: Iterator[tuple[int, Life, str]],
    known: Mapping[Life, Lived],
    people: int,
    keep: Callable[[], None],
) -> Counter[tuple[int, Life]]:
    """Write everybody's rows, some hundred people a transaction; how often each life was lived where."""
    session, random, times, done = town.session, Random(SEED), Counter[tuple[int, Life]](), 0
    tables = [each for each in Base.metadata.sorted_tables if each.name not in (*SHARED, *SUMS)]
    next_keys: dict[str, Any] = {
        table.name: (session.scalar(select(func.max(table.c.id))) or 0) + 1
        for table in tables
        if "id" in table.c
    }
    while some := list(islice(plan, BATCH)):
        rows: dict[str, list[list[Any]]] = defaultdict(list)
        for place, life, name in some:
            next_keys |= {ORGANISATION: place, NAME: name}
            for table, stamped in known[life].stamps.items():
                rows[table] += [one.row(next_keys, random) for one in stamped]
            for table in next_keys.keys() & known[life].stamps.keys():
                next_keys[table] += len(known[life].stamps[table])
            times[place, life] += 1
        for each in tables:
            if rows[each.name]:
                write(session, each, rows[each.name])
        keep()
        done += len(some)
        town.progress(done, people)
    return times


def write_sums(session: Session, times: Counter[tuple[int, Life]], known: Mapping[Life, Lived]) -> None:
    """Write the open sums: of each life as often as it was lived."""
    sums: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = defaultdict(dict)
    for (place, life), number in times.items():
        for table, rows in known[life].sums.items():
            for row in rows:
                add(sums[table], table, {**row, "organisation_id": place}, number)
    for name, found in sums.items():
        columns = Base.metadata.tables[name].columns.keys()
        write(
            session,
            Base.metadata.tables[name],
            ([row[column] for column in columns] for row in found.values()),
        )


def add(sums: dict[tuple[Any, ...], dict[str, Any]], table: str, row: dict[str, Any], times: int) -> None:
    """Add a row of sums so many times."""
    keys = Base.metadata.tables[table].primary_key.columns
    key = key_of(table, row)
    known = sums.setdefault(key, {name: row[name] if name in keys else 0 for name in row})
    for name, value in row.items():
        if name not in keys:
            known[name] += times * value


def mend_sequences(session: Session) -> None:
    """Let the next row that somebody makes come after those written here. SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        for table in Base.metadata.sorted_tables:
            if "id" in table.c:
                name = f'"{table.name}"'
                session.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"  # noqa: S608  own names
                    )
                )
