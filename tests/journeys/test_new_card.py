"""A lost card: the contact person gives a slip, the learner makes her card with it on the phone she holds."""

from datetime import timedelta

import pytest

from accounts.rules import SignInKind
from tests.builders.cast import PIN, build_cast, give_password
from tests.builders.read_papers import qr_codes
from tests.conftest import PEPPER
from tests.journeys import learner, staff
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK, DESK_ENGLISH, PHONE, PHONE_ENGLISH, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(
    ("desk_way", "phone_way"),
    [(DESK, PHONE), (DESK_ENGLISH, PHONE_ENGLISH), (PHONE, DESK)],
    ids=str,
)
def test_a_lost_card_from_slip_to_new_card(
    desk_way: Way, phone_way: Way, site: LiveSite, hand: Hand, drawer: Drawer
) -> None:
    drawer.watch.allowed |= {403, 404}
    cast = build_cast(site.app)
    give_password(site.app, cast.bo, PEPPER)
    lost = phone_way.device(drawer, site)
    lost.sign_in(cast.anna.id, SignInKind.OWN)

    desk = desk_way.device(drawer, site)
    staff.sign_in(desk, hand, "bo")
    staff.speak(desk, desk_way.language)
    hand.forward(timedelta(minutes=11))
    person = f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}"
    link, code = take_slip(desk, hand, person)
    desk.go(link)
    assert not desk.has("input[name=pin]")

    phone = phone_way.device(drawer, site)
    phone.go(link)
    choose(phone, "111111")
    assert phone.has("[id$=-error]")
    choose(phone, PIN)
    assert phone.path == "/mitt-kort/nytt"
    card = phone.text(".pocket .code")
    assert card != code
    phone.press("form[action='/mitt-kort/klart'] button")
    assert cast.bo.name in phone.text(".notice")

    lost.go("/min-utbildning")
    assert lost.path == "/kort/"
    assert cast.bo.name in lost.text(".notice")
    lost.go("/nytt-kort/")
    lost.page.locator("input[name=code]").fill(code.lower())
    lost.main()
    assert lost.path == "/nytt-kort/"
    tablet = phone_way.device(drawer, site)
    learner.come_back_by_code(tablet, learner.Card(link, card), "shared")
    desk.go(person)
    assert cast.bo.name in desk.text("section[aria-labelledby=card]")


def take_slip(desk: Device, hand: Hand, person: str) -> tuple[str, str]:
    """Ask for a slip, prove oneself again, send the form that was kept; returns the slip's link and code."""
    desk.go(person)
    desk.press("form[action$='/nytt-kort'] button")
    assert desk.path == "/personal/bekrafta"
    hand.forward(staff.TOTP_STEP)
    staff.prove(desk)
    assert desk.path == "/fortsatt"
    desk.main()
    assert desk.path.endswith("/nytt-kort")
    assert not desk.has("main input:not([type=hidden])")
    [link] = qr_codes(desk.page.locator(".pocket .qr").screenshot())
    code = desk.text(".pocket .code")
    assert link == f"{desk.site.url}/nytt-kort/{code.replace('-', '')}"
    return link, code


def choose(phone: Device, pin: str) -> None:
    phone.page.locator("input[name=pin]").fill(pin)
    phone.page.locator("input[name=screen][value=own]").check()
    phone.main()
