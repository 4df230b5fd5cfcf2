"""F38: questions are edited while people answer them. Each try is marked on what it was started with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.models import User
from app import create_app
from core.db import session, writing
from core.settings import Settings
from quiz import snapshots
from quiz.content import Content
from quiz.models import Attempt, ItemCount, OptionCount, SignCount
from quiz.questions import Question
from quiz.rebuild import rebuild_counters
from tests.attacks.watch import edit
from tests.builders import sums
from tests.builders.cast import COURSE, Cast
from tests.builders.edited_bank import EditedBank, flipped, removed, renamed, reworded
from tests.builders.exams import Sitting, right_answer, sit
from tests.builders.pages import Browser, words
from tests.conftest import dispose

pytestmark = pytest.mark.both
ANSWERED = 2
LAST = 12


@dataclass(frozen=True)
class Midway:
    """Anna has answered two questions; then others of her try are edited and the site starts again.

    The next four of one kind: another option is right, it is removed, an option has another key, new words.
    """

    site: Flask
    cast: Cast
    sitting: Sitting
    flipped: Question
    removed: Question
    renamed: Question
    reworded: Question

    def number(self, question: Question) -> int:
        return self.sitting.questions.index(question) + 1


def of_one_kind(drawn: Sequence[Question]) -> list[Question]:
    """Those not answered yet that are edited alike: one right option, nothing linked to them."""
    return [each for each in drawn[ANSWERED:] if each.kind == "single" and not each.case]


@pytest.fixture
def midway(app: Flask, cast: Cast, content: Content, settings: Settings, tmp_path: Path) -> Iterator[Midway]:
    sitting = sit(
        app, content, cast.anna, cast.here, answered=ANSWERED, fits=lambda drawn: len(of_one_kind(drawn)) >= 4
    )
    flips, goes, renames, rewords = of_one_kind(sitting.questions)[:4]
    bank = EditedBank(tmp_path / "edited")
    old = renames.options[0].key
    bank.edit(flips.key, flipped)
    bank.edit(goes.key, removed)
    bank.edit(renames.key, renamed(old, "ny-nyckel"))
    bank.edit(rewords.key, reworded)
    bank.translate(renames.key, "en", renamed(old, "ny-nyckel"))
    snapshots._parsed.clear()
    site = create_app(settings, bank.read_into(content))
    yield Midway(site, replace(cast, app=site), sitting, flips, goes, renames, rewords)
    snapshots._parsed.clear()
    dispose(site)


def test_f38_a_try_goes_on_with_the_questions_it_was_started_with(midway: Midway) -> None:
    """Each is shown and marked as it was, whatever has become of it; everything right is a pass."""
    device, sitting = midway.cast.sign_in(midway.cast.anna), midway.sitting
    for number in range(ANSWERED + 1, LAST + 1):
        asked = sitting.questions[number - 1]
        page = device.get(sitting.url(number))
        assert page.soup.select_one("#scene").text == asked.text  # type: ignore[union-attr]
        assert asked.ask in page.text
        if asked.kind in {"single", "several"}:
            shown = [words(each) for each in page.soup.select("#question label")]
            assert all(any(each.text in label for label in shown) for each in asked.options)
        feedback = device.post(sitting.url(number), answer=sitting.right(number))
        assert feedback.h1.startswith("Rätt.")
        assert all(row.why in feedback.text for row in asked.rows)
    result = device.get(f"/prov/{COURSE}/{sitting.ref}/resultat")
    assert result.h1 == "Du har klarat provet."
    assert "12 rätt av 12" in result.text


def test_f38_readers_of_other_languages_are_asked_what_the_try_asks(midway: Midway, content: Content) -> None:
    """What is edited since comes in Swedish, as it was, and says so; no option is blank and none is another's."""
    edit(midway.site, lambda: session().execute(update(User).values(language="en")))
    device, sitting = midway.cast.sign_in(midway.cast.anna), midway.sitting
    edited = {midway.flipped, midway.removed, midway.renamed, midway.reworded}
    languages = set()
    for number in range(ANSWERED + 1, LAST + 1):
        asked = sitting.questions[number - 1]
        shown, lang = (asked, "sv") if asked in edited else content.bank.question(asked.key, "en")
        languages.add(lang)
        scene = device.get(sitting.url(number)).soup.select_one("#scene")
        assert scene is not None
        assert (scene.text, scene.get("lang", "en")) == (shown.text, lang)
        feedback = device.post(sitting.url(number), answer=sitting.right(number))
        for row in shown.rows:
            assert row.text in feedback.text
            assert row.why in feedback.text
    assert languages == {"en", "sv"}
    device.get(f"/prov/{COURSE}/{sitting.ref}/resultat")


def test_f38_statistics_are_split_by_version(
    midway: Midway, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dora begins after the edit and is asked the same: what was right for Anna is wrong for her, and each counts
    for the question she met. Counting everything once more gives the same.
    """
    site, flips = midway.site, midway.flipped
    new = site.extensions["bank"].questions
    pool = site.extensions["bank"].pool(content.catalogue.courses[COURSE])
    asked = {each.key for each in midway.sitting.questions}
    instead = next(each.key for each in pool if each.key not in asked)
    keys = [instead if each == midway.removed else each.key for each in midway.sitting.questions]
    monkeypatch.setattr("quiz.actions.draw", lambda *_: tuple(keys))
    hers = sit(site, replace(content, bank=site.extensions["bank"]), midway.cast.dora, midway.cast.here)
    assert new[flips.key].version != flips.version
    answer_all(midway.cast.sign_in(midway.cast.anna), midway.sitting, ANSWERED + 1)
    number = midway.number(flips)
    answers = {number: hers.values(number, right_answer(flips))}
    device = midway.cast.sign_in(midway.cast.dora)
    answer_all(device, hers, 1, answers)
    assert not device.get(f"{hers.url(number)}/svar").h1.startswith("Rätt.")
    with site.app_context(), writing():
        for _ in range(2):
            found = {
                row.question_version: (row.n, row.sum_x)
                for row in session().scalars(select(ItemCount).where(ItemCount.question_key == flips.key))
            }
            assert found == {flips.version: (1, 1), new[flips.key].version: (1, 0)}
            chosen = session().scalars(select(OptionCount).where(OptionCount.question_key == flips.key)).all()
            assert {(row.question_version, row.option_key) for row in chosen} == {
                (version, key) for version in found for key in right_answer(flips)
            }
            assert sums.rows_of(session(), ItemCount) == sums.item_sums(session())
            assert sums.rows_of(session(), SignCount) == sums.sign_sums(session())
            assert rebuild_counters(session(), closed=()) == 2
            session().expire_all()
        versions = session().scalars(select(Attempt.bank_version)).all()
        assert len(set(versions)) == 2


def answer_all(
    device: Browser, sitting: Sitting, first: int, other: dict[int, list[str]] | None = None
) -> None:
    """Answer the rest right, but some otherwise."""
    for number in range(first, LAST + 1):
        device.post(sitting.url(number), answer=(other or {}).get(number) or sitting.right(number))
