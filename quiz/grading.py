"""Grading: what an answer was worth, per question, per sign and for the whole try. Pure.

The product's exam rules: a question is right when everything right and nothing wrong is chosen. Per
sign each option counts: seen, missed, left alone, false alarm; an option with a sign of its own counts
for that sign alone. "Jag är inte säker" is not right, is
no alarm and never fails a try by itself. Passed = at least 10 of 12 right, no dangerous answer to a
critical question, at most one question with a false alarm.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal

from quiz.questions import Option, Question
from quiz.rules import ExamRules

COUNTED_SIGNS = 2
TOO_FEW_RIGHT = "too-few-right"
DANGEROUS_ANSWER = "dangerous-answer"
FALSE_ALARMS = "false-alarms"


class Unsure(Enum):
    """The answer "Jag är inte säker", which the page adds to every question."""

    UNSURE = "unsure"


UNSURE: Final = Unsure.UNSURE
Answer = frozenset[str] | Unsure
OptionWord = Literal["seen", "missed", "false", "calm", "wrong", "plain"]


@dataclass(frozen=True, slots=True)
class SignTally:
    """How many options of one sign were seen, missed, left alone and alarmed about without cause.

    `sure` questions about it were answered with "Säker", `sure_wrong` of those were not right.
    """

    sign: str
    seen: int = 0
    missed: int = 0
    left_alone: int = 0
    false_alarm: int = 0
    sure: int = 0
    sure_wrong: int = 0

    def __add__(self, other: "SignTally") -> "SignTally":
        return SignTally(
            self.sign,
            self.seen + other.seen,
            self.missed + other.missed,
            self.left_alone + other.left_alone,
            self.false_alarm + other.false_alarm,
            self.sure + other.sure,
            self.sure_wrong + other.sure_wrong,
        )


@dataclass(frozen=True, slots=True)
class AnswerGrade:
    """What one answer was worth; `per_sign` has one tally for each sign the question counts for."""

    right: bool
    dangerous: bool
    false_alarm: bool
    per_sign: tuple[SignTally, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a try was worth. The three tuples hold question keys in the order of the try.

    `reasons` tells why it did not pass: TOO_FEW_RIGHT, DANGEROUS_ANSWER, FALSE_ALARMS; empty when
    passed. `signs` is in key order; a sign outside `trap_signs` had no trap in this try.
    """

    passed: bool
    asked_count: int
    right_count: int
    false_alarm_questions: tuple[str, ...]
    dangerous_questions: tuple[str, ...]
    sure_wrong_questions: tuple[str, ...]
    reasons: tuple[str, ...]
    signs: Mapping[str, SignTally]
    trap_signs: frozenset[str]


def asked_signs(question: Question) -> tuple[str, ...]:
    """The signs the question asks for: at most the first two, none in a trap."""
    return () if question.no_sign else question.signs[:COUNTED_SIGNS]


def luring_signs(question: Question) -> tuple[str, ...]:
    """The signs a trap tempts with: at most the first two, none in any other question."""
    return question.lures[:COUNTED_SIGNS] if question.no_sign else ()


def grade_answer(question: Question, answer: Answer) -> AnswerGrade:
    """Grade the option keys chosen, or UNSURE. Raises ValueError for an option of another question."""
    chosen = _chosen(question, answer)
    correct = frozenset(option.key for option in question.options if option.correct)
    picked = [option for option in question.options if option.key in chosen]
    return AnswerGrade(
        right=answer is not UNSURE and chosen == correct,
        dangerous=question.critical and any(option.danger for option in picked),
        false_alarm=any(option.alarm for option in picked),
        per_sign=_per_sign(question, chosen),
    )


def grade(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    rules: ExamRules,
    sure: Collection[str] = (),
) -> Result:
    """Grade a whole try: its questions in order, the answers by question key, the rules pinned in it.

    `sure` are the keys of the questions answered with "Säker"; it changes nothing in who passes. Raises ValueError when a question has no answer or an answer has no question.
    """
    if answers.keys() != {question.key for question in questions}:
        raise ValueError("the answers are not those of the questions")
    grades = {question.key: grade_answer(question, answers[question.key]) for question in questions}
    right_count = sum(grade.right for grade in grades.values())
    false_alarms = tuple(key for key, grade in grades.items() if grade.false_alarm)
    dangerous = tuple(key for key, grade in grades.items() if grade.dangerous)
    sure_wrong = tuple(key for key, grade in grades.items() if key in sure and not grade.right)
    reasons = _reasons(rules, right_count, len(false_alarms), len(dangerous))
    return Result(
        passed=not reasons,
        asked_count=len(questions),
        right_count=right_count,
        false_alarm_questions=false_alarms,
        dangerous_questions=dangerous,
        sure_wrong_questions=sure_wrong,
        reasons=reasons,
        signs=_signs(grades, sure),
        trap_signs=frozenset(sign for question in questions for sign in luring_signs(question)),
    )


def option_words(question: Question, answer: Answer) -> dict[str, OptionWord]:
    """The word the feedback page puts on each option, by option key in the question's own order.

    After UNSURE nothing was left alone on purpose, so wrong options are "plain". Raises ValueError
    for an option of another question.
    """
    chosen = _chosen(question, answer)
    unsure = answer is UNSURE
    return {
        option.key: _word(option, chosen=option.key in chosen, unsure=unsure) for option in question.options
    }


def _chosen(question: Question, answer: Answer) -> frozenset[str]:
    chosen = frozenset[str]() if isinstance(answer, Unsure) else answer
    if not chosen <= {option.key for option in question.options}:
        raise ValueError(f"{question.key} has no such option: {', '.join(sorted(chosen))}")
    return chosen


def _per_sign(question: Question, chosen: frozenset[str]) -> tuple[SignTally, ...]:
    signs = asked_signs(question)
    alarms = [option.key in chosen for option in question.options if option.alarm]
    tallies = []
    for sign in signs or luring_signs(question):
        correct = [
            option.key in chosen
            for option in question.options
            if option.correct and signs and option.sign in (None, sign)
        ]
        tallies.append(
            SignTally(
                sign,
                seen=correct.count(True),
                missed=correct.count(False),
                left_alone=alarms.count(False),
                false_alarm=alarms.count(True),
            )
        )
    return tuple(tallies)


def _signs(grades: Mapping[str, AnswerGrade], sure: Collection[str]) -> dict[str, SignTally]:
    tallies: dict[str, SignTally] = {}
    for key, grade in grades.items():
        said = SignTally("", sure=int(key in sure), sure_wrong=int(key in sure and not grade.right))
        for tally in grade.per_sign:
            tallies[tally.sign] = tallies.get(tally.sign, SignTally(tally.sign)) + tally + said
    return dict(sorted(tallies.items()))


def _reasons(rules: ExamRules, right: int, false_alarms: int, dangerous: int) -> tuple[str, ...]:
    failed_on = {
        TOO_FEW_RIGHT: right < rules.pass_right,
        DANGEROUS_ANSWER: dangerous > 0,
        FALSE_ALARMS: false_alarms > rules.max_false_alarm_questions,
    }
    return tuple(reason for reason, failed in failed_on.items() if failed)


def _word(option: Option, *, chosen: bool, unsure: bool) -> OptionWord:
    if option.correct:
        return "seen" if chosen else "missed"
    if not chosen:
        return "plain" if unsure else "calm"
    return "false" if option.alarm else "wrong"
