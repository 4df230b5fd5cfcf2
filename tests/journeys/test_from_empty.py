"""From an empty database without demonstration to a checked certificate and the trainer's figure for it."""

import pytest

from tests.builders.cast import COURSE
from tests.builders.read_papers import poppler_picture, qr_codes
from tests.journeys import by_forms, learner, staff
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK_ENGLISH, PHONE, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PLACE = "Hotell Månen"
COLLEAGUES = ("Ana Lopez", "Omar Ali", "Pia Lund", "Kim Sjö")
NAME = "Noor Haddad"


@pytest.mark.parametrize("way", [PHONE, DESK_ENGLISH], ids=str)
def test_from_an_empty_database_to_the_trainers_figure(
    way: Way, site: LiveSite, hand: Hand, drawer: Drawer
) -> None:
    coordinator = way.device(drawer, site)
    secret = staff.accept(coordinator, invited_by_command(site), "Gun Wallin", "gun.wallin")
    assert coordinator.path == "/samordnare"
    place = make_organisation(coordinator)

    contact, trainer = way.device(drawer, site), way.device(drawer, site)
    staff.accept(contact, invited(coordinator, place, "kontaktperson"), "Bo Berg", "bo.berg")
    assert contact.path.startswith("/oversikt/")
    staff.accept(trainer, invited(coordinator, place, "utbildare"), "Ulf Brandt", "ulf.brandt")
    assert trainer.path == "/utbildare"
    staff.sign_out(coordinator)
    staff.sign_in(coordinator, hand, "gun.wallin", secret)
    coordinator.go(place)
    assert {"Bo Berg", "Ulf Brandt"} <= set(coordinator.page.locator("main .rows strong").all_inner_texts())

    overview = contact.path
    join_link = poster_link(contact)
    phone = way.device(drawer, site)
    certificate = earn_certificate(phone, join_link, way)
    for name in COLLEAGUES:
        colleague = by_forms.join(site.app, join_link.rsplit("/", 1)[1], name)
        by_forms.pass_course(site.app, colleague, name, site.content.catalogue.courses[COURSE])

    stranger = way.device(drawer, site)
    stranger.go(certificate)
    assert stranger.has(".verdict-valid")
    assert NAME in stranger.text("main")
    contact.go(overview)
    assert staff.people(contact) == dict.fromkeys((NAME, *COLLEAGUES), "valid")
    trainer.go("/utbildare")
    figures = trainer.page.locator("section[aria-labelledby=counts] tbody tr").filter(has_text=PLACE)
    assert figures.locator("td.number").all_inner_texts()[:3] == ["5", "5", "5"]


def invited_by_command(site: LiveSite) -> str:
    """What `flask invite-coordinator` prints first: the one-time link."""
    done = site.app.test_cli_runner().invoke(args=["invite-coordinator"])
    assert done.exit_code == 0, done.output
    link = done.output.splitlines()[0]
    assert link.startswith(site.url)
    return link


def make_organisation(coordinator: Device) -> str:
    """Add the hotel with its course; returns the path of its page."""
    coordinator.main()
    coordinator.page.locator("input[name=name]").fill(PLACE)
    coordinator.page.locator("input[name=kind][value=hotell]").check()
    coordinator.page.locator(f"input[name=courses][value={COURSE}]").check()
    coordinator.main()
    assert coordinator.text("h1") == PLACE
    return coordinator.path


def invited(coordinator: Device, place: str, role: str) -> str:
    """Make a one-time link for a role at the place; it is shown once."""
    coordinator.go(place)
    coordinator.press(f"form[action$='/bjud-in/{role}'] button")
    return coordinator.text(".one-time-link")


def poster_link(contact: Device) -> str:
    """The address in the QR code of the printed poster."""
    contact.go(contact.page.locator("main .button-main").first.get_attribute("href") or "")
    poster = contact.fetch(contact.page.locator("a[href$='affisch.pdf']").get_attribute("href") or "")
    [link] = qr_codes(poppler_picture(poster.body()))
    return link


def earn_certificate(phone: Device, join_link: str, way: Way) -> str:
    """Join by the poster's QR code, read each lesson on one page, pass; returns the certificate's link."""
    phone.go(join_link)
    learner.confirm_and_name(phone, PLACE, NAME, way.language)
    learner.make_card(phone)
    course = phone.site.content.catalogue.courses[COURSE]
    for module in course.modules:
        if module.scenario:
            phone.go(f"/kurser/{course.key}/berattelser/{module.scenario.slug}")
            phone.press("form[action$='/hoppa-over'] button")
        for lesson in module.lessons:
            phone.go(f"/kurser/{course.key}/{module.key}/{lesson.slug}")
            phone.main()
    learner.begin_exam(phone)
    learner.answer_all(phone, NAME)
    phone.main()
    [link] = qr_codes(phone.page.locator(".certificate-foot .qr").screenshot())
    return link
