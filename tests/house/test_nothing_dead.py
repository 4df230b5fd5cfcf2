"""Nothing lies about: every module, template, macro, drawing and static file is used by something."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

from core.settings import ROOT
from tests.builders.source import imports, modules, project_files, read_module, text_of_file

TEMPLATES = ROOT / "templates"
# Product modules that only tests reach yet, each with its reason.
WAITING: dict[str, str] = {}
# Started by path, not by import.
STARTED = {"core.paper_worker": "core/paper.py"}


@cache
def environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  only parses


@cache
def trees() -> dict[str, nodes.Template]:
    """Every template by the name it is rendered under."""
    return {
        str(path.relative_to(TEMPLATES)): environment().parse(path.read_text("utf-8"))
        for path in sorted(TEMPLATES.rglob("*"))
        if path.suffix in (".html", ".svg")
    }


def python_files() -> Iterable[Path]:
    return (each for each in project_files() if each.suffix == ".py" and "tests" not in each.parts)


def rendered() -> dict[str, str]:
    """The templates that Python renders, with the place."""
    found = {}
    for path in python_files():
        tree = ast.parse(path.read_text("utf-8"))
        if not any(isinstance(node, ast.ImportFrom) and node.module == "core.page" for node in tree.body):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "render":
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno} renders what?"
                found[str(node.args[0].value)] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def reachable(start: Iterable[str], edges: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(edges.get(name, ()))
    return seen


# ---- modules -----------------------------------------------------------------------------------------


def reached_modules(starts: Iterable[str]) -> set[str]:
    """Modules that are imported from these, with the packages they lie in."""
    edges: dict[str, set[str]] = {}
    for name, module in modules().items():
        edges[name] = {each.target for each in imports(module)} | {name.rpartition(".")[0]}
        edges[name] |= {worker for worker, starter in STARTED.items() if starter == module.where}
    return reachable(starts, edges) & set(modules())


def started_by_make() -> set[str]:
    return set(re.findall(r"-m ((?:core|tests)\.[\w.]+)", (ROOT / "Makefile").read_text("utf-8")))


def started_by_tests() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        found |= {each.target for each in imports(read_module(path.stem, path))}
    return found


def test_every_module_is_reached() -> None:
    alive = reached_modules({"app", "core.settings"} | started_by_make())
    assert len(alive) > 80
    dead = set(modules()) - alive
    assert dead == set(WAITING), (
        f"nothing reaches {sorted(dead - set(WAITING))}: wire them or delete them. "
        f"No longer waiting: {sorted(set(WAITING) - dead)}: take them off the list."
    )
    assert dead <= reached_modules(started_by_tests()), "what waits must at least be tested"


def test_what_is_started_by_path_is_there() -> None:
    for worker, starter in STARTED.items():
        file = f"{worker.rpartition('.')[2]}.py"
        assert file in (ROOT / starter).read_text("utf-8"), f"{starter} does not start {file}"


def test_test_files_have_names_of_their_own() -> None:
    names = [each.name for each in (ROOT / "tests").rglob("*.py") if each.name != "conftest.py"]
    assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_what_make_starts_exists() -> None:
    for name in started_by_make():
        assert (ROOT / f"{name.replace('.', '/')}.py").exists(), f"the Makefile starts {name}: no such file"


# ---- templates ---------------------------------------------------------------------------------------


def named_templates(node: nodes.Node) -> set[str]:
    """Templates that a tag names: a constant, or every file of the folder that a name is put together from."""
    if isinstance(node, nodes.Const):
        return {str(node.value)}
    if isinstance(node, nodes.Concat) and isinstance(node.nodes[0], nodes.Const):
        return {name for name in trees() if name.startswith(str(node.nodes[0].value))}
    raise AssertionError(f"line {node.lineno}: a template that nobody can follow")


def template_edges() -> dict[str, set[str]]:
    tags = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    edges: dict[str, set[str]] = {}
    for name, tree in trees().items():
        edges[name] = set()
        for tag in tree.find_all(tags):
            assert isinstance(tag, tags)
            edges[name] |= named_templates(tag.template)
    return edges


def test_every_template_is_rendered_by_some_view() -> None:
    start = rendered()
    for name, where in start.items():
        assert name in trees(), f"{where} renders {name}, which is not there"
    dead = set(trees()) - reachable(start, template_edges())
    assert not dead, f"no view renders {sorted(dead)}, and nothing that a view renders uses them"


def test_every_macro_is_called() -> None:
    defined = {
        (name, macro.name)
        for name, tree in trees().items()
        for macro in tree.find_all(nodes.Macro)
        if name.startswith("components/")
    }
    assert len(defined) > 15
    asked = {
        (str(tag.template.value), each if isinstance(each, str) else each[0])
        for tree in trees().values()
        for tag in tree.find_all(nodes.FromImport)
        if isinstance(tag.template, nodes.Const)
        for each in tag.names
    }
    assert not defined - asked, f"nobody imports {sorted(defined - asked)}"
    assert not asked - defined, f"imported but not there: {sorted(asked - defined)}"


def test_what_a_template_imports_it_uses() -> None:
    faults = []
    for name, tree in trees().items():
        used = {each.name for each in tree.find_all(nodes.Name) if each.ctx == "load"}
        for tag in tree.find_all(nodes.FromImport):
            for each in tag.names:
                own = each if isinstance(each, str) else each[1]
                faults += [] if own in used else [f"{name}:{tag.lineno} imports {own} for nothing"]
    assert not faults, "\n".join(faults)


def test_every_icon_is_asked_for() -> None:
    icons = {path.stem for path in (TEMPLATES / "drawings" / "icons").glob("*.svg")}
    texts = [path.read_text("utf-8") for path in (*python_files(), *TEMPLATES.rglob("*.html"))]
    dead = {name for name in icons if not any(f'"{name}"' in text for text in texts)}
    assert not dead, f"nobody draws {sorted(dead)}"


# ---- static files ------------------------------------------------------------------------------------


def test_every_static_file_is_used() -> None:
    texts = [
        text
        for path in project_files()
        if "static" not in path.parts or path.suffix in (".css", ".js")
        if path.suffix not in (".lock", ".txt") and "tests" not in path.parts
        if (text := text_of_file(path)) is not None
    ]
    faults = []
    for path in (ROOT / "static").rglob("*"):
        whole_folder = path.parent.name in ("pdf", "licences")  # read as folders
        if path.is_dir() or whole_folder:
            continue
        names = {path.name, f"'{path.stem}'", f'"{path.stem}"'}
        if not any(name in text for text in texts for name in names):
            faults.append(str(path.relative_to(ROOT)))
    assert not faults, f"nothing uses {sorted(faults)}"
