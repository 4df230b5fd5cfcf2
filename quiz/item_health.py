"""How a question works, from sums over first tries: what its figures are, and the one sentence about it. Pure.

Facility is the share who were right, discrimination the correlation of being right here with the number
right in the rest of the try: the corrected item-total correlation, which for right and wrong is the
point-biserial (Henrysson, S. (1963). Correction of item-total correlations in item analysis.
Psychometrika, 28(2), 211-218).

A mastery test discriminates little by nature: where nearly everybody is right, nobody can be told apart
(Popham, W. J. & Husek, T. R. (1969). Implications of criterion-referenced measurement. Journal of
Educational Measurement, 6(1), 1-9). So a low figure alone is never called a fault.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import sqrt

from core.language import N_
from quiz.questions import Option, Question

FEWEST_PEOPLE = 20
"""Below so many people nothing is said: one person more would turn the sentence."""
ALMOST = 0.05
"""Nearly nobody. Of wrong options: one that fewer choose does no work (Tarrant, M., Ware, J. & Mohammed,
A. M. (2009). An assessment of functioning and non-functioning distractors in multiple-choice questions.
BMC Medical Education, 9, 40). Of right answers: fewer than the key's own slips would give."""
HALF = 0.5
"""Everybody has read the lessons before. Where fewer than half are right, the question or its lesson fails."""
OFTEN = 0.2
"""Every fifth: the trainer's page marks false alarms from the same share."""
TELLS_APART = 0.2
"""Below it discrimination is poor (Ebel, R. L. & Frisbie, D. A. (1991). Essentials of Educational
Measurement, 5th ed., p. 232)."""
BEYOND_CHANCE = 2.0
"""Without any relation r varies about nought by 1 / sqrt(n - 1): only two such steps below it is a question
called reversed, and of forty questions without any relation one is."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Over the first tries of n people: x is 1 for who was right, rest the number right among the others.

    `chosen` counts people by option key; "" is "Jag är inte säker".
    """

    n: int = 0
    x: int = 0
    rest: int = 0
    x_rest: int = 0
    rest2: int = 0
    chosen: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Sums") -> "Sums":
        keys = self.chosen.keys() | other.chosen.keys()
        return Sums(
            self.n + other.n,
            self.x + other.x,
            self.rest + other.rest,
            self.x_rest + other.x_rest,
            self.rest2 + other.rest2,
            {key: self.chosen.get(key, 0) + other.chosen.get(key, 0) for key in sorted(keys)},
        )


class Finding(Enum):
    """What there is to say about a question, worst first. The value is the sentence, a Swedish msgid.

    It may ask for `fewest`, the people that are needed.
    """

    REVERSED = N_("De som kan resten svarar oftare fel här. Läs frågan och facit igen.")
    NOBODY = N_("Nästan ingen svarar rätt. Facit kan vara fel, eller frågan oklar.")
    HARD = N_("Färre än hälften svarar rätt. Läs frågan igen, och lektionen som lär ut det.")
    LURING = N_("Ett svar lockar många till larm i onödan. Öva skillnaden, eller skriv svaret tydligare.")
    WEAK = N_("Frågan skiljer knappt den som kan resten från den som inte kan det. Läs den igen.")
    IDLE = N_("Ett fel svar väljs nästan aldrig. Byt det mot något som folk verkligen tror.")
    GOOD = N_("Frågan fungerar: den som kan resten svarar oftare rätt.")
    EASY = N_("Nästan alla svarar rätt. Så får det vara när alla ska klara provet.")
    TOO_FEW = N_("Färre än %(fewest)s har svarat. Inget visas än.")

    @property
    def asks_for_work(self) -> bool:
        """Whether somebody should read the question again."""
        return self not in {Finding.GOOD, Finding.EASY, Finding.TOO_FEW}


def facility(sums: Sums) -> float | None:
    """The share (0-1) who were right: the sum of x over n. None for nobody."""
    return sums.x / sums.n if sums.n else None


def discrimination(sums: Sums) -> float | None:
    """Pearson's r (-1 to 1) of x and rest from their sums; x is 0 or 1, so its squares sum to the same.

    None when all are right, all are wrong, or all have the same rest: then there is nothing to relate.
    """
    spread = (sums.n * sums.x - sums.x**2) * (sums.n * sums.rest2 - sums.rest**2)
    return (sums.n * sums.x_rest - sums.x * sums.rest) / sqrt(spread) if spread else None


def finding(question: Question, sums: Sums) -> Finding:
    """The one thing to say: what makes the question wrong, then hard, then unhelpful.

    Where nearly nobody or nearly everybody is right, r rests on a few people and is not asked.
    """
    right, relation = facility(sums), discrimination(sums)
    if right is None or sums.n < FEWEST_PEOPLE:
        return Finding.TOO_FEW
    reversed_ = relation is not None and relation * sqrt(sums.n - 1) <= -BEYOND_CHANCE
    checks = (
        (Finding.NOBODY, right <= ALMOST),
        (Finding.EASY, right >= 1 - ALMOST),
        (Finding.REVERSED, reversed_),
        (Finding.HARD, right < HALF),
        (Finding.LURING, any(is_luring(option, sums) for option in distractors(question))),
        (Finding.WEAK, relation is None or relation < TELLS_APART),
        (Finding.IDLE, any(is_idle(option, sums) for option in distractors(question))),
    )
    return next((found for found, holds in checks if holds), Finding.GOOD)


def distractors(question: Question) -> tuple[Option, ...]:
    """The wrong options that somebody wrote; a question of rows has none."""
    return () if question.items else tuple(option for option in question.options if not option.correct)


def is_idle(option: Option, sums: Sums) -> bool:
    """Whether a wrong option is chosen by nobody, or by nearly nobody."""
    return sums.chosen.get(option.key, 0) < ALMOST * sums.n


def is_luring(option: Option, sums: Sums) -> bool:
    """Whether an option is a false alarm that many raise."""
    return option.alarm and sums.chosen.get(option.key, 0) >= OFTEN * sums.n
