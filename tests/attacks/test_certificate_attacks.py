"""S40–S43: forged, altered, revoked and crawled certificates. Deleting them does not exist yet."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from time_machine import Traveller

from accounts.models import User
from certificates.check_views import WRONG_CHECKS
from certificates.models import Certificate
from core import clock
from core.crockford import ALPHABET, is_checked
from core.db import session
from core.ids import new_ref
from tests.attacks.routes import RULES, address
from tests.attacks.same import body, same
from tests.attacks.watch import edit, rows_of, statements
from tests.attacks.world import World, card_of
from tests.builders.cast import PIN
from tests.builders.pages import Browser

CHECK = "/intyg/kontroll"
NAME = "Anna Ålund"
NOTHING = "Vi hittar inget intyg"


def check(app: Flask, number: str, name: str, address: str = "203.0.113.9", status: int = 200) -> str:
    """What the page for checking says, asked from this address."""
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser.post(CHECK, status, number=number, name=name).text


def test_s40_one_changed_character_finds_nothing(world: World) -> None:
    """Every place of the number with every other character fails its check; every place of the link opens nothing."""
    number, link = world.here.certificate, world.here.link
    for place in range(len(number)):
        for other in ALPHABET.replace(number[place], ""):
            assert not is_checked(number[:place] + other + number[place + 1 :])
    nobody = Browser(world.app)
    for place in range(len(link)):
        other = "A" if link[place] != "A" else "B"
        page = nobody.get(f"/i/{link[:place]}{other}{link[place + 1 :]}", 404)
        assert NOTHING in page.text
        assert NAME not in page.html
    for forged in (link.lower(), link.upper(), link + "=", link[:-1], link + "A", "%", "_" * 22, "*"):
        assert NOTHING in nobody.get(f"/i/{forged}", 404).text, forged


@pytest.mark.both
def test_s40_guessing_numbers_is_slowed_and_sees_no_difference(app: Flask, hand: Traveller) -> None:
    """Numbers in a row: nothing; after 60 wrong ones a pause, also for a right guess; not for the neighbours."""
    said = {check(app, f"0000{number:09}", NAME) for number in range(WRONG_CHECKS)}
    assert len(said) == 1
    assert NOTHING in said.pop()
    assert "Vänta en liten stund" in check(app, "0" * 13, NAME, status=429)
    assert NOTHING in check(app, "0" * 13, NAME, address="198.51.100.1")
    hand.shift(timedelta(minutes=10))
    assert NOTHING in check(app, "0" * 13, NAME)


def test_s40_a_wrong_name_and_a_wrong_number_are_the_same_work(world: World) -> None:
    """Existing number with another name, and a well-formed number that does not exist: same page, same statements."""
    other = next(
        number
        for first in ALPHABET
        for last in ALPHABET
        if is_checked(number := first + world.here.certificate[1:-1] + last)
        and number != world.here.certificate
    )
    seen = []
    for number, name in ((world.here.certificate, "Någon Annan"), (other, NAME)):
        browser = Browser(world.app)
        token = browser.token()
        with statements(world.app) as sent:
            response = browser.client.post(CHECK, data={"csrf_token": token, "number": number, "name": name})
        seen.append((same(response), list(sent)))
    assert seen[0] == seen[1]
    assert NOTHING in seen[0][0][2].decode()


def test_s40_secrets_of_other_purposes_open_nothing(world: World) -> None:
    """A card's, an invitation's, a code's, a try's and a sign-in's secret as a certificate, and the reverse."""
    card, learner, nobody = card_of(world.app, world.cast.dora), world.browser("learner"), Browser(world.app)
    with learner.client.session_transaction() as kept:
        token = kept["_user_id"]
    for secret in (card.secret, card.code, world.here.invitation, world.here.code, world.here.open_try,
                   world.here.organisation, world.here.certificate, token):  # fmt: skip
        assert NOTHING in nobody.get(f"/i/{secret}", 404).text
    for secret in (world.here.link, world.here.invitation, world.here.certificate):
        page = nobody.post(f"/kort/{secret}", pin=PIN, screen="own")
        assert page.h1 == "Kom tillbaka med ditt kort"
        nobody.get(f"/g/{secret}", 404)
    for secret in (world.here.link, card.secret, token):
        nobody.get(f"/bjudin/{secret}", 404)
    learner.get(f"/intyg/{world.here.link}", 404)


