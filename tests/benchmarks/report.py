"""The benchmarks' page: machine, date, command, figures, and for what is missed the top of its profile."""

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from core.db import sqlite_module
from tests.benchmarks.measured import Row

INTRODUCTION = """\
# What it costs

Written by `make bench`; do not edit. "Limit" is a bare Flask app in `tests/benchmarks/bare.py` that was asked
in the same run, on the same server with the same options and the same kind of database: a page with a signed
session cookie, one reader and six rows by the ORM and 8.8 KB of HTML; and one row inserted and committed. The
limit of papers is Typst alone.
"""
LIBRARIES = ("flask", "sqlalchemy", "granian", "psycopg")


def machine() -> list[str]:
    """What the figures were taken on."""
    cpus = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    sqlite = sqlite_module().sqlite_version
    return [
        f"{cpus[0].partition(':')[2].strip()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}",
        f"Python {platform.python_version()}, {libraries}, SQLite {sqlite}",
    ]


def figure(value: float) -> str:
    """A number with as many digits as it deserves."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def line(row: Row) -> str:
    """One row of the table."""
    met = {True: "met", False: "**missed**", None: "–"}[row.met]
    limit = "–" if row.limit is None else figure(row.limit)
    ratio = "–" if row.ratio is None else f"{row.ratio:.2f}"
    return f"| {row.what} | {row.on} | {figure(row.figure)} {row.unit} | {limit} | {ratio} | {row.aim or '–'} | {met} |"


def table(rows: Iterable[Row]) -> str:
    """All rows as a table."""
    head = "| what | on | here | limit | ratio | aim | |\n|---|---|---|---|---|---|---|"
    return "\n".join([head, *map(line, rows)])


def missed(rows: Iterable[Row]) -> list[str]:
    """For each missed row why, and where its time goes."""
    lines = []
    for row in rows:
        if row.met is False:
            lines += [f"### {row.what}, {row.unit}, {row.on}", ""]
            if row.profile is not None:
                shares = ", ".join(f"{name} {share:.0%}" for name, share in row.profile.lines)
                lines += [row.profile.sentence, "", f"Time by library and room: {shares}.", ""]
    return lines


def report(day: date, facts: Sequence[str], sections: Mapping[str, Sequence[Row]]) -> str:
    """The whole page as Markdown."""
    lines = [INTRODUCTION, f"- **Date**: {day}", *(f"- {fact}" for fact in facts), ""]
    for heading, rows in sections.items():
        lines += [f"## {heading}", "", table(rows), ""]
    told = missed(row for rows in sections.values() for row in rows)
    lines += ["## What is missed, and why", "", *(told or ["Nothing.", ""])]
    return "\n".join(lines).rstrip() + "\n"
