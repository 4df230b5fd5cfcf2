"""The world of the attacks: built once, copied for each test, at a fixed time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from app import create_app
from quiz.content import Content
from tests.attacks.watch import read_whole
from tests.attacks.world import MATERIAL_FILE, World, build_world
from tests.builders.cast import build_cast
from tests.conftest import dispose, make_settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def hand() -> Iterator[time_machine.Traveller]:
    """The clock stands at a Monday morning; `hand.shift(seconds)` moves it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a coordinator has put up for everybody to download: one file, listed."""
    made = tmp_path_factory.mktemp("material")
    (made / MATERIAL_FILE).write_text("Handbok", "utf-8")
    listing = f"- {{file: {MATERIAL_FILE}, title: Handbok, source: Staden, date: 2026-10-01}}\n"
    (made / "material.yaml").write_text(listing, "utf-8")
    return made


@pytest.fixture(autouse=True)
def material(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site offers that folder."""
    monkeypatch.setattr("organisations.network_views.MATERIAL", folder)


@pytest.fixture(scope="session")
def built(
    tmp_path_factory: pytest.TempPathFactory, sqlite_file: Path, content: Content
) -> tuple[Path, World]:
    """A database with the world in it; tests copy it."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    path.write_bytes(sqlite_file.read_bytes())
    with time_machine.travel(NOW, tick=False):
        app = create_app(make_settings(f"sqlite:///{path}"), content)
        world = build_world(app, build_cast(app), content)
    dispose(app)
    return path, world


@pytest.fixture(scope="session")
def shared(
    built: tuple[Path, World], tmp_path_factory: pytest.TempPathFactory, content: Content
) -> Iterator[World]:
    """One world for tests that only look."""
    app = world_app(built, tmp_path_factory.mktemp("shared"), content)
    yield replace(built[1].on(app), signed_in={})
    dispose(app)


@pytest.fixture
def world(built: tuple[Path, World], tmp_path: Path, content: Content) -> Iterator[World]:
    """The world, in a database of its own."""
    app = world_app(built, tmp_path, content)
    yield built[1].on(app)
    dispose(app)


def world_app(built: tuple[Path, World], folder: Path, content: Content, name: str = "copy") -> Flask:
    """The site on a copy of the world."""
    copy = folder / f"{name}.db"
    copy.write_bytes(built[0].read_bytes())
    app = create_app(make_settings(f"sqlite:///{copy}"), content)
    read_whole(app)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(built[0].parent))
    return app
