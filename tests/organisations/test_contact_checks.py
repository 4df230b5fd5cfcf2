""" "Jag har ringt": what a coordinator finds out by ringing a contact stands on the open pages, with its day."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry
from core.db import session
from organisations.models import ContactCheck
from tests.builders.cast import PASSWORD, Cast, give_password, totp_now
from tests.builders.pages import Browser, Page, words
from tests.conftest import PEPPER

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONTACTS = "/samordnare/kontakter"
SOCIAL, NUMBER = "socialtjansten-dag", "042-10 64 56"
CHECK_LOCALLY = "Numret kontrolleras lokalt."


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def check(device: Browser, key: str, number: str = "", status: int = 200) -> Page:
    """Press "Jag har ringt" at a contact, with a new number or without."""
    device.get(CONTACTS)
    return device.post(f"{CONTACTS}/{key}", status=status, number=number)


def row(page: Page, key: str) -> str:
    """What the coordinator reads of a contact."""
    return words(page.soup.select_one(f"main li#{key}"))


def line(app: Flask, name: str) -> str:
    """What everybody reads of a contact on /kontakt; empty when it does not stand there."""
    rows = Browser(app).get("/kontakt").soup.select("main ul.rows li")
    return next((words(each) for each in rows if words(each.select_one("h3")) == name), "")


def checks(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = session().scalars(select(ContactCheck).order_by(ContactCheck.id))
        return [(each.contact_key, each.number, each.checked_on.isoformat()) for each in rows]


@pytest.mark.both
def test_a_right_number_is_shown_from_now_on_with_its_day(app: Flask, cast: Cast) -> None:
    name = "Socialtjänstens mottagning, dagtid"
    assert line(app, name) == ""
    page = cast.coordinator().get(CONTACTS)
    assert "Kontrolleras lokalt" in row(page, SOCIAL)

    page = check(cast.coordinator(), SOCIAL)
    assert page.path == CONTACTS
    assert f"{NUMBER} · Kontrollerat 24 november 2026" in row(page, SOCIAL)
    shown = line(app, name)
    assert NUMBER in shown
    assert CHECK_LOCALLY not in shown
    assert checks(app) == [(SOCIAL, NUMBER, "2026-11-24")]


@pytest.mark.both
def test_a_new_number_takes_the_old_ones_place_everywhere(app: Flask, cast: Cast) -> None:
    old = line(app, "Bris")
    assert old == ""  # it is for the reader of /hjalp
    check(cast.coordinator(), "bris", "116 112")
    page = Browser(app).get("/hjalp")
    assert page.soup.select("main a[href='tel:116112']")
    assert not page.soup.select("main a[href='tel:116111']")

    check(cast.coordinator(), "bris", "08-465 004 00")
    assert Browser(app).get("/hjalp").soup.select("main a[href='tel:0846500400']")
    assert [each[1] for each in checks(app)] == ["116 112", "08-465 004 00"]


def test_the_list_of_the_due_gets_shorter_and_grows_again_after_a_year(app: Flask, cast: Cast) -> None:
    def due() -> int:
        text = words(
            cast.coordinator().get("/samordnare").soup.select_one("section[aria-labelledby=unchecked]")
        )
        return int(text.removeprefix("Nätverkets kontakter").split()[0])

    before = due()
    check(cast.coordinator(), SOCIAL)
    assert due() == before - 1
    with time_machine.travel(NOW + timedelta(days=366), tick=False):
        assert due() == before
        assert CHECK_LOCALLY in line(app, "Socialtjänstens mottagning, dagtid")


@pytest.mark.parametrize(
    "typed",
    [
        "ring växeln",
        "042-10 <b>",
        "1",
        "- - -",
        "12--",
        "042_10",
        "1" * 40,
        "112",
        "11414",
        "1 1 2",
        "114-14",
    ],
)
def test_nonsense_is_told_where_it_stands_and_stays_typed(typed: str, app: Flask, cast: Cast) -> None:
    page = check(cast.coordinator(), SOCIAL, typed, status=400)

    assert page.title.startswith("Fel:")
    field = page.soup.select_one(f"input#number-{SOCIAL}")
    assert field is not None
    assert field["value"] == typed
    assert field["aria-describedby"] == f"number-{SOCIAL}-error"
    assert "Skriv ett telefonnummer med siffror" in row(page, SOCIAL)
    assert [each["value"] for each in page.soup.select("main input[name=number]")].count(typed) == 1
    assert page.soup.select_one(f"main a[href='#number-{SOCIAL}']")
    assert checks(app) == []


@pytest.mark.parametrize("key", ["fara-nu", "polisen-tips", "ingen"])
def test_the_emergency_numbers_cannot_be_changed(key: str, app: Flask, cast: Cast) -> None:
    device = cast.coordinator()
    assert not device.get(CONTACTS).soup.select(f"main li#{key}")
    check(device, key, "070-123 45 67", status=404)

    assert checks(app) == []
    page = Browser(app).get("/kontakt")
    assert [str(each["href"]) for each in page.soup.select("main a.call")][:2] == ["tel:112", "tel:11414"]


def test_a_web_address_can_be_checked_too(app: Flask, cast: Cast) -> None:
    check(cast.coordinator(), "ecpat-hotline")
    assert "ecpat.se/hotline" in line(app, "ECPAT Hotline")


def test_each_check_is_in_the_audit_log(app: Flask, cast: Cast) -> None:
    check(cast.coordinator(), "bris", "116 112")
    with app.app_context():
        entries = session().scalars(select(AuditEntry).where(AuditEntry.action == "contact-checked"))
        found = [(each.actor_id, each.details, each.at) for each in entries]
    assert found == [(cast.eva.id, {"contact": "bris", "number": "116 112"}, NOW)]


def test_only_the_coordinator(app: Flask, cast: Cast) -> None:
    for device in (cast.contact(), cast.trainer(), cast.learner()):
        device.get(CONTACTS, status=404)
        device.post(f"{CONTACTS}/bris", status=404, number="116 112")
    stranger = Browser(app)
    assert stranger.get(CONTACTS).path == "/personal"
    sent = {"number": "116 112", "csrf_token": stranger.token()}
    assert stranger.client.post(f"{CONTACTS}/bris", data=sent).status_code == 303
    assert checks(app) == []


def test_after_ten_minutes_she_proves_who_she_is_and_nothing_typed_is_lost(app: Flask, cast: Cast) -> None:
    give_password(app, cast.eva, PEPPER)
    device = cast.coordinator()
    device.get(CONTACTS)
    with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
        page = device.post(f"{CONTACTS}/bris", number="116 112")
        assert page.path == "/personal/bekrafta"
        assert checks(app) == []
        page = device.submit(page, password=PASSWORD, totp=totp_now())
        while page.path != CONTACTS:  # what she sent was kept, and is sent on
            assert page.path == "/fortsatt"
            page = device.submit(page)
    assert checks(app) == [("bris", "116 112", "2026-11-24")]
