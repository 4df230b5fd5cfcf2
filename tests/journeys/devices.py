"""Devices: a browser window with its own cookies, wide or narrow, with or without JavaScript.

Whatever a device opens is watched: an error in the console, a request to another host and a page that
scrolls sideways are kept as problems, and the fixture `drawer` fails the test for them.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    WebError,
)

from accounts.rules import SignInKind
from core.settings import ROOT
from tests.builders.cast import sign_in_on
from tests.builders.pages import Browser as TestBrowser
from tests.journeys.live_site import LiveSite

SCROLLS_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
STATUS = re.compile(r"status of (\d{3})")
JOURNEYS = ROOT / "tests" / "output" / "journeys"
"""Where a journey leaves its pictures for people to look at, a file a step."""


@dataclass
class Watch:
    """What went wrong on any device. `allowed` are the statuses that a test means to meet."""

    problems: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def look_at(self, context: BrowserContext, url: str) -> None:
        own = urlsplit(url).netloc

        def on_request(request: Request) -> None:
            address = urlsplit(request.url)
            if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own:
                self.problems.append(f"a request to {request.url}")

        def on_console(message: ConsoleMessage) -> None:
            status = STATUS.search(message.text)
            allowed = status is not None and int(status[1]) in self.allowed
            # The browser asks for it by itself when it shows what is no page, a file for example.
            allowed = allowed or urlsplit(message.location["url"]).path == "/favicon.ico"
            if message.type in ("error", "warning") and not allowed:
                self.problems.append(f"{message.text} at {message.location['url']}")

        def on_error(error: WebError) -> None:
            self.problems.append(f"{error.error} at {error.page.url if error.page else ''}")

        context.on("request", on_request)
        context.on("console", on_console)
        context.on("weberror", on_error)

    def look_at_width(self, page: Page) -> None:
        if page.evaluate(SCROLLS_SIDEWAYS):
            width = page.viewport_size["width"] if page.viewport_size else 0
            self.problems.append(f"{page.url} scrolls sideways at {width} px")


@dataclass
class Device:
    """One window on one site."""

    site: LiveSite
    page: Page
    watch: Watch

    def sign_in(self, user_id: int, kind: SignInKind) -> None:
        """Be signed in, without the pages in between."""
        helper = TestBrowser(self.site.app)
        sign_in_on(self.site.app, helper, user_id, kind)
        self.take_cookies_of(helper)

    def take_cookies_of(self, helper: TestBrowser) -> None:
        """Go on here where a test client has been."""
        cookie = helper.client.get_cookie("esh")
        assert cookie is not None
        self.page.context.clear_cookies()
        self.page.context.add_cookies([{"name": "esh", "value": cookie.value, "url": self.site.url}])

    def go(self, path: str) -> Response | None:
        """Type an address: a path of the site, or a whole address from a QR code."""
        response = self.page.goto(path if "://" in path else self.site.url + path)
        self.watch.look_at_width(self.page)
        return response

    def press(self, what: str | Locator) -> None:
        """Press something that leads to another page, and wait until that is there."""
        locator = self.page.locator(what) if isinstance(what, str) else what
        with self.page.expect_navigation():
            locator.click()
        self.watch.look_at_width(self.page)

    def main(self) -> None:
        """Press the page's one main button."""
        self.press("main .button-main")

    def save(self, what: str) -> tuple[str, bytes]:
        """Press a link that saves a file; returns the file's name and content."""
        with self.page.expect_download() as waiting:
            self.page.locator(what).click()
        download = waiting.value
        return download.suggested_filename, Path(download.path()).read_bytes()

    def fetch(self, path: str) -> APIResponse:
        """A file of the site, with this device's cookies."""
        return self.page.request.get(path if "://" in path else self.site.url + path)

    def picture(self, journey: str, step: int) -> None:
        """Keep what is on the screen at a step of a journey."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        self.page.screenshot(path=JOURNEYS / f"{journey}-{width}-{step}.png", full_page=True)

    @property
    def path(self) -> str:
        """Where the device is, without host and query."""
        return urlsplit(self.page.url).path

    def text(self, selector: str) -> str:
        """What a person reads of one thing, with single spaces."""
        return " ".join(self.page.locator(selector).inner_text().split())

    def has(self, selector: str) -> bool:
        return self.page.locator(selector).count() > 0


@dataclass
class Drawer:
    """Takes out devices, and puts them all back."""

    browser: Browser
    watch: Watch
    out: list[BrowserContext] = field(default_factory=list)

    def device(
        self,
        site: LiveSite,
        *,
        width: int = 360,
        script: bool = True,
        locale: str = "sv-SE",
        dark: bool = False,
    ) -> Device:
        """A new device: nobody is signed in, nothing is cached."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            locale=locale,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        self.watch.look_at(context, site.url)
        self.out.append(context)
        return Device(site, context.new_page(), self.watch)

    def close(self) -> None:
        while self.out:
            self.out.pop().close()
