"""From the poster in the staff room to a certificate that anyone can check, as four people may walk it."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import User
from core import clock
from core.db import session
from quiz.models import Attempt
from tests.builders.cast import COURSE, build_cast
from tests.builders.read_papers import facts, poppler_picture, qr_codes, words
from tests.builders.rounds import rounds
from tests.journeys import learner
from tests.journeys.clock import Hand
from tests.journeys.devices import Device, Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import ALL_WAYS, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAME = "Fatima Öberg-Åkesson"
MINUTE = timedelta(minutes=1)
PAGE_LANGUAGES = "['html', 'h1'].map(each => document.querySelector(each).getAttribute('lang'))"


@pytest.mark.parametrize("way", ALL_WAYS[: rounds(3, len(ALL_WAYS))], ids=str)
def test_from_the_poster_to_a_checked_certificate(
    way: Way, site: LiveSite, hand: Hand, drawer: Drawer
) -> None:
    cast = build_cast(site.app)
    phone = way.device(drawer, site)
    try_a_lesson(phone, way)

    learner.join(phone, cast.here.code, cast.here.name, NAME, way.language)
    card = learner.make_card(phone)
    assert phone.page.locator("html").get_attribute("lang") == way.language
    learner.sign_out(phone)
    learner.come_back_by_link(phone, card)
    learner.sign_out(phone)
    learner.come_back_by_code(phone, card)

    read_on_two_devices(phone, way.device(drawer, site), way, card)
    fail_once(phone, hand)
    learner.answer_all(phone, NAME)
    phone.main()
    number = keep_certificate(phone, way)
    check_certificate(way.device(drawer, site), phone, number)


def try_a_lesson(phone: Device, way: Way) -> None:
    """The lesson open to all, from the first page to the invitation to join."""
    phone.go("/")
    assert phone.page.locator("html").get_attribute("lang") == way.language
    phone.press("main a[href='/prova']")
    course = next(iter(phone.site.content.catalogue.courses.values()))
    lesson, used = phone.site.content.catalogue.lesson(course.try_lesson, way.language)
    for screen in lesson.screens:
        assert phone.path == f"/prova/{screen.key}"
        see_languages(phone, way, None if used == way.language else used)
        phone.main()
    assert phone.path == "/prova/slut"
    assert phone.page.locator("main .button-main").get_attribute("href") == "/g/"


def see_languages(device: Device, way: Way, of_text: str | None) -> None:
    """The page is in the learner's language, and a text that is only there in Swedish says so."""
    assert device.page.evaluate(PAGE_LANGUAGES) == [way.language, of_text]


def read_on_two_devices(phone: Device, computer: Device, way: Way, card: learner.Card) -> None:
    """Read a third on the phone, a third on a shared computer, and the rest on the phone, each screen once."""
    all_screens = learner.addresses(phone.site.content.catalogue.courses[COURSE])
    third = len(all_screens) // 3
    seen = read_some(phone, way, third)
    learner.come_back_by_code(computer, card, "shared")
    assert computer.page.locator("html").get_attribute("lang") == way.language
    assert goes_on_at(computer) == goes_on_at(phone) == all_screens[third]
    seen += read_some(computer, way, third)
    assert goes_on_at(phone) == all_screens[2 * third]
    seen += read_some(phone, way, len(all_screens))
    assert seen == all_screens
    assert phone.path == f"/prov/{COURSE}"


def read_some(device: Device, way: Way, most: int) -> list[str]:
    of_texts = learner.languages(device.site.content.catalogue, way.language)
    seen = []
    for path in learner.read_on(device):
        see_languages(device, way, of_texts[path])
        seen.append(path)
        if len(seen) == most:
            break
    return seen


def goes_on_at(device: Device) -> str | None:
    """Where the one button of the learner's page leads."""
    device.go("/min-utbildning")
    return device.page.locator("main .button-main").get_attribute("href")


def fail_once(phone: Device, hand: Hand) -> None:
    """One dangerous answer among right ones: not passed, a pause said as a clock time, then a new try."""
    learner.begin_exam(phone)
    learner.answer_all(phone, NAME, dangerous=1, unsure=1)
    assert phone.path.endswith("/resultat")
    assert phone.has("#critical")
    opens = opening_time(phone.site.app)
    assert re.search(opens, phone.text("main"))

    phone.go(f"/prov/{COURSE}")
    assert re.search(opens, phone.text("main .notice"))
    assert not phone.has("main .button-main")
    hand.forward(11 * MINUTE)
    learner.begin_exam(phone)


def opening_time(app: Flask) -> str:
    """The clock time of the next try, a whole minute and never too early, as any language writes it."""
    with app.app_context():
        finished = (
            session()
            .scalars(
                select(Attempt.finished_at).join(User, User.id == Attempt.user_id).where(User.name == NAME)
            )
            .one()
        )
    assert finished is not None
    opens = clock.local(finished + 11 * MINUTE)
    return rf"\b{opens:%H}[.:]{opens:%M}\b"


def keep_certificate(phone: Device, way: Way) -> str:
    """The certificate's page and its files, in the learner's language; returns the number."""
    assert phone.text(".certificate-name") == NAME
    assert phone.page.locator("html").get_attribute("lang") == way.language
    number = phone.text(".certificate-foot .code")
    name, paper = phone.save("a[href$='.pdf']")
    assert name == "intyg.pdf"
    assert facts(paper).claims_pdf_ua
    assert all(said in words(paper) for said in said_on_paper(way.language))
    [link] = qr_codes(poppler_picture(paper))
    _, picture = phone.save("a[href$='.png']")
    assert qr_codes(picture) == [link]
    assert qr_codes(phone.page.locator(".certificate-foot .qr").screenshot()) == [link]
    phone.go("/min-utbildning")
    assert phone.has(".status-valid")
    return number


def said_on_paper(language: str) -> tuple[str, ...]:
    """What only the paper in this language says."""
    return {
        "sv": ("har gått utbildningen", "Utfärdat av nätverket i"),
        "sv-x-lattlast": ("har gått kursen", "Från nätverket i"),
        "en": ("has completed the training", "Issued by the network in"),
    }[language]


def check_certificate(stranger: Device, phone: Device, number: str) -> None:
    """Somebody who knows nothing of us reads the QR code, then types number and name."""
    phone.go(f"/intyg/{number.replace('-', '')}")
    [link] = qr_codes(phone.page.locator(".certificate-foot .qr").screenshot())
    stranger.go(link)
    assert stranger.has(".verdict-valid")
    assert NAME in stranger.text(".definitions")
    assert number in stranger.text(".definitions")

    stranger.press("main a[href='/intyg/kontroll']")
    for name, right in (("fatima oberg-akesson", True), ("Någon Annan", False)):
        stranger.page.locator("input[name=number]").fill(number.lower())
        stranger.page.locator("input[name=name]").fill(name)
        stranger.main()
        assert stranger.has(".verdict-valid") is right
        assert NAME not in stranger.text("main")
        stranger.press("main a[href='/intyg/kontroll']")
