"""The trainer before a session: from her sign-in to what to practise and which question to ask in two presses."""

import pytest

from tests.builders.read_papers import words
from tests.journeys.devices import Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.test_quarter_meeting import Counted
from tests.journeys.ways import DESK, PHONE, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_PRESSES = 2
WHERE = "Hotell Exempel"


def percent(share: str) -> int:
    """ "60 %" and "minst 90 %" as numbers."""
    return int("".join(filter(str.isdigit, share)))


@pytest.mark.parametrize("way", [PHONE, DESK], ids=str)
def test_from_sign_in_to_what_to_practise_and_what_to_ask_in_two_presses(
    way: Way, demo_site: LiveSite, drawer: Drawer
) -> None:
    device = way.device(drawer, demo_site)
    device.go("/demo")
    device.press("form[action='/demo/utbildare'] button")
    assert device.path == "/utbildare"

    counted = Counted(device, "trainer-prepares")
    table = device.page.locator("table.heat", has_text=WHERE)
    column = [name.strip() for name in table.locator("thead th").all_inner_texts()].index(WHERE)
    rows = table.locator("tbody tr").all()
    row = min(rows, key=lambda each: percent(each.locator("th, td").nth(column).locator("b").inner_text()))
    sign = row.locator("th").inner_text().strip()
    weakest = row.locator("th, td").nth(column).locator("a.cell").get_attribute("href") or ""
    counted.press(f"a.cell[href='{weakest}']")
    assert sign in device.text("main h1")
    assert WHERE in device.text("main h1")
    assert device.has("section[aria-labelledby=thought] .maybe"), "the commonest thought"
    assert device.text("section[aria-labelledby=ask] .lead").endswith("?")
    assert "%" in device.text("main .tally-numbers")

    counted.press("main .button-main")
    assert device.path.endswith("/pass")
    assert len(counted.presses) <= MOST_PRESSES
    assert sign in " ".join(device.page.locator("main h2").all_inner_texts())
    printed = words(device.page.pdf(prefer_css_page_size=True))
    for each in ("112", "114 14", "Fråga:"):
        assert each in printed
