"""A new card by a slip: S05, S09, S10, S21–S25, S29, S34 and S36 on it. Who gives it must not become the learner."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from time_machine import Traveller

from accounts.guessing import WINDOW
from accounts.models import AuditEntry, ReturnCard, User
from accounts.rules import CHANGE_TOLD_FOR, SLIP_RESTS
from core import clock
from core.crockford import ALPHABET
from core.db import session
from organisations import membership_actions, role_actions
from organisations.membership_queries import live_membership
from organisations.models import CardSlip
from organisations.rules import CARD_SLIP_CODE_LENGTH, CARD_SLIP_LASTS, RoleName
from organisations.slip_views import WRONG_SLIPS_IN_ALL, WRONG_SLIPS_PER_ADDRESS
from tests.attacks.watch import count_rows, edit, logged, rows_of
from tests.attacks.world import Guesser, World, card_of
from tests.builders.cast import (
    COURSE,
    NETWORK,
    PIN,
    Cast,
    Person,
    Place,
    give_password,
    make_learner,
    make_staff,
)
from tests.builders.pages import Browser, Page, words
from tests.conftest import PEPPER

NEW_PIN = "947102"
MINE = "/min-utbildning"
DEAD = "Lappen fungerar inte"


def person_page(cast: Cast, who: Person) -> str:
    return f"/oversikt/{cast.here.ref}/person/{who.ref}"


def ask_for_slip(cast: Cast, who: Person | None = None) -> Page:
    """Bo presses "Ge ett nytt kort" on somebody's page."""
    bo = cast.contact()
    return bo.submit(bo.get(person_page(cast, who or cast.anna)), "Ge ett nytt kort")


def slip_for(cast: Cast, who: Person | None = None) -> str:
    """The code of a fresh slip, read from the screen."""
    return code_on(ask_for_slip(cast, who))


def code_on(page: Page) -> str:
    return words(page.soup.select_one(".pocket .code")).replace("-", "")


def use(browser: Browser, code: str, *, screen: str = "own") -> Page:
    """Open a slip's page and choose a PIN there."""
    page = browser.get(f"/nytt-kort/{code}")
    return browser.submit(page, "Gör kortet", pin=NEW_PIN, screen=screen)


def entries(app: Flask, action: str) -> list[tuple[int | None, int | None, dict[str, Any]]]:
    with app.app_context():
        found = session().query(AuditEntry).filter_by(action=action)
        return [(each.actor_id, each.organisation_id, each.details) for each in found]


@pytest.mark.both
def test_a_learner_gets_a_new_card_and_only_she_chose_the_pin(
    app: Flask, cast: Cast, device: Browser
) -> None:
    old = card_of(app, cast.anna)
    phone = cast.learner()
    given = ask_for_slip(cast)
    assert given.h1 == f"Lämna lappen till {cast.anna.name}"
    assert "Du ska inte se siffrorna" in given.text
    assert not given.soup.select("main input:not([type=hidden])")
    code = code_on(given)

    assert phone.get(MINE).path == MINE
    assert Browser(app).post("/kort/", code=old.code, pin=PIN, screen="own").path == MINE

    page = use(device, code)
    assert (page.path, page.h1) == ("/mitt-kort/nytt", "Spara ditt kort.")
    new = code_on(page)
    assert new not in (old.code, code)
    assert Browser(app).post("/kort/", code=new, pin=NEW_PIN, screen="own").path == MINE
    assert phone.get(MINE).path == "/kort/"
    assert entries(app, "card-slip-made") == [(cast.bo.id, cast.here.id, {"who": cast.anna.ref})]
    assert entries(app, "card-slip-used") == [(cast.anna.id, cast.here.id, {"who": cast.anna.ref})]


def test_the_slip_names_neither_workplace_nor_subject_and_is_printed_alone(cast: Cast) -> None:
    page = ask_for_slip(cast)
    slip = page.soup.select_one(".pocket")
    assert slip is not None
    text = words(slip)
    assert "Anna" in text
    for secret in ("Ålund", cast.here.name, "säker hand", "Stad för stad"):
        assert secret not in text
    assert "Välj sex egna siffror" in text
    assert page.soup.select_one("body.only-card") is not None


