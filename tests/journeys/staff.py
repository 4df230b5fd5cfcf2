"""What contact persons, trainers and coordinators do at the door, on any device and in any language."""

from datetime import timedelta

import pyotp

from core import clock
from tests.builders.cast import PASSWORD, TOTP_SECRET
from tests.journeys.clock import Hand
from tests.journeys.devices import Device

TOTP_STEP = timedelta(seconds=31)  # a code works once: the next one comes after half a minute


def code_of(secret: str) -> str:
    """What an app for one-time codes shows now."""
    return pyotp.TOTP(secret).at(clock.now())


def accept(device: Device, link: str, name: str, username: str) -> str:
    """Open a one-time link, choose a password, bind an app by typing its key; returns the key."""
    device.go(link)
    secret = device.text(".code").replace(" ", "")
    device.page.locator("input[name=name]").fill(name)
    device.page.locator("input[name=username]").fill(username)
    device.page.locator("input[name=password]").fill(PASSWORD)
    device.page.locator("input[name=totp]").fill(code_of(secret))
    device.main()
    return secret


def sign_in(device: Device, hand: Hand, username: str, secret: str = TOTP_SECRET) -> None:
    """Sign in with username, password and the code the app shows next."""
    hand.forward(TOTP_STEP)
    device.go("/personal")
    device.page.locator("input[name=username]").fill(username)
    device.page.locator("input[name=password]").fill(PASSWORD)
    device.page.locator("input[name=totp]").fill(code_of(secret))
    device.main()


def prove(device: Device, secret: str = TOTP_SECRET) -> None:
    """Give password and code once more before a dangerous act."""
    device.page.locator("input[name=password]").fill(PASSWORD)
    device.page.locator("input[name=totp]").fill(code_of(secret))
    device.main()


def sign_out(device: Device) -> None:
    device.press(".foot form[action='/logga-ut'] button")


def speak(device: Device, language: str) -> None:
    """Choose the language of the interface where one chooses it."""
    back = device.path
    device.go(f"/anpassa?fran={back}")
    device.page.locator(f"input[name=language][value={language}]").check()
    device.main()
    assert device.path == back
    assert device.page.locator("html").get_attribute("lang") == language


def people(device: Device) -> dict[str, str]:
    """Everybody on the contact person's page, with the kind of status that is shown."""
    device.go(f"{device.path}?visa=alla")
    rows = device.page.locator("main tbody tr").all()
    return {
        row.locator("th").inner_text().strip(): kind_of(row.locator(".status").get_attribute("class") or "")
        for row in rows
    }


def kind_of(classes: str) -> str:
    return next(each.removeprefix("status-") for each in classes.split() if each.startswith("status-"))
