"""Three workplaces, one of them in two: dividing it, placing its people, and a contact person for one part of it."""

import pytest

from accounts.rules import SignInKind
from tests.builders.cast import Cast, Person, build_cast, give_password
from tests.conftest import PEPPER
from tests.journeys import by_forms, staff
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("width", "script"), [(360, False), (1280, True)], ids=["phone", "desk"])
def test_a_workplace_is_divided_and_a_part_gets_its_own_contact(
    width: int, script: bool, site: LiveSite, hand: Hand, drawer: Drawer
) -> None:
    cast = build_cast(site.app)
    give_password(site.app, cast.eva, PEPPER)
    by_forms.join(site.app, cast.here.code, "Sam Söder")
    bo = signed_in(drawer.device(site, width=width, script=script), cast.bo)
    at = f"/oversikt/{cast.here.ref}"
    divide(bo, at)
    place(bo, at, "Anna Ålund", "Norra, Natt")
    place(bo, at, "Sam Söder", "Södra")
    bo.go(f"{at}?visa=alla")
    bo.press(bo.page.get_by_role("link", name="Norra", exact=True))
    assert shown(bo) == ["Anna Ålund"]

    eva = signed_in(drawer.device(site, width=width, script=script), cast.eva)
    link = invite(eva, cast)
    nora = drawer.device(site, width=width, script=script)
    staff.accept(nora, link, "Nora Nyberg", "nora")
    assert nora.path == at
    nora.go(f"{at}?visa=alla")
    assert shown(nora) == ["Anna Ålund"]
    assert "Hotell Sundet, Norra" in nora.text("main .step")
    drawer.watch.allowed.add(404)
    for path in (
        f"{at}/arbetsstallen",
        f"{at}/rutin",
        f"/oversikt/{cast.there.ref}",
        f"/oversikt/{cast.elsewhere.ref}",
    ):
        response = nora.go(path)
        assert response is not None
        assert response.status == 404, path


def signed_in(device: Device, person: Person) -> Device:
    device.sign_in(person.id, SignInKind.STAFF)
    return device


def divide(device: Device, at: str) -> None:
    """Two sites, one of them with a team."""
    device.go(at)
    device.press(f"main a[href='{at}/arbetsstallen']")
    for name in ("Norra", "Södra"):
        device.page.locator("input[name=name]").fill(name)
        device.press("section[aria-labelledby=add] button")
    device.press(device.page.get_by_role("link", name="Norra", exact=True))
    device.page.locator("input[name=team]").fill("Natt")
    device.main()
    assert device.has("section[aria-labelledby=teams] a")


def place(device: Device, at: str, name: str, where: str) -> None:
    device.go(f"{at}/arbetsstallen")
    device.main()
    device.page.get_by_label(name).check()
    device.page.get_by_label(where, exact=True).check()
    device.main()
    assert device.path == at


def shown(device: Device) -> list[str]:
    return [each.strip() for each in device.page.locator("main tbody th").all_inner_texts()]


def invite(device: Device, cast: Cast) -> str:
    """A one-time link for a contact person of Norra."""
    device.go(f"/samordnare/organisation/{cast.here.ref}")
    device.page.get_by_label("Norra", exact=True).check()
    device.press("form[action$='/bjud-in/kontaktperson'] button")
    return device.text(".one-time-link")
