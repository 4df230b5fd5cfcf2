"""S26, S27: forged Host and forwarding headers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from app import create_app
from organisations.join_views import WRONG_CODES_PER_ADDRESS
from quiz.content import Content
from tests.attacks.routes import RULES, address
from tests.attacks.world import World
from tests.builders.cast import Cast
from tests.builders.pages import Browser
from tests.builders.read_papers import qr_codes, words
from tests.conftest import dispose, make_settings

EVIL = "evil.example"
PUBLIC = "https://utbildning.example.se"
FORWARDED = (
    {"X-Forwarded-Host": EVIL},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Host": EVIL, "X-Original-Host": EVIL, "X-Forwarded-Server": EVIL},
    {"X-Forwarded-Proto": "javascript", "X-Forwarded-Port": "1", "X-Forwarded-Prefix": f"//{EVIL}"},
    {"X-Original-URL": "/samordnare", "X-Rewrite-URL": "/samordnare"},
)


@contextmanager
def site(cast: Cast, content: Content, **changes: object) -> Iterator[Flask]:
    """The site of the cast's database, set up in another way."""
    app = create_app(
        make_settings(cast.app.config["SQLALCHEMY_ENGINES"]["default"]["url"], **changes), content
    )
    yield app
    dispose(app)


@pytest.mark.parametrize("host", [EVIL, f"localhost.{EVIL}", f"localhost@{EVIL}", "localhost:80@evil.example",
                                  "127.0.0.1.evil.example", "", "localhost\\.evil.example", "[::1]"])  # fmt: skip
def test_s26_a_foreign_host_gets_400_on_every_page(shared: World, host: str) -> None:
    """Not one page is served to a name that is not ours, and the refusal names no address of it."""
    for key in RULES:
        if key[1] == "GET":
            response = shared.app.test_client().get(address(shared, key), headers={"Host": host})
            assert response.status_code == 400, (key, host)
            assert EVIL not in response.text
            assert "Kontrollera adressen" in response.text
            assert "Content-Security-Policy" in response.headers


def test_s26_links_come_from_the_public_address_only(content: Content, world: World) -> None:
    """Join code, poster, card, invitation and certificate carry PUBLIC_URL, whatever the request says."""
    with site(world.cast, content, public_url=PUBLIC, trusted_hosts="localhost,utbildning.example.se") as app:
        there = world.on(app)
        for forged in ({}, *FORWARDED):
            contact, learner, coordinator = (
                there.browser(role) for role in ("contact", "learner", "coordinator")
            )
            for browser in (contact, learner, coordinator):
                browser.client.environ_base["wsgi.url_scheme"] = "https"
            path = f"/oversikt/{world.here.organisation}"
            pages = [
                contact.get(f"{path}/kod", headers=forged),
                learner.get("/mitt-kort/nytt", headers=forged),
                learner.get(f"/intyg/{world.here.certificate}", headers=forged),
            ]
            for page in pages:
                assert EVIL not in page.html
            assert "utbildning.example.se/intyg/kontroll" in pages[2].text
            invite = coordinator.client.post(
                f"/samordnare/organisation/{world.here.organisation}/bjud-in/utbildare",
                data={"csrf_token": coordinator.token()},
                headers=forged,
            )
            assert f"{PUBLIC}/bjudin/" in invite.text
        poster = contact.client.get(f"{path}/affisch.pdf", headers=FORWARDED[0]).data
        assert "utbildning.example.se/g" in words(poster)
        picture = learner.client.get(f"/intyg/{world.here.certificate}/intyg.png", headers=FORWARDED[0]).data
        assert qr_codes(picture) == [f"{PUBLIC}/i/{world.here.link}"]
        card = learner.client.get("/mitt-kort/utbildning.png", headers=FORWARDED[0]).data
        assert [code.startswith(f"{PUBLIC}/kort/") for code in qr_codes(card)] == [True]


def test_s26_redirects_name_no_host(shared: World) -> None:
    """Where a page sends on, it says a path: a forged header cannot make it an address."""
    for forged in FORWARDED:
        for key, rule in RULES.items():
            if key[1] == "GET" and (303 in rule.ok or rule.guard != "public"):
                response = shared.app.test_client().get(address(shared, key), headers=forged)
                if response.location:
                    assert response.location.startswith("/"), key
                    assert not response.location.startswith("//"), key
                assert EVIL not in response.text


def guess_codes(app: Flask, forwarded: str | None = None) -> list[int]:
    """Guess join codes, each under another forwarded address; the last one under the address given."""
    client = app.test_client()
    answers = []
    for number in range(WRONG_CODES_PER_ADDRESS + 5):
        sender = forwarded or f"198.51.{number}.7"
        headers = {"X-Forwarded-For": sender, "X-Real-Ip": sender, "Forwarded": f"for={sender}",
                   "Client-Ip": sender, "True-Client-Ip": sender, "CF-Connecting-IP": sender}  # fmt: skip
        answers.append(client.get(f"/g/ZZZZ{number:04}", headers=headers).status_code)
    return answers


def test_s27_forwarded_addresses_are_not_believed_without_a_proxy(cast: Cast) -> None:
    """Thirty-five guesses under as many forged addresses count as one guesser's."""
    assert guess_codes(cast.app)[-5:] == [429] * 5


def test_s27_behind_one_proxy_only_its_own_word_counts(cast: Cast, content: Content) -> None:
    """The proxy appends the caller's address: what the caller wrote before it is ignored."""
    with site(cast, content, proxy_count=1) as app:
        client = app.test_client()
        answers = [
            client.get(
                f"/g/ZZZZ{number:04}", headers={"X-Forwarded-For": f"10.{number}.0.1, 203.0.113.50"}
            ).status_code
            for number in range(WRONG_CODES_PER_ADDRESS + 1)
        ]
        assert answers == [404] * WRONG_CODES_PER_ADDRESS + [429]
        other = client.get("/g/ZZZZ0000", headers={"X-Forwarded-For": "203.0.113.50, 198.51.100.50"})
        assert other.status_code == 404


def test_s27_a_proxy_cannot_make_a_plain_request_trusted(cast: Cast, content: Content) -> None:
    """X-Forwarded-Host stays without effect behind a proxy too: a foreign Host is 400, ours is 200."""
    with site(cast, content, proxy_count=1) as app:
        client = app.test_client()
        assert client.get("/", headers={"Host": EVIL, "X-Forwarded-Host": "localhost"}).status_code == 400
        page = client.get("/g/", headers={"X-Forwarded-Host": EVIL})
        assert (page.status_code, EVIL in page.text) == (200, False)


def test_s27_the_demonstration_answers_nobody_behind_a_proxy(content: Content, sqlite_file: object) -> None:
    """In demonstration mode any forwarding header means 404, on every page."""
    app = create_app(make_settings(f"sqlite:///{sqlite_file}", demo=True), content)
    browser = Browser(app)
    for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip"):
        for path in ("/", "/demo", "/om", "/g/"):
            browser.get(path, 404, headers={name: "localhost"})
    browser.get("/om")
    dispose(app)
