"""Every page there is, opened in the browser: from the URL map and the catalogue, for every role that may see it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser as Chromium

from core.language import load_languages
from core.settings import ROOT
from organisations import network_views
from quiz.content import Content
from tests.journeys.clock import START
from tests.journeys.crawl import ASKING, PICTURES, Crawler, Report, noting_templates
from tests.journeys.demo_city import NETWORK
from tests.journeys.devices import Device, Drawer, Watch
from tests.journeys.live_site import LiveSite, live_site
from tests.journeys.people import City, populate
from tests.journeys.visits import MATERIAL_FILE, all_visits, may_enter

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES = 60_000
PAGES = ROOT / "templates"
# Single sign-on's pages need a provider: test_single_sign_on_journey.py opens them.
NO_PAGES = {"layouts", "components", "drawings", "kinds", "sso"}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One file for /material, as a coordinator puts it there."""
    folder = tmp_path_factory.mktemp("material")
    (folder / MATERIAL_FILE).write_text("Handbok\n", "utf-8")
    (folder / "material.yaml").write_text(
        f"- {{file: {MATERIAL_FILE}, title: Handbok, source: Exempelstad, date: 2026-11-01}}\n", "utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(network_views, "MATERIAL", folder)
        yield


@pytest.fixture(scope="module")
def town(
    tmp_path_factory: pytest.TempPathFactory, demo_city: Path, demo_content: Content, material: None
) -> Iterator[tuple[LiveSite, City]]:
    """The demonstration with somebody in every state."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    path.write_bytes(demo_city.read_bytes())
    with (
        time_machine.travel(START, tick=True),
        live_site(f"sqlite:///{path}", demo_content, demo=True, network=NETWORK) as site,
    ):
        yield site, populate(site.app, demo_content)


@pytest.fixture(scope="module")
def crawled(town: tuple[LiveSite, City], browser: Chromium) -> tuple[Report, Watch]:
    """What the browser saw on its way through every page."""
    site, city = town
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    watch = Watch(allowed={400, 404})
    drawer = Drawer(browser, watch)
    report = Report()
    with noting_templates(site.app) as rendered:
        crawler = Crawler(site, city, drawer, report, rendered)
        for visit in all_visits(site.app, site.content.catalogue, city):
            crawler.visit(visit)
        for language in languages_beside_swedish():
            crawler.speak(language)
    drawer.close()
    return report, watch


def languages_beside_swedish() -> list[str]:
    return [code for code in load_languages(ROOT / "core" / "translations") if code != "sv"]


def test_every_route_opens_for_every_role_that_may_see_it(
    crawled: tuple[Report, Watch], town: tuple[LiveSite, City]
) -> None:
    app = town[0].app
    expected = {
        (rule.endpoint, role)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        for role in may_enter(app, rule)
    }
    assert crawled[0].wrong == []
    assert sorted(expected - crawled[0].opened) == []


def test_every_template_was_shown_and_pictured(crawled: tuple[Report, Watch]) -> None:
    templates = {
        path.relative_to(PAGES).as_posix()
        for path in PAGES.rglob("*.html")
        if not NO_PAGES & set(path.relative_to(PAGES).parts)
    }
    assert sorted(templates - crawled[0].templates) == []


def test_axe_finds_nothing_on_any_page(crawled: tuple[Report, Watch]) -> None:
    assert crawled[0].axe == []


def test_no_page_scrolls_sideways_complains_or_asks_another_host(crawled: tuple[Report, Watch]) -> None:
    assert crawled[1].problems == []


def test_a_lesson_weighs_little(crawled: tuple[Report, Watch]) -> None:
    weights = crawled[0].weights
    assert weights
    assert {path: bytes_ for path, bytes_ in weights.items() if bytes_ > MOST_BYTES} == {}


def test_every_form_answers_without_javascript(
    crawled: tuple[Report, Watch], town: tuple[LiveSite, City], drawer: Drawer
) -> None:
    """Sent empty, a form says what is missing and leads to the field, or it goes on: it never just stands there.

    A key cannot be made without JavaScript: there the page says so instead of showing the form.
    """
    site, city = town
    drawer.watch.allowed.add(400)
    silent = []
    for visit in crawled[0].asking.values():
        device = drawer.device(site, script=False)
        browser = city.people[visit.who].browser
        if browser is not None:
            device.take_cookies_of(browser)
        device.go(visit.path)
        if device.page.locator("[data-no-key]").is_visible():
            continue
        before = device.page.url
        device.press(device.page.locator(f"main .button-main, {ASKING} button").first)
        if device.page.url == before and not leads_to_the_field(device):
            silent.append(visit.path)
    assert silent == []


def leads_to_the_field(device: Device) -> bool:
    """Whether the page lists what is missing, with a link to a field that is there."""
    links = [link.get_attribute("href") or "" for link in device.page.locator(".error-summary a").all()]
    return bool(links) and device.page.locator(links[0]).is_visible()
