"""Which questions a try asks, and in which order and under which names the page shows them. Pure.

The product's exam rules: a first try is 12 questions that hold every sign, at least 3 traps with
different lures, 2 critical ones and all three steps. A retake is again 12: two new questions for each
sign missed or falsely alarmed as far as 12 allow, critical ones anew, one for each other sign.

All that is random comes from the seed of the try through HMAC-SHA256: it is the same on every machine,
does not depend on which option is right, and tells nothing to who does not hold the seed. The seed
stays on the server.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from quiz.blueprint import Frame, Sets, frames, sets_of
from quiz.covering import Demand, Limit, cover, unlike
from quiz.grading import luring_signs
from quiz.questions import Question
from quiz.rules import ExamRules

NEW_PER_WEAK_SIGN = 2
# A wish that is not met within so many steps is taken as one the 12 questions have no room for.
STEPS_PER_WISH = 150
NOT_TOGETHER = (
    "Frågorna räcker var för sig, men inte tillsammans i ett prov. Skriv fler frågor med två tecken,"
    " eller fler kritiska frågor om de tecken som har få andra."
)


@dataclass(frozen=True, slots=True)
class PreviousTry:
    """An earlier try of the same person and course: its question keys and the signs that went wrong."""

    questions: tuple[str, ...]
    missed: frozenset[str]
    false_alarms: frozenset[str]


def draw(
    pool: Sequence[Question],
    signs: Sequence[str],
    rules: ExamRules,
    seed: str,
    previous: Sequence[PreviousTry] = (),
) -> tuple[str, ...]:
    """The question keys of a try, in order; linked questions stand together, in the order of the pool.

    `signs` are the course's signs; `previous` the earlier tries, oldest first, of which the last tells
    the signs that need new questions. Questions never asked come first, then those asked fewest times
    and longest ago. Raises ValueError, in Swedish, when the bank cannot fill a try; `impossible` tells why.
    """
    sets = sets_of(_most_wanted_first(pool, seed, previous), signs)
    for frame in frames(sets, rules, () if previous else _limits(sets)):
        chosen = _chosen(frame, _wishes(sets, frame, previous) if previous else [])
        if chosen is not None:
            return _placed(pool, frozenset(sets.keys(frame.traps | chosen)), seed)
    raise ValueError(impossible(pool, signs, rules) or NOT_TOGETHER)


def impossible(pool: Sequence[Question], signs: Sequence[str], rules: ExamRules) -> str | None:
    """What the bank lacks, in Swedish with the remedy; None when every try and retake can be drawn.

    The worst retake, where every sign went wrong, asks for two new questions a sign beside the one
    already asked, and for as many critical ones anew. Later retakes may use old questions again.
    """
    sets = sets_of(pool, signs)
    for what, have, need in _supplies(sets, rules):
        if have < need:
            return f"{what}: {have} finns, minst {need} behövs. Skriv {need - have} till."
    if next(unlike(sets.traps, sets.clashes, rules.traps), None) is None:
        return (
            f"Frågorna utan tecken liknar varandra: {rules.traps} med olika lures behövs i varje prov."
            " Skriv en som lockar med ett annat tecken."
        )
    if all(cover(frame.places, frame.needs) is None for frame in frames(sets, rules)):
        return NOT_TOGETHER
    return None


def shuffled(questions: Sequence[Question], seed: str) -> list[Question]:
    """The questions in the seed's order."""
    return sorted(questions, key=lambda each: _digest(seed, "question", each.key))


def option_order(question: Question, seed: str) -> tuple[str, ...]:
    """The option keys of a question in the order this try shows them."""
    keys = (option.key for option in question.options)
    return tuple(sorted(keys, key=lambda key: _digest(seed, "option", question.key, key)))


def item_order(question: Question, seed: str) -> tuple[str, ...]:
    """The item keys of a question of rows in the order this try shows them."""
    keys = (item.key for item in question.items)
    return tuple(sorted(keys, key=lambda key: _digest(seed, "option", question.key, key)))


def page_key(seed: str, question_key: str, option_key: str) -> str:
    """The name, 16 hex digits, that an option wears on the pages of this try."""
    return _digest(seed, "page", question_key, option_key).hex()[:16]


def options_by_page_key(seed: str, question: Question) -> dict[str, str]:
    """The option key behind each name that this question's options wear on the pages of this try."""
    return {page_key(seed, question.key, option.key): option.key for option in question.options}


