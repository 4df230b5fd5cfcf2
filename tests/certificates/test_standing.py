"""What a certificate is told to be: corrected, renewed, revoked – to its person, to whoever checks, to the workplace."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import core.paper
from accounts import actions as accounts
from accounts.models import AuditEntry, SignIn, User
from certificates.actions import correct_name
from certificates.headcounts import headcounts
from certificates.models import Certificate
from certificates.renewal import RenewalRule
from certificates.rules import (
    EXPIRING_WITHIN,
    MOST_EDITIONS,
    REVOCATION_REASONS,
    Status,
    add_months,
    status,
)
from core import clock
from core.db import session, writing
from core.errors import NotAllowedNow
from organisations import actions as organisations
from organisations.models import Organisation
from organisations.queries import live_membership
from quiz.content import Content
from tests.builders.cast import COURSE, PASSWORD, PIN, Cast, give_password, totp_now
from tests.builders.exams import read_everything, take
from tests.builders.pages import Browser, Page
from tests.conftest import PEPPER

DAYS = st.dates(date(2024, 1, 1), date(2060, 12, 31))
NEW_NAME = "Anna Åhlund"


@pytest.fixture(autouse=True)
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def earned(app: Flask, cast: Cast, content: Content) -> Certificate:
    """Anna's certificate, earned today."""
    read_everything(app, content, cast.anna, cast.dora)
    return earn(app, cast, content)


def earn(app: Flask, cast: Cast, content: Content) -> Certificate:
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()
    return all_rows(app)[-1]


def all_rows(app: Flask) -> list[Certificate]:
    with app.app_context():
        return list(session().scalars(select(Certificate).order_by(Certificate.cycle, Certificate.edition)))


def check(app: Flask, number: str, name: str) -> Page:
    stranger = Browser(app)
    return stranger.submit(stranger.get("/intyg/kontroll"), number=number, name=name)


def grouped(number: str) -> str:
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"


# ---- a name with a typing error ----------------------------------------------------------------------


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


COLUMNS = tuple(column.name for column in Certificate.__table__.columns)


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


# ---- revoking ----------------------------------------------------------------------------------------


def revoke(browser: Browser, number: str, name: str, reason: str = "tekniskt-fel") -> Page:
    page = browser.submit(
        browser.get("/samordnare/intyg"), "Fortsätt", number=number, name=name, reason=reason
    )
    return browser.submit(page, "Ja, återkalla intyget") if page.h1 == "Ska intyget återkallas?" else page


@pytest.mark.both
@pytest.mark.parametrize("reason", REVOCATION_REASONS)
def test_s42_a_revoked_certificate_says_so_to_everybody(
    app: Flask, cast: Cast, earned: Certificate, reason: str
) -> None:
    """The person reads why, the public does not; the reason is one of the fixed ones and stands in the log."""
    page = revoke(cast.coordinator(), grouped(earned.number).lower(), cast.anna.name.upper(), reason)
    assert "Intyget är återkallat." in page.text
    (row,) = all_rows(app)
    assert row.revoked_for == reason
    for public in (Browser(app).get(f"/i/{row.link}"), check(app, row.number, cast.anna.name)):
        assert "Återkallat" in public.text
        assert REVOCATION_REASONS[reason] not in public.text
    browser = cast.learner()
    assert f"Återkallat: {REVOCATION_REASONS[reason]}." in browser.get(f"/intyg/{row.number}").text
    assert browser.client.get(f"/intyg/{row.number}/intyg.pdf").status_code == 404
    with app.app_context():
        entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "certificate-revoked")).one()
        assert (entry.actor_id, entry.details) == (cast.eva.id, {"why": reason, "certificate": row.id})
        now = clock.now()
        (count,) = headcounts(session(), now, clock.local_date(now), [cast.here.id])
        assert count.certified == 0
    assert "Intyget är redan återkallat." in revoke(cast.coordinator(), row.number, cast.anna.name).text


