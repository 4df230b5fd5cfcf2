"""Observations to pair with the sign each of them is most like; a sign may be like none or several. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from core.language import N_
from core.problems import Problem
from core.yaml_fields import Fields
from courses.text_rules import Known
from quiz.grading import Answer
from quiz.kinds.reading import read_question
from quiz.kinds.rows import check_rows, read_item, read_row_form, right_option, with_targets
from quiz.kinds.shape import OptionOf, Words
from quiz.questions import Item, Option, Question
from quiz.written import WrittenQuestion

TEMPLATE = "rows"
WORDS = Words(right=N_("Rätt tecken"), wrong=N_("Ett annat tecken"), task=N_("Välj ett tecken på varje rad."))


def read(
    fields: Fields, problems: list[Problem], case: WrittenQuestion | None = None
) -> tuple[WrittenQuestion, ...]:
    """The question with its pairs."""
    question = read_question(fields, case)
    items: list[Item] = []
    right: list[Option] = []
    for row in fields.rows("pairs"):
        items.append(read_item(row))
        sign = row.text("sign")
        right.append(right_option(items[-1], sign, sign))
        row.close()
    fields.close()
    whole = replace(question, items=tuple(items), options=tuple(right))
    return (WrittenQuestion(whole, fields.node, "pairs", case),)


def completed(question: Question, signs: Mapping[str, str]) -> Question:
    """The question with an option for each item and sign."""
    return with_targets(question, list(signs.items()))


def check(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """What holds for every question of rows; each pair has a known sign, each sign of the question a pair."""
    yield from check_rows(written)
    paired = [option.sign for option in written.question.options]
    for number, sign in enumerate(paired):
        if sign and sign not in known.signs:
            yield written.row_at(number, "sign").problem(
                f'tecknet "{sign}" finns inte', f"skriv någon av {', '.join(known.signs)}"
            )
    for sign in written.question.signs:
        if sign not in paired:
            yield written.at("signs").problem(
                f'tecknet "{sign}" står i signs men inte i något par', "ta bort det, eller skriv ett par"
            )


def read_form(question: Question, values: Sequence[str], option_of: OptionOf) -> Answer:
    """A sign for each item, or UNSURE. Raises MissingAnswer or ForeignAnswer."""
    return read_row_form(question, values, option_of, WORDS.task)
