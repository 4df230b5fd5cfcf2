"""The fixed phrases: what the checker refuses, what fonts can draw, and posters in these languages."""

import re
import unicodedata
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from core.glyphs import missing_characters
from core.problems import ContentError, Problem, errors
from core.settings import ROOT
from organisations.network import EMERGENCY_NUMBERS
from organisations.phrase_checking import check_phrases
from organisations.phrases import SOURCE, Phrases, day_in_words, load_phrases
from organisations.poster import TEXTS, Poster, poster_pdf
from tests.builders.content import ContentTree, content_tree
from tests.builders.read_papers import (
    all_fonts_embedded,
    facts,
    poppler_picture,
    qr_codes,
    reader,
    tags,
    words,
)

OURS = load_phrases(ROOT / "organisations" / "phrases")
OTHERS = sorted(OURS.keys() - {SOURCE})
SV, XX = "organisations/phrases/sv.yaml", "organisations/phrases/pl.yaml"
SOURCE_FILE = """
    lang: sv
    dir: ltr
    name: "Svenska"
    version: "2"
    read_by_native: true
    help:
      call: "Ring 114 14"
    poster:
      time: "Tar {minutes} minuter."
    """
SIBLING_FILE = """
    lang: pl
    dir: ltr
    name: "Polski"
    version: "2"
    read_by_native: true
    help:
      call: "Dzwoń: 114 14"
    poster:
      time: "Trwa {minutes} minut."
    """


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    tree = content_tree(tmp_path)
    tree.write(SV, SOURCE_FILE)
    tree.write(XX, SIBLING_FILE)
    return tree


def told(tree: ContentTree) -> list[Problem]:
    return check_phrases(tree.root)


def test_what_says_the_same_is_right(tree: ContentTree) -> None:
    assert told(tree) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('call: "Dzwoń: 114 14"', 'ring: "Dzwoń: 114 14"', 'texten "help.call" saknas'),
        ('call: "Dzwoń: 114 14"', 'ring: "Dzwoń: 114 14"', 'texten "help.ring" finns inte i sv.yaml'),
        ('"Trwa {minutes} minut."', '""', 'fältet "time" har ingen text'),
        ('"Dzwoń: 114 14"', '"ring  114 14"', "texten är densamma som i sv.yaml"),
        ('"Dzwoń: 114 14"', '"Dzwoń: 114 15"', "siffrorna är inte förlagans (11414)"),
        ('"Dzwoń: 114 14"', '"Dzwoń: ١١٤ ١٤"', "siffrorna är inte förlagans (11414)"),
        ('"Trwa {minutes} minut."', '"Trwa 25 minut."', "siffrorna är inte förlagans (inga)"),
        ('"Trwa {minutes} minut."', '"Trwa {minuty} minut."', "platshållarna är inte förlagans ({minutes})"),
        ('"Trwa {minutes} minut."', '"W lillstadzie {minutes} minut."', '"Lillstad" är en stads namn'),
        ("lang: pl", "lang: pt", "språket är inte filens namn"),
        ("dir: ltr", "dir: rtl", "texten går inte åt det håll som filen säger (rtl)"),
        ("dir: ltr", "dir: up", 'fältet "dir" har det okända värdet "up"'),
        ("read_by_native: true", "read_by_native: ja", "varken true eller false"),
        ('name: "Polski"', 'namn: "Polski"', 'okänt fält "namn"'),
    ],
)
def test_a_phrase_that_does_not_hold_is_refused_where_it_stands(
    old: str, new: str, what: str, tree: ContentTree
) -> None:
    tree.replace(XX, old, new)

    found = [each for each in errors(told(tree)) if what in each.what]
    assert [each.file for each in found][:1] == [XX], told(tree)
    assert found[0].line > 0
    assert found[0].remedy


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("read_by_native: true", "read_by_native: false", "inte läst av modersmålstalare"),
        ('version: "2"', 'version: "1"', "inte av förlagans version 2"),
    ],
)
def test_what_is_unread_or_old_is_only_warned_about(old: str, new: str, what: str, tree: ContentTree) -> None:
    tree.replace(XX, old, new)

    (problem,) = told(tree)
    assert what in problem.what
    assert (problem.level, problem.line) == ("warning", tree.line(XX, new))


def test_without_the_source_nothing_can_be_compared(tree: ContentTree) -> None:
    (tree.root / SV).unlink()

    assert [problem.what for problem in told(tree)] == ["den svenska förlagan saknas"]


def test_a_broken_file_does_not_load(tree: ContentTree) -> None:
    tree.write(XX, "lang: pl\n")

    with pytest.raises(ContentError, match="saknas"):
        load_phrases(tree.root / "organisations" / "phrases")


