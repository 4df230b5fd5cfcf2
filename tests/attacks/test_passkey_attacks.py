"""S29, S30: keys that are borrowed, forged, replayed or copied, and what is changed without a recent proof."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from time_machine import Traveller

from accounts.models import AuditEntry, Passkey, SignIn, StaffLogin
from accounts.passkeys import party, read_answer, read_new_key, read_sign_count
from accounts.rules import SignInKind
from tests.attacks.watch import count_rows, rows_of, statements
from tests.attacks.world import card_of
from tests.builders.authenticator import Telephone, make_key, options_for, use_key
from tests.builders.cast import PASSWORD, PIN, Cast, give_password, sign_in_on, totp_now
from tests.builders.pages import Browser
from tests.conftest import PEPPER

REFUSED = "Nyckeln fungerade inte"
MINE = "/min-utbildning"
NEW_PASSWORD = "moln spade kaffe lampa"


@pytest.fixture
def anna(app: Flask, cast: Cast) -> Browser:
    """Anna on her own phone, with a card that is saved."""
    card_of(app, cast.anna)
    browser = cast.learner()
    browser.post("/mitt-kort/klart")
    return browser


@pytest.fixture
def bo(app: Flask, cast: Cast) -> Browser:
    give_password(app, cast.bo, PEPPER)
    return cast.contact()


def kind_of(app: Flask) -> str:
    """The kind of the newest sign-in."""
    return str(rows_of(app, SignIn)["sign_in"][-1][3])


@pytest.mark.both
def test_s30_a_key_signs_in_as_what_it_was_made(app: Flask, cast: Cast, anna: Browser, bo: Browser) -> None:
    """A key made after a card opens the training; one made at work takes the place of password and code."""
    hers, his = Telephone(), Telephone()
    assert "Den här telefonen" in make_key(anna, hers).text
    make_key(bo, his)
    device = Browser(app)
    assert use_key(device, hers).path == MINE
    assert kind_of(app) == SignInKind.OWN
    assert cast.here.name in use_key(Browser(app), his).text
    borrowed = Telephone(key=hers.key, id=hers.id, count=hers.count, attachment="cross-platform")
    use_key(Browser(app), borrowed)
    assert kind_of(app) == SignInKind.SHARED


@pytest.mark.both
def test_s30_an_answer_is_taken_once(app: Flask, anna: Browser) -> None:
    """The same answer with the same cookie, kept and sent again: for signing in and for making a key."""
    phone, thief = Telephone(), Browser(app)
    asked = options_for(anna, "/konto/nyckel/fraga")
    kept = anna.client.get_cookie("esh")
    assert kept is not None
    created = phone.create(asked)
    page = anna.post("/konto/nyckel", credential=created, label="phone")
    anna.submit(page, "Ta bort Den här telefonen")
    anna.client.set_cookie("esh", kept.value)
    assert anna.post("/konto/nyckel", 403, credential=created, label="phone").h1 == "Nyckeln blev inte sparad"
    assert count_rows(app, Passkey) == 0

    make_key(anna, phone)
    answer = phone.get(options_for(thief))
    kept = thief.client.get_cookie("esh")
    assert kept is not None
    assert thief.post("/nyckel", credential=answer).path == MINE
    thief.post("/logga-ut")
    thief.client.set_cookie("esh", kept.value)
    assert thief.post("/nyckel", 403, credential=answer).h1 == REFUSED
    assert thief.get(MINE).path == "/kort/"


def test_s30_an_answer_comes_within_five_minutes(app: Flask, anna: Browser, hand: Traveller) -> None:
    phone, device = Telephone(), Browser(app)
    make_key(anna, phone)
    answer = phone.get(options_for(device))
    hand.shift(timedelta(minutes=5, seconds=1))
    assert device.post("/nyckel", 403, credential=answer).h1 == REFUSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost.example:8000"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"rp_id": "example.org"},
        {"verifies": False},
    ],
    ids=str,
)
def test_s30_what_another_site_made_the_key_sign_is_refused(
    app: Flask, anna: Browser, wrong: dict[str, str]
) -> None:
    """Another origin, another host, nobody verified: neither signs in nor becomes a key."""
    phone = Telephone()
    make_key(anna, phone)
    for name, value in wrong.items():
        setattr(phone, name, value)
    assert use_key(Browser(app), phone, status=403).h1 == REFUSED
    asked = options_for(anna, "/konto/nyckel/fraga")
    forged = Telephone(**wrong)  # type: ignore[arg-type]
    anna.post("/konto/nyckel", 403, credential=forged.create(asked), label="phone")
    assert count_rows(app, Passkey) == 1


def test_s30_somebody_elses_key_proves_nothing(app: Flask, cast: Cast, anna: Browser, bo: Browser) -> None:
    """Bo's session with Anna's key, and with his own key that was made after a card: he stays unproved."""
    hers, his_card_key = Telephone(), Telephone()
    make_key(anna, hers)
    card_of(app, cast.bo)
    at_home = cast.sign_in(cast.bo)
    make_key(at_home, his_card_key)
    signed_in = count_rows(app, SignIn)
    for phone in (hers, his_card_key):
        assert use_key(bo, phone, "/personal/bekrafta/nyckel", 403).h1 == REFUSED
    assert count_rows(app, SignIn) == signed_in
    make_key(bo, his := Telephone())
    assert use_key(bo, his, "/personal/bekrafta/nyckel").path != "/personal/bekrafta"


def test_s30_a_card_makes_no_key_to_work(app: Flask, cast: Cast) -> None:
    """A key that Bo made after a card opens his training, not his work, and cannot remove the one from work."""
    give_password(app, cast.bo, PEPPER)
    card_of(app, cast.bo)
    at_work, at_home = cast.contact(), cast.sign_in(cast.bo)
    make_key(at_work, Telephone())
    make_key(at_home, phone := Telephone())
    device = Browser(app)
    use_key(device, phone)
    device.get(f"/oversikt/{cast.here.ref}", 404)
    page = device.get("/konto")
    assert "Lösenord och engångskoder" not in page.text
    [first, second] = [row[1] for row in rows_of(app, Passkey)["passkey"]]
    removed = {device.client.post(f"/konto/nyckel/{ref}/ta-bort", data={"csrf_token": device.token()}).status_code for ref in (first, second)}  # fmt: skip
    assert removed == {404, 303}
    assert count_rows(app, Passkey, Passkey.staff) == 1


def test_s30_a_removed_key_opens_nothing(app: Flask, anna: Browser) -> None:
    phone = Telephone()
    page = make_key(anna, phone)
    anna.submit(page, "Ta bort Den här telefonen")
    assert use_key(Browser(app), phone, status=403).h1 == REFUSED


def test_s30_others_keys_are_not_removed(app: Flask, cast: Cast, anna: Browser) -> None:
    make_key(anna, Telephone())
    ref = rows_of(app, Passkey)["passkey"][0][1]
    for other in (cast.sign_in(cast.dora), cast.contact(), cast.coordinator()):
        other.post(f"/konto/nyckel/{ref}/ta-bort", 404)
    assert count_rows(app, Passkey) == 1


@pytest.mark.both
def test_s30_a_copied_key_is_noticed(app: Flask, anna: Browser) -> None:
    """The counter went on in the real telephone; the copy's older one is refused and stands in the log."""
    phone = Telephone()
    make_key(anna, phone)
    phone.count = 7
    use_key(Browser(app), phone)
    copy = Telephone(key=phone.key, id=phone.id, count=3)
    assert use_key(Browser(app), copy, status=403).h1 == REFUSED
    assert count_rows(app, AuditEntry, AuditEntry.action == "key-refused") == 1


