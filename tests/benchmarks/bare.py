"""The bare limit: the smallest honest page and the smallest honest insert, on the same server as the site.

The page reads a signed session cookie, a reader by key and six rows of progress through the ORM, and makes
8.8 KB of HTML from a compiled template. The insert keeps one row and commits. Engine, pragmas and server
options are the site's own, so that what is measured against it is only what the site does beyond this.

`python -m tests.benchmarks.bare` serves it as `flask serve` serves the site.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask, redirect, render_template, request
from flask import session as browser
from granian.server import Server
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
from werkzeug.wrappers import Response

import core.serve
from core.db import engine_options, prepare_engine, writing
from core.settings import Settings, load_settings

TARGET = "tests.benchmarks.bare:create_app"
READERS = 8
LESSONS = ("Tecken", "Papper", "Telefonen", "Pengar", "Rummet", "Samtalet")
PARAGRAPH = (
    "<p>Det här är en vanlig mening i en vanlig lektion, och den står här för att sidan ska väga lika mycket "
    "som en riktig sida. Den som läser den lär sig ingenting, men webbläsaren får lika mycket att hämta.</p>\n"
)
PAGE = (
    """<!doctype html>
<html lang="{{ reader.language }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ reader.name }}</title><link rel="stylesheet" href="/static/page.css"></head>
<body><main><h1>{{ reader.name }}</h1>
<ul>
{% for row in done %}
<li class="{{ 'odd' if loop.index is odd else 'even' }}"><a href="/lesson/{{ row.lesson }}">{{ row.lesson }}</a>
 <small>{{ row.read_at }}</small></li>
{% endfor %}
</ul>
"""
    + 36 * PARAGRAPH
    + "</main></body></html>"
)


class Base(DeclarativeBase):
    """The bare app's own tables."""


class Reader(Base):
    """Somebody who is signed in."""

    __tablename__ = "bare_reader"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]


class Progress(Base):
    """What a reader has read."""

    __tablename__ = "bare_progress"
    reader_id: Mapped[int] = mapped_column(ForeignKey(Reader.id), primary_key=True)
    lesson: Mapped[str] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]


class Kept(Base):
    """What the insert inserts."""

    __tablename__ = "bare_kept"
    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[int] = mapped_column(ForeignKey(Reader.id))
    answer: Mapped[str]
    at: Mapped[datetime]


def now() -> datetime:
    """The time, without a zone, as both databases keep it here."""
    return datetime.now(UTC).replace(tzinfo=None)


def prepare(database_url: str) -> None:
    """Make the tables and the readers."""
    engine = sa.create_engine(**engine_options(database_url))
    prepare_engine(engine)
    with writing():
        Base.metadata.create_all(engine)
        with sessionmaker(engine)() as session:
            session.add_all(
                Reader(id=each, name="Anna Ålund", language="sv") for each in range(1, READERS + 1)
            )
            session.flush()
            session.add_all(
                Progress(reader_id=each, lesson=lesson, read_at=now())
                for each in range(1, READERS + 1)
                for lesson in LESSONS
            )
            session.commit()
    engine.dispose()


def create_app(settings: Settings | None = None) -> Flask:
    """The app, on the database of the settings."""
    settings = settings or load_settings()
    app = Flask(__name__)
    app.secret_key = settings.secret_key.get_secret_value()
    template = app.jinja_env.from_string(PAGE)
    engine = sa.create_engine(**engine_options(settings.database_url))
    prepare_engine(engine)
    new_session = sessionmaker(engine)

    @app.get("/healthz")
    def healthz() -> str:
        return ""

    @app.get("/in/<int:reader_id>")
    def sign_in(reader_id: int) -> str:
        browser["reader_id"] = reader_id
        return ""

    @app.get("/")
    def page() -> str:
        with new_session() as session:
            reader = session.get_one(Reader, browser["reader_id"])
            done = session.scalars(select(Progress).where(Progress.reader_id == reader.id)).all()
            return render_template(template, reader=reader, done=done)

    @app.post("/")
    def keep() -> Response:
        row = {"reader_id": browser["reader_id"], "answer": request.form["answer"], "at": now()}
        with writing(), new_session() as session:
            session.execute(sa.insert(Kept).values(row))
            session.commit()
        return redirect("/", 303)

    return app


def main() -> None:
    """Serve this app with the options with which the site is served."""
    core.serve.Server = lambda _site, **options: Server(TARGET, **options)  # type: ignore[assignment,attr-defined]
    core.serve.serve(load_settings())


if __name__ == "__main__":
    main()
