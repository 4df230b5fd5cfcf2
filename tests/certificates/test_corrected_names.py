"""A name with a typing error: a new edition, and what the old one says from then on."""

import threading
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts import actions as accounts
from accounts.models import AuditEntry, User
from certificates.actions import correct_name
from certificates.headcounts import headcounts
from certificates.models import Certificate
from certificates.rules import (
    MOST_EDITIONS,
)
from core import clock
from core.db import session, writing
from core.errors import NotAllowedNow
from tests.builders.cast import COURSE, PIN, Cast
from tests.builders.pages import Browser
from tests.builders.standing import NEW_NAME, all_rows, check, grouped
from tests.conftest import PEPPER

pytestmark = pytest.mark.usefixtures("hand")
COLUMNS = tuple(column.name for column in Certificate.__table__.columns)


@pytest.mark.both
def test_a_corrected_name_is_a_new_row_and_the_old_one_does_not_change(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    browser = cast.learner()
    page = browser.get(f"/intyg/{earned.number}")
    page = browser.get(page.link("Är namnet felstavat? Rätta det."))
    assert page.soup.select_one("input[name=name]")["value"] == cast.anna.name  # type: ignore[index]
    browser.submit(page, "Rätta namnet", name=NEW_NAME)
    old, new = all_rows(app)
    assert {column: getattr(old, column) for column in COLUMNS} == {
        column: getattr(earned, column) for column in COLUMNS
    }
    same = set(COLUMNS) - {"id", "number", "link", "name", "edition"}
    assert {column: getattr(new, column) for column in same} == {
        column: getattr(old, column) for column in same
    }
    assert (old.edition, new.edition, new.name) == (1, 2, NEW_NAME)
    assert old.number != new.number
    assert old.link != new.link
    with app.app_context():
        entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "name-corrected")).one()
        assert entry.details == {"certificates": 1}


