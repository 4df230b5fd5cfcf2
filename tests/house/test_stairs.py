"""Rooms and stairs: who may import whom, and who may touch the web, the database, the clock and a commit."""

import ast
import sys
from collections.abc import Iterable, Iterator

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
# must be kept and a refused entry have to stay even though no view will commit them. Behind a job stands no view.
COMMITTING_FENCES = {"accounts.sign_in", "organisations.guards", "core.jobs", "core.queue"}
# What of the floor a pure module must not reach either: there the web and the database begin.
CLOSED_FLOOR = {"core.db", "core.brakes", "core.page", "core.problem_pages", "core.security", "core.health"}


def none(faults: Iterable[str], remedy: str) -> None:
    found = sorted(set(faults))
    assert not found, "\n".join([*found, f"→ {remedy}"])


def test_there_are_rooms_to_look_at() -> None:
    assert {each.room for each in PRODUCT} == {*ROOMS, "app"}
    assert len([each for each in PRODUCT if is_pure(each)]) > 40
    assert {layer(each.name) for each in IN_ROOMS} == set(ORDER)


def test_imports_go_only_leftwards() -> None:
    faults = []
    for module in PRODUCT:
        allowed = ROOMS if module.name == "app" else ROOMS[: ROOMS.index(module.room) + 1]
        faults += [
            f"{module.where}:{each.line} imports {each.target}"
            for each in own_imports(module)
            if each.target.partition(".")[0] not in allowed
        ]
    none(
        faults,
        f"imports go one way: {' ← '.join(ROOMS)} ← app.py. Move what both need leftwards, or let app.py hand it in",
    )


def test_inside_a_room_lower_layers_do_not_know_higher_ones() -> None:
    faults = []
    for module in IN_ROOMS:
        height = ORDER.index(layer(module.name))
        faults += [
            f"{module.where}:{each.line} ({layer(module.name)}) imports {each.target} ({layer(each.target)})"
            for each in own_imports(module)
            if each.target.partition(".")[0] != "core" and ORDER.index(layer(each.target)) > height
        ]
    none(faults, f"inside a room: {' ← '.join(ORDER)}")


def test_forms_import_rules_only() -> None:
    none(
        (
            f"{module.where}:{each.line} imports {each.target}"
            for module in IN_ROOMS
            if layer(module.name) == "forms"
            for each in own_imports(module)
            if not each.target.startswith("core.") and layer(each.target) != "pure"
        ),
        "a form knows the floor, rules and other pure modules; let the view fill in the rest",
    )


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


def test_pure_modules_know_neither_web_nor_database() -> None:
    faults = []
    for module in PRODUCT:
        if not is_pure(module):
            continue
        reached = top_levels(module) & (WEB | DATABASE)
        reached |= {each.target for each in own_imports(module)} & CLOSED_FLOOR
        faults += [f"{module.where} imports {name}" for name in reached]
    none(faults, "a pure module is called with plain data; move the rest to queries, actions or views")


def test_only_views_know_the_web() -> None:
    none(
        (
            f"{module.where} imports {name}"
            for module in IN_ROOMS
            if layer(module.name) != "views" and module.room != "demo"
            for name in top_levels(module) & {"flask", "flask_login", "werkzeug", "jinja2"}
        ),
        "only views, commands, accounts/sign_in.py and organisations/guards.py know Flask",
    )


def commits(module: Module) -> Iterator[int]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def test_only_views_and_commands_commit() -> None:
    assert any(True for module in PRODUCT for _ in commits(module))
    none(
        (
            f"{module.where}:{line} commits"
            for module in PRODUCT
            for line in commits(module)
            if not module.name.endswith(("views", "commands")) and module.name not in COMMITTING_FENCES
        ),
        "return and let the view commit: returning commits, raising rolls back",
    )


# A job is told when it was begun.
CLOCKS = {"clock", "running"}


def clock_readings(module: Module) -> Iterator[int]:
    """Lines that ask a clock: datetime, date, time, TOTP libraries, or the database's own."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield node.lineno
        if isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            asks = node.attr in {"now", "utcnow", "today", "fromtimestamp", "current_timestamp"}
            if (asks and owner not in CLOCKS) or owner == "time":
                yield node.lineno
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.upper()
            if "CURRENT_TIMESTAMP" in words or "DATETIME('NOW" in words:
                yield node.lineno


def test_only_the_clock_reads_the_time() -> None:
    assert list(clock_readings(modules()["core.clock"])), "the search itself finds nothing"
    none(
        (
            f"{module.where}:{line} reads the time"
            for module in PRODUCT
            if module.name != "core.clock"
            for line in clock_readings(module)
        ),
        "use core.clock",
    )


def test_imports_are_absolute() -> None:
    none(
        (
            f"{module.where}:{node.lineno} imports relatively"
            for module in PRODUCT
            for node in ast.walk(module.tree)
            if isinstance(node, ast.ImportFrom) and node.level
        ),
        "write the whole name: from courses.catalogue import Course",
    )


def test_no_root_name_hides_the_standard_library() -> None:
    names = {each.stem if each.suffix == ".py" else each.name for each in ROOT.iterdir()}
    none(names & set(sys.stdlib_module_names), "it would replace Python's own module; take another name")


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_may_stand_in_it(room: str) -> None:
    tree = modules()[room].tree
    said = ast.get_docstring(tree)
    assert said, f"{room}/__init__.py has no docstring: say what may stand in this room"
    assert len(said) > 30, f"{room}/__init__.py says too little"
    assert len(tree.body) == 1, f"{room}/__init__.py is a docstring and nothing else"
