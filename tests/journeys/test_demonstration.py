"""The demonstration as somebody sees it who has just typed `make run`: /demo and its four roles."""

import pytest

from tests.journeys import learner
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK, PHONE_EASY, PHONE_ENGLISH, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RIBBON = "header .ribbon"


@pytest.mark.parametrize("way", [PHONE_ENGLISH, PHONE_EASY, DESK], ids=str)
def test_each_role_of_the_demonstration_has_something_to_see(
    way: Way, demo_site: LiveSite, drawer: Drawer
) -> None:
    device = way.device(drawer, demo_site)
    enter(device, "larande")
    assert device.path == "/min-utbildning"
    assert device.page.locator("html").get_attribute("lang") == way.language
    assert device.has(".status-done")
    assert device.has("main .button-main")

    enter(device, "kontaktperson")
    assert device.path.startswith("/oversikt/")
    device.go(f"{device.path}?visa=alla")
    statuses = device.page.locator("main tbody .status")
    kinds = {(each.get_attribute("class") or "").split("status-")[1] for each in statuses.all()}
    assert {"valid", "soon", "late", "none"} <= kinds

    enter(device, "utbildare")
    assert device.path == "/utbildare"
    assert device.page.locator(".heat").first.locator("tbody tr").count() == len(
        demo_site.content.catalogue.signs
    )
    assert device.has(".heat .cell-few")
    assert device.has(".heat td[class^=heat-]")

    enter(device, "samordnare")
    assert device.path == "/samordnare"
    assert device.page.locator("section[aria-labelledby=places] tbody tr").count() > 3


def test_somebody_new_joins_the_demonstration_with_its_code(demo_site: LiveSite, drawer: Drawer) -> None:
    phone = PHONE_ENGLISH.device(drawer, demo_site)
    phone.go("/demo")
    code = phone.text("main .code")
    learner.join(phone, code, "Hotell Exempel", "Ny Person", "en")
    learner.make_card(phone)
    assert phone.has(RIBBON)


def enter(device: Device, role: str) -> None:
    """Press a role's button. Every page of the demonstration says that it is one."""
    device.go("/demo")
    device.press(f"form[action='/demo/{role}'] button")
    assert device.has(RIBBON)
