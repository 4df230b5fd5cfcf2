"""The questions before the first lesson: three, without consequence, to see later what the course gave. Pure.

They are kept as try number 0. The gain is told as two shares of right answers, before the course and in
the first try, of the same people: the simplest honest form, since people who chose to answer, harder
questions and practice all play in (Hake, R. R. (1998). Interactive-engagement versus traditional methods.
American Journal of Physics, 66(1), 64-74, divides the gain by what was left to gain; with three questions
that ratio would be noise).
"""

from collections.abc import Sequence
from typing import Final

from quiz.drawing import shuffled
from quiz.grading import asked_signs
from quiz.questions import Question
from quiz.rules import ExamRules

BEFORE: Final = 0
"""Their number among the person's tries."""
SIGN_QUESTIONS = 2
KINDS = ("single", "several")
BEFORE_RULES = ExamRules(questions=SIGN_QUESTIONS + 1, pass_right=SIGN_QUESTIONS + 1, traps=1, criticals=0)


def draw_before(pool: Sequence[Question], seed: str) -> tuple[str, ...]:
    """The keys of a trap and of two questions about different signs, in random order; none if that is lacking.

    Quick kinds only, nothing critical and no case: nobody has been taught anything yet.
    """
    plain = [
        each for each in shuffled(pool, seed) if each.kind in KINDS and not each.critical and not each.case
    ]
    traps = [each for each in plain if each.no_sign]
    asking: list[Question] = []
    for each in plain:
        met = {sign for other in asking for sign in asked_signs(other)}
        if asked_signs(each) and met.isdisjoint(asked_signs(each)):
            asking.append(each)
    if not traps or len(asking) < SIGN_QUESTIONS:
        return ()
    return tuple(each.key for each in shuffled([traps[0], *asking[:SIGN_QUESTIONS]], seed + "order"))
