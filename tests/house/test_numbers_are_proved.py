"""Each fault and each attack the product answers for has a test whose name begins with its number."""

import ast

from core.settings import ROOT
from tests.proof_report import NUMBERS

# What the product answers for so far, by kind, first and last number.
PROMISED = (
    *(("F", first, last) for first, last in ((1, 4), (7, 19), (21, 22), (24, 24), (32, 34), (36, 41))),
    *(
        ("S", first, last)
        for first, last in (
            (1, 10), (13, 23), (25, 27), (32, 46), (49, 50), (52, 52), (54, 58), (60, 60),
        )
    ),
)  # fmt: skip


def promised() -> set[str]:
    return {f"{kind}{number:02}" for kind, first, last in PROMISED for number in range(first, last + 1)}


def proved() -> set[str]:
    found: set[str] = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (match := NUMBERS.match(node.name)):
                found |= set(match[1].strip("_").upper().split("_"))
    return found


def test_every_promised_number_has_a_test() -> None:
    missing = sorted(promised() - proved())
    assert not missing, f"no test is named by {', '.join(missing)}: write test_{missing[0].lower()}_…"