@pytest.mark.both
def test_the_code_may_be_typed_on_a_shared_screen(app: Flask, cast: Cast, device: Browser) -> None:
    """With spaces, in small letters, O for 0: read as meant; the screen forgets the person like any shared one."""
    code = slip_for(cast)
    page = device.post("/nytt-kort/", code=f"{code[:4]} {code[4:]}".lower().replace("0", "o"))
    assert page.h1 == "Välj nya siffror"
    page = device.submit(page, "Gör kortet", pin=NEW_PIN, screen="shared")
    assert page.path == "/mitt-kort/nytt"
    with device.client.session_transaction() as kept:
        assert not kept.permanent
        assert "slip" not in kept


def test_a_pin_that_is_easy_to_guess_is_refused_and_the_slip_lives(cast: Cast, device: Browser) -> None:
    code = slip_for(cast)
    page = device.submit(device.get(f"/nytt-kort/{code}"), "Gör kortet", pin="111111", screen="own")
    assert page.title.startswith("Fel:")
    assert "lätt att gissa" in page.text
    assert use(device, code).path == "/mitt-kort/nytt"


@pytest.mark.both
def test_s25_opening_the_link_uses_nothing_and_it_works_once(app: Flask, cast: Cast, device: Browser) -> None:
    """GET and HEAD never consume; another browser after that finds it used; so does the same one later."""
    code = slip_for(cast)
    before = rows_of(app, CardSlip, ReturnCard)
    for _ in range(3):
        device.get(f"/nytt-kort/{code}")
        device.client.head(f"/nytt-kort/{code}")
    assert rows_of(app, CardSlip, ReturnCard) == before
    assert use(device, code).path == "/mitt-kort/nytt"
    stranger = Browser(app)
    for page in (stranger.get(f"/nytt-kort/{code}", 404), stranger.post(f"/nytt-kort/{code}", 404, pin=PIN)):
        assert page.h1 == DEAD
    device.get(f"/nytt-kort/{code}", 404)
    assert count_rows(app, ReturnCard) == 1


@pytest.mark.both
def test_a_double_click_makes_one_card(app: Flask, cast: Cast, hand: Traveller) -> None:
    """The second POST carries the cookie from before the first answer; a minute later it is worth nothing."""
    code, device = slip_for(cast), Browser(app)
    page = device.get(f"/nytt-kort/{code}")
    cookie = device.client.get_cookie("esh")
    assert cookie is not None
    assert device.submit(page, "Gör kortet", pin=NEW_PIN, screen="own").path == "/mitt-kort/nytt"
    for shift, path in ((0, "/mitt-kort/nytt"), (61, f"/nytt-kort/{code}")):
        hand.shift(shift)
        device.client.set_cookie("esh", cookie.value)
        status = 200 if shift == 0 else 404
        device.path = page.path
        assert device.submit(page, "Gör kortet", status, pin=NEW_PIN, screen="own").path == path
    assert count_rows(app, ReturnCard) == 1


def test_s25_it_lives_a_day_and_dies_with_the_next_one(app: Flask, cast: Cast, hand: Traveller) -> None:
    first = slip_for(cast)
    second = slip_for(cast)
    assert Browser(app).get(f"/nytt-kort/{first}", 404).h1 == DEAD
    hand.shift(CARD_SLIP_LASTS - timedelta(seconds=1))
    assert Browser(app).get(f"/nytt-kort/{second}").h1 == "Välj nya siffror"
    hand.shift(1)
    assert Browser(app).get(f"/nytt-kort/{second}", 404).h1 == DEAD
    assert "En lapp väntar" not in cast.contact().get(person_page(cast, cast.anna)).text


