"""Drawing and grading on one core, of every course: pure work, without server and database."""

import time
from collections.abc import Callable, Sequence
from functools import partial

from quiz.content import Content
from quiz.drawing import PreviousTry, draw
from quiz.grading import grade
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.benchmarks.measured import Aim, Profile, Row
from tests.benchmarks.profiles import shares
from tests.builders.exams import right_answer

AIM = Aim("figure", "≥", 1000)
WHY = (
    "The search for questions that serve every wish of a retake takes the time; grading takes a fifth of it."
)
Try = Callable[[int], None]


def rows(content: Content, *, rounds: int, tries: int) -> list[Row]:
    """Tries drawn and graded per second: first tries, and retakes after which everything has to be asked anew."""
    found = []
    for course in content.catalogue.courses.values():
        signs = tuple(content.catalogue.signs)
        exam = Exam(content.bank.pool(course), signs, ExamRules.from_overrides(course.exam))
        for what, one in (("First tries", exam.first), ("Retakes, everything wrong before", exam.retake)):
            rate = max(tries / cpu_seconds(one, tries) for _ in range(rounds))
            profile = partial(profile_of, one, tries)
            found.append(
                Row(
                    f"{what} drawn and graded, {course.key}", "one core", rate, "a second", None, AIM, profile
                )
            )
    return found


class Exam:
    """One course's exam."""

    def __init__(self, pool: Sequence[Question], signs: Sequence[str], rules: ExamRules) -> None:
        self.pool, self.signs, self.rules = pool, signs, rules
        self.by_key = {each.key: each for each in pool}
        self.wrong = frozenset(signs)

    def first(self, number: int) -> None:
        self.graded(draw(self.pool, self.signs, self.rules, f"{number:032x}"))

    def retake(self, number: int) -> None:
        earlier = PreviousTry(self.earlier(number), self.wrong, self.wrong)
        self.graded(draw(self.pool, self.signs, self.rules, f"{number:032x}", [earlier]))

    def earlier(self, number: int) -> tuple[str, ...]:
        """Twelve questions, others for each number: what an earlier try may have asked."""
        keys = list(self.by_key)
        start = number * 7 % len(keys)
        return tuple((keys * 2)[start : start + self.rules.questions])

    def graded(self, drawn: Sequence[str]) -> None:
        questions = [self.by_key[key] for key in drawn]
        grade(questions, {each.key: right_answer(each) for each in questions}, self.rules)


def cpu_seconds(one: Try, tries: int) -> float:
    """The processor time of so many tries."""
    start = time.process_time()
    for number in range(tries):
        one(number)
    return time.process_time() - start


def profile_of(one: Try, tries: int) -> Profile:
    """Where the time goes."""
    return Profile(WHY, shares([partial(one, number) for number in range(tries)]))
