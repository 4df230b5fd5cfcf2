"""Earlier training: vouched for by a contact person, seen by the person, and worth no certificate."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry
from care.erase_actions import erase
from care.own_queries import kept_about
from core import clock
from core.db import session, writing
from organisations.roster_models import EarlierTraining, RosterRow
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.lists import hand_in
from tests.builders.pages import Browser, Page
from tests.builders.rows import count
from tests.conftest import PEPPER

pytestmark = pytest.mark.usefixtures("noon")


def note(browser: Browser, path: str, day: str = "2024-05-31", proof: str = "kursintyg") -> Page:
    return browser.submit(browser.get(f"{path}/tidigare"), "Intyga", proof=proof, day=day)


@pytest.mark.both
def test_earlier_training_is_vouched_for_seen_and_counts_for_nothing(app: Flask, cast: Cast) -> None:
    bo, path = cast.contact(), f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}"
    before = bo.get(f"/oversikt/{cast.here.ref}").h1
    page = bo.get(f"{path}/tidigare")
    assert "Du intygar det som Bo Berg ." in page.text
    assert bo.submit(page, "Intyga").title.startswith("Fel: ")
    assert "framåt i tiden" in note(bo, path, day="2026-08-15").text
    for _ in range(2):
        assert "Kursintyg på papper, 31 maj 2024. Intygad av Bo Berg ." in note(bo, path).text
    assert count(app, EarlierTraining) == 1
    hers = cast.learner().get("/min-utbildning")
    assert "Intygad av Bo Berg" in hers.text
    assert "Den räknas inte som ett intyg härifrån." in hers.text
    assert bo.get(f"/oversikt/{cast.here.ref}").h1 == before
    cecilia = cast.sign_in(cast.cecilia, staff=True)
    cecilia.get(f"{path}/tidigare", 404)
    cecilia.post(f"{path}/tidigare", 404, proof="kursintyg", day="2024-05-31")
    page = bo.submit(bo.get(f"{path}/tidigare"), "Ta bort")
    assert count(app, EarlierTraining) == 0
    with app.app_context():
        found = session().scalars(select(AuditEntry.action).where(AuditEntry.action.like("earlier%"))).all()
    assert sorted(found) == ["earlier-training-noted", "earlier-training-removed"]


def test_nobody_takes_back_what_stands_on_another_page(app: Flask, cast: Cast) -> None:
    bo, cecilia = cast.contact(), cast.sign_in(cast.cecilia, staff=True)
    note(bo, f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}")
    with app.app_context():
        ref = session().scalars(select(EarlierTraining.ref)).one()
    gone: dict[str, Any] = {"ta-bort": ref}
    cecilia.post(f"/oversikt/{cast.there.ref}/person/{cast.dora.ref}/tidigare", **gone)
    assert count(app, EarlierTraining) == 1


@pytest.mark.both
def test_earlier_training_of_a_name_follows_whoever_claims_it(
    app: Flask, cast: Cast, content: Content
) -> None:
    """Written down with the list, seen by the person, told of in her own data, gone when she is erased."""
    bo = cast.contact()
    text = "Namn;Tidigare utbildning;Bevis\nNils Ny;2024-05-31;närvarolista\nAnna Ålund;31/5/2023;Intyg\n".encode()
    done = bo.post(hand_in(bo, cast.here, text).path)
    assert "2 tidigare utbildningar är inskrivna." in done.text
    phone = Browser(app)
    phone.submit(phone.get(f"/g/{cast.here.code}/namn"), "Gå med", name="Nils Ny", language="sv")
    assert "Närvarolista, 31 maj 2024" in phone.get("/min-utbildning").text
    again = hand_in(bo, cast.here, text + b"\n")
    assert "Inget behöver ändras." in again.text
    bo.post(again.path)
    assert count(app, EarlierTraining) == 2, "the same list notes nothing twice"
    data = phone.client.get("/mina-uppgifter/uppgifter.json").get_json()["kept"]
    mine = {each["key"]: each["rows"] for each in data}
    assert [(row["trained_on"], row["vouched_by"]) for row in mine["earlier_training"]] == [
        ("2024-05-31", cast.bo.name)
    ]
    assert [row["written_as"] for row in mine["list_rows"]] == ["Nils Ny", "Nils Ny"]
    with app.app_context(), writing():
        user_id = (
            session()
            .scalars(
                select(AuditEntry.actor_id)
                .where(AuditEntry.action == "joined")
                .order_by(AuditEntry.id.desc())
            )
            .first()
        )
        assert user_id is not None
        assert erase(session(), clock.now(), user_id, pepper=PEPPER)
        session().commit()
        kept = {
            each.key: each.rows
            for each in kept_about(session(), user_id, content.catalogue, lambda _: {}, str)
        }
    assert kept["earlier_training"] == kept["list_rows"] == ()
    with app.app_context():
        assert list(session().scalars(select(RosterRow.name).order_by(RosterRow.name))) == ["Anna Ålund"] * 2
    assert count(app, EarlierTraining) == 1


def test_erasing_the_contact_person_leaves_what_she_vouched_for_without_her_name(
    app: Flask, cast: Cast
) -> None:
    bo = cast.contact()
    note(bo, f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}")
    with app.app_context(), writing():
        erase(session(), clock.now(), cast.bo.id, pepper=PEPPER)
        session().commit()
    assert "Intygad av en tidigare kontaktperson ." in cast.learner().get("/min-utbildning").text
