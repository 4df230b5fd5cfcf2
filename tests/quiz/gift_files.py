"""Questions there and back again through GIFT, for the tests."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache

from core.problems import Problem
from core.settings import ROOT
from core.yaml_fields import Fields
from core.yaml_files import parse_yaml
from courses.checking import known_of
from courses.content_files import read_content
from courses.text_rules import Known
from quiz.gift.draft import Draft, make_draft
from quiz.gift.reading import read_gift
from quiz.kinds import KINDS, READERS
from quiz.questions import Question

SIGNS = {
    "pengar": "Pengar utan förklaring",
    "kontrollerad": "Någon styr & ringer",
    "forsvinner": "Försvinner",
}


@cache
def known() -> Known:
    return known_of(read_content(ROOT), ROOT)


def drafted(
    text: str, *, signs: Mapping[str, str] = SIGNS, taken: Collection[str] = ()
) -> tuple[Draft, list[Problem]]:
    """The draft of a GIFT text, and what reading it told."""
    questions, problems = read_gift(text, "fil.txt")
    return make_draft(questions, problems, ("fil.txt", "utkast.yaml"), signs, known(), taken), problems


def questions_in(draft: Draft, signs: Mapping[str, str] = SIGNS) -> list[Question]:
    """The questions of a draft as the bank would read them; nothing may be missing."""
    problems: list[Problem] = []
    found = [
        written.question
        for row in parse_yaml(draft.text, "utkast.yaml").mapping["questions"].items
        for written in READERS[row.mapping["kind"].text].read(Fields(row, problems), problems)
    ]
    assert problems == []
    return [KINDS[question.kind].completed(question, signs) for question in found]


def alike(questions: Iterable[Question]) -> list[Question]:
    """The questions without what a way through GIFT may change: the version of the file, and the case."""
    return [replace(question, version="", case="") for question in questions]