@pytest.mark.both
def test_the_old_number_points_to_the_new_one_and_tells_no_new_name(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    """By link and by number. The new number alone opens nothing: the right name belongs to it."""
    cast.learner().post("/mina-uppgifter/namn", name=NEW_NAME)
    old, new = all_rows(app)
    for page in (Browser(app).get(f"/i/{old.link}"), check(app, old.number, cast.anna.name)):
        assert "Rättat" in page.text
        assert grouped(new.number) in page.text
        for secret in (NEW_NAME, new.link, new.number):
            assert secret not in page.html
    assert cast.anna.name not in Browser(app).get(f"/i/{old.link}").html, "nor the old one"
    assert "Vi hittar inget intyg" in check(app, new.number, cast.anna.name).text
    assert "Vi hittar inget intyg" in check(app, old.number, NEW_NAME).text
    assert "Stämmer" in check(app, new.number, NEW_NAME).text
    assert NEW_NAME in Browser(app).get(f"/i/{new.link}").text


def test_the_person_finds_the_new_one_and_no_paper_of_the_old(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    browser = cast.learner()
    browser.post("/mina-uppgifter/namn", name=NEW_NAME)
    old, new = all_rows(app)
    page = browser.get(f"/intyg/{old.number}")
    assert "Rättat: ett nytt intyg har tagit dess plats." in page.text
    assert page.link("Visa det nya intyget") == f"/intyg/{new.number}"
    assert not page.has_link("Ladda ner som PDF")
    assert browser.client.get(f"/intyg/{old.number}/intyg.pdf").status_code == 404
    assert browser.client.get(f"/intyg/{new.number}/intyg.pdf").data.startswith(b"%PDF")
    assert browser.get(f"/intyg/min/{COURSE}").path == f"/intyg/{new.number}"


def test_the_contact_person_sees_the_new_name_and_counts_one(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    """She knows her people: a certificate handed to somebody else would stand there under a stranger's name."""
    cast.learner().post("/mina-uppgifter/namn", name=NEW_NAME)
    page = cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla")
    assert NEW_NAME in page.text
    assert cast.anna.name not in page.text
    with app.app_context():
        now = clock.now()
        (row,) = headcounts(session(), now, clock.local_date(now), [cast.here.id])
        assert (row.members, row.certified) == (1, 1)


def test_the_contact_person_cannot_do_it(app: Flask, cast: Cast, earned: Certificate) -> None:
    """The certificate is the person's: nobody's route corrects another's name (rules.md 3)."""
    page = cast.contact().get(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}")
    assert not page.soup.select("main input[name=name]")
    cast.contact().post("/mina-uppgifter/namn", name=NEW_NAME, user_id=str(cast.anna.id))
    assert [each.name for each in all_rows(app)] == [cast.anna.name]


def test_with_a_card_the_pin_is_asked(app: Flask, cast: Cast, earned: Certificate) -> None:
    with app.app_context(), writing():
        accounts.make_card(session(), clock.now(), cast.anna.id, PIN, PEPPER)
        session().commit()
    browser = cast.learner()
    page = browser.submit(browser.get("/mina-uppgifter/namn"), "Rätta namnet", name=NEW_NAME, pin="111222")
    assert "Siffrorna hör inte till ditt kort" in page.text
    assert len(all_rows(app)) == 1
    assert browser.submit(page, "Rätta namnet", name=NEW_NAME, pin=PIN).path == "/mina-uppgifter"
    assert len(all_rows(app)) == 2


def test_twice_and_no_more(app: Flask, cast: Cast, earned: Certificate) -> None:
    browser = cast.learner()
    for number in range(MOST_EDITIONS - 1):
        browser.post("/mina-uppgifter/namn", name=f"Anna {'ABC'[number]}")
    page = browser.post("/mina-uppgifter/namn", name="Helt Annan")
    assert "redan rättats två gånger" in page.text
    assert len(all_rows(app)) == MOST_EDITIONS
    with app.app_context():
        assert session().get_one(User, cast.anna.id).name == "Anna B"


@pytest.mark.both
def test_f12_two_corrections_at_once_are_one(app: Flask, cast: Cast, earned: Certificate) -> None:
    barrier = threading.Barrier(6)

    def correct() -> None:
        barrier.wait()
        with app.app_context(), writing():
            correct_name(session(), clock.now(), cast.anna.id, NEW_NAME)
            session().commit()

    threads = [threading.Thread(target=correct) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [each.edition for each in all_rows(app)] == [1, 2]


def test_the_same_edition_cannot_stand_twice(app: Flask, cast: Cast, earned: Certificate) -> None:
    row = {column: getattr(earned, column) for column in COLUMNS if column != "id"}
    with app.app_context(), writing():
        session().add(Certificate(**(row | {"number": "X" * 13, "link": "x" * 22})))
        with pytest.raises(IntegrityError):
            session().flush()


def test_what_has_run_out_is_left_as_it_was(
    app: Flask, cast: Cast, earned: Certificate, hand: time_machine.Traveller
) -> None:
    hand.move_to(datetime(2029, 1, 1, 9, tzinfo=UTC))
    cast.learner().post("/mina-uppgifter/namn", name=NEW_NAME)
    assert [each.name for each in all_rows(app)] == [cast.anna.name]
    assert "Har gått ut" in check(app, earned.number, cast.anna.name).text


def test_only_the_action_makes_more_editions(app: Flask, cast: Cast, earned: Certificate) -> None:
    with app.app_context(), writing():
        assert not correct_name(session(), clock.now(), cast.anna.id, cast.anna.name), "nothing to correct"
        assert correct_name(session(), clock.now(), cast.anna.id, "B")
        assert correct_name(session(), clock.now(), cast.anna.id, "C")
        with pytest.raises(NotAllowedNow):
            correct_name(session(), clock.now(), cast.anna.id, "D")
        session().rollback()
    assert len(all_rows(app)) == 1
