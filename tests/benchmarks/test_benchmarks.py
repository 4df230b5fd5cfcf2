"""The benchmarks run: each once with tiny counts, so that their code does not rot. Nothing is measured here."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from quiz.content import Content
from tests.benchmarks import bare, drawing, hundred, papers, report, requests
from tests.benchmarks.load import Connection, request
from tests.benchmarks.measured import Aim, Profile, Row
from tests.benchmarks.servers import BareServer, InProcess, Stage, sign_in_bare
from tests.builders.cast import Cast
from tests.conftest import make_settings

PAGE_BYTES = range(8_700, 8_950)


@pytest.fixture
def stage(app: Flask, cast: Cast, content: Content, tmp_path: Path) -> Iterator[Stage]:
    """The site and the bare app in this process."""
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    bare.prepare(url)
    with InProcess(app) as site, InProcess(bare.create_app(make_settings(url))) as limit:
        yield Stage("SQLite", app, cast, content, site, limit)


@pytest.mark.slow
def test_every_benchmark_of_the_site_runs(stage: Stage) -> None:
    rows = requests.rows(stage, rounds=1, pages=1, people=1) + hundred.rows(stage, rounds=1, people=2)
    assert all(row.figure > 0 for row in rows)
    assert {row.what.partition(",")[0] for row in rows} == {
        "Lesson page", "Question page", "Answer", "Join: the form", "Begin the exam",
    }  # fmt: skip
    for name in requests.WHY:
        assert sum(share for _, share in requests.profile(stage, 1, name).lines) > 0.5


def test_every_course_is_drawn_and_graded(content: Content) -> None:
    rows = drawing.rows(content, rounds=1, tries=2)
    assert len(rows) == 2 * len(content.catalogue.courses)
    assert all(row.figure > 0 and row.aim == drawing.AIM for row in rows)


def test_the_press_is_measured_against_typst_alone() -> None:
    (row,) = papers.rows(rounds=1, papers=2)
    assert row.figure > 0
    assert row.limit
    assert row.aim == papers.AIM


@pytest.mark.slow
def test_the_bare_page_is_what_the_limit_says(tmp_path: Path) -> None:
    """8.8 KB with six rows, and one row kept, from the real server."""
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    bare.prepare(url)
    with BareServer(tmp_path, url) as server:
        cookie, connection = sign_in_bare(server.port, 1), Connection(server.port)
        status, page = connection.ask(request("GET", "/", cookie))
        assert (status, page.count(b"<li class")) == (200, len(bare.LESSONS))
        assert len(page.partition(b"\r\n\r\n")[2]) in PAGE_BYTES
        assert connection.ask(request("POST", "/", cookie, {"answer": "a"}))[0] == 303
        assert server.cpu_seconds() > 0
        connection.close()


def test_the_report_tells_what_is_missed_and_why() -> None:
    profile = Profile("Because.", (("jinja2", 0.42),))
    slow = Row("Page", "SQLite", 3.0, "ms", 1.5, Aim("ratio", "≤", 1), lambda: profile)
    fast = Row("Draw", "one core", 1234.0, "a second", None, Aim("figure", "≥", 1000), lambda: profile)
    text = report.report(date(2026, 11, 22), ["a machine"], {"All": [slow.explained(), fast.explained()]})
    assert "| Page | SQLite | 3.00 ms | 1.50 | 2.00 | ratio ≤ 1 | **missed** |" in text
    assert "| Draw | one core | 1,234 a second | – | – | ≥ 1,000 | met |" in text
    assert text.count("Because.") == 1
    assert "jinja2 42%" in text
