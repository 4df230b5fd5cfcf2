"""Learners who only guess, always or never raise an alarm do not pass; a careful one does.

Tries are seeded, so the figures are the same in every run. PROOF_ROUNDS=full simulates 100,000 tries.
"""

import os
from collections.abc import Callable, Sequence
from random import Random

import pytest

from quiz.drawing import PreviousTry, draw
from quiz.grading import UNSURE, Answer, Result, grade
from quiz.questions import Option, Question
from quiz.rules import ExamRules
from tests.quiz.made_bank import SIGNS, standard_bank

RULES = ExamRules()
BANK = standard_bank()
ROUNDS = 100_000 if os.environ.get("PROOF_ROUNDS") == "full" else 2_000
Learner = Callable[[Random, Question], Answer]


def keys(options: Sequence[Option]) -> frozenset[str]:
    return frozenset(each.key for each in options)


def right(asked: Question) -> frozenset[str]:
    return keys([each for each in asked.options if each.correct])


def guesser(chance: Random, asked: Question) -> Answer:
    """Any option of a single question, any options of the others."""
    if asked.kind == "single":
        return keys([chance.choice(asked.options)])
    return keys(chance.sample(asked.options, chance.randint(1, len(asked.options))))


def always_alarms(chance: Random, asked: Question) -> Answer:
    """Sees everything there is and raises every alarm there is; right where there is none to raise."""
    alarms = [each for each in asked.options if each.alarm]
    if asked.kind == "single":
        return keys([chance.choice(alarms)]) if alarms and asked.no_sign else right(asked)
    return right(asked) | keys(alarms)


def never_alarms(chance: Random, asked: Question) -> Answer:
    """Leaves every trap alone, sees no sign, and knows everything else."""
    if asked.no_sign or not asked.signs:
        return right(asked)
    calm = [each for each in asked.options if not each.correct and not each.alarm]
    return keys([chance.choice(calm)]) if calm else UNSURE


def leaves_traps_and_guesses(chance: Random, asked: Question) -> Answer:
    """Has learnt to know the traps by their looks and guesses the rest."""
    return right(asked) if asked.no_sign else guesser(chance, asked)


def never_sure(_chance: Random, _asked: Question) -> Answer:
    """Always answers "Jag är inte säker"."""
    return UNSURE


def careful(chance: Random, asked: Question) -> Answer:
    """Right on 95 % of the questions; else another option, or one too many or too few."""
    if chance.random() < 0.95:
        return right(asked)
    if asked.kind == "single":
        return keys([chance.choice([each for each in asked.options if not each.correct])])
    return right(asked) ^ keys([chance.choice(asked.options)])


def sit(learner: Learner, seed: str, previous: Sequence[PreviousTry] = ()) -> tuple[PreviousTry, Result]:
    chance = Random(seed)
    by_key = {each.key: each for each in BANK}
    asked = [by_key[key] for key in draw(BANK, SIGNS, RULES, seed, previous)]
    result = grade(asked, {each.key: learner(chance, each) for each in asked}, RULES)
    missed = frozenset(sign for sign, tally in result.signs.items() if tally.missed)
    alarms = frozenset(sign for sign, tally in result.signs.items() if tally.false_alarm)
    return PreviousTry(tuple(each.key for each in asked), missed, alarms), result


def share_passed(learner: Learner) -> float:
    return sum(sit(learner, f"{learner.__name__} {i}")[1].passed for i in range(ROUNDS)) / ROUNDS


@pytest.mark.parametrize(
    "learner", [guesser, always_alarms, never_alarms, leaves_traps_and_guesses, never_sure]
)
def test_who_has_not_learnt_does_not_pass(learner: Learner) -> None:
    assert share_passed(learner) <= 0.001


def test_who_is_careful_passes() -> None:
    assert share_passed(careful) >= 0.8


def test_retakes_do_not_let_guessers_through_and_let_careful_ones_pass() -> None:
    passed = dict.fromkeys((guesser, careful), 0)
    people = ROUNDS // 20
    for learner in passed:
        for person in range(people):
            previous: list[PreviousTry] = []
            for number in range(5):
                done, result = sit(learner, f"{learner.__name__} {person} {number}", previous)
                previous.append(done)
                if result.passed:
                    passed[learner] += 1
                    break
    assert passed[guesser] <= 0.005 * people
    assert passed[careful] >= 0.999 * people


def test_tries_of_one_seed_repeat_exactly() -> None:
    assert sit(careful, "again") == sit(careful, "again")
