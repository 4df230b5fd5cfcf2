"""S52: statements, templates and headers written into every parameter; on both databases."""

from collections.abc import Iterator
from itertools import count
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from organisations.models import Organisation
from quiz.content import Content
from tests.attacks.routes import RULES, Key, address, form_of
from tests.attacks.watch import count_rows, read_whole
from tests.attacks.world import World, build_world
from tests.builders.cast import Cast
from tests.builders.pages import Browser

PAYLOADS = (
    "' OR '1'='1' --",
    '"; DROP TABLE organisation; --',
    "1) UNION SELECT name FROM user --",
    "\x00",
    "a\x00b",
    "{{7*191}}${7*191}<%= 7*191 %>#{7*191}",
    "{% include '/etc/passwd' %}%(name)s%s%n{0.__class__}",
    "x\r\nX-Evil: 1\r\n\r\n<b>",
    "\ufffe\U0010ffff\u202e",
    "é" * 3000,
)
# What an address carries, as it stands there: statements, NUL, halves of characters, numbers that are none.
IN_ADDRESS = (
    *(quote(PAYLOADS[number], safe="") for number in (0, 3, 5, 7)),
    "%ed%a0%80",
    "9" * 40,
)
PARAMETERS = ("kurs", "visa", "fran", "next", "q", "sort", "page", "ref")
ADDRESSES = count(1)


def from_elsewhere(browser: Browser) -> Browser:
    """Each request from another network, so that no brake hides what is behind it."""
    number = next(ADDRESSES)
    browser.client.environ_base["REMOTE_ADDR"] = f"10.{number // 250}.{number % 250}.1"
    return browser


def in_address(world: World, key: Key) -> Iterator[str]:
    """The route's address with a payload in each part in turn."""
    rule, whole = RULES[key], address(world, key)
    values = [world.here.of(kind) for kind in rule.parts.values()] + [
        str(each) for each in rule.fixed.values()
    ]
    for value in values:
        for payload in IN_ADDRESS:
            yield f"/{payload}".join(whole.rsplit(f"/{value}", 1))


def send(world: World, key: Key) -> Iterator[tuple[str, TestResponse]]:
    """Every way to send a payload to a route, as the role that may go there."""
    rule = RULES[key]
    role = "learner" if "learner" in rule.may else rule.may[0]
    browser = world.browser(role)
    token = browser.token()
    for path in in_address(world, key):
        form = {"csrf_token": token, **form_of(world, key)} if key[1] == "POST" else None
        yield path[:60], from_elsewhere(browser).client.open(path, method=key[1], data=form)
    whole = address(world, key)
    if key[1] == "GET":
        letters = [each for each in PAYLOADS if "\x00" not in each]
        for values in (letters, letters[::-1], ["\x00"] * len(letters)):
            query = dict(zip(PARAMETERS, values, strict=False)) | {values[0][:40]: "x"}
            yield f"?{values[0]}", from_elsewhere(browser).client.get(whole, query_string=query)
        return
    for start in range(0, len(PAYLOADS), 3 if len(form_of(world, key)) > 1 else 2):
        turned = PAYLOADS[start:] + PAYLOADS[:start]
        sender = from_elsewhere(world.browser(role))
        fields = dict(zip(form_of(world, key), turned, strict=False)) | {turned[0][:40]: "x"}
        data: dict[str, Any] = {"csrf_token": sender.token(), **fields}
        yield f"form {turned[0][:20]}", sender.client.post(whole, data=data)


def trouble(response: TestResponse) -> str:
    """What is wrong with an answer to a payload; nothing when it was refused or taken as letters."""
    text = response.get_data(as_text=True) if "text/" in response.content_type else ""
    if response.status_code >= 500:
        return str(response.status_code)
    if "1337" in text or "root:" in text:
        return "evaluated"
    if "X-Evil" in response.headers or any("\n" in value for value in response.headers.values()):
        return "header"
    return "shown as mark-up" if "<b>" in text and "&lt;b&gt;" in text else ""


@pytest.mark.slow
@pytest.mark.both
def test_s52_parameters_are_letters(app: Flask, cast: Cast, content: Content) -> None:
    """400, 404, or the text itself: never a statement, a template, a header or a fault."""
    read_whole(app)
    world = build_world(app, cast, content)
    found = [
        (" ".join(key), where, what)
        for key in RULES
        for where, response in send(world, key)
        if (what := trouble(response))
    ]
    assert not found
    assert count_rows(app, Organisation) >= 3


@pytest.mark.both
def test_s52_headers_and_cookies_are_letters(app: Flask, cast: Cast) -> None:
    """The few things a page reads beside the form: cookies, Accept-Language, Host's neighbours, Referer."""
    for payload in (*PAYLOADS, "=", "a=b; c", "{}", "eyJ9.x.y", "." * 900):
        for name in ("lang", "theme", "text_size", "esh", "remember_token"):
            browser = Browser(app)
            browser.client.environ_base["HTTP_COOKIE"] = f"{name}={quote(payload)}"
            assert not trouble(browser.client.get("/min-utbildning")), (name, payload)
        environ = {"HTTP_ACCEPT_LANGUAGE": payload, "HTTP_REFERER": payload, "HTTP_USER_AGENT": payload}
        assert not trouble(app.test_client().get("/om", environ_overrides=environ)), payload
    assert cast.learner().get("/min-utbildning").h1 == "Min utbildning"