@pytest.mark.both
@pytest.mark.parametrize("what", ["her membership", "her rank", "the giver's role"])
def test_s09_it_dies_when_what_it_rests_on_ends(app: Flask, cast: Cast, what: str) -> None:
    """She has left, she has become staff, or whoever gave it is no contact person there any more."""
    code = slip_for(cast)

    def change() -> None:
        now = clock.now()
        if what == "her membership":
            found = live_membership(session(), cast.here.id, cast.anna.id)
            assert found is not None
            membership_actions.end_membership(session(), now, found, actor_id=cast.bo.id)
        elif what == "her rank":
            grant = partial(role_actions.grant_role, session(), now, cast.anna.id, RoleName.TRAINER)
            grant(network=NETWORK, organisation_id=cast.there.id, actor_id=None)
        else:
            ref = session().get_one(User, cast.bo.id).ref
            end = partial(role_actions.end_role, session(), now, cast.here.id, RoleName.CONTACT)
            assert end(ref, actor_id=cast.eva.id)

    edit(app, change)
    for page in (Browser(app).get(f"/nytt-kort/{code}", 404), Browser(app).post(f"/nytt-kort/{code}", 404, pin=NEW_PIN, screen="own")):  # fmt: skip
        assert page.h1 == DEAD
    assert count_rows(app, ReturnCard) == 0


@pytest.mark.both
@pytest.mark.parametrize("role", list(RoleName))
def test_s10_a_colleague_cannot_be_taken_over(app: Flask, cast: Cast, role: RoleName) -> None:
    """Contact person, trainer, coordinator, who learn here too: no button, 404, noted; also with a login only."""
    colleague = join_as_staff(app, cast, role)
    bo = cast.contact()
    page = bo.get(person_page(cast, colleague))
    assert "loggar in som personal" in page.text
    assert "Ge ett nytt kort" not in page.html
    bo.post(f"{person_page(cast, colleague)}/nytt-kort", 404)
    former = Person(cast.anna.id, cast.anna.name, username="anna", ref=cast.anna.ref)
    give_password(app, former, PEPPER)
    bo.post(f"{person_page(cast, former)}/nytt-kort", 404)
    assert count_rows(app, CardSlip) == 0


def join_as_staff(app: Flask, cast: Cast, role: RoleName) -> Person:
    made: list[Person] = []

    def change() -> None:
        place: Place | None = None if role is RoleName.COORDINATOR else cast.there
        staff = make_staff(clock.now(), "Kim Kollega", "kim", role, place)
        membership = membership_actions.join(session(), clock.now(), cast.here.id, staff.id, staff.name)
        made.append(Person(staff.id, staff.name, ref=membership.ref))

    edit(app, change)
    return made[0]


def test_s29_giving_a_slip_asks_again_who_you_are(app: Flask, cast: Cast, hand: Traveller) -> None:
    give_password(app, cast.bo, PEPPER)
    bo = cast.contact()
    hand.shift(timedelta(minutes=10, seconds=1))
    assert bo.post(f"{person_page(cast, cast.anna)}/nytt-kort").path == "/personal/bekrafta"
    assert count_rows(app, CardSlip) == 0


def test_s05_forged_fields_change_nobody_elses_card(app: Flask, cast: Cast, device: Browser) -> None:
    """Whose card it is comes from the slip alone."""
    code = slip_for(cast)
    device.get(f"/nytt-kort/{code}")
    forged: dict[str, Any] = {
        "user_id": cast.dora.id,
        "membership_id": 2,
        "organisation_id": cast.there.id,
        "given_by": "",
    }
    device.post(f"/nytt-kort/{code}", pin=NEW_PIN, screen="own", **forged)
    with app.app_context():
        (card,) = session().query(ReturnCard)
        assert (card.user_id, card.given_by) == (cast.anna.id, cast.bo.id)


def test_who_works_here_as_staff_is_stopped_before_the_slip(cast: Cast) -> None:
    """The contact person who opens the link at her desk, by mistake or not, makes no card of it there."""
    code = slip_for(cast)
    bo = cast.contact()
    assert bo.get(f"/nytt-kort/{code}", 403).h1 == "Lappen är inte till dig"
    bo.post(f"/nytt-kort/{code}", 403, pin=NEW_PIN, screen="own")
    assert Browser(cast.app).get(f"/nytt-kort/{code}").h1 == "Välj nya siffror"


