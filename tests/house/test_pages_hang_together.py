"""Links inside the product: every endpoint that a template or a view names exists; templates read `page` only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import StrictUndefined, nodes

from app import create_app
from core.settings import ROOT
from quiz.content import Content
from tests.builders.source import modules
from tests.conftest import dispose, make_settings
from tests.house.route_list import every_page

TEMPLATES = ROOT / "templates"
# What Flask puts before every template and no page needs: a page gets what it shows by its dataclass.
FLASKS_OWN = {"request", "session", "g", "config", "get_flashed_messages", "current_user"}
KEYWORDS = {"endpoint"}


@pytest.fixture(scope="module")
def whole_app(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Iterator[Flask]:
    """The site with the pages of the demonstration and of single sign-on."""
    path: Path = tmp_path_factory.mktemp("demo") / "demo.db"
    made = create_app(make_settings(f"sqlite:///{path}", demo=True, **every_page(path.parent)), content)
    yield made
    dispose(made)


def named_in_templates(app: Flask) -> Iterator[tuple[str, str]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        tree = app.jinja_env.parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "url_for":
                where = f"{path.relative_to(ROOT)}:{call.lineno}"
                assert isinstance(call.args[0], nodes.Const), f"{where} links to what?"
                yield call.args[0].value, where


def named_in_python() -> Iterator[tuple[str, str]]:
    for module in modules().values():
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            given = [node.args[0]] if name == "url_for" and node.args else []
            given += [each.value for each in node.keywords if each.arg in KEYWORDS]
            for each in given:
                for text in ast.walk(each):
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield text.value, f"{module.where}:{node.lineno}"


def test_every_endpoint_a_template_names_exists(whole_app: Flask) -> None:
    named = list(named_in_templates(whole_app))
    assert len(named) > 10
    missing = [f"{where} {name}" for name, where in named if name not in whole_app.view_functions]
    assert not missing, missing


def test_every_endpoint_a_view_names_exists(whole_app: Flask) -> None:
    named = list(named_in_python())
    assert len(named) > 60
    missing = [f"{where} {name}" for name, where in named if name not in whole_app.view_functions]
    assert not missing, missing


def test_kept_posts_are_replayed_into_endpoints_that_exist(whole_app: Flask) -> None:
    assert set(whole_app.extensions["replays"]) <= set(whole_app.view_functions)


def test_every_page_can_be_reached_by_a_link(whole_app: Flask) -> None:
    """A page nobody links to is a page nobody finds; the few that come from outside say why."""
    from_outside = {
        "static": "files",
        "healthz": "the operator's watchman",
        "readyz": "the operator's watchman",
        "accounts.card_link": "the QR code of a return card",
        "certificates.by_link": "the QR code of a certificate",
        "join.code": "the poster's address",
        "demo.home": "printed by `make run`",
        "sso.back": "where the provider sends people back",
        "reminders.stop": "the link of a reminder",
        "reminders.feed": "what a calendar asks for, by the address the page shows",
    }
    named = {name for name, _ in named_in_templates(whole_app)} | {name for name, _ in named_in_python()}
    texts = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    rules = list(whole_app.url_map.iter_rules())
    linked = {rule.rule for rule in rules if rule.endpoint in named or rule.endpoint in from_outside}
    linked |= {rule.rule for rule in rules if f'"{rule.rule}"' in texts}
    lost = [f"{rule.endpoint} {rule.rule}" for rule in rules if rule.rule not in linked]
    assert not lost, f"nothing links to {lost}"


def own_names(tree: nodes.Template) -> set[str]:
    """The names a template sets, imports or loops over."""
    own = {each.name for each in tree.find_all(nodes.Name) if each.ctx in ("store", "param")}
    for tag in tree.find_all(nodes.FromImport):
        own |= {each if isinstance(each, str) else each[1] for each in tag.names}
    return own | {each.name for each in tree.find_all(nodes.Macro)} | {"self", "loop", "caller"}


def read_names(tree: nodes.Template) -> set[str]:
    return {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}


def test_templates_read_their_page_and_the_globals_only(whole_app: Flask) -> None:
    given = ({"page", "site"} | whole_app.jinja_env.globals.keys()) - FLASKS_OWN
    trees = {
        str(path.relative_to(TEMPLATES)): whole_app.jinja_env.parse(path.read_text("utf-8"))
        for path in sorted(TEMPLATES.rglob("*.html"))
        if path.parent.name != "components"
    }
    lent: dict[str, set[str]] = {}  # a piece that is included sees what its page has set
    for tree in trees.values():
        for tag in tree.find_all(nodes.Include):
            for const in (tag.template, *tag.template.find_all(nodes.Const)):
                if isinstance(const, nodes.Const):
                    for name in trees:
                        if name.startswith(str(const.value)):
                            lent.setdefault(name, set()).update(own_names(tree))
    faults = [
        f"{name} reads {each}"
        for name, tree in trees.items()
        for each in read_names(tree) - own_names(tree) - given - lent.get(name, set())
    ]
    assert not faults, "\n".join([*faults, "→ put it on the page's dataclass"])


def test_a_misspelt_name_in_a_template_is_an_error(whole_app: Flask) -> None:
    assert whole_app.jinja_env.undefined is StrictUndefined


def test_pages_are_frozen() -> None:
    faults = []
    for module in modules().values():
        if not module.name.endswith(".pages"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                marks = [ast.unparse(each) for each in node.decorator_list]
                if not any("frozen=True" in each for each in marks):
                    faults.append(f"{module.where}:{node.lineno} {node.name}")
    assert not faults, f"a page's data must not change while it is drawn: {faults}"


def test_only_the_floor_renders() -> None:
    """Every page goes through core.page.render: one dataclass named `page`, nothing else."""
    for module in modules().values():
        if module.name != "core.page":
            for node in ast.walk(module.tree):
                assert not (isinstance(node, ast.Name) and node.id.startswith("render_template")), (
                    f"{module.where}:{node.lineno} renders past core.page.render"
                )
