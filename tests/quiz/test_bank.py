"""The bank's files: what a question becomes, what holds for the bank as a whole, and its version."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.problems import ContentError
from quiz.bank import load_bank
from quiz.bank_checking import check_bank
from tests.builders.content import ContentTree, content_tree
from tests.builders.small_content import BANK, COURSE, NETWORK, SIGNS


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    return content_tree(tmp_path)


def test_a_question_is_read_whole(tree: ContentTree) -> None:
    question = tree.bank().questions["hotell-chefens-pass"]

    assert (question.kind, question.step, question.critical, question.difficulty) == (
        "single",
        "reagera",
        True,
        "2",
    )
    assert (question.audiences, question.signs, question.lures, question.no_sign) == (
        ("hotell",),
        ("pengar",),
        (),
        False,
    )
    assert [(each.key, each.correct, each.danger) for each in question.options] == [
        ("lyssna", True, None),
        ("ringa-chefen", False, "varna"),
    ]
    assert len(question.version) == 12
    assert int(question.version, 16)


def test_the_pool_is_what_is_for_the_courses_audience(tree: ContentTree) -> None:
    tree.replace(
        BANK,
        "- key: hotell-brollop\n    kind: single\n    audiences: [hotell]",
        "- key: hotell-brollop\n    kind: single\n    audiences: [bostad]",
    )
    course = tree.catalogue().courses["hotell"]

    keys = [question.key for question in tree.bank().pool(course)]
    assert keys == ["hotell-kuvert", "hotell-chefens-pass", "hotell-natten"]


@pytest.mark.parametrize(
    ("question", "written", "alarms"),
    [
        ("hotell-brollop", "", [False, True]),
        ("hotell-brollop", "\n        alarm: false", [False, False]),
        ("hotell-chefens-pass", "", [False, False]),
        ("hotell-chefens-pass", "\n        alarm: true", [False, True]),
    ],
)
def test_a_wrong_answer_is_an_alarm_in_traps_and_in_identifiera_unless_written(
    question: str, written: str, alarms: list[bool], tree: ContentTree
) -> None:
    danger = {"hotell-brollop": "danger: utseende", "hotell-chefens-pass": "danger: varna"}[question]
    tree.replace(BANK, danger, danger + written)

    assert [option.alarm for option in tree.bank().questions[question].options] == alarms


def test_a_wrong_answer_in_the_step_identifiera_is_an_alarm(tree: ContentTree) -> None:
    tree.replace(BANK, "step: agera", "step: identifiera")

    assert [option.alarm for option in tree.bank().questions["hotell-kuvert"].options] == [False, True]


def test_texts_are_filled_for_the_city(tree: ContentTree) -> None:
    tree.replace(BANK, "Orden hon sa om pengarna", "Orden hon sa i {stad}")

    assert tree.bank().questions["hotell-kuvert"].options[0].text == "Orden hon sa i Lillstad"


def test_a_questions_version_follows_its_content_alone(tree: ContentTree) -> None:
    before = tree.bank()
    tree.replace(BANK, "- key: hotell-brollop", "# en kommentar\n  - key: hotell-brollop")
    tree.replace(BANK, "Orden hon sa om pengarna", "Orden om pengarna")
    after = tree.bank()

    changed = {
        key for key in after.questions if after.questions[key].version != before.questions[key].version
    }
    assert changed == {"hotell-kuvert"}


def test_the_banks_version_covers_questions_siblings_and_city(tree: ContentTree) -> None:
    catalogue, network = tree.catalogue(), tree.network()
    versions = {tree.bank().version}
    tree.replace(BANK, "lang: sv", "lang: sv\n# en kommentar")
    versions.add(tree.bank().version)
    assert len(versions) == 1

    tree.replace(BANK, "Orden hon sa om pengarna", "Orden om pengarna")
    versions.add(tree.bank().version)
    tree.write("quiz/bank/hotell.en.yaml", 'lang: en\nof_version: "1"\nquestions: {}')
    versions.add(tree.bank().version)
    tree.replace(NETWORK, 'chain_note: "Kedjan gör det."', 'chain_note: "Kedjan gör det, inte du."')
    versions.add(tree.bank().version)
    assert len(versions) == 4
    assert catalogue.version != tree.catalogue().version
    assert network != tree.network()


def test_a_bank_with_a_sign_the_catalogue_has_not_is_refused(tree: ContentTree) -> None:
    catalogue, network = tree.catalogue(), tree.network()
    other = replace(catalogue.signs["pengar"], key="kontrollerad")
    texts = replace(catalogue.texts["sv"], signs={"kontrollerad": other})

    with pytest.raises(ContentError, match='tecknet "pengar" finns inte'):
        load_bank(tree.root, replace(catalogue, texts={"sv": texts}), network)


def test_an_unknown_sign_or_lure_is_told(tree: ContentTree) -> None:
    tree.replace(BANK, "lures: [pengar]", "lures: [klader]")

    assert [str(problem) for problem in check_bank(tree.root)] == [
        f'{BANK}:{tree.line(BANK, "klader")} tecknet "klader" finns inte — skriv någon av pengar'
    ]


def test_clones_are_told_within_an_audience_only(tree: ContentTree) -> None:
    text = (tree.root / BANK).read_text("utf-8")
    one = text[text.index("  - key: hotell-kuvert") : text.index("  - key: hotell-chefens-pass")]
    copy = one.replace("hotell-kuvert", "hotell-kuvert-igen").replace("tre rum", "fyra rum")
    tree.write(BANK, text + copy)

    (problem,) = check_bank(tree.root)
    assert problem.line == tree.line(BANK, "hotell-kuvert-igen")
    assert 'sina ordföljder med "hotell-kuvert"' in problem.what

    tree.write(BANK, text + copy.replace("audiences: [hotell]", "audiences: [bostad]"))
    assert check_bank(tree.root) == []


def made_question(number: int, *, right: str = "Ja", wrong: str = "Absolut nej") -> str:
    words = " ".join(f"ord{number}x{place}" for place in range(9))
    return (
        f"  - key: hotell-nummer-{number}\n    kind: single\n    audiences: [hotell]\n    step: agera\n"
        '    signs: [pengar]\n    no_sign: false\n    critical: false\n    difficulty: "1"\n    sources: [EGEN]\n'
        f'    text: "{words}"\n    ask: "Vad {number}?"\n    options:\n'
        f'      - {{key: a, text: "{right}", correct: true, why: "Ja."}}\n'
        f'      - {{key: b, text: "{wrong}", correct: false, why: "Nej."}}\n'
    )


def test_every_fifth_question_is_a_trap(tree: ContentTree) -> None:
    text = (tree.root / BANK).read_text("utf-8")
    tree.write(BANK, text + "".join(made_question(number) for number in range(8)))

    (problem,) = check_bank(tree.root)
    assert problem.what == "1 av 12 frågor för hotell är fällor"
    assert problem.line == tree.line(BANK, "hotell-kuvert")


def test_the_longest_answer_is_not_always_right(tree: ContentTree) -> None:
    text = (tree.root / BANK).read_text("utf-8")
    made = "".join(made_question(number, right="Absolut ja", wrong="Nej") for number in range(10))
    tree.write(BANK, text + made)

    (problem,) = [each for each in check_bank(tree.root) if each.level == "warning"]
    assert "det rätta svaret är längst i" in problem.what


def test_the_exam_is_told_at_the_course(tree: ContentTree) -> None:
    tree.replace(COURSE, 'questions: "3"', 'questions: "9"')

    (problem,) = check_bank(tree.root)
    assert (problem.file, problem.line) == (COURSE, tree.line(COURSE, "exam:"))
    assert problem.what == 'provet för "hotell" går inte att dra'


def test_without_readable_signs_the_bank_tells_only_that(tree: ContentTree) -> None:
    (tree.root / SIGNS).unlink()

    assert [problem.what for problem in check_bank(tree.root)] == ["filen finns inte"]