def test_an_impersonator_sees_no_answer_and_the_learner_is_told(world: World, hand: Traveller) -> None:
    """Bo opens the slip himself at home: results, feedback and choices from before are closed to him and to Anna.

    Anna reads who it was: on her phone that was signed out, with her old card, and after her next slip.
    """
    cast = world.cast
    old = card_of(world.app, cast.anna)
    phone = cast.learner()
    feedback = f"/prov/{COURSE}/{world.here.open_try}/1/svar"
    result = f"/prov/{COURSE}/{world.here.finished_try}/resultat"
    story = f"/kurser/{COURSE}/berattelser/{world.here.story}/{world.here.scene}"
    phone.submit(phone.get(story), "Välj", answer=world.here.choice)
    assert "rätt av" in phone.get(result).text
    assert phone.get(feedback).path == feedback
    assert phone.get(story).soup.select("main input[checked]")

    hand.shift(60)
    at_home = Browser(world.app)
    use(at_home, slip_for(cast))
    page = at_home.get(result)
    assert "därför visas inte svaren" in page.text.lower()
    for told in ("rätt av", "larm i onödan", "missat"):
        assert told not in page.text.lower()
    assert at_home.get(feedback).path == f"/prov/{COURSE}/{world.here.open_try}/2"
    assert not at_home.get(story).soup.select("main input[checked]")

    said = "med en lapp från Bo Berg"
    page = phone.get(MINE)
    assert page.path == "/kort/"
    assert f"Ditt kort byttes 23 november 2026 {said}. Därför är du utloggad här." in page.text
    page = Browser(world.app).post("/kort/", code=old.code, pin=PIN, screen="own")
    assert (page.path, said in page.text) == ("/kort/", True)
    page = Browser(world.app).post("/kort/", code=old.code, pin="135791", screen="own")
    assert said not in page.html
    assert said in cast.contact().get(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}").text

    hand.shift(timedelta(days=1))
    anna = Browser(world.app)
    use(anna, slip_for(cast))
    assert at_home.get(MINE).path == "/kort/"
    text = anna.get(MINE).text
    assert f"Ditt kort byttes 24 november 2026 klockan 10.01 {said}" in text
    assert f"Ditt kort byttes 23 november 2026 klockan 10.01 {said}" in text
    hand.shift(CHANGE_TOLD_FOR)
    again = world.cast.learner()
    assert said not in again.get(MINE).text
    assert "därför visas inte svaren" in again.get(result).text.lower()


def test_s29_who_gave_the_slip_cannot_erase_her_with_it(app: Flask, cast: Cast, hand: Traveller) -> None:
    """Bo gives himself a slip for Anna and asks to have everything about her erased: for seven days it is not open.

    A card made over the slip's does not shorten it. Anna gets a slip of her own before, and he is out.
    """
    at_home = Browser(app)
    use(at_home, slip_for(cast))
    for pin in (NEW_PIN, PIN):
        page = at_home.get("/mina-uppgifter/radera")
        assert "Du kan radera från 30 november 2026 klockan 10.00" in page.text
        assert "Vänd dig till" in page.text
        assert page.soup.select_one("main a[href='/personuppgifter#controller']") is not None
        assert not page.has_link("Fortsätt till sista steget")
        assert at_home.get("/mina-uppgifter/radera/bekrafta").path == "/mina-uppgifter/radera"
        assert at_home.post("/mina-uppgifter/radera/bekrafta", pin=pin).path == "/mina-uppgifter/radera"
        card_of(app, cast.anna)
    with app.app_context():
        assert session().get_one(User, cast.anna.id).erased_at is None
    hand.shift(SLIP_RESTS - timedelta(seconds=1))
    assert at_home.get("/mina-uppgifter/radera/bekrafta").path == "/mina-uppgifter/radera"
    hand.shift(1)
    assert at_home.get("/mina-uppgifter/radera/bekrafta").path == "/mina-uppgifter/radera/bekrafta"


def test_what_is_answered_with_the_new_card_is_shown_as_ever(world: World, hand: Traveller) -> None:
    hand.shift(60)
    anna = Browser(world.app)
    use(anna, slip_for(world.cast))
    where = f"/prov/{COURSE}/{world.here.open_try}/2"
    page = anna.submit(anna.get(where), "Svara", answer=["osaker"])
    assert page.path == f"{where}/svar"


