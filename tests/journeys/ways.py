"""How somebody walks through the site: on a narrow phone without JavaScript or on a computer with it."""

from dataclasses import dataclass

from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite

LOCALES = {"sv": "sv-SE", "sv-x-lattlast": "sv-SE", "en": "en-GB"}
ASKED_FOR = {"sv", "en"}
"""Languages that browsers ask for by themselves; any other is chosen on a page."""


@dataclass(frozen=True)
class Way:
    """One way to walk, in one language of the interface."""

    width: int
    script: bool
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}"

    def device(self, drawer: Drawer, site: LiveSite) -> Device:
        """A new device of this way, in its language."""
        locale = LOCALES[self.language]
        device = drawer.device(site, width=self.width, script=self.script, locale=locale)
        if self.language not in ASKED_FOR:
            device.go("/")
            device.press("header a[href*='#language']")
            device.page.locator(f"input[name=language][value='{self.language}']").check()
            device.main()
        return device


PHONE, PHONE_ENGLISH = Way(360, False, "sv"), Way(360, False, "en")
DESK, DESK_ENGLISH = Way(1280, True, "sv"), Way(1280, True, "en")
PHONE_EASY = Way(360, False, "sv-x-lattlast")
ALL_WAYS = (PHONE, DESK_ENGLISH, PHONE_EASY, PHONE_ENGLISH, DESK)
"""Without JavaScript and with it, and each language; the last two are walked in full rounds."""