# ---- our own -----------------------------------------------------------------------------------------


def test_ours_hold_and_nobody_has_read_them_yet() -> None:
    problems = check_phrases(ROOT)

    assert OTHERS == ["ar", "pl", "so", "th", "uk"]
    assert errors(problems) == ()
    unread = [lang for lang in OTHERS if not OURS[lang].read_by_native]
    assert [each.file for each in problems] == [f"organisations/phrases/{lang}.yaml" for lang in unread]


def test_the_posters_source_is_what_the_swedish_poster_says() -> None:
    source = dict(OURS[SOURCE].poster)
    del source["course_languages"]
    assert source == TEXTS["sv"]


def texts_of(phrases: Phrases) -> str:
    return "".join((phrases.name, *phrases.help.values(), *phrases.poster.values()))


@pytest.mark.parametrize("lang", OTHERS)
def test_the_fonts_of_papers_and_pages_have_every_letter(lang: str) -> None:
    """A page's font is loaded by range: a letter outside all of them would be drawn by chance."""
    text = texts_of(OURS[lang])
    css = (ROOT / "static" / "css" / "base.css").read_text("utf-8")
    spans = re.findall(
        r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", " ".join(re.findall(r"unicode-range: ([^;]+);", css))
    )
    ranges = [range(int(first, 16), int(last or first, 16) + 1) for first, last in spans]

    assert missing_characters(text) == ""
    assert [each for each in text if not any(ord(each) in span for span in ranges)] == []
    assert text == unicodedata.normalize("NFC", text)


# ---- the poster --------------------------------------------------------------------------------------


def poster(lang: str, name: str = "Hotell Exempel") -> Poster:
    return Poster(
        organisation_name=name,
        code="7Q2M9KXD",
        join_url="https://ensakerhand.example/g/7Q2M9KXD",
        type_address="ensakerhand.example/g",
        last_day=date(2026, 10, 25),
        lang="sv",
        minutes=25,
        phrases=OURS[lang],
    )


def test_the_last_day_in_each_language() -> None:
    assert {lang: day_in_words(date(2026, 10, 25), lang) for lang in OTHERS} == {
        "ar": "25 أكتوبر 2026",
        "pl": "25 października 2026",
        "so": "25 Oktoobar 2026",
        "th": "25 ตุลาคม ค.ศ. 2026",
        "uk": "25 жовтня 2026",
    }


@pytest.mark.parametrize("lang", ["pl", "so", "uk"])
def test_a_poster_says_its_phrases_and_nothing_in_swedish(lang: str) -> None:
    text, said = words(poster_pdf(poster(lang))), OURS[lang].poster
    for key in ("heading", "language", "course_languages", "manager_not", "or_type", "and_write", "police"):
        assert plain(said[key]) in plain(text), key
    assert plain(said["valid"].format(last_day=day_in_words(date(2026, 10, 25), lang))) in plain(text)
    assert "Polisen" not in text
    assert [number for number in EMERGENCY_NUMBERS if number in text] == ["112", "114 14"]


def plain(text: str) -> str:
    """Without the blanks and hyphens at which a line may end."""
    return re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("name", ["Hotell Exempel", "Bostadsbolaget Norra Förvaltning och Service " * 2])
def test_a_poster_is_one_page_in_its_language(lang: str, name: str) -> None:
    pdf = poster_pdf(poster(lang, name))
    assert len(reader(pdf).pages) == 1
    assert (facts(pdf).lang, facts(pdf).title) == (lang, OURS[lang].poster["heading"])
    assert [tag for tag, _alt in tags(pdf)].count("/H1") == 1
    assert ("/Figure", OURS[lang].poster["qr"]) in tags(pdf)
    assert all_fonts_embedded(pdf)
    assert qr_codes(poppler_picture(pdf)) == [poster(lang).join_url]
    assert "7Q2M-9KXD" in words(pdf)


def test_an_arabic_poster_begins_at_the_right() -> None:
    """The code to scan stands at the side where a reader begins."""
    sides = {}
    for lang in ("ar", "pl"):
        pdf = poster_pdf(poster(lang))
        sides[lang] = code_at(poppler_picture(pdf))
    assert sides["pl"] < 0.5 < sides["ar"]


def code_at(png: bytes) -> float:
    """Where the middle of the QR code is, from 0 (left edge) to 1."""
    picture = Image.open(BytesIO(png))
    (code,) = zxingcpp.read_barcodes(picture)
    return float(code.position.top_left.x + code.position.top_right.x) / 2 / picture.width
