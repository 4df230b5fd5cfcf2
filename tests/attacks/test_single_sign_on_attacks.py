"""Single sign-on under attack: a provider that lies, answers of others, and what must not be redeemed or believed."""

import base64
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from sqlalchemy import func, select

from accounts import oidc
from accounts.models import OidcIdentity, SignIn
from app import create_app
from core import clock
from core.db import session
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.openid import SECRET, LyingProvider, groups_file, leave, lying_provider, sso_settings
from tests.builders.pages import Browser
from tests.conftest import dispose, make_settings

NOT_BELIEVED = "Vi kunde inte lita på svaret"
Spoil = Callable[[LyingProvider], None]


@pytest.fixture
def liar() -> Iterator[LyingProvider]:
    with lying_provider(lambda: clock.now().timestamp()) as running:
        yield running


@pytest.fixture
def town(
    cast: Cast, liar: LyingProvider, database_url: str, content: Content, tmp_path: Path
) -> Iterator[Cast]:
    groups = groups_file(tmp_path, cast.here.ref, cast.there.ref)
    made = create_app(make_settings(database_url, **sso_settings(liar.issuer, groups)), content)
    yield replace(cast, app=made)
    dispose(made)


def identities(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(OidcIdentity)) or 0


def signed_by_another(liar: LyingProvider) -> None:
    other = RSAKey.generate_key(2048, {"kid": "good"})
    liar.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "good"}, claims, other)


def unsigned(liar: LyingProvider) -> None:
    def sign(claims: dict[str, Any]) -> str:
        signed = jwt.encode({"alg": "RS256", "kid": "good"}, claims, liar.key)
        header = base64.urlsafe_b64encode(b'{"alg":"none","kid":"good"}').decode().rstrip("=")
        return f"{header}.{signed.split('.')[1]}."

    liar.sign = sign


def signed_with_the_secret(liar: LyingProvider) -> None:
    key = OctKey.import_key(SECRET)
    liar.sign = lambda claims: jwt.encode({"alg": "HS256"}, claims, key)


def claim(**changes: Any) -> Spoil:
    def spoil(liar: LyingProvider) -> None:
        liar.claims = lambda claims: {
            name: value for name, value in (claims | changes).items() if value is not None
        }

    return spoil


def late(seconds: int) -> Spoil:
    def spoil(liar: LyingProvider) -> None:
        liar.claims = lambda claims: claims | {"exp": claims["iat"] - seconds}

    return spoil


def published(**changes: Any) -> Spoil:
    def spoil(liar: LyingProvider) -> None:
        liar.metadata = lambda metadata: metadata | changes

    return spoil


LIES: dict[str, Spoil] = {
    "signed by another key": signed_by_another,
    "not signed": unsigned,
    "signed with the shared secret": signed_with_the_secret,
    "no token": lambda liar: setattr(liar, "sign", lambda _claims: ""),
    "another issuer": claim(iss="https://evil.example"),
    "for another site": claim(aud="another"),
    "for several, without saying for whom": claim(aud=["esh", "another"]),
    "for several, for another": claim(aud=["esh", "another"], azp="another"),
    "run out": late(61),
    "never runs out": claim(exp=None),
    "another nonce": claim(nonce="another"),
    "no nonce": claim(nonce=None),
    "of nobody": claim(sub=None),
    "of an empty name": claim(sub=""),
    "from the future": claim(iat=2**32),
    "groups that stand elsewhere": claim(groups=None, _claim_names={"groups": "src1"}),
}


def test_what_is_true_is_believed(town: Cast, liar: LyingProvider) -> None:
    """The same way without a lie, so that the refusals below have one reason each."""
    browser = Browser(town.app)
    address = leave(browser)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert browser.get(liar.back(address, iss=liar.issuer)).path == f"/oversikt/{town.here.ref}"
    (sent,) = liar.redeemed
    assert (len(sent["code_verifier"]), sent["redirect_uri"]) == (
        64,
        "http://localhost:8000/logga-in/sso/klar",
    )
    assert sent["code_verifier"] not in address


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_believed(town: Cast, liar: LyingProvider, lie: str) -> None:
    LIES[lie](liar)
    browser = Browser(town.app)
    page = browser.get(liar.back(leave(browser)), 403)
    assert page.h1 == NOT_BELIEVED
    assert liar.redeemed, "the token was looked at"
    assert identities(town.app) == 0
    assert browser.client.get("/min-utbildning").status_code == 303


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"jwks_uri": "http://127.0.0.1:1/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"token_endpoint": None},
        {"authorization_response_iss_parameter_supported": True},
    ],
    ids=str,
)
def test_metadata_that_points_elsewhere_is_not_followed(
    town: Cast, liar: LyingProvider, metadata: dict[str, Any]
) -> None:
    """Only the provider's own host is asked; and who says that its answers name it must name it."""
    browser = Browser(town.app)
    back = liar.back(leave(browser))
    published(**metadata)(liar)
    assert browser.get(back, 403).h1 == NOT_BELIEVED
    assert identities(town.app) == 0