def test_s30_keys_that_do_not_count_work_again_and_again(app: Flask, anna: Browser) -> None:
    phone = Telephone()
    make_key(anna, phone)
    for _ in range(2):
        phone.count = -1
        assert use_key(Browser(app), phone).path == MINE


def test_s30_a_code_works_once(app: Flask, cast: Cast, hand: Traveller) -> None:
    """TOTP reuse: the code that signed in neither signs in again nor proves."""
    give_password(app, cast.bo, PEPPER)
    browser = Browser(app)
    fields: dict[str, Any] = {"password": PASSWORD, "totp": totp_now()}
    assert browser.post("/personal", username="bo", **fields).path != "/personal"
    assert "hör inte ihop" in Browser(app).post("/personal", username="bo", **fields).text
    assert "hör inte ihop" in browser.post("/personal/bekrafta", **fields).text


def test_s30_no_key_on_a_shared_screen_or_without_a_way_back(app: Flask, cast: Cast) -> None:
    """Never where others sit, and not before there is a card."""
    card_of(app, cast.anna)
    tablet, newcomer = cast.sign_in(cast.anna, shared=True), cast.sign_in(cast.dora)
    for browser in (tablet, newcomer):
        options_for(browser, "/konto/nyckel/fraga", 403)
        assert browser.get("/konto/nyckel").path == "/konto"
    tablet.post("/nasta-person")
    assert not tablet.get("/kort/?delad=1").soup.select("form[data-key]")
    assert Browser(app).get("/kort/").soup.select("form[data-key][hidden]")


