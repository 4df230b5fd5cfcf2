"""What is wrong with an order, a match or a case is told with its line, and counted once."""

from pathlib import Path

import pytest

from quiz.content_report import lix
from tests.builders.content import ContentTree, content_tree
from tests.quiz.written_kinds import BANK, FILE, FIRST, ORDER, SECOND


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    """The small tree has one sign only: here every pair is like it."""
    made = content_tree(tmp_path)
    text = BANK
    for sign in ("kontrollerad", "forsvinner"):
        text = text.replace(sign, "pengar")
    (made.root / FILE).write_text(text, "utf-8")
    return made


def test_one_of_each_kind_is_valid(tree: ContentTree) -> None:
    assert tree.problems() == []


def without(text: str, start: str, end: str) -> str:
    return text[: text.index(start)] + text[text.index(end, text.index(start)) :]


ROW = '      - key: ser\n        text: "Du ser något i baren"\n        why: "Det börjar med dig."\n'
THIRD = '      - {key: tredje, kind: single, step: agera, signs: [], ask: "Och sedan?", options: [{key: a, text: "Jo", correct: true, why: "Ja."}, {key: b, text: "Nja", correct: false, why: "Nej."}]}\n'


@pytest.mark.parametrize(
    ("old", "new", "at", "what", "remedy"),
    [
        ("      - key: lamnar", "      - key: ser", "key: ser", 'svaret "ser" står två gånger', "byt den ena"),
        ('sign: pengar\n        why: "Hen sa inte', 'sign: klader\n        why: "Hen sa inte', "sign: klader", 'tecknet "klader" finns inte', "någon av pengar"),
        ("signs: [pengar, pengar, pengar]", "signs: [pengar, klader]", "signs: [pengar, klader]", 'tecknet "klader" finns inte', "någon av pengar"),
        ("    step: agera\n    signs: []\n    no_sign: false\n    critical: false", "    step: agera\n    signs: []\n    no_sign: false\n    critical: true", "critical: true", "inga svar som är farliga eller larm", "critical: false"),
        ("key: kvall-bar\n", "key: kvall-gammal\n", "key: kvall-gammal", "tagen ur bruk", "ny nyckel"),
        ("key: kvall-bar\n", f"key: {ORDER}\n", f"  - key: {ORDER}", "finns redan", "byt nyckeln"),
        ("key: kvall-bar\n", "key: Kvall_bar\n", "key: Kvall_bar", "andra tecken", "skriv om"),
        ("kind: several", "kind: order", "        kind: order", "finns inte i ett fall", "single eller several"),
        ('    text: "Baren, sent. En gäst får aldrig välja själv."', '    text: "Baren, sent! En gäst får aldrig välja själv."', "Baren, sent!", "utropstecken", "punkt"),
        ("Det såg du.", "Fel. Det såg du.", "Fel. Det", 'börjar med "Fel"', "vad som händer"),
        ("Chefen tar det vidare.", "Chefen ringer 112.", "sources: [EGEN]", "112 eller 114 14 utan källa", "POL1"),
        ("Hen sa inte varför.", "Så var det år 2022.", "år 2022", "en siffra", "källan"),
        ("Du berättar för chefen", "Alla av ovanstående", "Alla av", "blandas", "skriv ut"),
        ('    difficulty: "3"', '    difficulty: "9"', 'difficulty: "9"', "okända värdet", "1, 2, 3"),
    ],
)  # fmt: skip
def test_what_breaks_a_kind_is_told_at_its_line(
    old: str, new: str, at: str, what: str, remedy: str, tree: ContentTree
) -> None:
    tree.replace(FILE, old, new)

    told = [problem for problem in tree.problems() if what in problem.what]
    assert len(told) == 1, tree.problems()
    text = (tree.root / FILE).read_text("utf-8")
    lines = [number for number, line in enumerate(text.split("\n"), 1) if at in line]
    assert told[0].file == FILE
    assert told[0].line in lines
    assert remedy in told[0].remedy


