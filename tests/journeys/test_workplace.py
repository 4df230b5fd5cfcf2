"""The contact person's and the trainer's day: who is ready, poster, names, who has left, figures to take away."""

import csv
import io

import pytest

from tests.builders.cast import Cast, build_cast, give_password
from tests.builders.pages import Browser
from tests.builders.read_papers import facts, poppler_picture, poppler_words, qr_codes
from tests.conftest import PEPPER
from tests.journeys import by_forms, staff
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK_ENGLISH, PHONE, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("way", [PHONE, DESK_ENGLISH], ids=str)
def test_the_workplace_from_poster_to_figures(way: Way, site: LiveSite, hand: Hand, drawer: Drawer) -> None:
    cast = build_cast(site.app)
    for person in (cast.bo, cast.david):
        give_password(site.app, person, PEPPER)
    device = way.device(drawer, site)

    staff.sign_in(device, hand, "bo")
    staff.speak(device, way.language)
    overview = device.path
    assert overview == f"/oversikt/{cast.here.ref}"
    assert staff.people(device) == {cast.anna.name: "none"}
    hang_up_poster(device, cast)
    expect_somebody(device, overview, "Li Wen")
    by_forms.join(site.app, cast.here.code, "Li Wén")
    device.go(overview)
    assert staff.people(device) == {cast.anna.name: "none", "Li Wén": "none"}
    anna = cast.learner()
    see_her_off(device, overview, cast, anna)
    take_list_away(device, overview)
    staff.sign_out(device)

    staff.sign_in(device, hand, "david")
    staff.speak(device, way.language)
    assert device.path == "/utbildare"
    take_figures_away(device, cast)


def hang_up_poster(device: Device, cast: Cast) -> None:
    """The code on the screen and the poster lead to the same page, where the workplace is named."""
    device.main()
    assert device.text(".poster-code").replace("-", "") == cast.here.code
    [link] = qr_codes(device.page.locator("main .qr").screenshot())
    address = device.page.locator("a[href$='affisch.pdf']").get_attribute("href") or ""
    poster = device.fetch(address).body()
    assert facts(poster).claims_pdf_ua
    assert qr_codes(poppler_picture(poster)) == [link]
    assert cast.here.code[:4] in poppler_words(poster)
    assert link == f"{device.site.url}/g/{cast.here.code}"


def expect_somebody(device: Device, overview: str, name: str) -> None:
    """Write down a name: it stands on the list until somebody joins under it."""
    device.go(overview)
    device.press(f"main a[href='{overview}/lagg-till']")
    device.page.locator("input[name=name]").fill(name)
    device.main()
    assert device.path == overview
    assert staff.people(device)[name] == "none"


def see_her_off(device: Device, overview: str, cast: Cast, anna: Browser) -> None:
    """Anna has left: she is gone from the list, and what she opens says that she is in no workplace."""
    assert anna.get("/min-utbildning").h1 == "Min utbildning"
    device.go(f"{overview}?visa=alla")
    device.press(f"main a[href='{overview}/person/{cast.anna.ref}']")
    device.press("section[aria-labelledby=end] form button")
    device.main()
    assert cast.anna.name not in staff.people(device)
    assert anna.get("/min-utbildning").h1 != "Min utbildning"


def take_list_away(device: Device, overview: str) -> None:
    device.go(overview)
    file = device.fetch(device.page.locator("a[href*='personer.csv']").get_attribute("href") or "")
    assert [row[0] for row in rows_of(file.text())][1:] == ["Li Wén"]


def take_figures_away(device: Device, cast: Cast) -> None:
    """Her own organisation only; one member is fewer than five, on the screen and in the file."""
    shown = device.text("section[aria-labelledby=counts]")
    assert cast.here.name in shown
    assert cast.there.name not in shown
    assert device.page.locator("section[aria-labelledby=counts] td.number").first.inner_text() != "1"
    for link in device.page.locator("a[href$='.csv']").all():
        file = device.fetch(link.get_attribute("href") or "")
        assert file.headers["content-type"].startswith("text/csv")
        assert "attachment" in file.headers["content-disposition"]
    counts = rows_of(device.fetch("/utbildare/antal.csv").text())
    assert [row[0] for row in counts][1:] == [cast.here.name]
    assert "1" not in counts[1][2:6]


def rows_of(text: str) -> list[list[str]]:
    """The rows of a CSV file, whichever way it parts its columns."""
    text = text.removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(text), csv.Sniffer().sniff(text.splitlines()[0])))
