"""S03–S06, S08–S10: what a person of one role tries to reach or become. The walk is in test_access_walk.py."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from time_machine import Traveller

from certificates.models import Certificate
from core.ids import REF_LENGTH
from organisations.models import ExpectedPerson, Invitation, Role
from quiz.models import Attempt
from tests.attacks.same import body
from tests.attacks.watch import count_rows, rows_of
from tests.attacks.world import World
from tests.builders.cast import COURSE, NETWORK, Cast, give_password, members_of
from tests.builders.pages import Browser
from tests.conftest import PEPPER


@pytest.mark.both
def test_s03_a_trainer_sees_only_assigned_organisations(cast: Cast) -> None:
    """The page and both files, whatever the address asks for."""
    david = cast.trainer()
    for path in ("/utbildare", "/utbildare/antal.csv", "/utbildare/ovning.csv"):
        text = david.get(f"{path}?ref={cast.there.ref}&organisation={cast.there.id}&visa=alla").response.text
        assert cast.there.name not in text
        assert cast.elsewhere.name not in text
    assert cast.here.name in david.get("/utbildare").text


def test_s04_names_in_addresses_are_random(world: World) -> None:
    """128 bits in every name of an object; no address counts rows."""
    names = [getattr(world.here, each.name) for each in fields(world.here)]
    refs = [name for name in names if len(name) == REF_LENGTH]
    assert len(refs) == len(set(refs)) > 10
    assert REF_LENGTH * 6 >= 128
    counted = {rule.rule for rule in world.app.url_map.iter_rules() if "<int:" in rule.rule}
    # A question of a try, a question of practice, a list of bits that points to nobody.
    places = (
        "/prov/<course_key>/<ref>/<int:number>",
        "/prov/<course_key>/ova/<seed>/<int:number>",
        "/intyg/status/<int:",
    )
    assert all(each.startswith(places) for each in counted)


def test_s05_s06_fields_that_no_form_has_are_ignored(world: World) -> None:
    """Hidden ids of others and columns of ours in a POST change nothing but what the form is for."""
    cast, here, there = world.cast, world.here, world.there
    forged: dict[str, Any] = {
        "organisation_id": cast.there.id, "org_id": cast.there.id, "user_id": cast.dora.id, "id": 1,
        "ref": there.organisation, "role": "coordinator", "network": NETWORK, "passed": "1", "score": "100",
        "right_count": "12", "valid_until": "2099-01-01", "expires": "2099-01-01", "finished_at": "2020-01-01",
    }  # fmt: skip
    before = rows_of(world.app, Role, Certificate, Attempt)
    cast.contact().post(f"/oversikt/{here.organisation}/lagg-till", name="Ny Namn", **forged)
    Browser(world.app).post(f"/g/{here.code}/namn", name="Nils Ny", language="sv", **forged)
    cast.learner().post(f"/prov/{COURSE}/{here.open_try}/2", answer="osaker", **forged)
    cast.learner().post("/mitt-kort/klart", **forged)
    assert rows_of(world.app, Role, Certificate, Attempt) == before
    assert members_of(world.app, cast.here) == ["Anna Ålund", "Nils Ny"]
    assert members_of(world.app, cast.there) == ["Dora Dahl"]
    new = ExpectedPerson.name == "Ny Namn"
    assert count_rows(world.app, ExpectedPerson, new, ExpectedPerson.organisation_id == cast.here.id) == 1
    assert count_rows(world.app, ExpectedPerson, new) == 1


def test_s08_no_filter_reaches_beyond_the_own_organisation(shared: World) -> None:
    """Filters, sorting, searching and paging by hand: own people only, and unknown keys are nothing."""
    bo, path = shared.cast.contact(), f"/oversikt/{shared.here.organisation}"
    everybody = body(bo.get(f"{path}?visa=alla").response)
    assert "Anna Ålund" in everybody.decode()
    for query in ("q=Dora", "sort=user.name", "sort=1);--", "page=2", "limit=9999", "kurs=annan", "kurs='",
                  f"ref={shared.there.organisation}", "organisation=2", "offset=-1", "visa=alla&visa="):  # fmt: skip
        assert body(bo.get(f"{path}?visa=alla&{query}").response) == everybody, query
        text = bo.get(f"{path}/personer.csv?{query}").response.text
        assert "Anna Ålund" in text
        assert "Dora" not in text


@pytest.mark.both
def test_s09_who_is_removed_is_out_at_the_next_request(cast: Cast) -> None:
    """A learner and a contact person with open sign-ins, each on two devices."""
    phones = [cast.learner(), cast.sign_in(cast.anna, shared=True)]
    desks = [cast.contact(), cast.contact()]
    assert phones[0].get("/min-utbildning").h1 == "Min utbildning"
    desks[0].post(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}")
    for phone in phones:
        assert phone.get("/min-utbildning").path == "/kort/"
    eva = cast.coordinator()
    page = eva.get(f"/samordnare/organisation/{cast.here.ref}")
    end = next(each["action"] for each in page.soup.select("form[action*=kontaktperson][action*=avsluta]"))
    eva.post(str(end))
    for desk in desks:
        assert desk.get(f"/oversikt/{cast.here.ref}").path == "/personal"


def test_s10_only_a_coordinator_who_proved_herself_gives_roles(world: World, hand: Traveller) -> None:
    """Nobody invites a coordinator on a page; after ten minutes password and code are asked again."""
    give_password(world.app, world.cast.eva, PEPPER)
    eva, path = world.cast.coordinator(), f"/samordnare/organisation/{world.here.organisation}/bjud-in"
    before = rows_of(world.app, Role, Invitation)
    for role in ("samordnare", "coordinator", "admin"):
        eva.post(f"{path}/{role}", 404)
    world.cast.contact().post(f"{path}/kontaktperson", 404)
    hand.shift(timedelta(minutes=10, seconds=1))
    assert eva.post(f"{path}/utbildare").path == "/personal/bekrafta"
    assert rows_of(world.app, Role, Invitation) == before
