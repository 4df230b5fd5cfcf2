"""Addresses, calendars and links of reminders in the wrong hands; and what somebody types to get into a header."""

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app import create_app
from care.mail import Letter, as_message
from care.reminder_models import CalendarFeed, MailAddress
from core.db import session
from core.settings import MAIL_ADDRESS
from quiz.content import Content
from tests.attacks.routes import RULES, address
from tests.attacks.watch import logged, rows_of
from tests.attacks.world import World
from tests.builders.cast import build_cast
from tests.builders.mail_servers import SENDER, by_mail
from tests.conftest import dispose, make_settings

NOW = datetime(2026, 8, 14, 10, tzinfo=UTC)
INJECTIONS = (
    "a@example.org\r\nBcc: b@example.org",
    "a@example.org\nSubject: x",
    "a@example.org%0aBcc:b@example.org",
    "a@example.org,b@example.org",
    "a@example.org b@example.org",
    "A <a@example.org>",
    '"a\r\nRCPT TO:<b@example.org>"@example.org',
    "a@[127.0.0.1]",
    "a@example.org>",
    "a@localhost",
    "@example.org",
    "a@exämple.org",
    "a" * 5 + "@" + "b" * 250 + ".org",
    "<script>alert(1)</script>@example.org",
)


def test_s44_what_is_typed_never_ends_a_header(database_url: str, content: Content) -> None:
    """It is refused with a sentence and shown as text, and nothing is kept or asked for."""
    made: Flask = create_app(make_settings(database_url, **by_mail(1)), content)
    try:
        browser = build_cast(made).learner()
        browser.get("/paminnelser")
        before = rows_of(made)
        for typed in INJECTIONS:
            page = browser.post("/paminnelser/adress", address=typed)
            assert "Adressen ser inte rätt ut" in page.text, typed
            assert "<script>alert" not in page.html
        assert rows_of(made) == before
    finally:
        dispose(made)


@given(st.text(max_size=80))
def test_s44_no_text_becomes_a_second_header(text: str) -> None:
    """Past the form too: a mail is refused as a whole, or has one recipient and the headers it should have."""
    to = f"{text}@example.org"
    try:
        made = as_message(Letter(to, "Påminnelse", "Utbildning", "Hej", None), SENDER, NOW)
        names = [name.lower() for name in made]
        raw = made.as_bytes()
    except ValueError:
        assert not re.fullmatch(MAIL_ADDRESS, to)
        return
    assert names.count("to") == 1
    assert not {"bcc", "cc"} & set(names)
    assert b"\nbcc:" not in raw.lower()


def test_another_workplaces_list_and_slips_do_not_exist(world: World) -> None:
    for role in ("other contact", "trainer", "coordinator", "learner"):
        browser = world.browser(role)
        for key in (("renewing.people", "GET"), ("renewing.slips", "GET")):
            assert browser.client.get(address(world, key)).status_code == 404, role


def test_her_address_is_on_no_page_of_anybody_else(world: World) -> None:
    """Nor are the ends of her links, except on the page that such a link opens; nor any of it in the log."""
    hers = {"reminders.feed", "reminders.stop"}
    looked = 0
    with logged() as lines:
        for key, rule in RULES.items():
            if key[1] == "GET" and key[0] not in hers:
                for role in (each for each in rule.may if each not in ("learner", "nobody")):
                    text = world.browser(role).client.get(address(world, key)).get_data()
                    for secret in (world.here.stop, world.here.feed, world.here.mail):
                        assert secret.encode() not in text, (key, role)
                    looked += 1
    assert looked > 100
    assert not [line for line in lines if world.here.mail in line or world.here.stop in line]


def test_a_link_stands_in_the_database_without_its_calendar(world: World) -> None:
    with world.app.app_context():
        kept = [vars(each) for each in session().scalars(select(CalendarFeed))]
        kept += [vars(each) for each in session().scalars(select(MailAddress))]
    assert kept
    assert world.here.feed not in repr(kept), "a digest alone"
    assert world.here.mail not in repr(kept), "encrypted"


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_s25_a_scanner_that_opens_links_stops_nothing(world: World, method: str) -> None:
    before = rows_of(world.app)
    browser = world.browser("nobody")
    getattr(browser.client, method)(f"/sluta/{world.here.stop}?List-Unsubscribe=One-Click")
    assert rows_of(world.app) == before


def test_s37_a_press_from_elsewhere_stops_nothing(world: World) -> None:
    """Only our own button with its token, or a mail program's one click."""
    before = rows_of(world.app)
    for data in ({}, {"csrf_token": "x"}, {"List-Unsubscribe": "Two-Clicks"}):
        refused = world.browser("nobody").client.post(f"/sluta/{world.here.stop}", data=data)
        assert refused.status_code == 400
    assert rows_of(world.app) == before


def test_a_stranger_with_a_wrong_secret_learns_nothing(world: World) -> None:
    browser = world.browser("nobody")
    assert browser.client.get("/kalender/" + "A" * 22 + ".ics").status_code == 404
    for stop in (world.here.stop, "A" * 22):
        page = browser.get(f"/sluta/{stop}")
        assert page.response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert world.here.mail not in page.html
