"""The product's own source as trees: which modules there are, what they import, in which layer they stand."""

import ast
import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from core.settings import ROOT

ROOMS = (
    "core",
    "accounts",
    "organisations",
    "courses",
    "quiz",
    "certificates",
    "care",
    "reports",
    "demo",
)
# The layers inside a room, lowest first. What no pattern names is pure: rules, pages, loaders, papers.
LAYERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pure", ()),
    ("forms", ("forms",)),
    ("models", ("models", "*_models")),
    ("queries", ("queries", "*_queries", "headcounts", "rows", "contacts")),
    ("actions", ("actions", "*_actions", "audit", "guessing", "counters", "snapshots", "rebuild", "build")),
    ("views", ("views", "*_views", "commands", "*_commands", "sign_in", "guards")),
)
# The floor's modules that know the web or the database; every other module of core is pure.
INFRASTRUCTURE = frozenset(
    f"core.{name}"
    for name in (
        "backups", "brakes", "commands", "db", "forms", "health", "heartbeats", "job_actions", "job_models", "job_queries", "jobs", "last_copy", "ledger",
        "language", "page", "postgres_files", "problem_pages", "queue", "security", "serve",
        "sqlite_files", "static_files",
    )
)  # fmt: skip
WEB = frozenset({"flask", "flask_login", "flask_wtf", "flask_babel", "flask_alembic", "werkzeug", "jinja2"})
DATABASE = frozenset({"sqlalchemy", "flask_sqlalchemy_lite", "alembic", "psycopg", "pysqlite3", "sqlite3"})


@dataclass(frozen=True)
class Module:
    """One Python file of the product, by its dotted name."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @property
    def where(self) -> str:
        return str(self.path.relative_to(ROOT))


@dataclass(frozen=True)
class Import:
    """One import of one name, at any depth of a file."""

    target: str
    line: int


@cache
def modules() -> dict[str, Module]:
    """Every module of the product by name; migrations are run by Alembic and no part of the stairs."""
    found = {"app": read_module("app", ROOT / "app.py")}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
                found[name] = read_module(name, path)
    return found


def read_module(name: str, path: Path) -> Module:
    return Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))


def imports(module: Module) -> Iterator[Import]:
    """What a module imports, inside functions too. `from room import part` counts as `room.part`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(each.name, node.lineno) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for each in node.names:
                part = f"{base}.{each.name}"
                yield Import(part if (ROOT / f"{part.replace('.', '/')}.py").exists() else base, node.lineno)


def own_imports(module: Module) -> Iterator[Import]:
    """The imports that lead to the product itself."""
    return (each for each in imports(module) if each.target.partition(".")[0] in (*ROOMS, "app"))


def top_levels(module: Module) -> set[str]:
    """The names of the packages a module imports."""
    return {each.target.partition(".")[0] for each in imports(module)}


def layer(name: str) -> str:
    """The layer a module of a room stands in; what lies in a folder of its own inside a room is pure."""
    last = name.partition(".")[2]
    for found, patterns in LAYERS:
        if any(fnmatch.fnmatchcase(last, pattern) for pattern in patterns):
            return found
    return "pure"


def is_pure(module: Module) -> bool:
    """Whether a module must know neither web nor database."""
    if module.room == "core":
        return module.name not in INFRASTRUCTURE
    return module.name != "app" and layer(module.name) == "pure"


@cache
def ignored() -> tuple[str, ...]:
    """The patterns of .gitignore: what lies there is made, not written."""
    return tuple((ROOT / ".gitignore").read_text("utf-8").split())


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project."""
    found = []
    for folder, folders, files in os.walk(ROOT):
        within = Path(folder).relative_to(ROOT)
        folders[:] = sorted(
            each
            for each in folders
            if each != ".git" and not is_ignored(each, f"{each}/", f"{(within / each).as_posix()}/")
        )
        found += [Path(folder) / each for each in sorted(files) if not is_ignored(each)]
    return tuple(found)


def is_ignored(*names: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in ignored())


def text_of_file(path: Path) -> str | None:
    """The file as text; None for pictures, fonts and the like."""
    data = path.read_bytes()
    return None if b"\0" in data else data.decode("utf-8")
