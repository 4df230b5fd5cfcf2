"""Questions with written options, one or more of which are right: single, several and spots. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from core.language import N_
from core.yaml_fields import Fields
from quiz.grading import UNSURE, Answer
from quiz.kinds.reading import read_question
from quiz.kinds.shape import EITHER, UNSURE_KEY, ForeignAnswer, MissingAnswer, OptionOf
from quiz.questions import Option, Question
from quiz.written import WrittenQuestion


def read_choices(fields: Fields, case: WrittenQuestion | None) -> tuple[WrittenQuestion, ...]:
    """One question with its options."""
    question = read_question(fields, case)
    options: list[Option] = []
    for row in fields.rows("options"):
        options.append(read_option(row, question))
        row.close()
    fields.close()
    return (WrittenQuestion(replace(question, options=tuple(options)), fields.node, case=case),)


def read_option(fields: Fields, question: Question) -> Option:
    """What every written option has; a wrong one in a trap or in the first step is an alarm unless written."""
    correct = fields.flag("correct")
    alarm_by_default = question.no_sign or question.step == "identifiera"
    return Option(
        key=fields.text("key"),
        text=fields.text("text"),
        correct=correct,
        why=fields.text("why"),
        danger=fields.optional_text("danger") or None,
        alarm=fields.flag("alarm", default=not correct and alarm_by_default),
    )


def read_choice_form(values: Sequence[str], option_of: OptionOf, most: int) -> Answer:
    """The options chosen, at most so many. Raises MissingAnswer or ForeignAnswer."""
    chosen = set(values)
    if not chosen:
        raise MissingAnswer(N_("Välj ett svar, eller ”Jag är inte säker”."))
    if chosen == {UNSURE_KEY}:
        return UNSURE
    if UNSURE_KEY in chosen:
        raise MissingAnswer(EITHER)
    if len(values) > most or len(values) != len(chosen):
        raise ForeignAnswer
    keys = [option_of(value) for value in values]
    if None in keys:
        raise ForeignAnswer
    return frozenset(key for key in keys if key is not None)
