"""Somebody else's reader of GIFT understands what is written here: gift-pegjs, in the browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium

from quiz.content import Content
from quiz.gift.export import export_gift
from quiz.gift.tags import tags_of
from quiz.questions import Question

READER = Path(__file__).parent.parent / "vendor" / "gift-parser-globals.js"


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("course", ["hotell", "bostad"])
def test_an_independent_reader_finds_the_same_questions(
    browser: Chromium, content: Content, course: str
) -> None:
    pool = content.bank.pool(content.catalogue.courses[course])
    carried = [question for question in pool if question.kind != "spots"]
    page = browser.new_page()
    page.add_script_tag(path=READER)
    found: list[dict[str, Any]] = page.evaluate("text => giftParser.parse(text)", export_gift(pool).text)
    page.close()
    assert [each["id"] for each in found] == [question.key for question in carried]
    for each, question in zip(found, carried, strict=True):
        assert each["title"] == question.key
        assert each["tags"] == tags_of(question)
        assert each["stem"] == {"format": "plain", "text": spaced(f"{question.text}\n{question.ask}")}
        if question.items:
            same_rows(each, question)
        else:
            same_options(each, question)


def same_options(found: dict[str, Any], question: Question) -> None:
    """The words, the whys and what is right: "=" where one may be chosen, else a part of the points."""
    assert found["type"] == "MC"
    told = [(each["text"]["text"], each["feedback"]["text"]) for each in found["choices"]]
    assert told == [(spaced(option.text), spaced(option.why)) for option in question.options]
    right = [each["isCorrect"] or (each["weight"] or 0) > 0 for each in found["choices"]]
    assert right == [option.correct for option in question.options]
    parts = [each["weight"] for each in found["choices"] if (each["weight"] or 0) > 0]
    if question.kind == "several":
        assert sum(parts) == pytest.approx(100, abs=0.001)


def same_rows(found: dict[str, Any], question: Question) -> None:
    """Each row with its own target, and beside them the targets of no row."""
    assert found["type"] == "Matching"
    names = dict(question.targets)
    right = {
        option.item: names[option.key.rpartition("@")[2]] for option in question.options if option.correct
    }
    pairs = [(each["subquestion"]["text"], each["subanswer"]) for each in found["matchPairs"]]
    assert [pair for pair in pairs if pair[0]] == [
        (spaced(item.text), right[item.key]) for item in question.items
    ]
    assert {target for text, target in pairs if not text} == set(names.values()) - set(right.values())
    for item in question.items:
        assert spaced(item.why) in found["globalFeedback"]["text"]


def spaced(text: str) -> str:
    """The reader makes one space of several."""
    return re.sub(r"\s\s+", " ", text)
