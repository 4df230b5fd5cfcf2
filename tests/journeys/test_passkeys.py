"""S30 in a real browser: Chromium's own authenticator makes a key and signs in with it, for learner and staff."""

from datetime import timedelta
from typing import Any

import pytest

from tests.builders.cast import PIN, build_cast, give_password
from tests.conftest import PEPPER
from tests.journeys import staff
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KEY_FORM = "form[data-key]"


def telephone(device: Device, *, verified: bool = True) -> Any:
    """Give a device a place for keys that looks at a finger; returns the way to talk to it."""
    talk = device.page.context.new_cdp_session(device.page)
    talk.send("WebAuthn.enable")
    made = talk.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verified,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return talk, made["authenticatorId"]


def press_key(device: Device) -> None:
    """Press the button of the form with the key, which a script has shown."""
    device.page.locator(f"{KEY_FORM} button").wait_for()
    device.press(f"{KEY_FORM} button")


def test_s30_a_learner_comes_back_with_her_finger(site: LiveSite, drawer: Drawer) -> None:
    """Join, make a card, be offered a key, make it, sign out, come back without the card; removed, it opens nothing."""
    drawer.watch.allowed |= {403}
    cast = build_cast(site.app)
    phone = drawer.device(site)
    telephone(phone)
    phone.go(f"/g/{cast.here.code}/namn")
    phone.page.locator("input[name=name]").fill("Nils Ny")
    phone.main()
    phone.page.locator("input[name=pin]").fill(PIN)
    phone.main()
    phone.press("form[action='/mitt-kort/klart'] button")
    assert phone.path == "/min-utbildning"
    phone.page.locator("[data-key-offer] a").wait_for()
    phone.press("[data-key-offer] a")
    assert phone.path == "/konto/nyckel"
    press_key(phone)
    assert phone.path == "/konto"
    assert "Den här telefonen" in phone.text("section[aria-labelledby=keys]")
    staff.sign_out(phone)
    phone.go("/kort/")
    press_key(phone)
    assert (phone.path, "Nils" in phone.text("main")) == ("/min-utbildning", True)
    assert not phone.has("[data-key-offer]")

    phone.go("/konto")
    phone.press("form[action$='/ta-bort'] button")
    staff.sign_out(phone)
    phone.go("/kort/")
    press_key(phone)
    assert phone.text("h1") == "Nyckeln fungerade inte"


def test_s30_staff_sign_in_and_prove_with_a_key(site: LiveSite, hand: Hand, drawer: Drawer) -> None:
    """The key takes the place of password and code, also where one is asked again; without a finger nothing happens."""
    cast = build_cast(site.app)
    give_password(site.app, cast.bo, PEPPER)
    desk = drawer.device(site, width=1280)
    talk, authenticator = telephone(desk)
    staff.sign_in(desk, hand, "bo")
    desk.go("/konto/nyckel")
    desk.page.locator("input[name=label][value=computer]").check()
    press_key(desk)
    assert "Den här datorn" in desk.text("section[aria-labelledby=keys]")
    staff.sign_out(desk)
    desk.go("/personal")
    press_key(desk)
    assert desk.path == f"/oversikt/{cast.here.ref}"

    hand.forward(timedelta(minutes=11))
    desk.go("/konto/losenord")
    assert desk.path == "/personal/bekrafta"
    press_key(desk)
    assert desk.path == "/konto/losenord"

    staff.sign_out(desk)
    desk.go("/personal")
    talk.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    desk.page.locator(f"{KEY_FORM} button").click()
    desk.page.locator("[data-problem=cancelled]").wait_for()
    assert desk.path == "/personal"


def test_s30_without_script_nothing_untrue_is_shown(site: LiveSite, drawer: Drawer) -> None:
    build_cast(site.app)
    plain = drawer.device(site, script=False)
    for path in ("/kort/", "/personal"):
        plain.go(path)
        assert not plain.page.locator(KEY_FORM).is_visible()
        assert "yckel" not in plain.text("main")
