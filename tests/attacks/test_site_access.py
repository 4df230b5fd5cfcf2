"""A contact person of one site: she meets her site's people everywhere, and nobody else anywhere."""

from typing import Any

import pytest
from flask import Flask

from tests.attacks.routes import RULES, Key, guard_of
from tests.attacks.watch import refusals, statements
from tests.builders.cast import Cast
from tests.builders.pages import Browser, text_of
from tests.builders.sites import Divided, divide

# What is open to her; every other route of a contact person does not exist for her.
OPEN = {
    "overview.overview",
    "people.people_file",
    "people.order_people",
    "renewing.hand_out",
    "renewing.people",
    "renewing.slips",
    "contact.add",
    "contact.code",
    "agera.file",
    "agera.shown",
    "contact.expected",
    "contact.join_slips",
    "contact.person",
    "contact.poster",
    "contact.slip",
    "sharing.use_code",
}
OF_A_CONTACT = sorted(key for key in RULES if RULES[key].guard.startswith("contact"))
MINE, OTHERS = (
    ("Anna Ålund", "Nils Nord"),
    ("Sam Söder", "Ulla Utan", "Stina Syd", "Ingen Alls", "Södra", "Dora Dahl"),
)
# Tables that hold answers or what is counted from them.
ANSWERS = (
    "attempt", "answer", "sign_result", "gain_count", "sign_count", "item_count", "option_count",
    "scenario_choice", "scenario_count", "lesson_vote", "closed_sign", "closed_gain", "closed_item", "closed_option",
    "closed_scenario", "quarter_report",
)  # fmt: skip
PLACES = ("site", "team", "membership_place", "expected_place", "role_site")


@pytest.fixture
def divided(cast: Cast) -> Divided:
    return divide(cast)


def address(divided: Divided, key: Key, whose: str) -> str:
    """The route's address with the objects of a site: "north", "south", or none's."""
    cast = divided.cast
    refs = {
        "north": (cast.anna.ref, divided.names["Nils Nord"], divided.north, divided.night),
        "south": (divided.sam.ref, divided.names["Stina Syd"], divided.south, divided.day),
        "none": (divided.ulla.ref, divided.names["Ingen Alls"], divided.south, divided.day),
    }[whose]
    kinds = dict(zip(("membership", "expected", "site", "team"), refs, strict=True))
    rule = RULES[key]
    values = {part: kinds.get(kind, "x" * 22) for part, kind in rule.parts.items()}
    values |= {name: str(value) for name, value in rule.fixed.items()}
    return cast.app.url_map.bind("localhost").build(key[0], {**values, "ref": cast.here.ref}, key[1])


def ask(browser: Browser, key: Key, path: str, **more: str) -> tuple[int, str]:
    form = {"csrf_token": browser.token(), **RULES[key].form, **more} if key[1] == "POST" else None
    response = browser.client.open(path, method=key[1], data=form)
    text = response.get_data(as_text=True) if response.mimetype == "text/csv" else text_of(response)
    return response.status_code, text


def test_what_is_open_to_her_is_what_says_so(app: Flask) -> None:
    says = {endpoint for endpoint, _ in OF_A_CONTACT if "+site" in str(guard_of(app, endpoint))}
    assert says == OPEN


@pytest.mark.parametrize("key", OF_A_CONTACT, ids=" ".join)
def test_every_route_of_a_contact_person(divided: Divided, key: Key) -> None:
    """404, noted as refused, or her own site's people and no others."""
    nora, named = divided.limited(), {"person_ref", "name_ref"} & set(RULES[key].parts)
    if key[0] not in OPEN:
        before = refusals(divided.cast.app)
        for whose in ("south", "north"):
            assert ask(nora, key, address(divided, key, whose))[0] == 404, whose
        assert refusals(divided.cast.app) == before + 2
        return
    if named:
        for whose in ("south", "none"):
            assert ask(nora, key, address(divided, key, whose))[0] == 404, whose
            assert ask(nora, key, address(divided, key, whose), undo="1")[0] == 404, whose
    status, text = ask(nora, key, address(divided, key, "north"))
    assert status in RULES[key].ok
    for name in OTHERS:
        assert name not in text


@pytest.mark.parametrize("key", [key for key in OF_A_CONTACT if key[1] == "GET"], ids=" ".join)
def test_no_page_of_a_contact_person_asks_for_answers(divided: Divided, key: Key) -> None:
    """Neither of the whole organisation's contact person nor of a site's: names, state and dates come from elsewhere."""
    for browser in (divided.cast.contact(), divided.limited()):
        with statements(divided.cast.app) as sent:
            ask(browser, key, address(divided, key, "north"))
        assert sent
        read = {word.strip('(),"').lower() for each in sent for word in each.split()}
        assert read & set(ANSWERS) == set(), key