def test_s41_the_page_of_the_qr_code_says_what_was_really_earned(world: World) -> None:
    """Whatever is printed beside a genuine code or put into the address, the true fields are shown to compare."""
    nobody = Browser(world.app)
    page = nobody.get(
        f"/i/{world.here.link}?name=Nils+Ny&valid_until=2099-01-01&verdict=valid&day=2099-01-01"
    )
    for true in (NAME, "23 november 2026", "23 november 2028", world.here.certificate[:4], "Stämmer"):
        assert true in page.text, true
    assert "Nils" not in page.html
    assert "2099" not in page.text
    assert "Då gäller det som står här." in page.text
    assert NOTHING in check(world.app, world.here.certificate, "Nils Ny")
    assert "Stämmer" in check(world.app, world.here.certificate, "ANNA  alund")


def test_s41_an_issued_certificate_does_not_follow_a_new_name(world: World) -> None:
    """What was printed stays what is verified, also when the account says something else later."""
    edit(world.app, lambda: session().execute(update(User).values(name="Nils Ny")))
    assert NAME in Browser(world.app).get(f"/i/{world.here.link}").text


def test_s42_valid_expired_and_revoked_are_three_truths(world: World, hand: Traveller) -> None:
    """Each in its own words, by number and by link; by number nothing about the person but her own typed name."""
    number, link = world.here.certificate, world.here.link
    nobody = Browser(world.app)
    assert "Intyget gäller till 23 november 2028." in check(world.app, number, NAME)
    for moment, word in (
        (timedelta(days=731), "Stämmer"), (timedelta(days=1), "Har gått ut"),
    ):  # fmt: skip
        hand.shift(moment)
        said = [check(world.app, number, NAME), nobody.get(f"/i/{link}").text]
        assert all(word in text for text in said), word
    assert "Det gällde till 23 november 2028." in said[0]
    mine = Certificate.number == number
    taken_back = {"revoked_at": clock.now(), "revoked_for": "tekniskt-fel"}
    edit(world.app, lambda: session().execute(update(Certificate).where(mine).values(taken_back)))
    revoked = check(world.app, number, NAME)
    assert "Återkallat" in revoked
    assert "Återkallat" in nobody.get(f"/i/{link}").text
    for text in (said[0], revoked):
        assert "Stämmer" not in text
        assert "Anna" not in text
        assert "hotell" not in text.lower()
    assert NOTHING in check(world.app, number, "Någon Annan")


def test_s42_no_page_of_a_certificate_names_the_workplace(world: World) -> None:
    """Not the link's page, not the check, not her own page."""
    learner = world.browser("learner")
    pages = [learner.get(f"/i/{world.here.link}"), learner.get(f"/intyg/{world.here.certificate}")]
    for page in pages:
        assert NAME in page.text
        assert world.cast.here.name not in page.html
        for private in (world.here.organisation, world.here.membership, str(world.here.finished_try)):
            assert private not in page.html


def test_s43_certificates_cannot_be_listed_or_searched(shared: World) -> None:
    """noindex, no-referrer and no-store on what a secret opens; no list, no search by name, no way from page to page."""
    nobody = Browser(shared.app)
    for path, status in ((f"/i/{shared.here.link}", 200), (f"/i/{new_ref()}", 404), ("/kort/abc", 200)):
        response = nobody.get(path, status).response
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow", path
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
    for path in ("/i/", "/i", "/intyg/", "/intyg", "/intyg/kontroll/", "/intyg/alla", "/sitemap.xml"):
        assert nobody.client.get(path).status_code in {303, 404}, path
    page = nobody.get(f"/i/{shared.here.link}")
    links = {str(each["href"]) for each in page.soup.select("a[href]")}
    assert not [each for each in links if each.startswith("/i/")]
    before = rows_of(shared.app)
    plain = body(nobody.get(CHECK).response)
    for query in ("name=Anna", "number=", f"number={shared.here.certificate}&name={NAME}", "q=Anna"):
        assert body(nobody.get(f"{CHECK}?{query}").response) == plain
    assert rows_of(shared.app) == before


def test_s43_no_open_page_names_a_certificate(shared: World) -> None:
    """A crawler that walks every page open to all meets neither number nor link."""
    nobody = Browser(shared.app)
    for key, rule in RULES.items():
        if key[1] == "GET" and rule.guard == "public" and key[0] != "certificates.by_link":
            text = nobody.client.get(address(shared, key)).data.decode("utf-8", "replace")
            for secret in (shared.here.link, shared.here.certificate, NAME):
                assert secret not in text, key
