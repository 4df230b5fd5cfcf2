"""The fonts of the papers: what they can draw, where they come from, and that all are used."""

import re

import pytest

from core import glyphs
from core.glyphs import FONTS, missing_characters, with_boxes

LICENCES = FONTS.parent / "licences"
README = (FONTS / "README.md").read_text("utf-8")


@pytest.mark.parametrize(
    "name",
    [
        "Åsa Öberg-Ängström",
        "Łukasz Żółć",
        "Nguyễn Thị Hồng",
        "Наталія Ґанна",
        "Ελένη",
        "محمد الحسن",
        "پریسا چگینی",
        "สมชาย ใจดี",
        "ተስፋይ ገብረእየሱስ",
        "שרה כהן",
        "გიორგი",
        "Արմեն",
        "ܐܫܘܪ",
        "রহমান",
        "राजेश",
        "ਗੁਰਪ੍ਰੀਤ",
        "கார்த்திக்",
        "രാജേഷ്",
        "សុខា",
        "ສົມສັກ",
        "Şêrîn O’Neill · Oʼz",
    ],
)
def test_names_that_can_be_drawn(name: str) -> None:
    assert missing_characters(name) == ""
    assert with_boxes(name) == name


def test_what_cannot_be_drawn_is_a_box_and_is_told() -> None:
    assert missing_characters("Anna 王小王") == "王小"
    assert with_boxes("Anna 王小王") == "Anna □□□"


def test_a_letter_and_its_mark_must_be_in_one_font() -> None:
    """Hebrew letter with an Ethiopic mark: each is in a font, both are in none."""
    cluster = "\u05d0\u135f"
    assert missing_characters("\u05d0") == ""
    assert missing_characters(cluster) == cluster
    assert with_boxes(cluster) == glyphs.BOX


def test_every_font_is_listed_with_its_licence() -> None:
    files = {path.name for path in FONTS.glob("*.ttf")}
    assert set(re.findall(r"[\w]+\.ttf", README)) == files
    for licence in re.findall(r"[\w-]+-OFL\.txt", README):
        text = (LICENCES / licence).read_text("utf-8")
        assert text.startswith("Copyright")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text


def test_the_fonts_are_small() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) <= 3_000_000


def test_the_look_names_every_family() -> None:
    """A family that is not named is chosen by the engine, and not always the same."""
    look = (FONTS.parents[2] / "core" / "paper" / "look.typ").read_text("utf-8")
    named = {family.replace(" ", "") for family in re.findall(r'"((?:[A-Z]\w+ ?)+)"', look)}
    assert {path.stem.split("_")[0] for path in FONTS.glob("*.ttf")} <= named
