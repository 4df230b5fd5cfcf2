"""F20's benchmark runs, once, so that its code does not rot. What the seconds depend on is held by test_slow_line.py."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from quiz.content import Content
from tests.benchmarks import bare, slow_line
from tests.benchmarks.servers import InProcess, Stage
from tests.builders.cast import Cast
from tests.conftest import make_settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_question_a_feedback_and_the_next_question_are_measured(
    app: Flask, cast: Cast, content: Content, browser: Browser, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    bare.prepare(url)
    with InProcess(app) as site, InProcess(bare.create_app(make_settings(url))) as limit:
        rows = slow_line.rows(Stage("SQLite", app, cast, content, site, limit), browser, visits=1)
    assert len(rows) == 3
    assert all(row.figure > slow_line.SLOW["latency"] / 1000 for row in rows), "the line was slow"
    assert all(row.aim == slow_line.AIM for row in rows)
