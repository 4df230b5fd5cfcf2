"""`python -m tests.benchmarks.run <report.md>`: measure everything, print one table, write the report."""

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import sync_playwright

from core import clock
from core.compile_translations import compile_all
from core.settings import ROOT
from quiz.content import Content, load_content
from tests.benchmarks import cities, drawing, hundred, papers, report, requests, scale, slow_line
from tests.benchmarks.measured import Row
from tests.benchmarks.servers import Stage, on_postgresql, on_sqlite
from tests.journeys import chromium

ROUNDS, PAGES, TRIES, CONNECTIONS, CROWD, PAPERS, VISITS = 7, 60, 500, 8, 100, 300, 5
HOW = (
    f"`make bench`: {ROUNDS} rounds in turns, of each the least CPU and the greatest rate; {CONNECTIONS} connections, "
    "2 worker processes; sender, server and database on the same machine"
)


def main(target: str) -> None:
    """Measure, print, write."""
    compile_all(ROOT / "core" / "translations")
    content = load_content(ROOT, "helsingborg")
    before = os.getloadavg()[0]
    sections = {"Exams": [row.explained() for row in drawing.rows(content, rounds=ROUNDS, tries=TRIES)]}
    sections["Papers"] = [row.explained() for row in papers.rows(rounds=3, papers=PAPERS)]
    with tempfile.TemporaryDirectory() as folder:
        for on in (on_sqlite, on_postgresql):
            name, rows = stage_rows(on, content, Path(folder) / on.__name__)
            sections[name] = rows
        name, rows = scale.rows(content, Path(folder) / "scale")
        sections[name] = rows
    other = f"{before:.1f} before and {os.getloadavg()[0]:.1f} at the end"
    kept = (
        ["Databases of many people are kept in `BENCH_FOLDER`, and may be of an earlier run"]
        if cities.KEPT
        else []
    )
    facts = [
        *report.machine(),
        HOW,
        *kept,
        f"Load average {other}: other work ran on the machine. Trust the ratios",
    ]
    text = report.report(clock.today(), facts, sections)
    Path(target).write_text(text, "utf-8")
    sys.stdout.write(
        f"{report.table(row for rows in sections.values() for row in rows)}\n{target} is written.\n"
    )


def stage_rows(
    on: Callable[[Content, Path], AbstractContextManager[Stage]], content: Content, folder: Path
) -> tuple[str, list[Row]]:
    """The rows on one kind of database, under its name."""
    with on(content, folder) as stage:
        rows = requests.rows(stage, rounds=ROUNDS, pages=PAGES, people=CONNECTIONS)
        rows += hundred.rows(stage, rounds=3, people=CROWD)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
            rows += slow_line.rows(stage, browser, visits=VISITS)
            browser.close()
        return stage.on, [row.explained() for row in rows]


if __name__ == "__main__":
    main(*sys.argv[1:])
