"""What every kind of question can do, and what the reading of a posted form may end in. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.language import N_
from core.problems import Problem
from core.yaml_fields import Fields
from courses.text_rules import Known
from quiz.grading import Answer
from quiz.questions import Question
from quiz.written import WrittenQuestion

UNSURE_KEY = "osaker"
"""The value of "Jag är inte säker" on every page."""
EITHER = N_("Välj antingen svar eller ”Jag är inte säker”.")
OptionOf = Callable[[str], str | None]
"""The option key behind a value of the form; None for a value that this page does not have."""


class MissingAnswer(Exception):
    """The form has no answer that can be kept; the text is a Swedish msgid that says what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class ForeignAnswer(Exception):
    """The form holds what the question's page never sends."""


@dataclass(frozen=True, slots=True)
class Words:
    """Swedish msgids of a kind of rows: what a right and a wrong row are called, and what to do with each row.

    `target` turns a target's text into what is shown; empty when the text says it all.
    """

    right: str
    wrong: str
    task: str
    target: str = ""


class Reader(Protocol):
    """A kind as it is written in a file."""

    def read(
        self, fields: Fields, problems: list[Problem], case: WrittenQuestion | None = None
    ) -> tuple[WrittenQuestion, ...]:
        """The questions that one entry of a bank file becomes; what is wrong is added to `problems`."""


class Kind(Reader, Protocol):
    """A kind that is asked."""

    @property
    def TEMPLATE(self) -> str:  # noqa: N802  a constant of the module
        """The file in templates/quiz/kinds that draws its form, without ending."""

    @property
    def WORDS(self) -> Words | None:  # noqa: N802
        """What the pages call its rows; None for a kind of options."""

    def completed(self, question: Question, signs: Mapping[str, str]) -> Question:
        """The question with the options that follow from its items; `signs` are short names by key."""

    def check(self, written: WrittenQuestion, known: Known) -> Iterator[Problem]:
        """What does not fit the kind."""

    def read_form(self, question: Question, values: Sequence[str], option_of: OptionOf) -> Answer:
        """The answer in a posted form. Raises MissingAnswer or ForeignAnswer."""
