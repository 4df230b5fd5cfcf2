"""F20 in seconds: a question on a slow line, in a browser whose line is made slow."""

from statistics import median

from playwright.sync_api import Browser, Page

from tests.benchmarks.measured import Aim, Row
from tests.benchmarks.requests import tries
from tests.benchmarks.servers import Stage
from tests.builders.exams import UNSURE_VALUE, Sitting

AIM = Aim("figure", "≤", 3.0)
# Chromium's own measures: bytes a second, milliseconds there and back.
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
LINE = "400 kbit/s, 400 ms there and back"
PAINTED = """() => new Promise(done => new PerformanceObserver(list => {
    const painted = list.getEntriesByName('first-contentful-paint')[0];
    if (painted) done(painted.startTime);
}).observe({type: 'paint', buffered: true}))"""


def rows(stage: Stage, browser: Browser, *, visits: int) -> list[Row]:
    """How long somebody waits for a question's text and buttons, in the middle one of the visits."""
    url = f"http://localhost:{stage.site.port}"
    found = [
        visit(browser, url, seat.cookie.removeprefix("esh="), sitting)
        for seat, sitting in tries(stage, visits)
    ]
    what = ("A question, the first visit", "The answer's page, after a tap", "The next question, after a tap")
    return [
        Row(f"{each}; {LINE}", stage.on, median(times), "s", None, AIM)
        for each, times in zip(what, zip(*found, strict=True), strict=True)
    ]


def visit(browser: Browser, url: str, cookie: str, sitting: Sitting) -> tuple[float, float, float]:
    """Open the first question with nothing kept, answer it, go on: the seconds until each page can be used."""
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.add_cookies([{"name": "esh", "value": cookie, "url": url}])
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(url + sitting.url(1))
    first = painted(page)
    page.locator(f"main [value={UNSURE_VALUE}]").check(force=True)
    press(page)
    answered = painted(page)
    press(page)
    following = painted(page)
    context.close()
    return first, answered, following


def press(page: Page) -> None:
    """Press the main button, and wait for the page it leads to."""
    with page.expect_navigation():
        page.locator("main .button-main").click()


def painted(page: Page) -> float:
    """Seconds from the tap, or the address, until text is on the screen; what was sent and redirected is in it."""
    milliseconds: float = page.evaluate(PAINTED)
    return milliseconds / 1000