def test_s24_a_key_question_tells_of_nobody(app: Flask, anna: Browser) -> None:
    """The same question for everybody, without names of keys; unknown and wrong keys are refused alike."""
    phone, stranger = Telephone(), Telephone()
    make_key(anna, phone)
    asked = options_for(Browser(app))
    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"
    phone.key = Telephone().key
    said = [use_key(Browser(app), each, status=403) for each in (phone, stranger)]
    assert said[0].text == said[1].text


@pytest.mark.parametrize(("language", "word"), [("sv", "Utbildning"), ("en", "Training")])
def test_s24_the_devices_list_of_keys_names_no_subject(anna: Browser, language: str, word: str) -> None:
    """Whoever looks through her telephone reads a neutral word there, in her language."""
    anna.submit(anna.get("/anpassa"), language=language)
    asked = options_for(anna, "/konto/nyckel/fraga")
    assert asked["rp"]["name"] == word
    assert asked["user"]["name"] == "Anna"


@given(st.text(max_size=300) | st.recursive(st.none() | st.text(), st.lists, max_leaves=3).map(str))
def test_s30_garbage_is_no_answer(answer: str) -> None:
    """Whatever a stranger sends: no key, and no fault."""
    site = party("http://localhost:8000")
    read_answer(answer)
    assert read_new_key(site, "QUJD", answer) is None
    assert read_sign_count(site, "QUJD", answer, "pAEB") is None


@pytest.mark.parametrize("answer", ["[" * 9000, '{"id": 1}', '{"id": "a", "response": []}', "null", "{}"])
def test_s30_nested_garbage_is_no_answer(device: Browser, answer: str) -> None:
    options_for(device)
    assert device.post("/nyckel", 403, credential=answer).h1 == REFUSED


CHANGES = ("/konto/losenord", "/konto/engangskoder", "/konto/nyckel")


@pytest.mark.both
def test_s29_staff_are_asked_again_before_anything_that_opens_is_changed(
    app: Flask, bo: Browser, hand: Traveller
) -> None:
    """After ten minutes: password, codes, keys and the other sign-ins ask for password and code; GET and POST."""
    make_key(bo, Telephone())
    [ref] = [row[1] for row in rows_of(app, Passkey)["passkey"]]
    before = rows_of(app, StaffLogin, Passkey)
    hand.shift(timedelta(minutes=11))
    for path in CHANGES:
        assert bo.get(path).path == "/personal/bekrafta"
    fields: dict[str, Any] = {
        "password": PASSWORD,
        "new_password": NEW_PASSWORD,
        "totp": "000000",
        "credential": "x",
    }
    for path in (*CHANGES, "/konto/logga-ut-andra", f"/konto/nyckel/{ref}/ta-bort"):
        assert bo.post(path, **fields).path == "/personal/bekrafta"
    options_for(bo, "/konto/nyckel/fraga", 403)
    assert rows_of(app, StaffLogin, Passkey) == before
    page = bo.post("/personal/bekrafta", password=PASSWORD, totp=totp_now())
    assert page.h1 == "Det du skrev är kvar."
    assert bo.submit(page).path == "/konto"
    assert count_rows(app, Passkey) == 0


