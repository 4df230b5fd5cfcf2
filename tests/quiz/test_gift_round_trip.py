"""What goes to Moodle comes back the same: keys, words, right answers, whys, and what the tags carry."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.content import Content
from quiz.gift.export import export_gift
from quiz.gift.tags import LONGEST, tags_of
from quiz.kinds.rows import right_option, with_targets
from quiz.questions import Item, Option, Question
from tests.builders.rounds import rounds
from tests.quiz.gift_files import SIGNS, alike, drafted, questions_in

ROUNDS = settings(max_examples=rounds(60, 1000))
NASTY = (
    "~", "=", "#", "####", "{", "}", ":", "::", "\\", "\\n", "\\\\", "%50%", "->", "//", "[html]", "[id:x]", "$CATEGORY:",
    "å", "é", "لا تخف", "ไม่", "🌧️", "&amp;", "<b>", "'", '"', "- ", "\u2028", "\t", " ", "a",
)  # fmt: skip
DANGERS = ("lova", "varna", "utseende")


def words(*, lines: bool = True, arrows: bool = True) -> st.SearchStrategy[str]:
    """Texts of all that means something in GIFT, HTML or YAML, between any other characters."""
    pieces = [each for each in (*NASTY, "\n" * lines) if each and (arrows or each != "->")]
    anything = st.characters(exclude_categories=["Cs", "Cc"])
    made = st.lists(st.sampled_from(pieces) | anything, min_size=1, max_size=8).map("".join)
    whole = made.map(str.strip).filter(bool)
    return whole if arrows else whole.filter(lambda text: "->" not in text)


@st.composite
def some_questions(draw: st.DrawFn) -> list[Question]:
    """A few questions of every kind that GIFT has room for, each with a key of its own."""
    kinds = draw(st.lists(st.sampled_from(["single", "several", "match", "order"]), min_size=1, max_size=3))
    return [draw(a_question(kind, f"fraga-{number}")) for number, kind in enumerate(kinds)]


@st.composite
def a_question(draw: st.DrawFn, kind: str, key: str) -> Question:
    """One question; a trap has lures, and only options can be dangerous or alarms."""
    rows = kind in ("match", "order")
    lures = () if rows else tuple(draw(st.lists(st.sampled_from(list(SIGNS)), unique=True, max_size=2)))
    bare = Question(
        key=key,
        kind=kind,
        audiences=tuple(draw(st.sampled_from([["hotell"], ["hotell", "bostad"]]))),
        step=draw(st.sampled_from(["identifiera", "reagera", "agera"])),
        signs=() if lures else tuple(draw(st.lists(st.sampled_from(list(SIGNS)), unique=True, max_size=2))),
        no_sign=bool(lures),
        lures=lures,
        critical=not rows and draw(st.booleans()),
        difficulty=draw(st.sampled_from(["1", "2", "3"])),
        sources=tuple(draw(st.lists(st.sampled_from(["EGEN", "NSPM-T", "POL1"]), unique=True, min_size=1))),
        text=draw(words()),
        ask=draw(words(lines=False)),
        options=(),
        version="",
        confidence=draw(st.booleans()),
    )
    if rows:
        return draw(with_rows(bare))
    number = draw(st.integers(2, 5))
    right = {draw(st.integers(0, number - 1))}
    if kind == "several":
        right = draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=number - 1))
    return replace(bare, options=tuple(draw(an_option(i, correct=i in right)) for i in range(number)))


@st.composite
def an_option(draw: st.DrawFn, number: int, *, correct: bool) -> Option:
    danger = None if correct else draw(st.sampled_from([None, *DANGERS]))
    alarm = not correct and draw(st.booleans())
    return Option(f"val-{number}-x", draw(words()), correct, draw(words()), danger, alarm)


@st.composite
def with_rows(draw: st.DrawFn, bare: Question) -> Question:
    """The question with its rows, each at a sign or at its place."""
    line = words(lines=False, arrows=False)
    items = [Item(f"rad-{i}-x", draw(line), draw(words(lines=False))) for i in range(draw(st.integers(2, 4)))]
    if bare.kind == "order":
        places = [str(place) for place in range(1, len(items) + 1)]
        right = [right_option(item, place) for item, place in zip(items, places, strict=True)]
        targets = [(place, place) for place in places]
    else:
        signs = [draw(st.sampled_from(list(SIGNS))) for _ in items]
        right = [right_option(item, sign, sign) for item, sign in zip(items, signs, strict=True)]
        targets = list(SIGNS.items())
    return with_targets(replace(bare, items=tuple(items), options=tuple(right)), targets)


@ROUNDS
@given(some_questions())
def test_whatever_is_written_comes_back(questions: list[Question]) -> None:
    exported = export_gift(questions)
    assert exported.count == len(questions)
    draft, told = drafted(exported.text)
    assert told == []
    assert draft.left == ()
    assert alike(questions_in(draft)) == alike(questions)


@pytest.mark.parametrize("course", ["hotell", "bostad"])
def test_the_whole_bank_comes_back(content: Content, course: str) -> None:
    pool = content.bank.pool(content.catalogue.courses[course])
    carried = [question for question in pool if question.kind != "spots"]
    signs = {key: sign.short for key, sign in content.catalogue.signs.items()}
    exported = export_gift(pool)
    assert exported.count == len(carried) > 50

    draft, told = drafted(exported.text, signs=signs, taken=content.bank.questions)

    assert told == []
    assert alike(questions_in(draft, signs)) == alike(carried)
    cases = {question.key: question.case for question in carried if question.case}
    assert len(draft.left) == len(cases) > 0
    for problem, case in zip(draft.left, cases.values(), strict=True):
        assert problem.what == f"frågan hör till fallet ”{case}” och blir en egen fråga"
    again = [problem for problem in draft.todo if "finns redan i banken" in problem.what]
    assert len(again) == len(carried)


def test_a_case_is_its_questions_with_the_event_first(content: Content) -> None:
    linked = [question for question in content.bank.questions.values() if question.case]
    for question in linked[:6]:
        stem = f"::{question.key}::[plain]{question.text[:20]}"
        assert stem in export_gift([question]).text


def test_moodle_cuts_no_tag(content: Content) -> None:
    tags = {tag for question in content.bank.questions.values() for tag in tags_of(question)}
    assert max(map(len, tags)) <= LONGEST
    assert not [tag for tag in tags if re.search(r"[<>`\[\]\x00-\x1f]", tag)], "Moodle drops such characters"


def test_what_moodle_drops_is_made_anew(content: Content) -> None:
    """Moodle keeps id and tags of the comments and nothing else: keys of options are made from their words."""
    pool = content.bank.pool(content.catalogue.courses["hotell"])
    questions = [question for question in pool if question.kind in ("single", "several")]
    text = re.sub(r"^// \[options:.*\n", "", export_gift(questions).text, flags=re.MULTILINE)
    back = questions_in(drafted(text)[0])
    assert [[option.text for option in each.options] for each in back] == [
        [option.text for option in each.options] for each in questions
    ]
    for question in back:
        keys = [option.key for option in question.options]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys), keys


def test_what_cannot_be_carried_is_said_and_stands_in_the_file(content: Content) -> None:
    pool = content.bank.pool(content.catalogue.courses["hotell"])
    exported = export_gift(pool)
    orders = [question.key for question in pool if question.kind == "order"]
    pictures = [question.key for question in pool if question.kind == "spots"]
    assert orders
    for key in orders:
        (line,) = [line for line in exported.left if f'"{key}"' in line]
        assert "GIFT har ingen ordning" in line
    for key in pictures:
        (line,) = [line for line in exported.left if f'"{key}"' in line]
        assert "följer inte med: GIFT bär ingen bild" in line
        assert f"[id:{key}]" not in exported.text
    assert len(exported.left) == len(orders) + len(pictures)
    head = exported.text.split("\n\n")[0]
    assert head.count("// Obs! Frågan") == len(exported.left)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ask": "Vad\ngör du?"}, "ask har flera rader"),
        ({"kind": "drag"}, "GIFT har ingen fråga av slaget drag"),
        ({"options": tuple(Option(f"o{i}", f"val {i}", i < 11, "Ja.", None, alarm=False) for i in range(12)), "kind": "several"}, "11 rätta svar"),
    ],
)  # fmt: skip
def test_a_question_that_does_not_fit_is_left_out_with_its_reason(
    content: Content, change: dict[str, object], why: str
) -> None:
    whole = next(each for each in content.bank.questions.values() if each.kind == "single")
    exported = export_gift([replace(whole, **change), whole])  # type: ignore[arg-type]
    assert exported.count == 1
    (line,) = exported.left
    assert line.startswith(f'frågan "{whole.key}" följer inte med: ')
    assert why in line
    assert " — skriv " in line


def test_an_arrow_in_a_row_is_told(content: Content) -> None:
    match = next(each for each in content.bank.questions.values() if each.kind == "match")
    items = (replace(match.items[0], text="Pass -> chef"), *match.items[1:])
    exported = export_gift([replace(match, items=items)])
    assert exported.count == 0
    assert "det står -> i en rad — skriv →" in exported.left[0]