def test_s36_a_shared_screen_is_not_told_of_a_change(app: Flask, cast: Cast) -> None:
    tablet = cast.sign_in(cast.anna, shared=True)
    use(Browser(app), slip_for(cast))
    page = tablet.get(MINE)
    assert page.path == "/kort/"
    assert "byttes" not in page.text


def test_a_card_she_replaced_herself_says_only_that(app: Flask, cast: Cast) -> None:
    old = card_of(app, cast.anna)
    card_of(app, cast.anna)
    page = Browser(app).post("/kort/", code=old.code, pin=PIN, screen="own")
    assert "Det här kortet är bytt mot ett nytt. Använd det nya." in page.text


def test_s34_all_her_sign_ins_end_with_the_old_card_and_nobody_elses(app: Flask, cast: Cast) -> None:
    hers = [cast.learner(), cast.sign_in(cast.anna, shared=True)]
    doras = cast.sign_in(cast.dora)
    use(Browser(app), slip_for(cast))
    assert [each.get(MINE).path for each in hers] == ["/kort/", "/kort/"]
    assert doras.get(MINE).path == MINE


def test_s21_nobody_guesses_a_slip() -> None:
    """From the limits in the code: ten thousand live slips at once, never resting, over a thousand years."""
    per_year = WRONG_SLIPS_IN_ALL * (timedelta(days=365.25) / WINDOW)
    assert len(ALPHABET) ** CARD_SLIP_CODE_LENGTH / 10_000 / per_year > 1000


@pytest.mark.both
def test_s21_guessing_is_slowed_and_others_are_not(app: Flask, cast: Cast, hand: Traveller) -> None:
    code = slip_for(cast)
    guesser = Guesser(app)
    for number in range(WRONG_SLIPS_PER_ADDRESS):
        guesser.get(f"/nytt-kort/{number:012}", 404)
    with logged() as lines:
        assert guesser.get(f"/nytt-kort/{code}", 429).h1 == "Vänta en liten stund"
        guesser.post("/nytt-kort/", 429, code=code)
    assert '"kind": "slip"' in lines[0]
    assert Guesser(app, "198.51.100.1").get(f"/nytt-kort/{code}").h1 == "Välj nya siffror"
    hand.shift(WINDOW)
    assert guesser.get(f"/nytt-kort/{code}").h1 == "Välj nya siffror"


def test_s24_used_old_and_made_up_codes_look_alike(app: Flask, cast: Cast, hand: Traveller) -> None:
    used, old = slip_for(cast), ""
    use(Browser(app), used)
    old = slip_for(cast)
    hand.shift(CARD_SLIP_LASTS)
    said = {Browser(app).get(f"/nytt-kort/{code}", 404).text for code in (used, old, "Z" * 12, "!" * 12)}
    assert len(said) == 1
    typed = {Browser(app).post("/nytt-kort/", code=code).text for code in (used, old, "Z" * 12)}
    assert len(typed) == 1


def test_s57_only_a_digest_of_the_code_is_kept(app: Flask, cast: Cast) -> None:
    code = slip_for(cast)
    assert code not in repr(rows_of(app))


def test_two_workplaces_two_slips_one_card(app: Flask, cast: Cast) -> None:
    """Whichever is used first ends the other."""
    edit(
        app,
        lambda: membership_actions.join(session(), clock.now(), cast.there.id, cast.anna.id, cast.anna.name),
    )
    here = slip_for(cast)
    cecilia = cast.sign_in(cast.cecilia, staff=True)
    everybody = cecilia.get(f"/oversikt/{cast.there.ref}?visa=alla")
    there = code_on(cecilia.submit(cecilia.get(everybody.link(f"Visa {cast.anna.name}")), "Ge ett nytt kort"))
    use(Browser(app), there)
    assert Browser(app).get(f"/nytt-kort/{here}", 404).h1 == DEAD


def test_a_new_member_without_a_card_gets_her_first_one(app: Flask, cast: Cast, device: Browser) -> None:
    made: list[Person] = []
    edit(app, lambda: made.append(make_learner(clock.now(), cast.here, "Nils Ny")))
    assert use(device, slip_for(cast, made[0])).path == "/mitt-kort/nytt"