@pytest.mark.both
def test_s29_a_learner_is_asked_for_her_digits(app: Flask, anna: Browser, hand: Traveller) -> None:
    """A phone left on a table: neither PIN nor card nor key is changed without the six digits."""
    hand.shift(timedelta(minutes=31))
    for path in ("/konto/siffror", "/mitt-kort", "/konto/nyckel"):
        page = anna.get(path)
        assert (page.path, bool(page.soup.select("input[name=pin]"))) == ("/personal/bekrafta", True)
    assert anna.post("/mitt-kort", pin="864213").path == "/personal/bekrafta"
    assert "hör inte till ditt kort" in anna.post("/personal/bekrafta", pin="864213").text
    assert anna.post("/personal/bekrafta", pin=PIN).path == "/mitt-kort"
    page = anna.post("/konto/siffror", pin="864213")
    assert page.path == "/konto"
    hand.shift(timedelta(minutes=11))
    anna.get("/konto/siffror")
    assert "hör inte till ditt kort" in anna.post("/personal/bekrafta", pin=PIN).text
    assert anna.post("/personal/bekrafta", pin="864213").path == "/konto/siffror"


def test_s29_a_new_password_ends_what_the_old_one_began(app: Flask, cast: Cast, bo: Browser) -> None:
    """The present one is asked, the new one is checked; other screens are signed out, this one is not."""
    elsewhere = cast.contact()
    wrong = bo.post("/konto/losenord", password="fel" * 6, new_password=NEW_PASSWORD)
    assert "Det är inte lösenordet du har nu." in wrong.text
    easy = bo.post("/konto/losenord", password=PASSWORD, new_password="Helsingborg2026")
    assert "hör till dig eller platsen" in easy.text
    assert "Helsingborg2026" not in easy.html
    assert bo.post("/konto/losenord", password=PASSWORD, new_password=NEW_PASSWORD).path == "/konto"
    assert elsewhere.get("/konto").path == "/kort/"
    said = Browser(app).post("/personal", username="bo", password=PASSWORD, totp=totp_now())
    assert "hör inte ihop" in said.text
    assert (
        Browser(app).post("/personal", username="bo", password=NEW_PASSWORD, totp=totp_now()).path
        != "/personal"
    )


def test_s29_signing_out_elsewhere_leaves_this_screen(app: Flask, cast: Cast, anna: Browser) -> None:
    other = cast.learner()
    page = anna.get("/konto")
    assert page.text.count("Egen skärm") == 2
    page = anna.submit(page, "Logga ut på alla andra skärmar")
    assert page.text.count("Egen skärm") == 1
    assert other.get(MINE).path == "/kort/"


def test_s29_a_slip_ends_the_keys_that_a_card_made(app: Flask, cast: Cast, anna: Browser) -> None:
    """Whoever held the old card could have made one; her card by the contact person's slip is the only way in."""
    make_key(anna, phone := Telephone())
    page = cast.contact().post(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}/nytt-kort")
    code = page.soup.select_one(".pocket .code")
    assert code is not None
    Browser(app).post(f"/nytt-kort/{code.get_text().replace('-', '')}", pin="864213", screen="own")
    assert use_key(Browser(app), phone, status=403).h1 == REFUSED


def test_s24_proving_by_pin_is_braked_like_signing_in(app: Flask, cast: Cast, anna: Browser) -> None:
    """Ten wrong digits put the card to sleep here, too."""
    for _ in range(10):
        anna.post("/personal/bekrafta", pin="135791")
    assert "vilar" in anna.post("/personal/bekrafta", pin=PIN).text


def test_s24_a_key_page_takes_as_many_statements_for_strangers(app: Flask, anna: Browser) -> None:
    """Asking for a question never looks anybody up."""
    make_key(anna, Telephone())
    device = Browser(app)
    token = device.token()
    with statements(app) as sent:
        device.client.post("/nyckel/fraga", data={"csrf_token": token})
    assert not sent


def test_s32_signing_in_with_a_key_begins_a_new_session(app: Flask, cast: Cast, anna: Browser) -> None:
    """What was planted in the browser before is ended."""
    make_key(anna, phone := Telephone())
    device = Browser(app)
    planted = sign_in_on(app, device, cast.dora.id, SignInKind.OWN)
    use_key(device, phone)
    with device.client.session_transaction() as kept:
        assert kept["_user_id"] != planted
    assert "Anna" in device.get(MINE).text
