"""Steps to put in their order: each gets a place, and each place one step. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.language import N_
from core.problems import Problem
from core.yaml_fields import Fields
from courses.text_rules import Known
from quiz.grading import UNSURE, Answer
from quiz.kinds.reading import read_question
from quiz.kinds.rows import (
    check_rows,
    read_item,
    read_row_form,
    right_option,
    targets_used,
    with_targets,
)
from quiz.kinds.shape import MissingAnswer, OptionOf, Words
from quiz.questions import Item, Question
from quiz.written import WrittenQuestion

TEMPLATE = "rows"
WORDS = Words(
    right=N_("Rätt plats"),
    wrong=N_("En annan plats"),
    task=N_("Välj en plats för varje steg."),
    target=N_("Plats %(target)s"),
)


def read(
    fields: Fields, problems: list[Problem], case: WrittenQuestion | None = None
) -> tuple[WrittenQuestion, ...]:
    """The question with its items, written in their right order."""
    question = read_question(fields, case)
    items: list[Item] = []
    for row in fields.rows("items"):
        items.append(read_item(row))
        row.close()
    fields.close()
    right = tuple(right_option(item, str(place)) for place, item in enumerate(items, start=1))
    whole = replace(question, items=tuple(items), options=right)
    return (WrittenQuestion(whole, fields.node, "items", case),)


def completed(question: Question, signs: Mapping[str, str]) -> Question:
    """The question with an option for each item at each place."""
    places = [str(place) for place in range(1, len(question.items) + 1)]
    return with_targets(question, [(place, place) for place in places])


def check(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """What holds for every question of rows."""
    yield from check_rows(written)


def read_form(question: Question, values: Sequence[str], option_of: OptionOf) -> Answer:
    """A place for each item, or UNSURE. Raises MissingAnswer or ForeignAnswer."""
    answer = read_row_form(question, values, option_of, WORDS.task)
    if answer is not UNSURE and len(targets_used(question, answer)) < len(answer):
        raise MissingAnswer(N_("Varje plats går bara att använda en gång."))
    return answer