def test_too_few_rows_are_told(tree: ContentTree) -> None:
    text = (tree.root / FILE).read_text("utf-8")
    tree.write(
        FILE,
        without(
            without(text, "      - key: ser\n", "      - key: lamnar\n"),
            "      - key: kuvert",
            "      - key: borta",
        ),
    )

    order, match = [problem for problem in tree.problems() if "rader i en fråga" in problem.what]
    assert (order.line, order.what) == (tree.line(FILE, "items:"), "2 rader i en fråga av slaget order")
    assert (match.line, match.what) == (tree.line(FILE, "pairs:"), "2 rader i en fråga av slaget match")
    assert match.remedy == "skriv minst 3 rader i pairs"


def test_a_trap_of_rows_is_told(tree: ContentTree) -> None:
    tree.replace(
        FILE,
        "step: identifiera\n    signs: [pengar, pengar, pengar]\n    no_sign: false",
        "step: identifiera\n    signs: []\n    no_sign: true\n    lures: [pengar]",
    )

    (problem,) = tree.problems()
    assert (problem.line, problem.remedy.partition(",")[0]) == (
        tree.line(FILE, "no_sign: true"),
        "skriv no_sign: false",
    )


def test_a_sign_without_a_pair_is_told(tree: ContentTree) -> None:
    text = (tree.root / FILE).read_text("utf-8")
    tree.write(FILE, text.replace("sign: pengar", "sign: lon"))

    assert [
        each.what
        for each in tree.problems()
        if each.line == tree.line(FILE, "signs: [pengar, pengar, pengar]")
    ] == ['tecknet "pengar" står i signs men inte i något par']


@pytest.mark.parametrize("number", [1, 4])
def test_a_case_has_two_or_three_questions(number: int, tree: ContentTree) -> None:
    text = (tree.root / FILE).read_text("utf-8")
    if number == 1:
        text = text[: text.index(f"      - key: {SECOND}")]
    else:
        text += THIRD + THIRD.replace("tredje", "fjarde").replace("sedan", "till sist").replace(
            "Jo", "Så"
        ).replace("Nja", "Nix")
    tree.write(FILE, text)

    (problem,) = [each for each in tree.problems() if "i ett fall" in each.what]
    assert (problem.line, problem.what) == (tree.line(FILE, "    questions:"), f"{number} frågor i ett fall")


def test_a_whole_case_is_not_critical(tree: ContentTree) -> None:
    text = (tree.root / FILE).read_text("utf-8")
    head, _, case = text.partition("kind: case")
    tree.write(FILE, f"{head}kind: case{case.replace('critical: false', 'critical: true', 1)}")

    (problem,) = tree.problems()
    assert problem.what == "ett helt fall är inte kritiskt"


def test_linked_questions_share_their_case_and_no_more(tree: ContentTree) -> None:
    """The text of a case makes no clones of its questions; the same words of their own do."""
    long = "Baren, sent. " + "En gäst får aldrig välja själv. " * 4
    tree.replace(FILE, "Baren, sent. En gäst får aldrig välja själv.", long.strip())
    assert tree.problems() == []

    rows = '{key: a, text: "Stannar kvar nära disken en stund till", correct: true, why: "Ja."}, {key: b, text: "Går hem och glömmer hela saken", correct: false, why: "Nej."}'
    one = f'      - {{key: tredje, kind: single, step: agera, signs: [], ask: "Och sedan?", options: [{rows}]}}\n'
    text = (tree.root / FILE).read_text("utf-8")
    text = text[: text.index(f"      - key: {FIRST}")] + one + one.replace("tredje", "fjarde")
    tree.write(FILE, text)
    (problem,) = tree.problems()
    assert 'frågan "fjarde" delar 100%' in problem.what


def test_the_lix_counts_the_words_of_the_rows(tree: ContentTree) -> None:
    before = lix(tree.bank().questions[ORDER])
    for text in ("Du ser något i baren", "Du berättar för chefen", "Chefen ringer någon som kan mer"):
        tree.replace(FILE, text, "Medarbetarnas välkomnande hjälpsamhet underlättar överlämningen")

    (problem,) = tree.problems()
    assert (problem.line, "LIX" in problem.what) == (tree.line(FILE, f"key: {ORDER}"), True)
    assert lix(tree.bank().questions[ORDER]) > before
