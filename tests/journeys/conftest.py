"""What the browser tests share: Debian's Chromium, a clock that can be moved, live sites, devices."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser as Chromium

from core.settings import ROOT
from quiz.content import Content, load_content
from tests.journeys import chromium
from tests.journeys.clock import START, Hand
from tests.journeys.demo_city import NETWORK, build_demo_city
from tests.journeys.devices import Drawer, Watch
from tests.journeys.live_site import LiveSite, live_site


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, or the one that CHROMIUM names. pytest-playwright has no flag for its path."""
    return {**browser_type_launch_args, "executable_path": chromium.path(), "args": chromium.ARGS}


@pytest.fixture
def hand() -> Iterator[Hand]:
    """The clock of the site: it starts on a Monday morning and goes; a test may move it on."""
    with time_machine.travel(START, tick=True) as traveller:
        yield Hand(traveller)


@pytest.fixture
def site(hand: Hand, database_url: str, content: Content) -> Iterator[LiveSite]:
    """The site on an empty database of its own."""
    with live_site(database_url, content) as running:
        yield running


@pytest.fixture
def drawer(browser: Chromium) -> Iterator[Drawer]:
    """Devices to take out. What a device must never meet is asserted when the drawer is closed."""
    made = Drawer(browser, Watch())
    try:
        yield made
    finally:
        made.close()
    assert made.watch.problems == []


@pytest.fixture(scope="session")
def demo_content() -> Content:
    return load_content(ROOT, NETWORK)


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory: pytest.TempPathFactory, demo_content: Content) -> Path:
    """The demonstration's database, built once by the command that `make run` uses; tests copy it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with time_machine.travel(START, tick=True):
        build_demo_city(path, demo_content)
    return path


@pytest.fixture
def demo_site(hand: Hand, tmp_path: Path, demo_city: Path, demo_content: Content) -> Iterator[LiveSite]:
    """The demonstration on a copy of its database."""
    path = tmp_path / "demo.db"
    path.write_bytes(demo_city.read_bytes())
    with live_site(f"sqlite:///{path}", demo_content, demo=True, network=NETWORK) as running:
        yield running