@pytest.mark.both
def test_her_lists_hold_her_site_whatever_the_address_asks_for(divided: Divided) -> None:
    cast, nora = divided.cast, divided.limited()
    path = f"/oversikt/{cast.here.ref}"
    for query in ("visa=alla", f"visa=alla&plats={divided.south}", f"visa=alla&plats={divided.day}",
                  "visa=alla&plats=utan", "visa=alla&plats=alla", "visa=alla&plats="):  # fmt: skip
        for address_of in (path, f"{path}/personer.csv"):
            text = nora.get(f"{address_of}?{query}").response.text
            for name in MINE:
                assert name in text, (query, name)
            for name in OTHERS:
                assert name not in text, (query, name)
    assert "0 av 2 har giltigt intyg." in nora.get(path).text
    assert nora.get(f"{path}?visa=alla&plats={divided.night}").text.count("Nils Nord") == 0
    nora.get(f"/oversikt/{cast.there.ref}", 404)


@pytest.mark.both
def test_what_she_does_stays_at_her_site(divided: Divided) -> None:
    """A name that stands at another site is none she knows; hers belong to her site when they join."""
    cast, nora = divided.cast, divided.limited()
    add = f"/oversikt/{cast.here.ref}/lagg-till"
    page = nora.post(add, name="Stina Syd", place=divided.south)
    assert "står redan på listan" not in page.text
    assert "står redan på listan" in nora.post(add, name="nils nord").text
    nora.post(add, name="Lova Lind")
    phone = Browser(cast.app)
    phone.submit(phone.get(f"/g/{cast.here.code}/namn"), "Gå med", name="Lova Lind", language="sv")
    page = nora.get(f"/oversikt/{cast.here.ref}?visa=alla")
    person = nora.get(page.link("Visa Lova Lind"))
    assert "/person/" in person.path
    assert "Arbetsställe: Norra" in person.text
    assert "Byt arbetsställe" not in person.html
    cast.contact().get(person.path)


def test_a_slip_dies_when_its_person_moves_to_another_site(divided: Divided) -> None:
    cast, nora = divided.cast, divided.limited()
    page = nora.post(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}/nytt-kort")
    link = f"/nytt-kort/{str(page.soup.select_one('main .code').text).replace('-', '').strip()}"  # type: ignore[union-attr]
    Browser(cast.app).get(link)
    bo = cast.contact()
    bo.post(f"/oversikt/{cast.here.ref}/placera", people=cast.anna.ref, place=divided.south)
    Browser(cast.app).get(link, 404)
    nora.get(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}", 404)


def test_who_was_let_in_for_the_whole_is_never_made_smaller(divided: Divided) -> None:
    """The newest invitation counts, except for somebody who answers for everybody already."""
    cast, eva = divided.cast, divided.cast.coordinator()
    path = f"/samordnare/organisation/{cast.here.ref}/bjud-in/kontaktperson"

    def accept(browser: Browser, **form: Any) -> None:
        link = eva.post(path, **form).soup.select_one(".one-time-link")
        assert link is not None
        browser.post(link.text.strip().partition("localhost:8000")[2])

    bo, nora = cast.contact(), divided.limited()
    accept(bo, site=divided.north)
    assert "Sam Söder" in bo.get(f"/oversikt/{cast.here.ref}?visa=alla").text
    accept(nora, site=divided.south)
    assert "Sam Söder" in nora.get(f"/oversikt/{cast.here.ref}?visa=alla").text
    assert "Anna Ålund" not in nora.get(f"/oversikt/{cast.here.ref}?visa=alla").text
    accept(nora)
    assert "Ulla Utan" in nora.get(f"/oversikt/{cast.here.ref}?visa=alla").text
    eva.post(path, 404, site="x" * 22)


def test_nothing_made_of_answers_knows_a_site(divided: Divided) -> None:
    """Rules 3: trainer, quarter and question pages are per organisation; none of their statements names a place."""
    cast = divided.cast
    pages = (
        (cast.trainer(), ("/utbildare", "/utbildare/antal.csv", "/utbildare/ovning.csv")),
        (cast.coordinator(), ("/samordnare/innehall/fragor", "/samordnare/innehall")),
    )
    for browser, paths in pages:
        for path in paths:
            with statements(cast.app) as sent:
                response = browser.client.get(f"{path}?plats={divided.north}")
            assert response.status_code == 200
            read = {word.strip('(),"').lower() for each in sent for word in each.split()}
            assert read & set(PLACES) == set(), path
            assert "Norra" not in response.get_data(as_text=True)
