"""Things to find in a picture: each is an option with a place there. A list beside it says the same. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from core.problems import Problem
from core.yaml_fields import Fields
from courses.text_rules import Known, drawing_is_there
from quiz.grading import Answer
from quiz.kinds.choices import read_choice_form, read_option
from quiz.kinds.reading import read_question
from quiz.kinds.shape import OptionOf
from quiz.places import SMALLEST, Place
from quiz.questions import Option, Question
from quiz.written import WrittenQuestion

TEMPLATE = "spots"
WORDS = None
FEWEST, MOST = 3, 6


def read(
    fields: Fields, problems: list[Problem], case: WrittenQuestion | None = None
) -> tuple[WrittenQuestion, ...]:
    """The question with its picture and its spots."""
    question = read_question(fields, case)
    spots: list[Option] = []
    for row in fields.rows("spots"):
        spots.append(replace(read_option(row, question), place=_place(row)))
        row.close()
    whole = replace(
        question,
        options=tuple(spots),
        picture=fields.text("picture"),
        picture_text=fields.text("picture_text"),
    )
    fields.close()
    return (WrittenQuestion(whole, fields.node, "spots", case),)


def completed(question: Question, signs: Mapping[str, str]) -> Question:
    """The question as it is: all its spots are written."""
    return question


def check(written: WrittenQuestion, known: Known) -> Iterator[Problem]:
    """A drawing that is there, and in it a few spots of both sorts, each by itself."""
    yield from drawing_is_there(written.at("picture"), written.question.drawing, known)
    yield from _spots_fit(written)
    yield from _places_fit(written)


def read_form(question: Question, values: Sequence[str], option_of: OptionOf) -> Answer:
    """The spots chosen, or UNSURE. Raises MissingAnswer or ForeignAnswer."""
    return read_choice_form(values, option_of, most=len(question.options))


def _place(fields: Fields) -> Place | None:
    """A spot's place; None when a number of it cannot be read, which is told."""
    names = ("x", "y", "r")
    numbers = [fields.number(name) for name in names]
    written = fields.node.mapping
    readable = all(name in written and written[name].text.isdecimal() for name in names)
    return Place(*numbers) if readable else None


def _spots_fit(written: WrittenQuestion) -> Iterator[Problem]:
    spots = written.question.options
    right = sum(spot.correct for spot in spots)
    if "spots" in written.node.mapping and not FEWEST <= len(spots) <= MOST:
        yield written.at("spots").problem(
            f"{len(spots)} ställen i en bild", f"skriv {FEWEST} till {MOST} ställen i spots"
        )
    if spots and right in (0, len(spots)):
        yield written.at("spots").problem(
            f"{right} av {len(spots)} ställen är tecken",
            "märk minst ett ställe correct: true och minst ett correct: false",
        )
    if written.question.no_sign:
        yield written.at("no_sign").problem(
            "i en fråga av slaget spots finns alltid något att hitta",
            "skriv no_sign: false, eller en fråga av ett annat slag",
        )


def _places_fit(written: WrittenQuestion) -> Iterator[Problem]:
    """Big enough to press, inside the picture, and apart: the shares are the same at every width."""
    placed = [(i, spot.key, spot.place) for i, spot in enumerate(written.question.options) if spot.place]
    for number, key, place in placed:
        if place.r < SMALLEST:
            yield written.row_at(number, "r").problem(
                f'stället "{key}" är för litet för ett finger', f"skriv r: {SMALLEST} eller mer"
            )
        if not place.box.is_inside:
            yield written.row_at(number).problem(
                f'stället "{key}" når utanför bilden', "flytta det med x och y, eller minska r"
            )
    for (_, key, place), (number, other, its_place) in combinations(placed, 2):
        if place.box.overlaps(its_place.box):
            yield written.row_at(number).problem(
                f'stället "{other}" ligger över "{key}"', "flytta isär dem med x och y, eller minska r"
            )
