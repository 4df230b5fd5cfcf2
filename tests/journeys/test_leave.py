"""Leaving at once: the button, Shift three times, and what the browser shows afterwards."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from sqlalchemy import func, select

from accounts.models import SignIn
from accounts.rules import SignInKind
from core.db import session
from organisations.models import JoinCode
from quiz.content import Content
from tests.builders.cast import COURSE, build_cast
from tests.builders.pages import KNOWN_NEUTRAL_TITLES
from tests.journeys import learner
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer, Watch
from tests.journeys.live_site import LiveSite, live_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELSEWHERE = "/healthz"  # stands for a page that says nothing about the subject
EXIT = "form[data-leave] button"
CONTENT = ".prose, .module, .greeting"
# Says on the console what the cover hides as soon as it is there: the page is gone a moment later.
WATCH_THE_COVER = """() => new MutationObserver(() => {
  const cover = document.querySelector('.leave-cover');
  const on_top = cover !== null && document.elementFromPoint(innerWidth / 2, innerHeight / 2) === cover;
  const whole = on_top && cover.offsetWidth >= innerWidth && cover.offsetHeight >= innerHeight;
  console.log(whole ? 'covered' : 'open');
}).observe(document.body, {childList: true})"""
POLLS = 200


@pytest.fixture
def quiet_site(hand: Hand, database_url: str, content: Content) -> Iterator[LiveSite]:
    """A site whose exit leads to a page of its own: no test leaves this machine."""
    with live_site(database_url, content, exit_url=ELSEWHERE) as running:
        yield running


def reading(site: LiveSite, drawer: Drawer, *, script: bool, kind: SignInKind = SignInKind.OWN) -> Device:
    """A device on which Anna is in the middle of a lesson; before that she saw her own page."""
    drawer.watch.allowed.add(404)  # the bare page of ELSEWHERE has no icon
    device = drawer.device(site, script=script)
    device.sign_in(build_cast(site.app).anna.id, kind)
    device.go("/min-utbildning")
    device.main()
    assert device.path == learner.addresses(site.content.catalogue.courses[COURSE])[0]
    return device


@pytest.fixture
def remembering(launch_browser: Callable[..., Chromium]) -> Iterator[Drawer]:
    """Devices that keep pages they have left in memory, as browsers do outside of tests."""
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    drawer = Drawer(browser, Watch())
    yield drawer
    drawer.close()
    browser.close()
    assert drawer.watch.problems == []


def living_sign_ins(site: LiveSite) -> int:
    with site.app.app_context():
        return session().scalar(select(func.count()).where(SignIn.ended_at.is_(None))) or 0


def wait_until_signed_out(device: Device) -> None:
    for _ in range(POLLS):
        if not living_sign_ins(device.site):
            return
        device.page.wait_for_timeout(20)
    pytest.fail("the sign-in still lives")


def see_nothing_behind(device: Device) -> None:
    """Back shows nothing of what was open, and the site asks for the card again."""
    device.page.go_back(wait_until="commit")
    device.page.wait_for_url("**/kort/")
    assert not device.has(CONTENT)


def test_the_button_covers_the_page_and_puts_another_in_its_place(
    quiet_site: LiveSite, drawer: Drawer
) -> None:
    device = reading(quiet_site, drawer, script=True)
    said: list[str] = []
    device.page.on("console", lambda message: said.append(message.text))
    device.page.evaluate(WATCH_THE_COVER)
    device.page.locator(EXIT).click(no_wait_after=True)
    device.page.wait_for_url(f"**{ELSEWHERE}")
    assert said[0] == "covered"
    wait_until_signed_out(device)
    see_nothing_behind(device)


def test_shift_three_times_leaves_and_capitals_do_not(quiet_site: LiveSite, drawer: Drawer) -> None:
    device = reading(quiet_site, drawer, script=True)
    lesson = device.page.url
    for key in ("Shift", "Shift", "a", "Shift", "Shift+A", "Shift"):
        device.page.keyboard.press(key)
    assert device.page.url == lesson
    assert living_sign_ins(quiet_site) == 1
    device.page.keyboard.press("a")
    for _ in range(3):
        device.page.keyboard.press("Shift")
    device.page.wait_for_url(f"**{ELSEWHERE}")
    wait_until_signed_out(device)
    see_nothing_behind(device)


def test_without_javascript_the_button_shows_a_page_that_says_nothing(
    quiet_site: LiveSite, drawer: Drawer
) -> None:
    device = reading(quiet_site, drawer, script=False)
    with device.page.expect_response("**/lamna") as waiting:
        device.press(EXIT)
    assert '"cookies"' in waiting.value.all_headers()["clear-site-data"]
    assert device.page.title() in KNOWN_NEUTRAL_TITLES
    assert not device.has("a, .wordmark, aside, nav, form")
    assert device.page.context.cookies() == []
    assert living_sign_ins(quiet_site) == 0
    see_nothing_behind(device)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_back_after_signing_out_shows_nothing(
    quiet_site: LiveSite, remembering: Drawer, script: bool
) -> None:
    device = reading(quiet_site, remembering, script=script)
    device.press(".foot form[action='/logga-ut'] button")
    assert living_sign_ins(quiet_site) == 0
    see_nothing_behind(device)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_next_person_on_a_tablet_finds_nothing(
    quiet_site: LiveSite, remembering: Drawer, script: bool
) -> None:
    """Anna presses "Klart, nästa person" in a lesson; Nils goes back, forward and back, then joins as himself."""
    device = reading(quiet_site, remembering, script=script, kind=SignInKind.SHARED)
    assert "Anna" in device.text(".shared-screen")
    device.press(".shared-screen button")
    assert device.path == "/kort/"
    assert {each["name"] for each in device.page.context.cookies()} <= {"esh"}
    assert living_sign_ins(quiet_site) == 0
    see_nothing_behind(device)
    device.page.go_forward(wait_until="commit")
    device.page.wait_for_url("**/kort/*")
    see_nothing_behind(device)
    assert "Anna" not in device.page.content()

    device.press("main a[href='/g/']")
    device.page.locator("input[name=code]").fill(code_of_here(quiet_site))
    device.main()
    device.main()
    device.page.locator("input[name=name]").fill("Nils Ny")
    device.page.locator("input[name=screen][value=shared]").check()
    device.main()
    assert device.path == "/mitt-kort"
    assert "Nils" in device.text(".shared-screen")


def code_of_here(site: LiveSite) -> str:
    """The join code of a workplace."""
    with site.app.app_context():
        return session().scalars(select(JoinCode.code).order_by(JoinCode.id)).first() or ""
