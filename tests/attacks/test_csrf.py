"""S37: every POST of the site without our token, with another's, and with it in the wrong place."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import TestResponse

from tests.attacks.routes import RULES, Key, address, form_of
from tests.attacks.watch import rows_of
from tests.attacks.world import World
from tests.builders.pages import Browser, Page, lint

POSTS = sorted(key for key in RULES if key[1] == "POST")
SECRET = {"pin", "password", "totp"}
NEUTRAL = "accounts.leave"


def forgeries(
    world: World, browser: Browser, path: str, form: dict[str, Any]
) -> Iterator[tuple[str, TestResponse]]:
    """The same POST, each time with something missing or foreign about its token."""
    post, token = browser.client.post, browser.token()
    foreign = Browser(world.app).token()
    yield "none", post(path, data=form)
    yield "empty", post(path, data={"csrf_token": "", **form})
    yield "another browser's", post(path, data={"csrf_token": foreign, **form})
    yield "changed", post(path, data={"csrf_token": ("A" if token[0] != "A" else "B") + token[1:], **form})
    yield "in the address", post(f"{path}?{urlencode({'csrf_token': token})}", data=form)
    yield (
        "as plain text",
        post(path, data=urlencode({"csrf_token": token, **form}), content_type="text/plain"),
    )
    yield "as JSON", post(path, json={"csrf_token": token, **form})
    yield "in a cookie", with_cookie(browser, path, token, form)


def with_cookie(browser: Browser, path: str, token: str, form: dict[str, Any]) -> TestResponse:
    browser.client.set_cookie("csrf_token", token)
    return browser.client.post(path, data=form)


@pytest.mark.parametrize("key", POSTS, ids=" ".join)
def test_s37_a_post_without_our_token_changes_nothing_and_keeps_what_was_typed(
    shared: World, key: Key
) -> None:
    """400 with the remedy; not a row of any table changes; fields come back to be sent again, secrets never."""
    rule, path = RULES[key], address(shared, key)
    browser = shared.browser("learner" if "learner" in rule.may else rule.may[0])
    form = form_of(shared, key)
    before = rows_of(shared.app)
    for how, response in forgeries(shared, browser, path, form):
        assert response.status_code == 400, how
        page = Page(response)
        if key[0] == NEUTRAL:
            assert page.h1 == "Du har lämnat sidan.", how
            continue
        lint(page)
        assert page.h1 == "Ladda om sidan", how
        for name, value in form.items():
            if name in SECRET:
                assert f'value="{value}"' not in page.html, how
            elif "pin" not in form and response.request.mimetype.endswith("urlencoded"):
                kept = page.soup.select_one(f"main input[type=hidden][name='{name}']")
                assert kept is not None, (how, name)
                assert kept["value"] == value
    assert rows_of(shared.app) == before


@pytest.mark.parametrize("key", POSTS, ids=" ".join)
def test_s37_what_a_post_does_cannot_be_done_by_get(shared: World, key: Key) -> None:
    """Token and fields in the address of a GET or HEAD: nothing happens, and they are not written into the page."""
    rule, path = RULES[key], address(shared, key)
    browser = shared.browser("learner" if "learner" in rule.may else rule.may[0])
    token = browser.token()
    query = urlencode({"csrf_token": token, **form_of(shared, key)}, doseq=True)
    browser.client.get(path)  # a lesson's first look is kept; the second must change nothing
    before = rows_of(shared.app)
    for method in ("GET", "HEAD", "TRACE"):
        response = browser.client.open(f"{path}?{query}", method=method)
        assert response.status_code in {200, 303, 405, 404}, method
        if "pin" in rule.form or "password" in rule.form:
            assert f'value="{rule.form.get("pin", rule.form.get("password"))}"' not in response.text
    assert rows_of(shared.app) == before


@pytest.mark.parametrize(
    "key", [("contact.add", "POST"), ("join.name", "POST"), ("quiz.answer", "POST")], ids=" ".join
)
def test_s37_one_press_sends_again_what_was_kept(world: World, key: Key) -> None:
    """The page of the refusal has a form with a good token: pressed, it does what was meant."""
    rule, path = RULES[key], address(world, key)
    browser = world.browser("nobody" if rule.guard == "public" else rule.may[0])
    browser.token()
    before = rows_of(world.app)
    refused = browser.client.post(path, data={"csrf_token": "old", **form_of(world, key)})
    done = browser.submit(Page(refused), "Försök igen")
    assert done.response.status_code == 200
    assert done.h1 != "Ladda om sidan"
    assert rows_of(world.app) != before


def test_s37_a_tea_break_loses_nothing(world: World, hand: Any) -> None:
    """The token has no clock: a question sent after 29 days is kept."""
    browser = world.browser("learner")
    page = browser.get(address(world, ("quiz.question", "GET")))
    hand.shift(29 * 24 * 3600)
    assert browser.submit(page, "Svara", answer=["osaker"]).path.endswith("/2/svar")
