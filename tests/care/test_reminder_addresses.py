"""Where messages go: an address that only its owner sees, and a secret calendar."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.actions import make_card
from care.reminder_models import CalendarFeed, MailAddress
from core import clock, jobs
from core.db import session, writing
from tests.builders.cast import PIN, Cast
from tests.builders.mail_servers import Inbox, by_mail, mail_server
from tests.builders.pages import Browser
from tests.builders.reminders import ADDRESS, START, TOPIC, Town, ago, run
from tests.conftest import PEPPER

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("hand")]


# ---- the address -------------------------------------------------------------------------------------


def code_in(inbox: Inbox) -> str:
    found = re.search(r"\b(\d{6})\b", inbox.mails[-1].get_content())
    assert found is not None
    return found[1]


def test_an_address_is_confirmed_by_a_code_and_removed_by_one_press(
    town: Town, app: Flask, cast: Cast
) -> None:
    last_day = town.certify(cast.anna)
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        anna = town.cast_on(other).learner()
        page = anna.get(anna.get("/mina-uppgifter").link("Mina påminnelser"))
        page = anna.submit(page, "Skicka en kod dit", address=" hemma@example.org ")
        assert inbox.mails == [], "the page does not wait for a mail server"
        jobs.work(other)
        jobs.work(other)
        [mail] = inbox.mails
        assert (mail["To"], mail["Subject"]) == ("hemma@example.org", "Kod från Utbildning")
        assert not TOPIC.search(mail.get_content())
        town.move(ago(last_day, 60))
        run(other)
        assert len(inbox.mails) == 1, "nothing goes to an address that nobody has confirmed"
        town.hand.move_to(START)
        wrong = f"{(int(code_in(inbox)) + 1) % 10**6:06}"
        page = anna.submit(anna.get("/paminnelser"), "Bekräfta adressen", code=wrong)
        assert "Koden stämmer inte" in page.text
        page = anna.submit(page, "Bekräfta adressen", code=code_in(inbox))
        assert "Påslaget" in page.text
        assert "hemma@example.org" in page.text
        with app.app_context():
            kept = session().scalars(select(MailAddress)).one()
            assert "example.org" not in repr(vars(kept)), "encrypted"
        page = anna.submit(page, "Ta bort adressen")
        assert "Skicka en kod dit" in page.html
        with app.app_context():
            assert session().scalars(select(MailAddress)).all() == []


def test_s25_a_code_lives_ten_minutes_and_five_guesses(town: Town) -> None:
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        anna = town.cast_on(other).learner()
        for spoil in ("late", "guesses"):
            anna.post("/paminnelser/adress", address="hemma@example.org")
            jobs.work(other)
            good = code_in(inbox)
            if spoil == "late":
                town.hand.shift(timedelta(minutes=10, seconds=1))
            else:
                for n in range(1, 6):
                    anna.post("/paminnelser/kod", code=f"{(int(good) + n) % 10**6:06}")
            page = anna.post("/paminnelser/kod", code=good)
            assert "Koden stämmer inte, eller är för gammal" in page.text, spoil
        for _ in range(3):
            anna.post("/paminnelser/adress", address="hemma@example.org")
        assert "Vänta till i morgon" in anna.post("/paminnelser/adress", 429, address="a@example.org").text


def test_the_link_in_a_mail_asks_and_one_press_stops(town: Town, app: Flask, cast: Cast) -> None:
    [stop] = town.with_address(cast.anna)
    stranger = Browser(app)
    page = stranger.get(f"/sluta/{stop}")
    with app.app_context():
        assert session().scalars(select(MailAddress)).one(), "opening it changes nothing (S25)"
    assert "Inga fler mejl" in stranger.submit(page, "Ta bort min adress").h1
    [stop] = town.with_address(cast.anna)
    one_click = Browser(app).client.post(f"/sluta/{stop}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    with app.app_context():
        assert session().scalars(select(MailAddress)).all() == []
    assert Browser(app).get("/sluta/" + "A" * 22).h1 == "Inga fler mejl", "it tells nobody who had one"


def test_a_card_by_somebodys_slip_does_not_show_where_she_gets_mail(town: Town, cast: Cast) -> None:
    """Whoever gave the slip could have used it. She can still take the address away."""
    town.with_address(cast.anna)
    with town.site(**by_mail(1)) as other:
        anna = town.cast_on(other).learner()
        assert ADDRESS in anna.get("/paminnelser").text
        town.hand.shift(timedelta(hours=1))
        with other.app_context(), writing():
            make_card(session(), clock.now(), cast.anna.id, PIN, PEPPER, given_by=cast.bo.id)
            session().commit()
        anna = town.cast_on(other).learner()
        page = anna.get("/paminnelser")
        assert ADDRESS not in page.html
        assert "Adressen visas inte här." in page.text
        assert "Skicka en kod dit" in anna.submit(page, "Ta bort adressen").html


def test_not_on_a_shared_screen_and_not_for_a_trainer(cast: Cast) -> None:
    for browser in (cast.sign_in(cast.anna, shared=True), cast.trainer()):
        assert not browser.get("/paminnelser").soup.select("main form")
        browser.post("/paminnelser/adress", 403, address="a@example.org")
        browser.post("/paminnelser/kalender", 403)


# ---- the calendar ------------------------------------------------------------------------------------


def test_a_calendar_has_her_days_and_a_workplaces_numbers(town: Town, app: Flask, cast: Cast) -> None:
    last_day = town.certify(cast.anna)
    town.move(ago(last_day, 50))
    day = f"DTSTART;VALUE=DATE:{ago(last_day, 14):%Y%m%d}"
    for browser, summary in (
        (cast.learner(), "Utbildning: förnya"),
        (cast.contact(), "Utbildning: 1 att förnya"),
    ):
        page = browser.submit(browser.get("/paminnelser"), "Gör en kalender")
        shown = page.soup.select_one(".slip-address")
        assert shown is not None
        path = shown.get_text().removeprefix("http://localhost:8000")
        assert re.fullmatch(r"/kalender/[\w-]{22}\.ics", path)
        assert not browser.get("/paminnelser").soup.select(".slip-address"), "shown once"
        found = Browser(app).client.get(path)
        assert found.content_type == "text/calendar; charset=utf-8"
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert day in found.text, summary
        assert f"SUMMARY:{summary}" in found.text
        assert "Anna" not in found.text
        assert not TOPIC.search(found.text)
        assert found.text == Browser(app).client.get(path).text
        browser.submit(browser.get("/paminnelser"), "Gör en ny adress")
        assert Browser(app).client.get(path).status_code == 404
        browser.submit(browser.get("/paminnelser"), "Ta bort kalendern")
    with app.app_context():
        assert session().scalars(select(CalendarFeed)).all() == []
