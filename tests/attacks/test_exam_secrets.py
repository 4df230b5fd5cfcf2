"""S13: before an answer is given, nothing anywhere says which one is right."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select, update

from core.db import session
from core.settings import ROOT
from quiz import snapshots
from quiz.bank import Bank
from quiz.content import Content
from quiz.models import Attempt
from quiz.questions import Option, Question
from tests.attacks.conftest import world_app
from tests.attacks.same import same
from tests.attacks.watch import edit, statements
from tests.attacks.world import World
from tests.builders.cast import COURSE, Cast
from tests.builders.exams import UNSURE_VALUE, read_everything, sit
from tests.builders.pages import Browser
from tests.builders.rounds import rounds
from tests.conftest import dispose

REF = "A" * 22
EXAM = f"/prov/{COURSE}"
SECRETS = ("correct", "why", "danger", "alarm")


def turned(content: Content) -> Content:
    """The same bank, but in every question the next option has what the one before had: right, why, danger, alarm."""
    bank = content.bank
    other = Bank(
        version="0" * 64,
        questions={key: turned_question(each) for key, each in bank.questions.items()},
        translated={
            lang: {key: turned_question(each) for key, each in texts.items()}
            for lang, texts in bank.translated.items()
        },
    )
    return replace(content, bank=other)


def turned_question(question: Question) -> Question:
    moved = (question.options[-1], *question.options[:-1])
    options = tuple(
        replace(mine, correct=of.correct, why=of.why + " (annat)", danger=of.danger, alarm=of.alarm)
        for mine, of in zip(question.options, moved, strict=True)
    )
    return replace(question, options=options, version="0" * 12)


class Seen:
    """What one browser meets on its way through a try: every answer with the work behind it."""

    def __init__(self, app: Flask, browser: Browser) -> None:
        self.app, self.browser, self.answers = app, browser, list[tuple[str, object, list[str]]]()

    def ask(self, method: str, path: str, **fields: object) -> None:
        data = {"csrf_token": self.token, **fields} if method == "POST" else None
        with statements(self.app) as sent:
            response = self.browser.client.open(path, method=method, data=data)
        self.answers.append((f"{method} {path}", same(response), list(sent)))

    def walk(self) -> "Seen":
        """Begin; then look at each question, send it empty, and answer it by its first value."""
        self.token = self.browser.token()
        self.ask("GET", EXAM)
        self.browser.post(EXAM)
        edit(self.app, lambda: session().execute(update(Attempt).values(ref=REF)))
        for number in range(1, 12):
            path = f"{EXAM}/{REF}/{number}"
            for method in ("GET", "HEAD", "GET"):
                self.ask(method, path)
            self.ask("GET", f"{path}?format=json")
            self.ask("POST", path)
            page = self.browser.get(path)
            self.ask("POST", path, answer=page.soup.select("input[name=answer]")[0]["value"])
        self.ask("GET", f"{EXAM}/{REF}/12")
        return self


@pytest.fixture
def two_sites(
    built: tuple[Path, World], tmp_path: Path, content: Content, cast: Cast
) -> Iterator[tuple[Content, Content]]:
    yield content, turned(content)
    snapshots._parsed.clear()


@pytest.mark.parametrize("seed", [f"{number:032x}" for number in range(rounds(2, 25))])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_s13_two_banks_that_differ_in_what_is_right_give_equal_pages(
    sqlite_file: Path,
    built: tuple[Path, World],
    tmp_path: Path,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
    seed: str,
    language: str,
) -> None:
    """Bodies, headers (lengths too), redirects and statements, question by question, also for an answer sent."""
    monkeypatch.setattr("quiz.actions.secrets", SimpleNamespace(token_hex=lambda _: seed))
    seen = []
    for name, its_content in (("one", content), ("other", turned(content))):
        snapshots._parsed.clear()
        app = world_app(built, tmp_path, its_content, name)
        edit(app, lambda: clear_tries(app))
        browser = built[1].on(app).browser("learner")
        browser.client.set_cookie("lang", language)
        seen.append(Seen(app, browser).walk().answers)
        dispose(app)
    snapshots._parsed.clear()
    assert [each[0] for each in seen[0]] == [each[0] for each in seen[1]]
    for one, other in zip(*seen, strict=True):
        assert one == other, one[0]
