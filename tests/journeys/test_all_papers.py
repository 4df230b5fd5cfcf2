"""The contact person fetches everything at once: all certificates, and the pack for whoever inspects the workplace."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from accounts.rules import SignInKind
from certificates.check_evidence import check, keys_in
from core.jobs import work
from quiz.content import Content
from tests.builders.cast import Cast, build_cast
from tests.builders.many_papers import give_certificates
from tests.builders.read_papers import poppler_picture, qr_codes
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK_ENGLISH, PHONE, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("way", [PHONE, DESK_ENGLISH], ids=str)
def test_all_papers_and_the_pack(
    way: Way, site: LiveSite, drawer: Drawer, content: Content, tmp_path: Path
) -> None:
    cast = build_cast(site.app)
    numbers = give_certificates(site.app, cast.here, 5)
    device = way.device(drawer, site)
    device.sign_in(cast.bo.id, SignInKind.STAFF)
    opened = fetch(device, cast, "alla")
    assert {name.partition("-")[0] for name in opened.namelist()} == set(numbers)
    (link,) = qr_codes(poppler_picture(opened.read(opened.namelist()[0])))
    device.go(link)
    assert device.has("h1")

    opened = fetch(device, cast, "underlag")
    keys = device.fetch("/.well-known/did.json").json()
    (tmp_path / "did.json").write_text(json.dumps(keys), "utf-8")
    pack = tmp_path / "underlag.zip"
    assert opened.fp is not None
    opened.fp.seek(0)
    pack.write_bytes(opened.fp.read())
    assert len([name for name in check(pack, keys_in(str(tmp_path / "did.json"))) if "intyg/" in name]) == 5


def fetch(device: Device, cast: Cast, what: str) -> zipfile.ZipFile:
    """From the overview to the file in four presses."""
    overview = f"/oversikt/{cast.here.ref}"
    device.go(overview)
    device.press(f"main a[href='{overview}/intyg']")
    device.press(f"form[action$='/intyg/{what}'] button")
    assert device.path.startswith("/jobb/")
    assert not device.has("main a[href$='/fil']")
    work(device.site.app)
    device.go(device.path)
    address = device.page.locator("main a[href$='/fil']").get_attribute("href") or ""
    return zipfile.ZipFile(io.BytesIO(device.fetch(address).body()))
