"""Names the contact person writes down: claimed by whoever joins under them, taken off, put back, written twice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry
from core.db import session
from organisations.models import ExpectedPerson
from organisations.rules import UNDO_WITHIN
from tests.builders.cast import Cast, members_of
from tests.builders.pages import Browser, Page, words

TWICE = "Ja, en till med samma namn"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 8, 14, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def everybody(browser: Browser, cast: Cast) -> list[str]:
    """The names on the contact person's list, members and names written down alike."""
    page = browser.get(f"/oversikt/{cast.here.ref}?visa=alla")
    return sorted(words(each) for each in page.soup.select("main tbody th"))


def write_down(browser: Browser, cast: Cast, name: str) -> Page:
    page = browser.get(f"/oversikt/{cast.here.ref}/lagg-till")
    return browser.submit(page, "Skriv upp", name=name)


def join(cast: Cast, name: str) -> Page:
    """Somebody joins with the poster's code on a phone of her own."""
    phone = Browser(cast.app)
    page = phone.get(f"/g/{cast.here.code}/namn")
    page = phone.submit(page, "Gå med", name=name, language="sv")
    assert page.path == "/mitt-kort"
    return page


def open_name(browser: Browser, cast: Cast, name: str) -> Page:
    page = browser.get(f"/oversikt/{cast.here.ref}?visa=alla")
    return browser.get(page.link(f"Visa {name}"))


def waiting(app: Flask) -> int:
    """How many names nobody has claimed and nobody has taken off."""
    with app.app_context():
        rows = session().scalars(select(ExpectedPerson)).all()
    return sum(each.membership_id is None and each.removed_at is None for each in rows)


@pytest.mark.both
@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Åsa-Lena Öberg", "asa lena OBERG"),
        ("José Pérez", "  JOSE   perez "),
        ("Łukasz Żak", "lukasz zak"),
        ("O’Brien", "o'brien"),
        ("محمد علي", "مُحَمَّد علي"),
        ("Nguyễn Văn A", "nguyen van a"),
    ],
)
def test_joining_in_another_spelling_claims_the_name(
    app: Flask, cast: Cast, written: str, typed: str
) -> None:
    """One line on the list, under the name she gave herself: that one stands on the certificate."""
    bo = cast.contact()
    write_down(bo, cast, written)
    assert everybody(bo, cast) == sorted([cast.anna.name, written])
    join(cast, typed)
    assert everybody(bo, cast) == sorted([cast.anna.name, " ".join(typed.split())])
    assert waiting(app) == 0


def test_another_name_claims_nothing(app: Flask, cast: Cast) -> None:
    bo = cast.contact()
    write_down(bo, cast, "Li Wen")
    join(cast, "Li Wenn")
    assert everybody(bo, cast) == [cast.anna.name, "Li Wen", "Li Wenn"]


@pytest.mark.both
def test_a_name_that_stands_there_is_asked_about(app: Flask, cast: Cast) -> None:
    """Also in another spelling, and when it is a member's. A double click writes it down once."""
    bo = cast.contact()
    write_down(bo, cast, "Li Wén")
    for again in ("li wen", "Li Wén"):
        page = write_down(bo, cast, again)
        assert f"{again} står redan på listan." in page.text
    page = write_down(bo, cast, cast.anna.name.upper())
    assert "står redan på listan" in page.text
    assert page.has_link("Nej, till listan")
    assert everybody(bo, cast) == [cast.anna.name, "Li Wén"]


@pytest.mark.both
def test_two_people_of_one_name_claim_one_line_each(app: Flask, cast: Cast) -> None:
    bo = cast.contact()
    write_down(bo, cast, "Li Wen")
    page = bo.submit(write_down(bo, cast, "Li Wen"), TWICE)
    assert page.path == f"/oversikt/{cast.here.ref}"
    assert everybody(bo, cast) == [cast.anna.name, "Li Wen", "Li Wen"]
    join(cast, "Li Wen")
    assert (everybody(bo, cast), waiting(app)) == ([cast.anna.name, "Li Wen", "Li Wen"], 1)
    join(cast, "LI WEN")
    assert (everybody(bo, cast), waiting(app)) == ([cast.anna.name, "LI WEN", "Li Wen"], 0)
    join(cast, "Li Wen")
    assert len(everybody(bo, cast)) == 4


@pytest.mark.both
def test_a_name_is_taken_off_and_put_back(app: Flask, cast: Cast, noon: time_machine.Traveller) -> None:
    """For a day; pressed twice it changes nothing more; whoever joins meanwhile claims nothing."""
    bo = cast.contact()
    write_down(bo, cast, "Li Wen")
    opened = open_name(bo, cast, "Li Wen")
    for _ in range(2):
        page = bo.post(opened.path)
        assert "Namnet är borttaget från listan." in page.text
    assert everybody(bo, cast) == [cast.anna.name]
    for _ in range(2):
        page = bo.post(opened.path, undo="1")
        assert "Ska namnet bort?" in page.text
    assert everybody(bo, cast) == [cast.anna.name, "Li Wen"]
    with app.app_context():
        found = session().scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert found[-3:] == ["person-named", "name-removed", "name-restored"]

    bo.post(opened.path)
    join(cast, "Li Wen")
    bo.post(opened.path, undo="1")
    assert len(everybody(bo, cast)) == 3
    bo.post(opened.path)
    noon.shift(UNDO_WITHIN + timedelta(seconds=1))
    bo = cast.contact()
    bo.get(opened.path, 404)
    bo.post(opened.path, 404, undo="1")


@pytest.mark.both
def test_a_person_is_taken_off_and_put_back(app: Flask, cast: Cast, noon: time_machine.Traveller) -> None:
    """She is signed out and can come back with her card; her days before and after are one membership."""
    bo, phone = cast.contact(), cast.learner()
    path = f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}"
    for _ in range(2):
        page = bo.submit(bo.get(path), "Ja, ta bort från listan") if _ == 0 else bo.post(path)
        assert "Personen är borttagen från er lista." in page.text
        assert "Ge ett nytt kort" not in page.html
    assert everybody(bo, cast) == []
    assert phone.get("/min-utbildning").path == "/kort/"
    page = bo.submit(bo.get(path), "Ångra")
    assert "Har personen slutat?" in page.text
    assert members_of(app, cast.here) == [cast.anna.name]
    assert cast.learner().get("/min-utbildning").h1 == "Min utbildning"

    bo.post(path)
    noon.shift(UNDO_WITHIN)
    bo = cast.contact()
    bo.get(path, 404)
    bo.post(path, 404, undo="1")
    assert members_of(app, cast.here) == []


def test_who_has_joined_again_is_not_put_back_twice(app: Flask, cast: Cast) -> None:
    bo, phone = cast.contact(), cast.learner()
    path = f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}"
    bo.post(path)
    phone = cast.learner()
    phone.post(f"/g/{cast.here.code}/namn")
    bo.get(path, 404)
    bo.post(path, 404, undo="1")
    assert members_of(app, cast.here) == [cast.anna.name]


def test_nobody_elses_names_are_put_back(cast: Cast) -> None:
    bo = cast.contact()
    write_down(bo, cast, "Li Wen")
    path = open_name(bo, cast, "Li Wen").path
    bo.post(path)
    cecilia = cast.sign_in(cast.cecilia, staff=True)
    cecilia.post(path, 404, undo="1")
    cecilia.post(path.replace(cast.here.ref, cast.there.ref), 404, undo="1")
    assert everybody(bo, cast) == [cast.anna.name]
