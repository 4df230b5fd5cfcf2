"""A question about a picture: its places, its form without script, its checker rules, its feedback."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import ROOT
from quiz import snapshots
from quiz.bank import Bank
from quiz.content import Content
from quiz.content_report import lix
from quiz.grading import UNSURE, SignTally, grade_answer
from quiz.places import HEIGHT, WIDTH, Place
from tests.builders.content import ContentTree, content_tree
from tests.quiz.written_kinds import HEAD
from tests.quiz.written_spots import (
    PLACES,
    RIGHT_SPOTS,
    SPOTS,
    SPOTS_ENGLISH,
    SPOTS_FILE,
    spots_bank,
    spots_text,
)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Bank:
    return spots_bank(tmp_path_factory.mktemp("bank"), content)


# ---- loading -----------------------------------------------------------------------------------------


def test_spots_are_options_with_places(bank: Bank, content: Content) -> None:
    question = bank.questions[SPOTS]

    assert question.drawing == "scene-entrance.svg"
    assert question.picture_text.startswith(f"En bar i {content.network.city} med")
    assert {each.key: each.place for each in question.options} == {
        key: Place(*numbers) for key, numbers in PLACES.items()
    }
    assert {each.key for each in question.options if each.correct} == RIGHT_SPOTS
    assert [each.alarm for each in question.options] == [False, False, True, True]


def test_a_picture_in_another_language_is_the_same_picture(bank: Bank, content: Content) -> None:
    english, lang = bank.question(SPOTS, "en")

    assert lang == "en"
    assert english.picture_text == f"A bar in {content.network.city} with a note, a phone, a clock and a cup."
    assert [each.text for each in english.options][1] == "The phone points across the bar"
    assert [(each.place, each.correct) for each in english.options] == [
        (each.place, each.correct) for each in bank.questions[SPOTS].options
    ]


def test_a_picture_without_its_words_is_swedish_as_a_whole(tmp_path: Path, content: Content) -> None:
    english = re.sub(r"    picture_text: .*\n", "", SPOTS_ENGLISH)
    assert spots_bank(tmp_path, content, spots_text(), english).question(SPOTS, "en")[1] == "sv"


def test_the_version_covers_picture_and_places(tmp_path: Path, content: Content, bank: Bank) -> None:
    for old, new in (('x: "80"', 'x: "79"'), ("med en lapp", "med två lappar"), ("-entrance", "-phone")):
        other = spots_bank(tmp_path, content, spots_text().replace(old, new))
        assert other.questions[SPOTS].version != bank.questions[SPOTS].version, old


def test_a_snapshot_keeps_picture_and_places_and_older_ones_are_read(bank: Bank, content: Content) -> None:
    assert snapshots.from_json(snapshots.to_json(bank.questions)) == bank.questions

    older = next(each for each in content.bank.questions.values() if each.kind == "single")
    row = asdict(older)
    for name in ("picture", "picture_text"):
        del row[name]
    for option in row["options"]:
        del option["place"]
    assert snapshots.from_json(json.dumps([row])) == {older.key: older}


def test_the_words_of_the_picture_count_for_the_lix(bank: Bank) -> None:
    question = bank.questions[SPOTS]
    harder = replace(question, picture_text="Medarbetarnas välkomnande hjälpsamhet underlättar.")
    assert lix(harder) > lix(question)


# ---- grading -----------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(sorted(PLACES)), min_size=1))
def test_all_signs_and_nothing_harmless_is_right(bank: Bank, chosen: set[str]) -> None:
    graded = grade_answer(bank.questions[SPOTS], frozenset(chosen))

    seen, alarms = len(chosen & RIGHT_SPOTS), len(chosen - RIGHT_SPOTS)
    assert graded.right is (chosen == RIGHT_SPOTS)
    assert graded.false_alarm is (alarms > 0)
    assert graded.per_sign == (
        SignTally("pengar", seen=seen, missed=2 - seen, left_alone=2 - alarms, false_alarm=alarms),
    )


def test_being_unsure_of_a_picture_is_no_alarm(bank: Bank) -> None:
    graded = grade_answer(bank.questions[SPOTS], UNSURE)
    assert (graded.right, graded.false_alarm, graded.dangerous) == (False, False, False)


# ---- places ------------------------------------------------------------------------------------------


def test_a_place_is_a_square_in_the_picture() -> None:
    box = Place(50, 50, 11).box
    assert (box.left, box.top, box.width, box.height) == (39, 32, 22, 36)
    assert box.width * WIDTH == box.height * HEIGHT


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        (Place(11, 18, 11), True),
        (Place(89, 82, 11), True),
        (Place(10, 50, 11), False),
        (Place(90, 50, 11), False),
        (Place(50, 17, 11), False),
        (Place(50, 83, 11), False),
    ],
)
def test_a_place_reaches_no_further_than_the_edge(place: Place, inside: bool) -> None:
    assert place.box.is_inside is inside


numbers = st.integers(0, 100)
places = st.builds(Place, numbers, numbers, st.integers(1, 30))


@given(places, places)
def test_places_overlap_where_a_finger_would_press_both(one: Place, other: Place) -> None:
    """The same as in units of the drawing: the squares share an area."""
    near = (one.r + other.r) * WIDTH
    wide, high = abs(one.x - other.x) * WIDTH, abs(one.y - other.y) * HEIGHT
    assert one.box.overlaps(other.box) == other.box.overlaps(one.box)
    if abs(wide - near) > WIDTH / 10 and abs(high - near) > WIDTH / 10:  # boxes are rounded
        assert one.box.overlaps(other.box) is (wide < near and high < near)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates/drawings").glob("scene-*.svg")), ids=lambda p: p.stem
)
def test_every_scene_has_the_shape_that_places_count_on(path: Path) -> None:
    assert f'viewBox="0 0 {WIDTH} {HEIGHT}"' in path.read_text("utf-8")


# ---- the checker -------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    made = content_tree(tmp_path)
    made.write(SPOTS_FILE, HEAD + spots_text())
    return made


def test_a_picture_with_spots_is_valid(tree: ContentTree) -> None:
    assert tree.problems() == []


def row(key: str) -> str:
    """The lines of a spot."""
    (found,) = re.findall(rf"      - key: {key}\n(?:        .*\n)+", spots_text())
    return str(found)


def many(count: int) -> str:
    """As many small harmless spots in a row."""
    return "".join(
        f'      - {{key: k{i}, text: "Sak {i} av trä", correct: false, x: "{8 + 16 * i}", y: "85", r: "8", why: "Bara en sak."}}\n'
        for i in range(count)
    )


@pytest.mark.parametrize(
    ("old", "new", "at", "what", "remedy"),
    [
        ("picture: scene-entrance", "picture: scene-moon", "picture:", 'teckningen "scene-moon.svg" finns inte', "templates/drawings"),
        ("picture: scene-entrance", "picture: hand", "picture:", 'teckningen "hand.svg" finns inte', "templates/drawings"),
        ('x: "80"', 'x: "93"', "key: klockan", 'stället "klockan" når utanför bilden', "flytta det"),
        ('y: "80"', 'y: "90"', "key: koppen", 'stället "koppen" når utanför bilden', "minska r"),
        ('r: "8"', 'r: "7"', 'r: "7"', 'stället "klockan" är för litet', "skriv r: 8 eller mer"),
        ('r: "12"', 'r: "25"', "key: luren", 'stället "luren" ligger över "lappen"', "flytta isär"),
        ('x: "50"', 'x: "mitt i"', 'x: "mitt i"', 'fältet "x" är inget antal', 'skriv x: "1"'),
        (row("koppen"), many(4), "spots:", "7 ställen i en bild", "skriv 3 till 6 ställen"),
        (row("klockan") + row("koppen"), "", "spots:", "2 ställen i en bild", "skriv 3 till 6 ställen"),
        (spots_text(), spots_text(frozenset()), "spots:", "0 av 4 ställen är tecken", "minst ett ställe correct: true"),
        (spots_text(), spots_text(frozenset(PLACES)), "spots:", "4 av 4 ställen är tecken", "minst ett correct: false"),
        ("signs: [pengar]\n    no_sign: false", "signs: []\n    no_sign: true\n    lures: [pengar]", "no_sign:", "alltid något att hitta", "no_sign: false"),
        ("    picture_text:", "    # picture_text:", f"key: {SPOTS}", 'fältet "picture_text" saknas', "picture_text:"),
        ("med en lapp", "med en lapp!", "picture_text:", "utropstecken", "punkt"),
        ("Klockor stannar", "Fel. Klockor stannar", "Fel. Klockor", 'börjar med "Fel"', "vad som händer"),
        ("En kopp står kvar på bordet", "Inget av ovanstående", "Inget av", "svaren blandas", "skriv ut"),
        ("key: koppen", "key: klockan", "        why:", 'svaret "klockan" står två gånger', "byt den ena"),
    ],
)  # fmt: skip
def test_what_breaks_a_picture_is_told_once_at_its_line(
    old: str, new: str, at: str, what: str, remedy: str, tree: ContentTree
) -> None:
    tree.replace(SPOTS_FILE, old, new)

    told = [problem for problem in tree.problems() if what in problem.what]
    assert len(told) == 1, tree.problems()
    assert remedy in told[0].remedy
    lines = (tree.root / SPOTS_FILE).read_text("utf-8").split("\n")
    near = lines[told[0].line - 1 : told[0].line + 6] if at == "        why:" else [lines[told[0].line - 1]]
    assert any(at in line for line in near), told[0]
