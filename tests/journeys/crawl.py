"""Opens every page in the browser once and writes down what is wrong with each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, template_rendered
from jinja2 import Template
from playwright.sync_api import Response
from sqlalchemy import update
from werkzeug.exceptions import HTTPException

from accounts.models import User
from core.db import session, writing
from core.settings import ROOT
from tests.journeys.axe import colour_violations, keep_ready, violations
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.people import City
from tests.journeys.visits import FILES, Visit

NARROWEST, PHONE, DESK = 320, 360, 1280
HEIGHT = 800
PICTURES = ROOT / "tests" / "output" / "pages"
OPENED = frozenset({200, 303})
ANSWERS = frozenset({200, 400, 404})
# What the page loaded, from the cache too, and its icon, which a browser without a window does not ask for.
LOADED = """() => performance.getEntriesByType('resource').map(each => new URL(each.name).pathname)
  .concat([...document.querySelectorAll('link[rel=icon]')].map(each => new URL(each.href).pathname))"""
ASKING = "main form:not([data-leave]):has(input:not([type=hidden]), select)"


@dataclass
class Report:
    """What the crawl saw."""

    opened: set[tuple[str, str]] = field(default_factory=set)
    """Endpoints with the role they opened for."""
    templates: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    """Answers of an unexpected status or type."""
    axe: list[str] = field(default_factory=list)
    weights: dict[str, int] = field(default_factory=dict)
    """Bytes of a lesson's page with all it loads, without fonts, by address."""
    asking: dict[str, Visit] = field(default_factory=dict)
    """The first visit to each template with a form that asks for something."""


@dataclass
class Crawler:
    """Opens visits one after the other; each person keeps one device."""

    site: LiveSite
    city: City
    drawer: Drawer
    report: Report
    rendered: list[str] = field(default_factory=list)
    devices: dict[str, Device] = field(default_factory=dict)
    looked_at: set[str] = field(default_factory=set)
    first: dict[str, Visit] = field(default_factory=dict)
    """The first visit to a page of each endpoint."""
    pictured: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)

    def device(self, who: str) -> Device:
        """The device of a person; a new one is signed in as she is, and what it opens is written down."""
        if who not in self.devices:
            somebody = self.city.people[who]
            device = self.drawer.device(self.site, width=NARROWEST)
            keep_ready(device.page)
            if somebody.browser is not None:
                device.take_cookies_of(somebody.browser)
            device.page.on("response", lambda response: self.note(response, somebody.role))
            self.devices[who] = device
        return self.devices[who]

    def note(self, response: Response, role: str) -> None:
        if response.status in OPENED:
            endpoint = endpoint_of(self.site.app, response.url)
            self.report.opened.add((endpoint, role))

    def visit(self, visit: Visit) -> None:
        """Open one address and look at what comes."""
        device = self.device(visit.who)
        if visit.endpoint in FILES:
            self.fetch(device, visit)
            return
        self.rendered.clear()
        response = device.go(visit.path)
        assert response is not None
        if response.status not in ANSWERS or (response.status == 404 and not visit.look):
            self.report.wrong.append(f"{response.status} for {visit.who} at {visit.path}")
            return
        if visit.act is not None:
            visit.act(device)
        elif response.ok and visit.endpoint:
            self.first.setdefault(visit.endpoint, visit)
        template = self.rendered[-1]
        if template not in self.report.templates and device.has(ASKING):
            self.report.asking[template] = visit
        self.report.templates.add(template)
        if visit.endpoint == "courses.screen":
            self.report.weights[device.path] = len(response.body()) + self.weight_of_files(device)
        self.look(device, visit, template)

    def speak(self, language: str) -> None:
        """Open one page of each endpoint again with everybody speaking another language."""
        with self.site.app.app_context(), writing():
            session().execute(update(User).values(language=language))
            session().commit()
        for device in self.devices.values():
            device.page.context.add_cookies([{"name": "lang", "value": language, "url": self.site.url}])
        for visit in self.first.values():
            device = self.device(visit.who)
            device.go(visit.path)
            if device.page.locator("html").get_attribute("lang") != language:
                self.report.wrong.append(f"not in {language} for {visit.who} at {visit.path}")
            self.report.axe += [f"{visit.path} in {language}: {each}" for each in violations(device.page)]

    def fetch(self, device: Device, visit: Visit) -> None:
        answer = device.fetch(visit.path)
        sent_on = urlsplit(answer.url).path != visit.path
        right = answer.headers["content-type"].startswith(FILES[visit.endpoint])
        if not answer.ok or not (right or sent_on):
            self.report.wrong.append(f"{answer.status} for {visit.who} at {visit.path}")
        self.report.opened.add((visit.endpoint, self.city.people[visit.who].role))

    def weight_of_files(self, device: Device) -> int:
        """Bytes on the wire of every file the page loads from an empty cache, without fonts."""
        loaded = {path for path in device.page.evaluate(LOADED) if "/fonts/" not in path}
        for path in loaded - self.sizes.keys():
            headers = {"Accept-Encoding": "gzip"}
            answer = device.page.request.get(self.site.url + path, headers=headers)
            self.sizes[path] = int(answer.headers["content-length"])
        return sum(self.sizes[path] for path in loaded)

    def look(self, device: Device, visit: Visit, template: str) -> None:
        """Let axe look at each page once, and take pictures of each template."""
        name = visit.look or template.removesuffix(".html")
        seen = f"{visit.look}{device.path}"
        if seen not in self.looked_at:
            self.looked_at.add(seen)
            self.report.axe += [f"{device.path} ({visit.who}): {each}" for each in violations(device.page)]
        if name not in self.pictured:
            self.pictured.add(name)
            self.take_pictures(device, name)

    def take_pictures(self, device: Device, name: str) -> None:
        """Light and dark, narrow and wide; the colour rules look at the dark one."""
        page = device.page
        for width, theme in ((PHONE, "light"), (PHONE, "dark"), (DESK, "dark"), (DESK, "light")):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            device.watch.look_at_width(page)
            page.screenshot(path=picture(name, width, theme), full_page=True)
            if (width, theme) == (PHONE, "dark"):
                self.report.axe += [f"{name}, dark: {each}" for each in colour_violations(page)]
        page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})


def picture(name: str, width: int, theme: str) -> Path:
    return PICTURES / f"{name.replace('/', '-')}-{width}-{theme}.png"


def endpoint_of(app: Flask, url: str) -> str:
    try:
        found: tuple[str, Any] = app.url_map.bind("localhost").match(unquote(urlsplit(url).path))
    except HTTPException:
        return ""
    return found[0]


@contextmanager
def noting_templates(app: Flask) -> Iterator[list[str]]:
    """The templates that the app renders while the block runs."""
    rendered: list[str] = []

    def note(_app: Flask, template: Template, **_rest: object) -> None:
        rendered.append(template.name or "")

    with template_rendered.connected_to(note, app):
        yield rendered
