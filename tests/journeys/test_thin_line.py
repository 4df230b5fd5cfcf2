"""The main job from end to end, as forms and links, without JavaScript."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import session
from courses.progress import required_screens
from quiz.content import Content
from quiz.drawing import page_key
from quiz.models import Attempt
from tests.builders.cast import COURSE, PIN, Cast
from tests.builders.pages import Browser, Page

pytestmark = pytest.mark.both


def test_from_poster_to_verified_certificate(
    app: Flask, cast: Cast, device: Browser, content: Content
) -> None:
    page = device.get("/g/")
    page = device.submit(page, code=cast.here.code[:4].lower() + "-" + cast.here.code[4:])
    assert cast.here.name in page.text
    page = device.get(page.link("Ja, gå med"))
    page = device.submit(page, "Gå med", name="Fatima Öberg", language="sv")
    page = device.submit(page, pin=PIN)
    assert page.h1 == "Spara ditt kort."
    code = page.soup.select_one(".code").get_text()  # type: ignore[union-attr]
    page = device.submit(page, "Klart, till utbildningen")
    assert page.h1 == "Min utbildning"
    device.post("/logga-ut")

    page = device.get("/kort/")
    page = device.submit(page, code=code, pin=PIN, screen="own")
    assert page.h1 == "Min utbildning"
    course = content.catalogue.courses[COURSE]
    for _ in required_screens(course):
        if not page.has_link("Till slutprovet"):
            page = device.get("/min-utbildning")
            page = device.get(str(page.soup.select_one("main a.button-main")["href"]))  # type: ignore[index]
            if "/berattelser/" in page.path:
                page = device.submit(page, "Hoppa över berättelsen")
    page = device.get("/min-utbildning")
    page = device.get(page.link("Till slutprovet"))
    page = device.submit(page, "Börja")
    page = answer_all(app, device, page, content)
    assert page.h1 == "Du har klarat provet."
    page = device.get(page.link("Hämta ditt intyg"))
    assert "Fatima Öberg" in page.text
    number = page.soup.select_one(".certificate-foot .code").get_text()  # type: ignore[union-attr]

    stranger = Browser(app)
    page = stranger.submit(stranger.get("/intyg/kontroll"), number=number, name="fatima oberg")
    assert "Stämmer" in page.text
    page = stranger.submit(stranger.get("/intyg/kontroll"), number=number, name="Någon Annan")
    assert "Stämmer inte" in page.text or "hittar inget" in page.text

    page = cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla")
    assert "1 av 2 har giltigt intyg." in page.text
    assert "Fatima Öberg" in page.text


def answer_all(app: Flask, device: Browser, page: Page, content: Content) -> Page:
    """Answer every question right; returns the result page."""
    while page.soup.select("#question"):
        with app.app_context():
            attempt = session().scalars(select(Attempt).where(Attempt.finished_at.is_(None))).one()
            number = int(page.path.rsplit("/", 1)[1])
            question = content.bank.questions[attempt.drawn[number - 1]]
            right = [
                page_key(attempt.seed, question.key, each.key) for each in question.options if each.correct
            ]
        page = device.submit(page, "Svara", answer=right)
        page = device.get(str(page.soup.select_one(".action-bar a.button-main")["href"]))  # type: ignore[index]
    return page
