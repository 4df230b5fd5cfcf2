"""Single sign-on in the browser, with a real OpenID provider: the whole way for a contact person, and who is told no.

In real time, for the provider's clock cannot be moved.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from accounts.rules import SignInKind
from quiz.content import Content
from tests.builders.cast import Cast, give_password
from tests.builders.openid import LABEL, RealProvider, groups_file, real_provider, sso_settings
from tests.conftest import PEPPER
from tests.journeys.axe import violations
from tests.journeys.devices import Device, Drawer, Watch
from tests.journeys.live_site import LiveSite, live_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    with real_provider() as running:
        yield running


@pytest.fixture
def town(
    cast: Cast, provider: RealProvider, database_url: str, content: Content, tmp_path: Path
) -> Iterator[tuple[LiveSite, Cast]]:
    groups = groups_file(tmp_path, cast.here.ref, cast.there.ref)
    with live_site(database_url, content, **sso_settings(provider.issuer, groups)) as site:
        yield site, replace(cast, app=site.app)


@pytest.fixture
def watched(browser: Chromium, provider: RealProvider) -> Iterator[Drawer]:
    """Devices that may also go to the provider, and nowhere else."""
    made = Drawer(browser, Watch(allowed={403}))
    try:
        yield made
    finally:
        made.close()
    assert [each for each in made.watch.problems if provider.issuer not in each] == []


def press_label(device: Device) -> None:
    device.press(device.page.get_by_role("button", name=LABEL))


def at_the_provider(device: Device, login: str) -> None:
    device.page.get_by_label("Login").fill(login)
    with device.page.expect_navigation():
        device.page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_contact_person_comes_in_and_out(
    town: tuple[LiveSite, Cast], provider: RealProvider, watched: Drawer, script: bool
) -> None:
    """Button, provider, overview; out again, and in with one press, for the provider knows her still."""
    site, cast = town
    provider.say("petra", "Petra Palm", "kontakt-sundet")
    device = watched.device(site, script=script)
    device.go("/personal")
    if script:
        assert violations(device.page) == []
    press_label(device)
    assert device.page.url.startswith(provider.issuer)
    at_the_provider(device, "petra")
    assert device.path == f"/oversikt/{cast.here.ref}"
    device.page.context.clear_cookies(domain="localhost")
    device.go("/kort/")
    press_label(device)
    assert device.path == f"/oversikt/{cast.here.ref}"


def test_who_has_no_group_is_told_whom_to_ask(
    town: tuple[LiveSite, Cast], provider: RealProvider, watched: Drawer
) -> None:
    site, _ = town
    provider.say("gunn", "Gunn Gran")
    device = watched.device(site)
    device.go("/personal")
    press_label(device)
    at_the_provider(device, "gunn")
    assert device.text("h1") == "Ditt konto är inte med än"
    assert "Fråga din chef" in device.text("main")
    assert violations(device.page) == []


def test_a_name_is_written_and_a_login_linked(
    town: tuple[LiveSite, Cast], provider: RealProvider, watched: Drawer
) -> None:
    """The three pages of single sign-on, each looked at by axe, in dark and wide too."""
    site, cast = town
    provider.say("k77", "k77@exempel", "alla-sundet")
    device = watched.device(site, dark=True)
    device.go("/kort/")
    press_label(device)
    at_the_provider(device, "k77")
    assert device.path == "/logga-in/sso/namn"
    assert violations(device.page) == []
    device.page.get_by_label("Ditt namn").fill("Kim Kvist")
    device.main()
    assert device.path == "/min-utbildning"
    give_password(site.app, cast.bo, PEPPER)
    provider.say("bo-b", "Bo Berg")
    staff = watched.device(site, width=1280)
    staff.sign_in(cast.bo.id, SignInKind.STAFF)
    staff.go("/personal/koppla")
    assert violations(staff.page) == []
    staff.main()
    at_the_provider(staff, "bo-b")
    assert "Kontot är kopplat" in staff.text("main")
    assert violations(staff.page) == []
    staff.go("/personal/bekrafta/sso")
    assert violations(staff.page) == []
    staff.main()
    at_the_provider(staff, "bo-b")
    assert staff.path == f"/oversikt/{cast.here.ref}"
