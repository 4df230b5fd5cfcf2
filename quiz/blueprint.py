"""What every try must hold, told to the search as sets of questions. Pure.

The product's exam rules: every sign asked, at least 3 traps with different lures, 2 critical, all three
steps, 12 in all. Traps and critical questions are drawn in exactly that number, so that every try is
equally hard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quiz.covering import Demand, Limit, Places, unlike
from quiz.grading import asked_signs, luring_signs
from quiz.questions import Question
from quiz.rules import ExamRules

STEPS = ("identifiera", "reagera", "agera")


@dataclass(frozen=True, slots=True)
class Sets:
    """A pool as sets of bits: bit i is the i-th question in `ordered`.

    `clashes` holds for each trap the traps that share a lure with it, `signs` and `steps` the
    questions that ask each of them.
    """

    ordered: tuple[Question, ...]
    critical: int
    traps: int
    clashes: dict[int, int]
    signs: dict[str, int]
    steps: dict[str, int]

    @property
    def everything(self) -> int:
        """The whole pool."""
        return (1 << len(self.ordered)) - 1

    def keys(self, questions: int) -> list[str]:
        """The question keys of a set."""
        return [question.key for i, question in enumerate(self.ordered) if questions >> i & 1]


@dataclass(frozen=True, slots=True)
class Frame:
    """Some traps, the places left beside them, and what those places must still serve."""

    traps: int
    places: Places
    needs: tuple[Demand, ...]


def sets_of(ordered: Sequence[Question], signs: Sequence[str]) -> Sets:
    """The pool as sets, in the order given; `signs` are those the course must ask."""
    critical = traps = 0
    luring: dict[str, int] = {}
    asking = dict.fromkeys(signs, 0)
    steps = dict.fromkeys(STEPS, 0)
    for i, question in enumerate(ordered):
        bit = 1 << i
        critical |= bit if question.critical else 0
        traps |= bit if question.no_sign else 0
        steps[question.step] |= bit
        for sign in luring_signs(question):
            luring[sign] = luring.get(sign, 0) | bit
        for sign in asked_signs(question):
            if sign in asking:
                asking[sign] |= bit
    clashes = dict.fromkeys((1 << i for i, question in enumerate(ordered) if question.no_sign), 0)
    for together in luring.values():
        for trap in clashes:
            clashes[trap] |= together if together & trap else 0
    return Sets(tuple(ordered), critical, traps, clashes, asking, steps)


def frames(sets: Sets, rules: ExamRules, limits: tuple[Limit, ...] = ()) -> Iterator[Frame]:
    """The ways to choose traps, most wanted first; only one of those that leave the same to the rest.

    `limits` are soft and handed on to the search.
    """
    seen: set[tuple[int, tuple[int, ...]]] = set()
    others = sets.everything & ~sets.traps
    for traps in unlike(sets.traps, sets.clashes, rules.traps):
        criticals = rules.criticals - (traps & sets.critical).bit_count()
        steps = tuple(asking for asking in sets.steps.values() if not asking & traps)
        if criticals < 0 or (criticals, steps) in seen:
            continue
        seen.add((criticals, steps))
        places = Places(
            critical=others & sets.critical,
            ordinary=others & ~sets.critical,
            critical_places=criticals,
            ordinary_places=rules.questions - rules.traps - criticals,
            limits=limits,
        )
        needs = tuple(Demand(asking) for asking in (*sets.signs.values(), *steps))
        yield Frame(traps, places, needs)
