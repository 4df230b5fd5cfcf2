"""Every kind of question from its file to its grade: loading, languages, checking, grading, drawing."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.problems import ContentError
from quiz import snapshots
from quiz.bank import Bank, load_bank
from quiz.content import Content
from quiz.content_report import course_report
from quiz.drawing import draw, item_order
from quiz.grading import UNSURE, SignTally, grade_answer
from quiz.kinds.rows import option_key
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.quiz.made_bank import SIGNS, standard_bank
from tests.quiz.written_kinds import (
    BANK,
    ENGLISH,
    ENGLISH_FILE,
    FILE,
    FIRST,
    HEAD,
    MATCH,
    ORDER,
    RIGHT_ORDER,
    RIGHT_SIGNS,
    SECOND,
    match_text,
    order_text,
)


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Callable[..., Bank]:
    """Load a bank of these texts with the real signs."""

    def loaded(text: str, english: str = "") -> Bank:
        root = tmp_path_factory.mktemp("bank")
        (root / "quiz" / "bank").mkdir(parents=True)
        (root / FILE).write_text(text, "utf-8")
        if english:
            (root / ENGLISH_FILE).write_text(english, "utf-8")
        return load_bank(root, content.catalogue, content.network)

    return loaded


@pytest.fixture(scope="module")
def bank(load: Callable[..., Bank]) -> Bank:
    return load(BANK, ENGLISH)


def placed(question: Question, places: dict[str, str]) -> frozenset[str]:
    return frozenset(option_key(item, target) for item, target in places.items())


# ---- loading -----------------------------------------------------------------------------------------


def test_an_order_has_an_option_for_each_item_at_each_place(bank: Bank) -> None:
    question = bank.questions[ORDER]

    assert (question.items[0].key, question.items[0].why) == ("ser", "Det börjar med dig.")
    assert [text for _, text in question.targets] == ["1", "2", "3", "4"]
    assert len(question.options) == 16
    assert [each.key for each in question.options if each.correct] == [
        "ser@1",
        "skriver@2",
        "lamnar@3",
        "ringer@4",
    ]
    assert not any(each.danger or each.alarm or each.sign for each in question.options)
    assert {each.why for each in question.options if each.item == "lamnar"} == {"Då är du inte ensam."}


def test_a_match_offers_every_sign_by_its_short_name(bank: Bank, content: Content) -> None:
    question = bank.questions[MATCH]

    assert question.targets == tuple((key, sign.short) for key, sign in content.catalogue.signs.items())
    assert len(question.options) == 4 * 6
    assert {each.item: each.key.partition("@")[2] for each in question.options if each.correct} == RIGHT_SIGNS
    assert {each.sign for each in question.options if each.item == "resa"} == {"forsvinner"}


def test_a_case_becomes_its_linked_questions(bank: Bank) -> None:
    first, second = bank.questions[FIRST], bank.questions[SECOND]

    assert "kvall-bar" not in bank.questions
    for each in (first, second):
        assert each.case == "kvall-bar"
        assert each.text == "Baren, sent. En gäst får aldrig välja själv."
        assert (each.audiences, each.sources, each.difficulty) == (("hotell",), ("EGEN",), "3")
    assert (first.kind, first.critical, first.step) == ("several", False, "identifiera")
    assert (second.kind, second.critical, second.step) == ("single", True, "reagera")
    assert [option.alarm for option in first.options] == [False, False, True]


def test_texts_of_rows_are_filled_for_the_city(bank: Bank, content: Content) -> None:
    assert bank.questions[ORDER].items[1].text == f"Du skriver upp orden i {content.network.city}"


def test_versions_cover_items_and_the_text_of_the_case(load: Callable[..., Bank], bank: Bank) -> None:
    def changed(old: str, new: str) -> set[str]:
        other = load(BANK.replace(old, new)).questions
        return {key for key in other if other[key].version != bank.questions[key].version}

    assert changed("Du ser något i baren", "Du hör något i baren") == {ORDER}
    assert changed("sign: forsvinner", "sign: pengar\n") == {MATCH}
    assert changed("Baren, sent.", "Baren, tidigt.") == {FIRST, SECOND}
    assert changed("Skor säger inget.", "Skor är skor.") == {FIRST}


def test_each_kind_in_another_language(bank: Bank, content: Content) -> None:
    def english(key: str) -> Question:
        question, lang = bank.question(key, "en")
        assert lang == "en"
        return question

    order, match, linked = english(ORDER), english(MATCH), english(FIRST)
    assert (order.items[0].text, order.items[0].why) == ("You notice something", "It starts with you.")
    assert match.items[3].text == "Nobody knows where they went"
    name, lang = content.catalogue.sign("pengar", "en")
    assert lang == "en"
    assert dict(match.targets)["pengar"] == name.short
    assert linked.text == "The bar, late. A guest never gets to choose."
    assert (linked.ask, linked.options[2].why) == ("What do you write down?", "Shoes say nothing.")
    for key in (ORDER, MATCH, FIRST, SECOND):
        one, other = english(key), bank.questions[key]
        assert [(o.key, o.correct, o.sign) for o in one.options] == [
            (o.key, o.correct, o.sign) for o in other.options
        ]


def test_a_case_with_a_text_missing_is_swedish_as_a_whole(load: Callable[..., Bank]) -> None:
    half = load(BANK, ENGLISH.replace('        ask: "What do you do first?"\n', ""))

    assert [half.question(key, "en")[1] for key in (ORDER, FIRST, SECOND)] == ["en", "sv", "sv"]


def test_a_pair_with_an_unknown_sign_is_no_bank(load: Callable[..., Bank]) -> None:
    with pytest.raises(ContentError, match='tecknet "klader" finns inte'):
        load(HEAD + match_text(kuvert="klader"))


def test_a_snapshot_gives_the_same_questions_and_older_ones_are_read(bank: Bank) -> None:
    assert snapshots.from_json(snapshots.to_json(bank.questions)) == bank.questions

    rows = [asdict(bank.questions[FIRST])]
    for name in ("items", "targets", "case"):
        del rows[0][name]
    for option in rows[0]["options"]:
        del option["item"], option["sign"]
    assert snapshots.from_json(json.dumps(rows)) == {FIRST: replace(bank.questions[FIRST], case="")}


def test_the_report_counts_a_case_as_its_linked_questions(bank: Bank, content: Content) -> None:
    course = content.catalogue.courses["hotell"]

    assert course_report(course, content.catalogue, bank, ["sv"]).kinds == (
        ("case", 2),
        ("match", 1),
        ("order", 1),
    )


# ---- grading -----------------------------------------------------------------------------------------


@given(st.permutations(RIGHT_ORDER))
def test_only_the_right_order_is_right(bank: Bank, keys: list[str]) -> None:
    question = bank.questions[ORDER]
    answer = placed(question, {key: str(place) for place, key in enumerate(keys, 1)})

    graded = grade_answer(question, answer)
    assert graded.right is (tuple(keys) == RIGHT_ORDER)
    assert (graded.dangerous, graded.false_alarm, graded.per_sign) == (False, False, ())


@given(st.fixed_dictionaries({key: st.sampled_from(SIGNS) for key in RIGHT_SIGNS}))
def test_a_match_counts_each_pair_for_its_own_sign_for_at_most_two_signs(
    bank: Bank, given_signs: dict[str, str]
) -> None:
    question = bank.questions[MATCH]
    graded = grade_answer(question, placed(question, given_signs))

    assert graded.right is (given_signs == RIGHT_SIGNS)
    money = sum(given_signs[key] == "pengar" for key in ("kuvert", "borta"))
    calls = int(given_signs["ringer"] == "kontrollerad")
    assert graded.per_sign == (
        SignTally("pengar", seen=money, missed=2 - money),
        SignTally("kontrollerad", seen=calls, missed=1 - calls),
    )
    assert not graded.false_alarm


@pytest.mark.parametrize("key", [ORDER, MATCH])
def test_being_unsure_of_rows_is_neither_right_nor_an_alarm(bank: Bank, key: str) -> None:
    graded = grade_answer(bank.questions[key], UNSURE)
    assert (graded.right, graded.dangerous, graded.false_alarm) == (False, False, False)
    assert all(tally.seen == 0 and tally.missed for tally in graded.per_sign)


# ---- drawing -----------------------------------------------------------------------------------------


def test_linked_questions_drawn_together_stand_together_in_their_order() -> None:
    links = {f"handling-{number}": "fall" for number in (4, 5, 6)}
    pool = tuple(replace(each, case=links.get(each.key, "")) for each in standard_bank())
    together = 0
    for number in range(300):
        keys = draw(pool, SIGNS, ExamRules(), f"seed {number}")
        places = [(place, key) for place, key in enumerate(keys) if key in links]
        assert [key for _, key in places] == sorted(key for _, key in places)
        assert (
            [place for place, _ in places] == list(range(places[0][0], places[0][0] + len(places)))
            if places
            else True
        )
        together += len(places) > 1
    assert together > 20


def test_items_stand_in_an_order_of_the_seed_that_tells_nothing(
    bank: Bank, load: Callable[..., Bank]
) -> None:
    question = bank.questions[ORDER]
    turned = load(HEAD + order_text(RIGHT_ORDER[::-1])).questions[ORDER]
    orders = [item_order(question, f"try {number}") for number in range(600)]

    assert orders == [item_order(turned, f"try {number}") for number in range(600)]
    assert len(set(orders)) == 24
    assert 5 < orders.count(RIGHT_ORDER) < 60
