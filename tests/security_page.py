"""`python -m tests.security_page`: write docs/security.md from docs/security.yaml and the names of the tests.

A test proves the numbers its name begins with: test_f12_… proves F12, test_s01_s04_… both S01 and S04.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from core.settings import ROOT

SOURCE, PAGE = ROOT / "docs" / "security.yaml", ROOT / "docs" / "security.md"
NUMBERED = re.compile(r"^test((?:_[fs]\d\d)+)(?=_|$)")
REFERENCE = re.compile(r"^(?:[FS]\d\d|test_\w+)$")
INTRODUCTION = """\
# What is held, and by which test

Written by `python -m tests.security_page` from [security.yaml](security.yaml) and the names of the tests; do not
edit. How the site is protected, and against what it is not, stands in [SECURITY.md](../SECURITY.md).
"""


@cache
def known_tests() -> Mapping[str, str]:
    """Every test function of the tree and its file, by name."""
    return {
        node.name: path.relative_to(ROOT / "tests").as_posix()
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@cache
def by_number() -> Mapping[str, tuple[str, ...]]:
    """The tests that prove each number, as F12 or S04."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in known_tests():
        if match := NUMBERED.match(name):
            for number in match[1].strip("_").upper().split("_"):
                found[number].append(name)
    return {number: tuple(sorted(names)) for number, names in found.items()}


def source() -> dict[str, dict[Any, Any]]:
    """docs/security.yaml: faults, attacks, asvs, elsewhere."""
    read: dict[str, dict[Any, Any]] = yaml.safe_load(SOURCE.read_text("utf-8"))
    return read


def proved_by(number: str, entry: Mapping[str, str]) -> str:
    """The cell that names a number's tests, or why there is none."""
    named = ", ".join(f"`{name}`" for name in by_number().get(number, ()))
    return " ".join(part for part in (named, entry.get("left", "")) if part)


def references(requirement: list[Any]) -> tuple[str, ...]:
    """What a requirement of ASVS rests on: numbers of this page or names of tests."""
    return tuple(str(requirement[2]).split(", "))


def page() -> str:
    """The whole page as Markdown."""
    found = source()
    lines = [INTRODUCTION]
    for heading, key in (("Faults", "faults"), ("Attacks", "attacks")):
        lines += [f"## {heading}", "", "| | What happens | What holds | Tests |", "|---|---|---|---|"]
        lines += [
            f"| {number} | {entry['what']} | {entry['holds']} | {proved_by(number, entry)} |"
            for number, entry in found[key].items()
        ]
        lines.append("")
    lines += ["## OWASP ASVS 5.0.0", "", "| | Level | What it asks | Held by |", "|---|---|---|---|"]
    lines += [
        f"| v5.0.0-{number} | {entry[0]} | {entry[1]} | {entry[2]} |"
        for number, entry in found["asvs"].items()
    ]
    lines += ["", "Elsewhere, or not applicable:", ""]
    lines += [f"- {number}: {why}" for number, why in found["elsewhere"].items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
