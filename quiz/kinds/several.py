"""Several right answers among others. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from core.problems import Problem
from core.yaml_fields import Fields
from courses.text_rules import Known
from quiz.grading import Answer
from quiz.kinds.choices import read_choice_form, read_choices
from quiz.kinds.shape import OptionOf
from quiz.questions import Question
from quiz.written import WrittenQuestion

TEMPLATE = "choices"
WORDS = None
FEWEST_RIGHT = 2


def read(
    fields: Fields, problems: list[Problem], case: WrittenQuestion | None = None
) -> tuple[WrittenQuestion, ...]:
    """The question with its options."""
    return read_choices(fields, case)


def completed(question: Question, signs: Mapping[str, str]) -> Question:
    """The question as it is: all its options are written."""
    return question


def check(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """At least two right answers and one wrong."""
    right = sum(option.correct for option in written.question.options)
    wrong = len(written.question.options) - right
    if right < FEWEST_RIGHT or not wrong:
        yield written.at("options").problem(
            f"{right} rätta och {wrong} felaktiga svar i en fråga av slaget several",
            "märk minst två svar correct: true och minst ett correct: false, eller skriv kind: single",
        )


def read_form(question: Question, values: Sequence[str], option_of: OptionOf) -> Answer:
    """The options chosen, or UNSURE. Raises MissingAnswer or ForeignAnswer."""
    return read_choice_form(values, option_of, most=len(question.options))
