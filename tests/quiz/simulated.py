"""Simulated learners: with which probability each answers what, and from that exactly how likely a try passes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from math import exp, factorial, lgamma, log, log1p
from random import Random

from quiz.drawing import PreviousTry, draw
from quiz.grading import UNSURE, Answer, Result, asked_signs, grade, grade_answer
from quiz.questions import Option, Question
from quiz.rules import ExamRules
from tests.builders.exams import right_answer, wrong_answer

RIGHT = 0.95
Answers = Sequence[tuple[float, Answer]]
Learner = Callable[[Question], Answers]
Chances = Mapping[tuple[bool, bool, bool], float]
"""The probability that an answer is (right, a false alarm, dangerous)."""


def keys(options: Iterable[Option]) -> frozenset[str]:
    return frozenset(each.key for each in options)


def evenly(answers: Iterable[Answer]) -> Answers:
    """Each of these answers as likely as any other."""
    found = list(answers)
    return [(1 / len(found), each) for each in found]


def guesser(asked: Question) -> Answers:
    """Knows nothing but how many options are right: any of so many, or any way to fill the rows."""
    if asked.items:
        ways = len(asked.targets) ** len(asked.items)
        share = 1 / (factorial(len(asked.items)) if asked.kind == "order" else ways)
        return [(share, right_answer(asked)), (1 - share, wrong_answer(asked))]
    options = [each.key for each in asked.options]
    return evenly(frozenset(some) for some in combinations(options, len(right_answer(asked))))


def over_reporter(asked: Question) -> Answers:
    """Knows everything, and raises every alarm there is."""
    alarms = [each for each in asked.options if each.alarm]
    if asked.kind != "single":
        return [(1.0, right_answer(asked) | keys(alarms))]
    return evenly(frozenset({each.key}) for each in alarms) if alarms and asked.no_sign else knower(asked)


def never_alarmer(asked: Question) -> Answers:
    """Takes nothing for a sign and is calm about everything; knows all that has nothing to do with a sign."""
    if asked.no_sign or not asked.signs:
        return knower(asked)
    calm = [each for each in asked.options if not each.correct and not each.alarm]
    if asked.items or not calm:
        return [(1.0, UNSURE)]
    return evenly(frozenset({each.key}) for each in calm)


def knows_the_traps(asked: Question) -> Answers:
    """Has learnt to know the traps by their looks, and guesses the rest."""
    return knower(asked) if asked.no_sign else guesser(asked)


def never_sure(_asked: Question) -> Answers:
    """Always answers "Jag är inte säker"."""
    return [(1.0, UNSURE)]


def careful(asked: Question) -> Answers:
    """Right on 95 % of the questions; else another option, or one too many or too few."""
    right = right_answer(asked)
    if asked.items:
        slips: Answers = [(1.0, wrong_answer(asked))]
    elif asked.kind == "single":
        slips = evenly(frozenset({each.key}) for each in asked.options if not each.correct)
    else:
        slips = evenly(right ^ {each.key} for each in asked.options if right ^ {each.key})
    return [(RIGHT, right), *((share * (1 - RIGHT), answer) for share, answer in slips)]


def knower(asked: Question) -> Answers:
    """Right on everything."""
    return [(1.0, right_answer(asked))]


def chances(learner: Learner, asked: Question) -> Chances:
    """What the learner's answer to a question is worth, by the exam's own grading."""
    found: defaultdict[tuple[bool, bool, bool], float] = defaultdict(float)
    for share, answer in learner(asked):
        worth = grade_answer(asked, answer)
        found[worth.right, worth.false_alarm, worth.dangerous] += share
    return found


def p_right(worth: Chances) -> float:
    """The probability of a right answer."""
    return sum(share for (right, _, _), share in worth.items() if right)


def p_pass(tries: Iterable[Chances], rules: ExamRules) -> float:
    """The probability that a try of these questions passes: exact, question by question."""
    states = {(0, 0): 1.0}
    for worth in tries:
        after: defaultdict[tuple[int, int], float] = defaultdict(float)
        for (right, alarms), so_far in states.items():
            for (is_right, is_alarm, is_dangerous), share in worth.items():
                if not is_dangerous:
                    after[right + is_right, alarms + is_alarm] += so_far * share
        states = after
    return sum(
        share
        for (right, alarms), share in states.items()
        if right >= rules.pass_right and alarms <= rules.max_false_alarm_questions
    )


def most_in_any_try(learner: Learner, pool: Iterable[Question], rules: ExamRules) -> float:
    """More than the probability to pass the try that suits the learner best, whatever it asks.

    Every try has so many traps and critical questions; the learner gets those she is best at, and neither
    alarms nor dangerous answers fail her.
    """
    groups: dict[str, list[float]] = {"trap": [], "critical": [], "ordinary": []}
    for each in pool:
        group = "trap" if each.no_sign else "critical" if each.critical else "ordinary"
        groups[group].append(p_right(chances(learner, each)))
    places = {
        "trap": rules.traps,
        "critical": rules.criticals,
        "ordinary": rules.questions - rules.traps - rules.criticals,
    }
    best = [share for name, places_ in places.items() for share in sorted(groups[name])[-places_:]]
    return p_pass([{(True, False, False): each, (False, False, False): 1 - each} for each in best], rules)


def least_of_a_careful_one(rules: ExamRules) -> float:
    """The least probability with which a careful learner passes: each slip is an alarm, and dangerous where critical."""
    critical = {(True, False, False): RIGHT, (False, True, True): 1 - RIGHT}
    other = {(True, False, False): RIGHT, (False, True, False): 1 - RIGHT}
    return p_pass([critical] * rules.criticals + [other] * (rules.questions - rules.criticals), rules)


class Exam:
    """A course's exam, sat by simulated learners."""

    def __init__(self, pool: Sequence[Question], signs: Sequence[str], rules: ExamRules) -> None:
        self.pool, self.signs, self.rules = pool, signs, rules
        self.by_key = {each.key: each for each in pool}

    def drawn(self, seed: str, previous: Sequence[PreviousTry] = ()) -> list[Question]:
        return [self.by_key[key] for key in draw(self.pool, self.signs, self.rules, seed, previous)]

    def sit(
        self, learner: Learner, seed: str, previous: Sequence[PreviousTry] = ()
    ) -> tuple[PreviousTry, Result]:
        """One seeded try."""
        chance, asked = Random(seed), self.drawn(seed, previous)
        answers = {each.key: said(chance, learner(each)) for each in asked}
        result = grade(asked, answers, self.rules)
        missed = frozenset(sign for sign, tally in result.signs.items() if tally.missed)
        alarms = frozenset(sign for sign, tally in result.signs.items() if tally.false_alarm)
        return PreviousTry(tuple(each.key for each in asked), missed, alarms), result

    def passes_within(self, learner: Learner, seed: str, tries: int) -> int:
        """The number of the seeded try that passes, from 1; 0 when none of so many does."""
        previous: list[PreviousTry] = []
        for number in range(1, tries + 1):
            done, result = self.sit(learner, f"{seed} {number}", previous)
            if result.passed:
                return number
            previous.append(done)
        return 0


def said(chance: Random, answers: Answers) -> Answer:
    """One of the answers, by its probability."""
    return chance.choices([each for _, each in answers], [share for share, _ in answers])[0]


def signs_asked(questions: Iterable[Question]) -> int:
    """How many of the questions ask for a sign."""
    return sum(bool(asked_signs(each)) for each in questions)


def upper_bound(found: int, tries: int, doubt: float = 0.001) -> float:
    """The share that is exceeded by nothing but bad luck of probability `doubt`, when `found` of `tries` were seen.

    Clopper, C. J. & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case
    of the binomial. Biometrika, 26(4), 404-413.
    """
    low, high = found / tries, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        seen = sum(binomial(k, tries, middle) for k in range(found + 1))
        low, high = (middle, high) if seen > doubt else (low, middle)
    return high


def binomial(found: int, tries: int, share: float) -> float:
    """The probability of exactly so many."""
    ways = lgamma(tries + 1) - lgamma(found + 1) - lgamma(tries - found + 1)
    return exp(ways + found * log(share) + (tries - found) * log1p(-share))


def lower_bound(found: int, tries: int, doubt: float = 0.001) -> float:
    """Likewise from below."""
    return 1 - upper_bound(tries - found, tries, doubt)
