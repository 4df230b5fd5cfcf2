"""`python -m tests.proof_report <junit.xml> <report.md>`: what the full run proved, written for people.

The time is the one pytest wrote down; nothing here reads a clock. A test proves the numbers its name begins
with: test_f12_… proves F12, test_s01_s04_… both S01 and S04.
"""

import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NUMBERS = re.compile(r"^test((?:_[fs]\d\d)+)(?=_|$|\[)")
WORDS = {"passed": "holds", "failed": "FAILED", "skipped": "NOT RUN"}
INTRODUCTION = """\
# What was proved, and when

Written by `make proof`; do not edit. F numbers are faults (storage, races, clocks, restarts), S numbers are
attacks. Each line is the name of a test; it says what holds. What no machine can prove stands in the
[README](../README.md#what-is-not-proved).
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One test that ran: its file, its function, on what, and how it went."""

    place: str
    name: str
    outcome: str
    seconds: float

    @property
    def function(self) -> str:
        """The name without its parameters."""
        return self.name.partition("[")[0]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The proofs the name begins with, as F12 or S04."""
        found = NUMBERS.match(self.name)
        return tuple(found[1].strip("_").upper().split("_")) if found else ()

    @property
    def claim(self) -> str:
        """What the name says, as words."""
        return re.sub(r"^test(_[fs]\d\d)*_?", "", self.function).replace("_", " ")


def read(junit: Path) -> tuple[datetime, list[Case]]:
    """When the run began and its cases, from pytest's JUnit file (our own, so plain parsing is safe)."""
    root = ET.parse(junit).getroot()
    suite = root if root.tag == "testsuite" else root.find("testsuite")
    if suite is None:
        raise ValueError(f"{junit} holds no test suite")
    return datetime.fromisoformat(suite.attrib["timestamp"]), [
        case_of(each) for each in suite.iter("testcase")
    ]


def case_of(element: ET.Element) -> Case:
    """One case; an error counts as failed, an expected failure as not run."""
    tags = {each.tag for each in element}
    outcome = "failed" if tags & {"failure", "error"} else "skipped" if "skipped" in tags else "passed"
    return Case(
        place=element.attrib.get("classname", "").removeprefix("tests."),
        name=element.attrib["name"],
        outcome=outcome,
        seconds=float(element.attrib.get("time", "0")),
    )


def worst(cases: Iterable[Case]) -> str:
    """One word for several cases: failed before not run before holds."""
    outcomes = {each.outcome for each in cases}
    return next(WORDS[outcome] for outcome in ("failed", "skipped", "passed") if outcome in outcomes)


def report(at: datetime, cases: list[Case]) -> str:
    """The whole page as Markdown."""
    counts = Counter(each.outcome for each in cases)
    rooms = Counter(each.place.partition(".")[0] for each in cases)
    numbers = sorted({number for each in cases for number in each.numbers})
    seconds = round(sum(each.seconds for each in cases))
    told = f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} not run"
    lines = [
        INTRODUCTION,
        f"- **Date**: {at:%Y-%m-%d %H:%M}, full round counts (`PROOF_ROUNDS=full`)",
        f"- **Tests**: {len(cases)} run, {told}; {seconds} seconds of work",
        f"- **Where**: {', '.join(f'{name} {count}' for name, count in sorted(rooms.items()))}",
        f"- **Numbers proved**: {len(numbers)}",
        "",
    ]
    failed = [each for each in cases if each.outcome == "failed"]
    if failed:
        lines += ["## Failed", "", *(f"- `{each.place}` {each.name}" for each in failed), ""]
    for letter, heading in (("F", "Faults"), ("S", "Attacks")):
        chosen = [number for number in numbers if number.startswith(letter)]
        lines += [f"## {heading}", "", "| | what holds | runs | result |", "|---|---|---|---|"]
        for number in chosen:
            lines += table_rows(number, [each for each in cases if number in each.numbers])
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def table_rows(number: str, cases: list[Case]) -> list[str]:
    """One row per claim under a number."""
    claims: dict[str, list[Case]] = {}
    for each in cases:
        claims.setdefault(each.claim, []).append(each)
    return [
        f"| {number} | {claim} | {len(found)} | {worst(found)} |" for claim, found in sorted(claims.items())
    ]


def main(junit: str, target: str) -> None:
    """Read the run, write the page."""
    at, cases = read(Path(junit))
    Path(target).write_text(report(at, cases), "utf-8")
    sys.stdout.write(f"{target}: {len(cases)} tests.\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
