"""Who only guesses, always or never raises an alarm does not pass; who is careful does. In every course's own bank.

How likely a drawn try passes is computed exactly, question by question, and so is a bound for every try that
the rules allow. Seeded learners then sit the exam, retakes too: with PROOF_ROUNDS=full 100,000 tries of each
kind. In a small run few tries prove little, so there not a single one may pass.
"""

from statistics import fmean

import pytest

from core.settings import ROOT
from quiz.content import Content
from quiz.grading import COUNTED_SIGNS
from quiz.rules import ExamRules
from tests.builders.rounds import rounds
from tests.quiz import made_bank
from tests.quiz.simulated import (
    Exam,
    Learner,
    careful,
    chances,
    guesser,
    knows_the_traps,
    least_of_a_careful_one,
    lower_bound,
    most_in_any_try,
    never_alarmer,
    never_sure,
    over_reporter,
    p_pass,
    p_right,
    signs_asked,
    upper_bound,
)

MADE = "made"
COURSES = sorted(path.parent.name for path in (ROOT / "courses" / "content").glob("*/course.yaml"))
A_TRY, IN_FIVE, CAREFUL = 0.001, 0.01, 0.8
TRIES = 5
DRAWN = rounds(60, 2_000)
SEEDED = rounds(800, 100_000) // len(COURSES)
SEEDED_CAREFUL = rounds(3_000, 100_000) // len(COURSES)
NOT_LEARNT = [guesser, over_reporter, never_alarmer]


@pytest.fixture(params=[*COURSES, MADE])
def exam(request: pytest.FixtureRequest, content: Content) -> Exam:
    """The exam of a course, or of the bank made for the tests."""
    if request.param == MADE:
        return Exam(made_bank.standard_bank(), made_bank.SIGNS, ExamRules())
    course = content.catalogue.courses[request.param]
    rules = ExamRules.from_overrides(course.exam)
    return Exam(content.bank.pool(course), tuple(content.catalogue.signs), rules)


def exact(exam: Exam, learner: Learner) -> list[float]:
    """The exact probability to pass each of some drawn tries."""
    worth = {each.key: chances(learner, each) for each in exam.pool}
    return [
        p_pass([worth[each.key] for each in exam.drawn(f"{number:032x}")], exam.rules)
        for number in range(DRAWN)
    ]


# ---- exact, for every try that can be drawn ----------------------------------------------------------


def test_no_try_lets_a_guesser_pass(exam: Exam) -> None:
    """Not even the one with the twelve questions that are easiest to guess; and five of them do not either."""
    bound = most_in_any_try(guesser, exam.pool, exam.rules)
    assert 0 < max(exact(exam, guesser)) <= bound <= A_TRY
    assert TRIES * bound <= IN_FIVE


def test_no_try_lets_an_over_reporter_pass(exam: Exam) -> None:
    """She raises an alarm in every trap, and every try has more of them than may be alarmed about."""
    traps = [chances(over_reporter, each) for each in exam.pool if each.no_sign]
    assert all(is_alarm for worth in traps for _, is_alarm, _ in worth)
    assert exam.rules.traps > exam.rules.max_false_alarm_questions
    assert max(exact(exam, over_reporter)) == 0


def test_no_try_lets_a_never_alarmer_pass(exam: Exam) -> None:
    """She is wrong about every sign; a question counts for two at most, so half as many as signs go wrong."""
    about_signs = [each for each in exam.pool if each.signs and not each.no_sign]
    assert all(p_right(chances(never_alarmer, each)) == 0 for each in about_signs)
    fewest = -(-len(exam.signs) // COUNTED_SIGNS)
    assert exam.rules.questions - fewest < exam.rules.pass_right
    assert min(signs_asked(exam.drawn(f"{number}")) for number in range(DRAWN)) >= fewest
    assert max(exact(exam, never_alarmer)) == 0


def test_every_try_lets_a_careful_one_pass(exam: Exam) -> None:
    """Even if each slip were an alarm, and dangerous in the critical questions."""
    assert CAREFUL <= least_of_a_careful_one(exam.rules) <= min(exact(exam, careful))


def test_who_knows_the_traps_by_their_looks_does_not_pass_by_guessing_the_rest(exam: Exam) -> None:
    assert fmean(exact(exam, knows_the_traps)) <= A_TRY


def test_who_is_never_sure_does_not_pass(exam: Exam) -> None:
    assert max(exact(exam, never_sure)) == 0


# ---- seeded, through drawing, grading and retakes ----------------------------------------------------


@pytest.mark.parametrize("learner", NOT_LEARNT)
def test_seeded_tries_of_those_who_have_not_learnt_fail(exam: Exam, learner: Learner) -> None:
    """A person tries five times, each try drawn after what went wrong before."""
    people = SEEDED // TRIES
    passed = [exam.passes_within(learner, f"{learner.__name__} {each}", TRIES) for each in range(people)]
    found = sum(number > 0 for number in passed)
    sat = sum(number or TRIES for number in passed)
    assert upper_bound(found, sat) <= max(A_TRY, upper_bound(0, sat))
    assert upper_bound(found, people) <= max(IN_FIVE, upper_bound(0, people))


def test_seeded_tries_of_a_careful_one_pass_as_often_as_computed(exam: Exam) -> None:
    passed = sum(exam.sit(careful, f"careful {number}")[1].passed for number in range(SEEDED_CAREFUL))
    low, high = lower_bound(passed, SEEDED_CAREFUL), upper_bound(passed, SEEDED_CAREFUL)
    assert low >= CAREFUL
    assert low <= fmean(exact(exam, careful)) <= high


def test_retakes_let_careful_ones_pass(exam: Exam) -> None:
    people = SEEDED // TRIES
    failed = sum(not exam.passes_within(careful, f"again {each}", TRIES) for each in range(people))
    assert upper_bound(failed, people) <= max(0.005, upper_bound(0, people))


def test_tries_of_one_seed_repeat_exactly(exam: Exam) -> None:
    assert exam.sit(careful, "again") == exam.sit(careful, "again")


def test_the_bounds_are_those_of_the_tables() -> None:
    """Clopper and Pearson's limits: nothing in 100, 5 in 100; the rule of three."""
    assert upper_bound(0, 100, 0.025) == pytest.approx(0.0362, abs=1e-4)
    assert upper_bound(5, 100, 0.025) == pytest.approx(0.1128, abs=1e-4)
    assert lower_bound(5, 100, 0.025) == pytest.approx(0.0164, abs=1e-4)
    assert upper_bound(0, 100_000, 0.05) == pytest.approx(3e-5, rel=0.01)
