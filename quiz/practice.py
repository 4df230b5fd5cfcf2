"""Practice: a round of questions where what was wrong comes back until it is right. Nothing is stored. Pure.

All there is to know of a round stands in its address: a seed, which sign if any, and the places of the
questions that were not right, in the order in which they come again. Back, reload and a second tab work
by themselves, and nobody can look anything up afterwards.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from quiz.drawing import shuffled
from quiz.grading import asked_signs, luring_signs
from quiz.questions import Question

ROUND = 6
MOST_AGAIN = 60
"""So often questions come back in one round; after that it ends kindly."""


@dataclass(frozen=True, slots=True)
class Round:
    """The questions of a round and the places (from 1) of those that come again."""

    questions: tuple[Question, ...]
    again: tuple[int, ...] = ()

    @property
    def length(self) -> int:
        """How many cards there are now, with those that come again."""
        return len(self.questions) + len(self.again)

    def place(self, number: int) -> int:
        """The question's place (from 1) behind a card's number. Raises IndexError beyond the last card."""
        if not 1 <= number <= self.length:
            raise IndexError(number)
        return number if number <= len(self.questions) else self.again[number - len(self.questions) - 1]

    def question(self, number: int) -> Question:
        """The question on a card. Raises IndexError beyond the last card."""
        return self.questions[self.place(number) - 1]

    def after(self, number: int, *, right: bool) -> tuple[int, ...]:
        """What comes again once the card has been answered."""
        known = self.again[: max(0, number - len(self.questions))]
        waiting = self.again[len(known) :]
        place = self.place(number)
        if right or place in waiting or len(self.again) >= MOST_AGAIN:
            return self.again
        return (*self.again, place)


def practice_round(
    pool: Sequence[Question], seed: str, sign: str | None, without: Collection[str]
) -> tuple[Question, ...]:
    """The questions of a round: of one sign (asking for it or luring with it), or of all. May be empty.

    `without` are the keys of a try that is going on: practice must not tell its answers,
    nor those of its cases.
    """
    cases = {each.case for each in pool if each.case and each.key in without}
    fitting = [
        each
        for each in pool
        if each.key not in without
        and each.case not in cases
        and (sign is None or sign in asked_signs(each) or sign in luring_signs(each))
    ]
    return tuple(shuffled(fitting, seed)[:ROUND])


def parse_again(text: str, questions: int) -> tuple[int, ...]:
    """The places in an address, as "2.5". Raises ValueError for anything that no page of ours has written."""
    if not text:
        return ()
    parts = text.split(".")
    if len(parts) > MOST_AGAIN or not all(
        each.isascii() and each.isdigit() and len(each) < 4 for each in parts
    ):
        raise ValueError(text)
    places = tuple(int(each) for each in parts)
    if not all(1 <= each <= questions for each in places):
        raise ValueError(text)
    return places


def format_again(again: Sequence[int]) -> str:
    """The places as they stand in an address."""
    return ".".join(str(each) for each in again)
