"""Rooms and stairs: who may import whom, and who may touch the web, the database, the clock and a commit."""

import ast
import sys
from collections.abc import Iterator

import pytest

from core.settings import ROOT
from tests.builders.source import (
    DATABASE,
    LAYERS,
    ROOMS,
    WEB,
    Module,
    is_pure,
    layer,
    modules,
    own_imports,
    top_levels,
)

PRODUCT = list(modules().values())
IN_ROOMS = [each for each in PRODUCT if each.room in ROOMS[1:]]
ORDER = [name for name, _ in LAYERS]
# The fence around Flask-Login and the guards act before any view: a sign-in that was used, a POST that
# must be kept and a refused entry have to stay even though no view will commit them.
COMMITTING_FENCES = {"accounts.sign_in", "organisations.guards"}


def by_name(modules: list[Module]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("module", modules, ids=lambda each: each.name)


def test_there_are_rooms_to_look_at() -> None:
    assert {each.room for each in PRODUCT} == {*ROOMS, "app"}
    assert len([each for each in PRODUCT if is_pure(each)]) > 40


@by_name(PRODUCT)
def test_imports_go_only_leftwards(module: Module) -> None:
    allowed = {*ROOMS, "app"} if module.name == "app" else set(ROOMS[: ROOMS.index(module.room) + 1])
    for each in own_imports(module):
        assert each.target != "app", f"{module.where}:{each.line} imports app: hand things in from there"
        room = each.target.partition(".")[0]
        assert room in allowed, (
            f"{module.where}:{each.line} imports {each.target}. {module.room} may import "
            f"{', '.join(sorted(allowed))} only: move what both need leftwards, or let app.py hand it in."
        )


@by_name([each for each in IN_ROOMS if layer(each.name) != "views"])
def test_inside_a_room_lower_layers_do_not_know_higher_ones(module: Module) -> None:
    height = ORDER.index(layer(module.name))
    for each in own_imports(module):
        if each.target.partition(".")[0] == "core" or "." not in each.target:
            continue
        assert ORDER.index(layer(each.target)) <= height, (
            f"{module.where}:{each.line} ({layer(module.name)}) imports {each.target} ({layer(each.target)}): "
            f"the order is {' ← '.join(ORDER)}"
        )


@by_name([each for each in IN_ROOMS if layer(each.name) == "forms"])
def test_forms_import_rules_only(module: Module) -> None:
    for each in own_imports(module):
        room, _, part = each.target.partition(".")
        assert room == "core" or part == "rules", f"{module.where}:{each.line} imports {each.target}"


def test_no_import_leads_round_in_a_circle() -> None:
    graph = {
        name: {each.target for each in own_imports(module)} - {name} for name, module in modules().items()
    }
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, f"a circle: {' → '.join((*path[path.index(name) :], name))}"
        if name in done:
            return
        for target in sorted(graph.get(name, ())):
            walk(target, (*path, name))
        done.add(name)

    for name in graph:
        walk(name, ())


@by_name([each for each in PRODUCT if is_pure(each)])
def test_pure_modules_know_neither_web_nor_database(module: Module) -> None:
    assert not top_levels(module) & (WEB | DATABASE), (
        f"{module.where} is pure (it is no models, queries, actions, views): "
        f"it must not import {sorted(top_levels(module) & (WEB | DATABASE))}"
    )
    floor = {each.target for each in own_imports(module) if each.target.startswith("core.")}
    closed = {"core.db", "core.brakes", "core.page", "core.problem_pages", "core.security", "core.health"}
    assert not floor & closed, f"{module.where} reaches web or database through {sorted(floor & closed)}"


@by_name([each for each in IN_ROOMS if layer(each.name) != "views" and each.room != "demo"])
def test_only_views_know_the_web(module: Module) -> None:
    known = top_levels(module) & {"flask", "flask_login", "werkzeug", "jinja2"}
    assert not known, f"{module.where} imports {sorted(known)}: only views, sign_in, guards and commands may"


@by_name(IN_ROOMS)
def test_only_views_and_commands_commit(module: Module) -> None:
    lines = [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("commit", "begin_nested", "autocommit")
    ]
    if lines:
        assert layer(module.name) == "views", f"{module.where}:{lines[0]} commits; the view must"
        last = module.name.rpartition(".")[2]
        assert last.endswith(("views", "commands")) or module.name in COMMITTING_FENCES, module.where


def clock_readings(module: Module) -> Iterator[int]:
    """Lines that ask a clock: datetime, date, time, TOTP libraries, or the database's own."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield node.lineno
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            asks = node.attr in {"now", "utcnow", "today", "fromtimestamp", "current_timestamp"}
            if (asks and owner != "clock") or owner == "time":
                yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.upper()
            if "CURRENT_TIMESTAMP" in words or "DATETIME('NOW" in words:
                yield node.lineno


@by_name([each for each in PRODUCT if each.name != "core.clock"])
def test_only_the_clock_reads_the_time(module: Module) -> None:
    lines = list(clock_readings(module))
    assert not lines, f"{module.where}:{lines[0]} reads the time; use core.clock"


def test_the_clock_is_found_by_the_same_search() -> None:
    assert list(clock_readings(modules()["core.clock"]))


@by_name(PRODUCT)
def test_imports_are_absolute(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.where}:{node.lineno} imports relatively"


def test_no_root_name_hides_the_standard_library() -> None:
    for each in ROOT.iterdir():
        name = each.stem if each.suffix == ".py" else each.name
        assert name not in sys.stdlib_module_names, f"{each.name} would replace Python's own {name}"


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_may_stand_in_it(room: str) -> None:
    tree = modules()[room].tree
    said = ast.get_docstring(tree)
    assert said, f"{room}/__init__.py has no docstring: say what may stand in this room"
    assert len(said) > 30, f"{room}/__init__.py says too little"
    assert len(tree.body) == 1, f"{room}/__init__.py is a docstring and nothing else"
