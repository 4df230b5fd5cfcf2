"""How somebody walks through the site: on a narrow phone without JavaScript or on a computer with it."""

from dataclasses import dataclass

from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite

LOCALES = {"sv": "sv-SE", "en": "en-GB"}


@dataclass(frozen=True)
class Way:
    """One way to walk, in one language of the interface."""

    width: int
    script: bool
    language: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}"

    def device(self, drawer: Drawer, site: LiveSite) -> Device:
        """A new device of this way."""
        locale = LOCALES[self.language]
        return drawer.device(site, width=self.width, script=self.script, locale=locale)


PHONE, PHONE_ENGLISH = Way(360, False, "sv"), Way(360, False, "en")
DESK, DESK_ENGLISH = Way(1280, True, "sv"), Way(1280, True, "en")
ALL_WAYS = (PHONE, PHONE_ENGLISH, DESK, DESK_ENGLISH)
