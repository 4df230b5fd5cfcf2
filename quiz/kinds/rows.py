"""Questions of rows, where each item is put at a target: order and match. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from core.problems import Problem
from core.yaml_fields import Fields
from quiz.grading import UNSURE, Answer
from quiz.kinds.shape import EITHER, UNSURE_KEY, ForeignAnswer, MissingAnswer, OptionOf
from quiz.questions import Item, Option, Question
from quiz.written import WrittenQuestion

FEWEST = 3
LONGEST_KEY = 40
"""Characters of an item's key: with its target it is an option's key, and those are kept in 60."""


def option_key(item: str, target: str) -> str:
    """The key of the option that puts an item at a target."""
    return f"{item}@{target}"


def target_of(option: Option) -> str:
    """The target's key of an option of rows."""
    return option.key.rpartition("@")[2]


def read_item(fields: Fields) -> Item:
    """What every row has."""
    return Item(key=fields.text("key"), text=fields.text("text"), why=fields.text("why"))


def right_option(item: Item, target: str, sign: str | None = None) -> Option:
    """The option that puts an item at its right target."""
    key = option_key(item.key, target)
    return Option(key, "", correct=True, why=item.why, danger=None, alarm=False, item=item.key, sign=sign)


def with_targets(question: Question, targets: Sequence[tuple[str, str]]) -> Question:
    """The question with one option for each item and target, right where one was right before."""
    right = {option.item: option for option in question.options if option.correct}
    options = (
        replace(
            right[item.key],
            key=option_key(item.key, key),
            text=text,
            correct=key == target_of(right[item.key]),
            why=item.why,
        )
        for item in question.items
        for key, text in targets
    )
    return replace(question, options=tuple(options), targets=tuple(targets))


def check_rows(written: WrittenQuestion) -> Iterator[Problem]:
    """Enough rows with keys that are short enough. No row is dangerous or an alarm, so nothing rests on it."""
    question = written.question
    if len(question.items) < FEWEST and written.field in written.node.mapping:
        yield written.at(written.field).problem(
            f"{len(question.items)} rader i en fråga av slaget {question.kind}",
            f"skriv minst {FEWEST} rader i {written.field}",
        )
    for number, item in enumerate(question.items):
        if len(item.key) > LONGEST_KEY:
            yield written.row_at(number, "key").problem(
                f"nyckeln har {len(item.key)} tecken", f"skriv högst {LONGEST_KEY}"
            )
    for field, is_so in (("critical", question.critical), ("no_sign", question.no_sign)):
        if is_so:
            yield written.at(field).problem(
                f"en fråga av slaget {question.kind} har inga svar som är farliga eller larm",
                f"skriv {field}: false, eller en fråga av ett annat slag",
            )


def read_row_form(question: Question, values: Sequence[str], option_of: OptionOf, unchosen: str) -> Answer:
    """One option for each item; an empty value is a row without choice, which `unchosen` tells.

    Raises MissingAnswer or ForeignAnswer.
    """
    given = [value for value in values if value]
    if set(given) == {UNSURE_KEY}:
        return UNSURE
    if UNSURE_KEY in given:
        raise MissingAnswer(EITHER)
    if len(given) > len(question.items):
        raise ForeignAnswer
    keys = [option_of(value) for value in given]
    chosen = [option for option in question.options if option.key in keys]
    if None in keys or len({option.item for option in chosen}) != len(given):
        raise ForeignAnswer
    if len(chosen) < len(question.items):
        raise MissingAnswer(unchosen)
    return frozenset(option.key for option in chosen)


def targets_used(question: Question, keys: Iterable[str]) -> set[str]:
    """The targets that the options with these keys put something at."""
    wanted = set(keys)
    return {target_of(option) for option in question.options if option.key in wanted}
