"""The coordinator before a meeting of the network: from her sign-in to the finished PDF in three presses."""

from dataclasses import dataclass, field

import pytest

from tests.builders.read_papers import reader, words
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK, PHONE, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_PRESSES = 3


@dataclass
class Counted:
    """A device whose presses are counted, with a picture of the page before the first and after each."""

    device: Device
    journey: str
    presses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.device.picture(self.journey, 0)

    def press(self, what: str) -> None:
        self.presses.append(what)
        self.device.press(self.device.page.locator(what).first)
        self.device.picture(self.journey, len(self.presses))

    def save(self, what: str) -> tuple[str, bytes]:
        self.presses.append(what)
        return self.device.save(what)


@pytest.mark.parametrize("way", [PHONE, DESK], ids=str)
def test_from_sign_in_to_the_finished_pdf_in_three_presses(
    way: Way, demo_site: LiveSite, drawer: Drawer
) -> None:
    device = way.device(drawer, demo_site)
    device.go("/demo")
    device.press("form[action='/demo/samordnare'] button")
    assert device.path == "/samordnare"
    assert "Det stora nätverket: möte 4 av 4, senast 31 december 2026." in device.text("main")

    counted = Counted(device, "quarter-meeting")
    counted.press("main a[href='/samordnare/rapport']")
    assert device.text("main .button-main") == "Gör rapporten för kvartal 3 2026"
    counted.press("main .button-main")
    name, paper = counted.save("main .button-main")
    assert len(counted.presses) <= MOST_PRESSES

    assert name == "kvartalsrapport-2026-3.pdf"
    assert len(reader(paper).pages) == 2
    printed = words(paper)
    assert device.text("main h1") in printed
    numbers = [" ".join(each.split()) for each in device.page.locator(".findings .change").all_inner_texts()]
    assert len(numbers) >= 3
    for change in numbers:
        assert change in printed
    assert device.text("main .findings li:first-child .change").endswith("fler än förra kvartalet.")


def test_the_demonstration_has_earlier_reports_to_read(demo_site: LiveSite, drawer: Drawer) -> None:
    device = DESK.device(drawer, demo_site)
    device.go("/demo")
    device.press("form[action='/demo/samordnare'] button")
    device.go("/samordnare/rapport")
    made = device.page.locator("section[aria-labelledby=quarters] > ul a")
    assert [" ".join(each.split()) for each in made.all_inner_texts()] == [
        "Kvartal 2 2026",
        "Kvartal 1 2026",
        "Kvartal 4 2025",
        "Kvartal 3 2025",
    ]
    device.press(made.last)
    assert "juli–september 2025" in device.text(".sheet >> nth=0")
