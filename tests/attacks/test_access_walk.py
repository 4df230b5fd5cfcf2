"""S01, S02, S04, S07: every route × every role × own, foreign and made-up objects, from the app's own map."""

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quiz.content import Content
from tests.attacks.routes import RULES, Key, Sort, address, form_of, guard_of, routes, swaps
from tests.attacks.same import same
from tests.attacks.watch import refusals, statements
from tests.attacks.world import ROLES, World
from tests.builders.pages import Browser
from tests.conftest import make_settings

ALL = sorted(RULES)
GETS = [key for key in ALL if key[1] == "GET"]
POSTS = [key for key in ALL if key[1] == "POST"]
WITH_OBJECTS = [key for key in ALL if RULES[key].parts]
OWNED = [key for key in WITH_OBJECTS if RULES[key].guard != "public"]
SIGN_IN_PAGES = ("/kort/", "/personal")


def ask(world: World, browser: Browser, key: Key, path: str) -> TestResponse:
    """Call a route as its own form would."""
    form = {"csrf_token": browser.token(), **form_of(world, key)} if key[1] == "POST" else None
    return browser.client.open(path, method=key[1], data=form)


def test_s01_every_route_has_a_rule_and_wears_its_guard(app: Flask, content: Content) -> None:
    """The table covers the map exactly, also with the demonstration's two routes, which are public."""
    from app import create_app

    assert sorted(routes(app)) == ALL
    for endpoint, method in ALL:
        assert guard_of(app, endpoint) == RULES[endpoint, method].guard, endpoint
    demo = create_app(make_settings("sqlite://", demo=True), content)
    more = set(routes(demo)) - set(ALL)
    assert more == {("demo.home", "GET"), ("demo.enter", "POST")}
    assert {guard_of(demo, endpoint) for endpoint, _ in more} == {"public"}


@pytest.mark.parametrize("key", GETS, ids=" ".join)
def test_s01_s02_the_right_role_enters_and_nobody_else(shared: World, key: Key) -> None:
    """S01, S02: own object for each role; refusals are in the audit log; nobody is sent to sign in."""
    walk(shared, key)


@pytest.mark.parametrize("key", POSTS, ids=" ".join)
def test_s01_the_right_role_acts_and_nobody_else(world: World, key: Key) -> None:
    """S01, S02, S10: the same for what changes something; those who may not try before the one who may."""
    walk(world, key)


def walk(world: World, key: Key) -> None:
    rule, path, used = RULES[key], address(world, key), False
    for role in sorted(ROLES, key=lambda each: each in rule.may):
        browser, before = world.browser(role), refusals(world.app)
        response = ask(world, browser, key, path)
        if used:
            assert response.status_code == 404, role
        elif role in rule.may:
            used = rule.once and response.status_code == 303
            assert response.status_code in rule.ok, (role, response.status_code)
        elif role == "nobody":
            assert (response.status_code, response.location in SIGN_IN_PAGES) == (303, True), role
        else:
            assert response.status_code == rule.refused, (role, response.status_code)
            if not rule.guard.startswith("signed_in"):
                assert refusals(world.app) == before + 1, role


@pytest.mark.parametrize("key", [key for key in WITH_OBJECTS if key[1] == "GET"], ids=" ".join)
def test_s01_s04_what_belongs_to_others_does_not_exist(shared: World, key: Key) -> None:
    """Foreign and made-up names in every part of the address: 404 for any role, to sign in for nobody."""
    walk_swaps(shared, key)


@pytest.mark.parametrize("key", [key for key in WITH_OBJECTS if key[1] == "POST"], ids=" ".join)
def test_s01_s04_what_belongs_to_others_cannot_be_changed(world: World, key: Key) -> None:
    """The same for what changes something."""
    walk_swaps(world, key)


def walk_swaps(world: World, key: Key) -> None:
    rule = RULES[key]
    for role in (rule.may[0], "nobody", "other contact"):
        browser = world.browser(role)
        for swap in swaps(rule):
            if "foreign" in swap.values() and (rule.guard == "public" or role == "other contact"):
                continue  # a secret opens what it names for everybody; what is foreign here is hers
            response = ask(world, browser, key, address(world, key, **swap))
            wanted = 303 if role == "nobody" and rule.guard != "public" else 404
            assert response.status_code == wanted, (role, swap, response.status_code)


@pytest.mark.parametrize("key", [key for key in OWNED if key[1] == "GET"], ids=" ".join)
def test_s01_foreign_and_missing_look_alike(shared: World, key: Key) -> None:
    """The refusal for another's object is the refusal for none: same bytes, same headers, same work."""
    rule = RULES[key]
    browser = shared.browser(rule.may[0])
    browser.token()
    for part in rule.parts:
        seen = []
        sorts: tuple[Sort, ...] = ("foreign", "random")
        for sort in sorts:
            with statements(shared.app) as sent:
                response = browser.client.get(address(shared, key, **{part: sort}))
            seen.append((same(response), list(sent)))
        assert seen[0] == seen[1], part
        assert "Sidan finns inte" in response.text, part


@pytest.mark.parametrize("key", GETS, ids=" ".join)
def test_s07_variants_of_an_address_follow_the_page(shared: World, key: Key) -> None:
    """HEAD, a slash at the end, `?format=csv` and asking for JSON: the page's rule, the page's kind."""
    path = address(shared, key)
    for role in dict.fromkeys((RULES[key].may[0], "nobody", "other contact")):
        browser = shared.browser(role)
        page = browser.client.get(path)
        head = browser.client.head(path)
        assert (head.status_code, head.data) == (page.status_code, b""), role
        assert head.content_type == page.content_type, role
        for variant in (f"{path}?format=csv", f"{path}?_format=json&as=pdf&export=1"):
            got = browser.client.get(variant, headers={"Accept": "application/json"})
            assert (got.status_code, got.content_type) == (page.status_code, page.content_type), role
        if path != "/":
            other = path.removesuffix("/") if path.endswith("/") else f"{path}/"
            assert browser.client.get(other).status_code in {404, 308}, role
