"""S55, S56: nothing of the workshop is served, and every answer wears the protecting headers."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from app import create_app
from core.security import MAX_BODY
from quiz.content import Content
from tests.attacks.routes import RULES, address
from tests.attacks.watch import logged
from tests.attacks.world import World
from tests.builders.cast import Cast
from tests.builders.pages import Browser, Page, lint
from tests.conftest import dispose, make_settings

HIDDEN = (
    "/.git/config", "/.git/HEAD", "/.env", "/.ci/run", "/app.py", "/pyproject.toml", "/instance/secret", "/console",
    "/__debug__", "/debug", "/_debug_toolbar", "/admin", "/server-status", "/metrics", "/phpinfo.php", "/actuator",
    "/static/", "/static", "/static/css/", "/static/fonts/", "/backup.zip", "/robots.txt~", "/openapi.json", "/demo",
    "/static/../app.py", "/templates/layouts/page.html", "/quiz/bank/hotell.yaml", "/courses/content/signs.yaml",
    "/?__debugger__=yes&cmd=resource&f=debugger.js",
)  # fmt: skip
CASE = re.compile(r"Ärende [0-9A-HJKMNP-TV-Z]{8}")
TRACES = ("Traceback", "site-packages", ".py", "sqlalchemy", "SELECT", "Werkzeug", "jinja", "0x")
CSP = {
    "default-src": ["'none'"], "style-src": ["'self'"], "img-src": ["'self'", "data:"], "font-src": ["'self'"],
    "connect-src": ["'self'"], "form-action": ["'self'"], "base-uri": ["'none'"], "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}  # fmt: skip
PLAIN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def broken(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let the learner's page fail in its middle."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("certificates.training_views.belongings", fail)


@pytest.mark.parametrize("path", HIDDEN)
def test_s55_the_workshop_is_not_served(shared: World, path: str) -> None:
    """Files of the project, consoles, listings and the demonstration: 404, or the page without what was asked."""
    for role in ("nobody", "coordinator"):
        response = shared.browser(role).client.get(path)
        assert response.status_code == (200 if path.startswith("/?") else 404), role
        assert "debugger" not in response.text.lower(), role
        lint(Page(response))


def test_s55_only_the_methods_a_page_needs(shared: World) -> None:
    """TRACE and made-up methods are 405 everywhere and echo nothing; OPTIONS names no more than there is."""
    for key in RULES:
        path = address(shared, key)
        for method in ("TRACE", "TRACK", "PUT", "DELETE"):
            response = shared.app.test_client().open(path, method=method, headers={"X-Canary": "kanarie"})
            assert response.status_code == 405, (key, method)
            assert "kanarie" not in response.text
    allowed = shared.app.test_client().options("/g/").headers["Allow"].split(", ")
    assert sorted(allowed) == ["GET", "HEAD", "OPTIONS", "POST"]


@pytest.mark.parametrize("debug", [False, True])
def test_s55_an_error_tells_a_case_number_and_nothing_else(
    world: World, monkeypatch: pytest.MonkeyPatch, debug: bool
) -> None:
    """A fault in the middle of a page: 500, words, a case that the log knows too; no stack, no value, no query."""
    world.app.debug = debug
    broken(world.app, monkeypatch, ValueError("Anna Ålund SELECT secret"))
    learner = world.browser("learner")
    with logged() as lines:
        page = learner.get("/min-utbildning", 500)
    case = CASE.search(page.text)
    assert case is not None
    assert "Dina tidigare svar är sparade." in page.text
    assert case[0].split()[1] in lines[-1]
    assert "Anna" not in lines[-1]
    for trace in TRACES:
        assert trace not in page.text, trace


def safe(response: object, *, https: bool = False) -> None:
    """What every answer must wear."""
    headers = response.headers  # type: ignore[attr-defined]
    for name, value in PLAIN.items():
        assert headers[name] == value
    policy = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split("; ")}
    script = policy.pop("script-src")
    assert policy == CSP
    assert re.fullmatch(r"'nonce-[A-Za-z0-9_-]{22}' 'strict-dynamic'", " ".join(script))
    assert "unsafe" not in headers["Content-Security-Policy"]
    for power in ("camera=()", "microphone=()", "geolocation=()"):
        assert power in headers["Permissions-Policy"]
    assert "Server" not in headers
    assert "X-Powered-By" not in headers
    assert ("Strict-Transport-Security" in headers) is https
    if headers["Content-Type"].startswith("text/"):
        assert "charset=utf-8" in headers["Content-Type"]


def test_s56_headers_on_every_route_of_every_role(shared: World) -> None:
    """Each route as the role that may, as one that may not and as nobody: pages, files, redirects, refusals."""
    for key, rule in RULES.items():
        if key[1] == "GET":
            for role in {rule.may[0], "other contact", "nobody"}:
                safe(shared.browser(role).client.get(address(shared, key)))


ERRORS: dict[str, Callable[[World], object]] = {
    "400 token": lambda w: w.app.test_client().post("/g/", data={"code": "x"}),
    "400 host": lambda w: w.app.test_client().get("/", headers={"Host": "evil.example"}),
    "404": lambda w: w.app.test_client().get("/finns-inte"),
    "404 static": lambda w: w.app.test_client().get("/static/finns-inte.css", buffered=True),
    "405": lambda w: w.app.test_client().get("/logga-ut"),
    "413": lambda w: w.app.test_client().post("/g/", data={"code": "x" * (MAX_BODY + 1)}),
    "500": lambda w: w.browser("learner").client.get("/min-utbildning"),
    "200 static": lambda w: w.app.test_client().get("/static/css/base.css", buffered=True),
    "308": lambda w: w.app.test_client().get("/g"),
    "options": lambda w: w.app.test_client().options("/g/"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_s56_headers_on_errors_and_files(world: World, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """400, 404, 405, 413, 500, static files, redirects of addresses, OPTIONS."""
    broken(world.app, monkeypatch, RuntimeError("x"))
    response = ERRORS[name](world)
    if name[:3].isdigit():
        assert response.status_code == int(name[:3])  # type: ignore[attr-defined]
    safe(response)


def test_s56_an_unchanged_file_wears_them_too(shared: World) -> None:
    """304 for a file the browser has."""
    client = shared.app.test_client()
    etag = client.get("/static/css/base.css", buffered=True).headers["ETag"]
    response = client.get("/static/css/base.css", headers={"If-None-Match": etag}, buffered=True)
    assert response.status_code == 304
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_s56_https_is_remembered_for_two_years(cast: Cast, content: Content) -> None:
    """Behind https every answer carries HSTS, errors and files too."""
    url = cast.app.config["SQLALCHEMY_ENGINES"]["default"]["url"]
    app = create_app(make_settings(url, public_url="https://localhost"), content)
    for path in ("/", "/finns-inte", "/static/css/base.css", "/min-utbildning", "/healthz"):
        response = app.test_client().get(path, buffered=True)
        safe(response, https=True)
        assert response.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    dispose(app)


def test_s56_nonces_are_never_used_twice(shared: World) -> None:
    browser = Browser(shared.app)
    policies = {browser.get("/om").response.headers["Content-Security-Policy"] for _ in range(20)}
    assert len(policies) == 20