def test_the_button_does_not_lead_to_another_host(town: Cast, liar: LyingProvider) -> None:
    published(authorization_endpoint="https://evil.example/auth")(liar)
    assert Browser(town.app).post("/logga-in/sso", 403).h1 == NOT_BELIEVED


def test_an_answer_of_another_provider_is_not_redeemed(town: Cast, liar: LyingProvider) -> None:
    """RFC 9207: the code of an honest provider must not be sent to another one."""
    browser = Browser(town.app)
    assert browser.get(liar.back(leave(browser), iss="https://evil.example"), 403).h1 == NOT_BELIEVED
    assert not liar.redeemed


@pytest.mark.parametrize("state", ["", "A" * 22, "'; --", "\x00"], ids=repr)
def test_a_made_up_state_leads_nowhere(town: Cast, liar: LyingProvider, state: str) -> None:
    browser = Browser(town.app)
    leave(browser)
    asked = len(liar.asked)
    response = browser.client.get("/logga-in/sso/klar", query_string={"state": state, "code": "x"})
    assert response.status_code == (400 if "\x00" in state else 403)
    assert len(liar.asked) == asked, "the provider is not even asked"


def test_a_code_is_redeemed_once_also_when_the_answer_was_a_lie(town: Cast, liar: LyingProvider) -> None:
    browser = Browser(town.app)
    back = liar.back(leave(browser))
    LIES["another nonce"](liar)
    browser.get(back, 403)
    liar.claims = dict
    assert browser.get(back, 403).h1 == "Börja om inloggningen"
    assert len(liar.redeemed) == 1


def test_a_way_that_took_too_long_is_over(
    town: Cast, liar: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(town.app)
    back = liar.back(leave(browser))
    later = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.get(back, 403).h1 == "Börja om inloggningen"


def test_s50_the_way_back_leads_only_to_pages_of_ours(town: Cast, liar: LyingProvider) -> None:
    for evil in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        browser = Browser(town.app)
        browser.client.get(f"/oversikt/x?next={evil}")
        back = liar.back(leave(browser), next=evil, redirect_uri=evil, target_link_uri=evil)
        location = browser.client.get(back).location
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


def test_the_button_cannot_be_pressed_from_another_site(town: Cast) -> None:
    assert town.app.test_client().post("/logga-in/sso").status_code == 400


def test_the_policy_names_the_provider_only_here(town: Cast, cast: Cast, liar: LyingProvider) -> None:
    here = town.app.test_client().get("/om").headers["Content-Security-Policy"]
    assert f"form-action 'self' {liar.issuer};" in here
    assert "form-action 'self';" in cast.app.test_client().get("/om").headers["Content-Security-Policy"]


# ---- a provider that is silent -------------------------------------------------------------------------


def test_a_broken_provider_leaves_the_other_ways_in(town: Cast, liar: LyingProvider) -> None:
    liar.broken = True
    page = Browser(town.app).post("/logga-in/sso", 503)
    assert page.h1 == "Arbetsplatsens inloggning svarar inte"
    assert page.has_link("Till inloggningen")
    assert town.learner().get("/min-utbildning").path == "/min-utbildning"
    asked = len(liar.asked)
    Browser(town.app).post("/logga-in/sso", 503)
    assert len(liar.asked) == asked, "for a while nobody waits for it again"


@pytest.mark.both
def test_a_slow_provider_holds_nobody_up(
    town: Cast, liar: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one waits for it others save: nothing in the database is held meanwhile."""
    liar.stuck = threading.Event()
    monkeypatch.setattr(oidc, "TIMEOUT", 3)
    answers: list[int] = []
    waiting = Browser(town.app)
    token = waiting.token()
    thread = threading.Thread(
        target=lambda: answers.append(
            waiting.client.post("/logga-in/sso", data={"csrf_token": token}).status_code
        )
    )
    thread.start()
    asked = threading.Event()
    while not liar.asked:
        assert not asked.wait(0.01)
    town.learner().post("/anpassa", language="en", theme="auto", text_size="normal")
    assert answers == [], "the other one still waits"
    liar.stuck.set()
    thread.join()
    assert answers == [303]


def test_a_provider_that_never_answers_is_given_up(
    town: Cast, liar: LyingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    liar.stuck = threading.Event()
    monkeypatch.setattr(oidc, "TIMEOUT", 0.2)
    assert Browser(town.app).post("/logga-in/sso", 503).h1 == "Arbetsplatsens inloggning svarar inte"


def test_nothing_of_a_refused_way_is_left(town: Cast, liar: LyingProvider) -> None:
    with town.app.app_context():
        before = session().scalar(select(func.count()).select_from(SignIn))
    claim(groups=["okänd"])(liar)
    browser = Browser(town.app)
    assert browser.get(liar.back(leave(browser)), 403).h1 == "Ditt konto är inte med än"
    with town.app.app_context():
        assert session().scalar(select(func.count()).select_from(SignIn)) == before