def test_a_corrected_certificate_is_revoked_in_all_its_editions(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    cast.learner().post("/mina-uppgifter/namn", name=NEW_NAME)
    old, new = all_rows(app)
    revoke(cast.coordinator(), new.number, NEW_NAME)
    assert all(each.revoked_at for each in all_rows(app))
    assert "Rättat" in check(app, old.number, cast.anna.name).text
    assert "Återkallat" in check(app, new.number, NEW_NAME).text
    assert "har giltigt intyg" in cast.contact().get(f"/oversikt/{cast.here.ref}").text


def test_after_a_revocation_the_exam_opens_at_once(
    app: Flask, cast: Cast, content: Content, earned: Certificate
) -> None:
    revoke(cast.coordinator(), earned.number, cast.anna.name)
    page = cast.learner().get(f"/prov/{COURSE}")
    assert page.form("Börja")
    again = earn(app, cast, content)
    assert (again.cycle, again.valid_until) == (2, add_months(clock.today(), RenewalRule().months))
    assert "Stämmer" in check(app, again.number, cast.anna.name).text
    assert "Återkallat" in check(app, earned.number, cast.anna.name).text


def test_the_coordinator_names_it_or_learns_nothing(app: Flask, cast: Cast, earned: Certificate) -> None:
    """C4: she sees no learner. Number without name, name without number, another network's: the same answer."""
    browser = cast.coordinator()
    pages = [
        revoke(browser, earned.number, "Fel Namn"),
        revoke(browser, "0000-0000-00000", cast.anna.name),
    ]
    with app.app_context(), writing():
        session().execute(
            sa.update(Organisation).where(Organisation.id == cast.here.id).values(network="annanstad")
        )
        session().commit()
    pages.append(revoke(browser, earned.number, cast.anna.name))
    for page in pages:
        assert "Vi hittar inget intyg med det numret och det namnet." in page.text
    assert all_rows(app)[0].revoked_at is None


def test_a_reason_in_own_words_is_refused(app: Flask, cast: Cast, earned: Certificate) -> None:
    browser = cast.coordinator()
    form: dict[str, Any] = {"number": earned.number, "name": cast.anna.name, "reason": "Hon är elak"}
    for path in ("/samordnare/intyg", "/samordnare/intyg/aterkalla"):
        assert "Välj ett av svaren." in browser.post(path, **form).text
    assert all_rows(app)[0].revoked_at is None
    assert not browser.get("/samordnare/intyg").soup.select("main textarea")


def test_s29_she_proves_herself_first(app: Flask, cast: Cast, earned: Certificate) -> None:
    give_password(app, cast.eva, PEPPER)
    browser = cast.coordinator()
    with app.app_context(), writing():
        session().execute(sa.update(SignIn).values(proved_at=clock.now() - timedelta(minutes=11)))
        session().commit()
    page = browser.get("/samordnare/intyg")
    assert page.path == "/personal/bekrafta"
    page = browser.submit(page, password=PASSWORD, totp=totp_now())
    assert page.path == "/samordnare/intyg"


# ---- renewing ----------------------------------------------------------------------------------------


def test_a_renewed_certificate_says_so_to_its_person_and_holds_for_others(
    app: Flask, cast: Cast, content: Content, earned: Certificate, hand: time_machine.Traveller
) -> None:
    """The public check does not tell that a later one exists: who holds the old paper need not know."""
    hand.move_to(datetime(2028, 9, 1, 9, tzinfo=UTC))
    new = earn(app, cast, content)
    assert new.valid_until == date(2030, 11, 2), "renewed early, the anniversary stays"
    assert "Stämmer" in check(app, earned.number, cast.anna.name).text
    assert "Förnyat: du har ett nyare intyg." in cast.learner().get(f"/intyg/{earned.number}").text
    hand.move_to(datetime(2028, 12, 1, 9, tzinfo=UTC))
    page = check(app, earned.number, cast.anna.name)
    assert "Har gått ut" in page.text
    assert grouped(new.number) not in page.text


@given(until=DAYS, days=st.integers(-900, 900), flags=st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_a_certificate_has_one_status_each_day(
    until: date, days: int, flags: tuple[bool, bool, bool]
) -> None:
    revoked, corrected, renewed = flags
    today = until + timedelta(days=days)
    found = status(until, today=today, revoked=revoked, corrected=corrected, renewed=renewed)
    if corrected:
        assert found is Status.CORRECTED
    elif revoked:
        assert found is Status.REVOKED
    elif days < -EXPIRING_WITHIN.days:
        assert found is Status.VALID
    elif renewed:
        assert found is Status.RENEWED
    else:
        assert found is (Status.EXPIRED if days > 0 else Status.EXPIRING)


@pytest.mark.parametrize(
    "day", [date(2026, 10, 25), date(2027, 3, 28), date(2027, 12, 31), date(2028, 2, 29)]
)
def test_f32_it_holds_every_minute_of_its_last_day(day: date) -> None:
    """Also when the clock is put forward or back, at New Year and on a leap day; and no minute longer."""
    instant = clock.start_of_day(day) - timedelta(hours=1)
    end = clock.start_of_day(day + timedelta(days=1))
    while instant < end + timedelta(hours=1):
        found = status(day, today=clock.local_date(instant))
        assert (found is Status.EXPIRED) == (instant >= end), instant
        instant += timedelta(minutes=1)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_f33_the_servers_own_zone_changes_no_date(
    app: Flask, cast: Cast, earned: Certificate, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert "2 november 2028" in Browser(app).get(f"/i/{earned.link}").text
        assert (earned.issued_on, earned.valid_until) == (date(2026, 11, 2), date(2028, 11, 2))
    finally:
        monkeypatch.undo()
        time.tzset()


# ---- workplaces and papers ---------------------------------------------------------------------------


@pytest.mark.both
def test_f39_the_certificate_follows_the_person_and_each_workplace_counts_her_once(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    """Two employers at once, then a move: what she earned is hers, and nobody sees her after she has left."""

    def certified() -> dict[int, tuple[int, int]]:
        with app.app_context():
            now = clock.now()
            rows = headcounts(session(), now, clock.local_date(now), [cast.here.id, cast.there.id])
            return {row.organisation_id: (row.members, row.certified) for row in rows}

    assert certified() == {cast.here.id: (1, 1), cast.there.id: (1, 0)}
    with app.app_context(), writing():
        organisations.join(session(), clock.now(), cast.there.id, cast.anna.id, cast.anna.name)
        session().commit()
    assert certified() == {cast.here.id: (1, 1), cast.there.id: (2, 1)}
    with app.app_context(), writing():
        left = live_membership(session(), cast.here.id, cast.anna.id)
        assert left is not None
        organisations.end_membership(session(), clock.now(), left, actor_id=cast.bo.id)
        session().commit()
    assert certified() == {cast.here.id: (0, 0), cast.there.id: (2, 1)}
    assert cast.anna.name not in cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla").text
    cecilia = cast.sign_in(cast.cecilia, staff=True)
    assert cast.anna.name in cecilia.get(f"/oversikt/{cast.there.ref}?visa=alla").text
    assert "Stämmer" in check(app, earned.number, cast.anna.name).text


def test_f24_when_no_paper_can_be_made_the_certificate_is_there_all_the_same(
    app: Flask, cast: Cast, earned: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine hangs: words and 503, the page stays whole, and the next time the paper comes."""
    browser = cast.learner()
    worker = core.paper._WORKER
    with monkeypatch.context() as broken:
        broken.setattr("core.paper.TIMEOUT_SECONDS", 0.01)
        page = browser.get(f"/intyg/{earned.number}/intyg.pdf", 503)
        assert page.h1 == "Pappret kunde inte göras"
        broken.setattr("core.paper.TIMEOUT_SECONDS", 20)
        broken.setattr("core.paper._WORKER", worker.with_name("is-not-there.py"))
        browser.get(f"/intyg/{earned.number}/intyg.png", 503)
        assert cast.anna.name in browser.get(f"/intyg/{earned.number}").text
        assert "Stämmer" in check(app, earned.number, cast.anna.name).text
    assert browser.client.get(f"/intyg/{earned.number}/intyg.pdf").data.startswith(b"%PDF")


def test_only_the_action_makes_more_editions(app: Flask, cast: Cast, earned: Certificate) -> None:
    with app.app_context(), writing():
        assert not correct_name(session(), clock.now(), cast.anna.id, cast.anna.name), "nothing to correct"
        assert correct_name(session(), clock.now(), cast.anna.id, "B")
        assert correct_name(session(), clock.now(), cast.anna.id, "C")
        with pytest.raises(NotAllowedNow):
            correct_name(session(), clock.now(), cast.anna.id, "D")
        session().rollback()
    assert len(all_rows(app)) == 1
