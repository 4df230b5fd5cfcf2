"""Every route declares who may enter, and the list of them is a file that a reviewer reads."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from app import create_app
from quiz.content import Content
from tests.builders.source import modules
from tests.conftest import dispose, make_settings
from tests.house.route_list import FILE, every_page, guard_of, routes

GUARDS = {"public", "signed_in", "just_proved", "staff", "contact", "contact+site", "trainer", "coordinator"}
REFRESH = "python -m tests.house.route_list > tests/house/routes.txt"
# What may be opened without a guard that knows the person, by the first part of the address: the open
# pages, the doors (code, card, staff, invitation), checking a certificate, and the watchman's two.
OPEN = {
    "", ".well-known", "anpassa", "bjudin", "demo", "g", "healthz", "hjalp", "i", "intyg", "kalender", "kontakt", "kort", "lamna", "mina-uppgifter",
    "logga-in", "logga-ut", "material", "nasta-person", "natverket", "ny-inloggning", "nyckel", "nytt-kort", "om", "personal", "personuppgifter", "prova", "readyz", "sluta", "tecken",
    "tillganglighet",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo_app(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("routes") / "none.db"
    made = create_app(make_settings(f"sqlite:///{path}", demo=True, **every_page(path.parent)), content)
    yield made
    dispose(made)


def test_the_list_of_routes_is_the_one_that_was_read(demo_app: Flask) -> None:
    written = FILE.read_text("utf-8").splitlines()
    now = routes(demo_app)
    changes = [f"+ {line}" for line in now if line not in written]
    changes += [f"- {line}" for line in written if line not in now]
    assert not changes, "\n".join(
        [
            "The routes or their guards have changed:",
            *changes,
            "A removed address needs a redirect; a new one needs a test that a stranger gets 404.",
            f"If all this is meant: {REFRESH}",
        ]
    )
    assert written == sorted(written)


def test_every_view_wears_a_guard(demo_app: Flask) -> None:
    bare = [
        rule.rule
        for rule in demo_app.url_map.iter_rules()
        if guard_of(demo_app, rule.endpoint).removesuffix("+fresh") not in GUARDS | {"files"}
    ]
    assert not bare, f"{bare} declare no guard: put @public, @signed_in, @contact() … on the view"


def test_every_view_wears_exactly_one_guard() -> None:
    faults = []
    views = 0
    for module in modules().values():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.FunctionDef) or not is_route(node):
                continue
            views += 1
            worn = [name for name in map(decorator_name, node.decorator_list) if name in GUARDS]
            inner = decorator_name(node.decorator_list[-1])
            if len(worn) != 1 or inner not in GUARDS:
                faults.append(f"{module.where}:{node.lineno} {node.name} wears {worn or 'none'}")
    assert views > 50
    assert not faults, "\n".join([*faults, "→ one guard, directly above the function, below the route"])


def decorator_name(node: ast.expr) -> str:
    target = node.func if isinstance(node, ast.Call) else node
    return target.id if isinstance(target, ast.Name) else ""


def is_route(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(each, ast.Call)
        and isinstance(each.func, ast.Attribute)
        and each.func.attr in ("get", "post", "route")
        for each in node.decorator_list
    )


def test_what_is_public_is_meant_to_be(demo_app: Flask) -> None:
    found = {
        rule.rule.split("/")[1]
        for rule in demo_app.url_map.iter_rules()
        if guard_of(demo_app, rule.endpoint) == "public"
    }
    assert found == OPEN, f"newly open: {sorted(found - OPEN)}; no longer: {sorted(OPEN - found)}"


def test_what_changes_something_dangerous_asks_again_who_you_are(demo_app: Flask) -> None:
    guarded = {line.split("  ")[2]: line.split("  ")[3] for line in routes(demo_app)}
    for endpoint in (
        "coordinator.new_organisation",
        "coordinator.invite",
        "coordinator.end_role",
        "contact.slip",
    ):
        assert guarded[endpoint].endswith("+fresh"), f"{endpoint} is {guarded[endpoint]}"


def test_the_demonstration_is_not_there_otherwise(app: Flask) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/demo")]
    assert app.test_client().get("/demo").status_code == 404
