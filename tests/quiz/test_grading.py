"""Grading: the product's exam rules sentence by sentence, then what must hold for any answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.grading import (
    DANGEROUS_ANSWER,
    FALSE_ALARMS,
    TOO_FEW_RIGHT,
    UNSURE,
    Answer,
    Result,
    SignTally,
    grade,
    grade_answer,
    option_words,
)
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.quiz.made_bank import option, question, questions

RULES = ExamRules()
SEVERAL = question(
    "several",
    options=(
        option("ring", correct=True),
        option("skriv", correct=True),
        option("fraga", danger="konfrontera"),
        option("tipsa", alarm=True),
    ),
    signs=("pengar", "kontrollerad", "forsvinner"),
)
TRAP = question(
    "trap",
    options=(option("inget", correct=True), option("tipsa", alarm=True), option("notera", alarm=True)),
    lures=("pengar",),
)
CRITICAL = question(
    "critical",
    options=(option("112", correct=True), option("vanta", danger="vanta-vid-fara"), option("annat")),
    critical=True,
)


def chosen(*keys: str) -> frozenset[str]:
    return frozenset(keys)


def try_of(
    *, wrong: int = 0, alarms: int = 0, dangerous: int = 0, unsure: int = 0, harmless: int = 0
) -> Result:
    """A try of 12 questions: 4 critical, 8 that are not; so many of them answered so."""
    asked = [question(f"c{i}", options=CRITICAL.options, critical=True) for i in range(4)]
    asked += [question(f"q{i}", options=(*TRAP.options, option("fel"))) for i in range(8)]
    answers: dict[str, Answer] = {each.key: chosen(each.options[0].key) for each in asked}
    ordinary = iter(asked[4:])
    answers |= {next(ordinary).key: chosen("fel") for _ in range(wrong)}
    answers |= {next(ordinary).key: chosen("tipsa") for _ in range(alarms)}
    answers |= {next(ordinary).key: UNSURE for _ in range(unsure)}
    answers |= {asked[i].key: chosen("vanta") for i in range(dangerous)}
    answers |= {asked[3 - i].key: chosen("annat") for i in range(harmless)}
    return grade(asked, answers, RULES)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        (chosen("ring", "skriv"), True),
        (chosen("ring"), False),
        (chosen("ring", "skriv", "tipsa"), False),
        (chosen("ring", "skriv", "fraga"), False),
        (chosen(), False),
        (UNSURE, False),
    ],
)
def test_right_is_everything_right_and_nothing_wrong(answer: Answer, *, right: bool) -> None:
    assert grade_answer(SEVERAL, answer).right is right


def test_each_option_counts_per_sign_for_at_most_two_signs() -> None:
    assert grade_answer(SEVERAL, chosen("ring", "tipsa")).per_sign == (
        SignTally("pengar", seen=1, missed=1, left_alone=0, false_alarm=1),
        SignTally("kontrollerad", seen=1, missed=1, left_alone=0, false_alarm=1),
    )


def test_a_trap_counts_alarms_for_what_it_lures_with_and_nothing_seen() -> None:
    assert grade_answer(TRAP, chosen("tipsa")).per_sign == (
        SignTally("pengar", seen=0, missed=0, left_alone=1, false_alarm=1),
    )
    assert grade_answer(TRAP, chosen("inget")).per_sign == (SignTally("pengar", left_alone=2),)


def test_a_question_without_signs_counts_for_none() -> None:
    assert grade_answer(CRITICAL, chosen("112")).per_sign == ()


def test_only_a_danger_in_a_critical_question_is_dangerous() -> None:
    assert grade_answer(CRITICAL, chosen("vanta")).dangerous
    assert not grade_answer(CRITICAL, chosen("annat")).dangerous
    assert not grade_answer(SEVERAL, chosen("fraga")).dangerous


def test_unsure_is_not_right_no_alarm_and_not_dangerous() -> None:
    for each in (SEVERAL, TRAP, CRITICAL):
        graded = grade_answer(each, UNSURE)
        assert (graded.right, graded.dangerous, graded.false_alarm) == (False, False, False)
    assert grade_answer(SEVERAL, UNSURE).per_sign[0] == SignTally("pengar", missed=2, left_alone=1)
    assert grade_answer(TRAP, UNSURE).per_sign == (SignTally("pengar", left_alone=2),)


def test_unsure_never_fails_a_try_by_itself() -> None:
    assert try_of(unsure=2).passed
    assert try_of(unsure=3).reasons == (TOO_FEW_RIGHT,)


def test_ten_of_twelve_passes_and_nine_does_not() -> None:
    assert try_of(wrong=2).passed
    assert try_of(wrong=2).right_count == 10
    assert try_of(wrong=3).reasons == (TOO_FEW_RIGHT,)


def test_one_dangerous_answer_fails_even_with_eleven_right() -> None:
    result = try_of(dangerous=1)
    assert (result.right_count, result.passed) == (11, False)
    assert (result.reasons, result.dangerous_questions) == ((DANGEROUS_ANSWER,), ("c0",))
    assert try_of(harmless=1).passed


def test_one_question_with_a_false_alarm_passes_and_two_do_not() -> None:
    assert try_of(alarms=1).passed
    assert try_of(alarms=1).false_alarm_questions == ("q0",)
    assert try_of(alarms=2).reasons == (FALSE_ALARMS,)


def test_all_reasons_are_told() -> None:
    result = try_of(wrong=1, alarms=2, dangerous=1)
    assert result.reasons == (TOO_FEW_RIGHT, DANGEROUS_ANSWER, FALSE_ALARMS)


def test_the_result_adds_up_per_sign_and_names_the_signs_that_had_a_trap() -> None:
    answers: dict[str, Answer] = {"several": chosen("ring"), "trap": chosen("notera")}
    result = grade([SEVERAL, TRAP], answers, RULES)
    assert list(result.signs) == ["kontrollerad", "pengar"]
    assert result.signs["pengar"] == SignTally("pengar", seen=1, missed=1, left_alone=2, false_alarm=1)
    assert result.trap_signs == {"pengar"}


def test_the_rules_pinned_in_the_try_decide() -> None:
    lenient = ExamRules(questions=2, pass_right=1, traps=1, criticals=0)
    answers: dict[str, Answer] = {"several": UNSURE, "trap": chosen("inget")}
    assert grade([SEVERAL, TRAP], answers, lenient).passed
    assert not grade([SEVERAL, TRAP], answers, RULES).passed


def test_missing_foreign_and_unknown_answers_are_refused() -> None:
    for answers in ({}, {"trap": UNSURE, "other": UNSURE}, {"other": UNSURE}):
        with pytest.raises(ValueError, match="not those of the questions"):
            grade([TRAP], answers, RULES)
    for judge in (grade_answer, option_words):
        with pytest.raises(ValueError, match="trap has no such option: 112, inget"):
            judge(TRAP, chosen("112", "inget"))


def test_words_on_the_feedback_page() -> None:
    assert option_words(SEVERAL, chosen("ring", "fraga", "tipsa")) == {
        "ring": "seen",
        "skriv": "missed",
        "fraga": "wrong",
        "tipsa": "false",
    }
    assert option_words(SEVERAL, chosen("ring")) == {
        "ring": "seen",
        "skriv": "missed",
        "fraga": "calm",
        "tipsa": "calm",
    }
    assert option_words(SEVERAL, UNSURE) == {
        "ring": "missed",
        "skriv": "missed",
        "fraga": "plain",
        "tipsa": "plain",
    }


@st.composite
def answered(draw: st.DrawFn) -> tuple[Question, frozenset[str]]:
    """Any question and any of its options."""
    asked = draw(questions())
    return asked, draw(st.frozensets(st.sampled_from([each.key for each in asked.options])))


@settings(deadline=None, derandomize=True)
@given(answered())
def test_counts_add_up_to_the_options(pair: tuple[Question, frozenset[str]]) -> None:
    asked, picked = pair
    right = sum(each.correct for each in asked.options)
    alarms = sum(each.alarm for each in asked.options)
    for answer in (picked, UNSURE):
        tallies = grade_answer(asked, answer).per_sign
        assert len(tallies) == min(2, len(asked.lures if asked.no_sign else asked.signs))
        for tally in tallies:
            assert tally.seen + tally.missed == (0 if asked.no_sign else right)
            assert tally.left_alone + tally.false_alarm == alarms


@settings(deadline=None, derandomize=True)
@given(answered())
def test_adding_a_wrong_option_never_helps(pair: tuple[Question, frozenset[str]]) -> None:
    asked, picked = pair
    before = grade_answer(asked, picked)
    for each in asked.options:
        if not each.correct and each.key not in picked:
            after = grade_answer(asked, picked | {each.key})
            assert not after.right
            assert after.dangerous >= before.dangerous
            assert after.false_alarm >= before.false_alarm


@settings(deadline=None, derandomize=True)
@given(st.lists(st.booleans(), min_size=12, max_size=12), st.data())
def test_a_wrong_option_more_never_turns_a_failed_try(answers_right: list[bool], data: st.DataObject) -> None:
    asked = [data.draw(questions(key=f"q{i}")) for i in range(12)]
    answers: dict[str, Answer] = {
        each.key: frozenset(o.key for o in each.options if o.correct) if right else UNSURE
        for each, right in zip(asked, answers_right, strict=True)
    }
    before = grade(asked, answers, RULES)
    changed = data.draw(st.sampled_from(asked))
    wrong = next(each.key for each in changed.options if not each.correct)
    earlier = answers[changed.key]
    picked = frozenset[str]() if earlier is UNSURE else earlier
    assert isinstance(picked, frozenset)
    after = grade(asked, answers | {changed.key: picked | {wrong}}, RULES)
    assert after.passed <= before.passed
    assert after.right_count <= before.right_count


@settings(deadline=None, derandomize=True)
@given(questions())
def test_unsure_is_never_dangerous_and_never_an_alarm(asked: Question) -> None:
    graded = grade_answer(asked, UNSURE)
    assert not graded.dangerous
    assert not graded.false_alarm
    assert not graded.right
    assert not {"false", "wrong", "seen"} & set(option_words(asked, UNSURE).values())
