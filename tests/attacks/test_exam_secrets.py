"""S13: before an answer is given, nothing anywhere says which one is right."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import update

from accounts.models import User
from app import create_app
from core.db import session
from core.settings import ROOT
from quiz import snapshots
from quiz.bank import Bank
from quiz.content import Content
from quiz.drawing import option_order
from quiz.models import Attempt
from quiz.questions import Question
from tests.attacks.same import same
from tests.attacks.watch import edit, statements
from tests.builders.cast import COURSE, Cast, build_cast
from tests.builders.exams import read_everything, right_answer, sit
from tests.builders.pages import Browser
from tests.builders.rounds import rounds
from tests.conftest import dispose, make_settings

Answer = tuple[str, object, list[str]]
REF = "A" * 22
EXAM = f"/prov/{COURSE}"


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
        self.app, self.browser, self.answers = app, browser, list[Answer]()

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
def ready(tmp_path: Path, sqlite_file: Path, content: Content) -> tuple[Path, Cast]:
    """A database in which Anna has read everything and not begun the exam."""
    path = tmp_path / "ready.db"
    path.write_bytes(sqlite_file.read_bytes())
    app = create_app(make_settings(f"sqlite:///{path}"), content)
    cast = build_cast(app)
    read_everything(app, content, cast.anna)
    dispose(app)
    return path, cast


def walk(ready: tuple[Path, Cast], content: Content, language: str) -> list[Answer]:
    """What Anna's browser meets on a site with this content."""
    snapshots._parsed.clear()
    copy = ready[0].with_name("copy.db")
    copy.write_bytes(ready[0].read_bytes())
    app = create_app(make_settings(f"sqlite:///{copy}"), content)
    edit(app, lambda: session().execute(update(User).values(language=language)))
    answers = Seen(app, replace(ready[1], app=app).learner()).walk().answers
    dispose(app)
    snapshots._parsed.clear()
    return answers


@pytest.mark.parametrize("seed", [f"{number:032x}" for number in range(rounds(1, 25))])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_s13_banks_that_differ_in_what_is_right_give_equal_pages(
    ready: tuple[Path, Cast], content: Content, monkeypatch: pytest.MonkeyPatch, seed: str, language: str
) -> None:
    """Bodies, headers, redirects and statements, question by question, also of answers sent empty or by chance."""
    monkeypatch.setattr("quiz.actions.secrets", SimpleNamespace(token_hex=lambda _: seed))
    seen = [walk(ready, each, language) for each in (content, turned(content))]
    assert [each[0] for each in seen[0]] == [each[0] for each in seen[1]]
    assert len(seen[0]) > 60
    for one, other in zip(*seen, strict=True):
        assert one == other, one[0]


def test_s13_the_banks_of_the_proof_do_differ(content: Content) -> None:
    """Every question of the other bank has another right answer, and the same texts, kinds and keys."""
    others = turned(content).bank.questions
    for key, question in content.bank.questions.items():
        other = others[key]
        assert right_answer(other) != right_answer(question), key
        assert [(each.key, each.text) for each in other.options] == [
            (each.key, each.text) for each in question.options
        ]


def test_s13_no_page_and_no_file_names_what_is_right(app: Flask, cast: Cast, content: Content) -> None:
    """No why, no danger, no key of the bank in a question's page; nothing of the bank among the static files."""
    sitting = sit(app, content, cast.anna, cast.here)
    question = sitting.questions[0]
    page = cast.learner().get(sitting.url(1))
    html = page.html
    for option in question.options:
        assert option.text in html.replace("&amp;", "&")
        assert option.why not in html
        assert f'"{option.key}"' not in html
    assert question.key not in html
    assert sitting.seed not in html
    assert "<!--" not in html
    form = str(page.soup.select_one("#question"))
    for word in ("correct", "danger", "alarm", "right", "data-key"):
        assert word not in form, word
    whys = [option.why for each in content.bank.questions.values() for option in each.options]
    for file in (ROOT / "static").rglob("*"):
        assert file.suffix not in {".map", ".yaml", ".json"}, file
        if file.suffix in {".js", ".css", ".svg"}:
            text = file.read_text("utf-8")
            assert "sourceMappingURL" not in text, file
            assert not [why for why in whys if why in text], file


def test_s13_names_and_order_of_options_are_the_trys_own(app: Flask, cast: Cast, content: Content) -> None:
    """Two people asked the same question see it under other names; over all questions also in another order."""
    tries = [sit(app, content, *each) for each in ((cast.anna, cast.here), (cast.dora, cast.there))]
    names = [
        {sitting.values(number, [option.key])[0] for number in range(1, 13) for option in asked.options}
        for sitting in tries
        for asked in sitting.questions[:1]
    ]
    assert names[0].isdisjoint(names[1])
    place_of_right = [0, 0, 0]
    for asked in (each for each in content.bank.questions.values() if not each.items):
        for seed in range(30):
            place = option_order(asked, f"{seed:032x}").index(min(right_answer(asked)))
            place_of_right[min(place, 2)] += 1
    assert min(place_of_right) > 0.15 * sum(place_of_right)