def _placed(pool: Sequence[Question], keys: frozenset[str], seed: str) -> tuple[str, ...]:
    # Sorting keeps the pool's order where the digests are equal: within a case.
    chosen = [question for question in pool if question.key in keys]
    placed = sorted(chosen, key=lambda question: _digest(seed, "place", question.case or question.key))
    return tuple(question.key for question in placed)


def _digest(seed: str, *words: str) -> bytes:
    return hmac.digest(seed.encode(), "\0".join(words).encode(), "sha256")


def _most_wanted_first(
    pool: Sequence[Question], seed: str, previous: Sequence[PreviousTry]
) -> list[Question]:
    asked: dict[str, tuple[int, int]] = {}
    for number, earlier in enumerate(previous, start=1):
        for key in earlier.questions:
            asked[key] = (asked.get(key, (0, 0))[0] + 1, number)
    alarmed = previous[-1].false_alarms if previous else frozenset()

    def rank(question: Question) -> tuple[tuple[int, int], bool, bytes]:
        lures_elsewhere = alarmed.isdisjoint(luring_signs(question))
        return asked.get(question.key, (0, 0)), lures_elsewhere, _digest(seed, "question", question.key)

    return sorted(pool, key=rank)


def _chosen(frame: Frame, wishes: Sequence[Demand]) -> int | None:
    """A set that fills the frame and grants the wishes that fit, earlier ones before later ones."""
    kept: Sequence[Demand] = frame.needs
    best = cover(frame.places, kept)
    if best is None:
        return None
    everything = cover(frame.places, reduce(_with, wishes, kept), STEPS_PER_WISH) if wishes else best
    if everything is not None:
        return everything
    for wish in wishes:
        if (best & wish.among).bit_count() < wish.count:
            attempt = cover(frame.places, _with(kept, wish), STEPS_PER_WISH)
            if attempt is None:
                continue
            best = attempt
        kept = _with(kept, wish)
    return best


def _with(demands: Sequence[Demand], wish: Demand) -> Sequence[Demand]:
    """The demands with one more, without those it implies."""
    return (*(each for each in demands if wish.among & ~each.among or wish.count < each.count), wish)


def _limits(sets: Sets) -> tuple[Limit, ...]:
    """A first try leaves each sign the new questions that a retake may need."""
    leave = NEW_PER_WEAK_SIGN
    return tuple(Limit(asking, asking.bit_count() - leave) for asking in sets.signs.values())


def _wishes(sets: Sets, frame: Frame, previous: Sequence[PreviousTry]) -> list[Demand]:
    """What a retake should hold beyond the needs, most important first."""
    asked = {key for earlier in previous for key in earlier.questions}
    new = sum(1 << i for i, question in enumerate(sets.ordered) if question.key not in asked)
    wrong = previous[-1].missed | previous[-1].false_alarms
    weak = [asking for sign, asking in sets.signs.items() if sign in wrong]
    others = [asking for sign, asking in sets.signs.items() if sign not in wrong]
    return [
        _at_most(frame.places.critical & new, frame.places.critical_places),
        *(_at_most(asking & new, 1) for asking in weak),
        *(_at_most(asking & new, NEW_PER_WEAK_SIGN) for asking in weak),
        *(_at_most(asking, NEW_PER_WEAK_SIGN) for asking in weak),
        *(_at_most(asking & new, 1) for asking in others),
    ]


def _at_most(among: int, count: int) -> Demand:
    return Demand(among, min(count, among.bit_count()))


def _supplies(sets: Sets, rules: ExamRules) -> Iterator[tuple[str, int, int]]:
    """What a bank is counted for: its name in Swedish, how many there are, how many are needed."""
    critical = sets.critical.bit_count()
    traps = sets.traps.bit_count()
    everything = len(sets.ordered)
    yield "Frågor", everything, rules.questions
    yield "Frågor utan tecken (no_sign)", traps, rules.traps
    yield "Frågor som inte är fällor", everything - traps, rules.questions - rules.traps
    yield "Kritiska frågor", critical, 2 * rules.criticals
    yield "Frågor som inte är kritiska", everything - critical, rules.questions - rules.criticals
    for sign, asking in sets.signs.items():
        yield f"Frågor om tecknet {sign}", asking.bit_count(), 1 + NEW_PER_WEAK_SIGN
    for step, asking in sets.steps.items():
        yield f"Frågor i steget {step}", asking.bit_count(), 1
