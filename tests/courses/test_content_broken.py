"""Broken content is refused with file, line, what is wrong and what to do: one sample of each kind."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from core.problems import ContentError
from tests.builders.content import content_tree
from tests.builders.small_content import (
    BANK,
    CALL_LESSON,
    CALM_LESSON,
    COURSE,
    NETWORK,
    SIGN_LESSON,
    SIGNS,
    SOURCES,
    WORDS,
)


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing made wrong: `old` becomes `new`.

    The problem stands on the line that holds `at`, or `below` lines under it. `followed_by` are parts
    of what else is told because of it.
    """

    name: str
    file: str
    old: str
    new: str
    at: str
    what: str
    remedy: str
    level: str = "error"
    below: int = 0
    followed_by: tuple[str, ...] = ()


LONG = " ".join(["ord"] * 19)

BROKEN = (
    # The form of the files
    Broken("yaml", COURSE, "kinds: [hotell]", "kinds: [hotell", "kinds:", "går inte att läsa som YAML", "citattecken"),
    Broken("duplicate key", BANK, "retired: [hotell-gammal]", 'version: "2"', 'version: "2"', 'nyckeln "version" står två gånger', "rad 2"),
    Broken("anchor", SIGNS, "sources: [SEED1]\n    certainty: B\n    caution", "sources: &s [SEED1]\n    certainty: *s\n    caution", "certainty: *s", "ankare", "skriv ut"),
    Broken("misspelt field", BANK, 'why: "Kläder säger', 'whi: "Kläder säger', "whi:", 'okänt fält "whi"', 'skriv "why"'),
    Broken("yes is no boolean", BANK, "danger: varna", "danger: varna\n        alarm: yes", "alarm: yes", "varken true eller false", "true eller false"),
    Broken("no front matter", CALM_LESSON, "---\nkey", "key", "key: hotell-reagera-lugn", "front matter saknas", "---", followed_by=("finns inte",)),
    Broken("heading without key", CALL_LESSON, "## Numren {#numren .numren}", "## Numren {#numren .numren}\n\n## Mer", "## Mer", "inte formen för en skärm", "{#nyckel .nyckel}"),
    Broken("text before heading", CALM_LESSON, "## Var som", "Hej på dig.\n\n## Var som", "Hej på dig.", "före första rubriken", "## rubrik"),
    # Networks
    Broken("no emergency number", NETWORK, 'number: "112"', 'number: ""', "contacts:", "numret 112 saknas", 'number: "112"'),
    Broken("chain without a step", NETWORK, '{step: "5", key: efter, who: "Alla", text: "Alla följer upp."', '{step: "4", key: efter, who: "Alla", text: "Alla följer upp."', "chain:", "kedjan har stegen 0, 1, 2, 3, 4, 4", "0, 1, 2, 3, 4 och 5"),
    Broken("old contact", NETWORK, 'when: "Inte bråttom."\n    hours: "Dygnet runt"\n    source: POL1\n    certainty: B\n    checked: "2026-11-01"', 'when: "Inte bråttom."\n    hours: "Dygnet runt"\n    source: POL1\n    certainty: B\n    checked: "2025-11-21"', "2025-11-21", "2025-11-21", "ring numret", "warning"),
    # Signs
    Broken("unknown strength", SIGNS, 'strength: "+"', 'strength: "+++"', 'strength: "+++"', 'styrkan "+++" finns inte', "++, +"),
    Broken("no other half", SIGNS, 'can_be:\n      - "Lön eller arv."', "can_be: []", "can_be", "kan bero på", "can_be"),
    Broken("own words as read", SIGNS, 'strength: "+"\n          sources: [SEED1]\n          certainty: B', 'strength: "+"\n          sources: [EGEN]\n          certainty: B', "sources: [EGEN]", "kursens egna ord", "certainty: A", below=1),
    # Lessons
    Broken("key not the file's", CALM_LESSON, "key: hotell-reagera-lugn", "key: hotell-reagera-stilla", "key:", "följer inte mappen", "key: hotell-reagera-lugn", followed_by=("finns inte",)),
    Broken("unknown audience", SIGN_LESSON, "audiences: [hotell]", "audiences: [hotell, sjukhus]", "audiences:", '"sjukhus" finns inte', "hotell, bostad"),
    Broken("unknown sign", CALM_LESSON, "signs: []", "signs: [klader]", "signs:", '"klader" finns inte', "pengar"),
    Broken("screen twice", CALL_LESSON, "## Numren {#numren .numren}", "## Numren {#numren .numren}\n\nRing.\n\n## Igen {#numren .numren}", "## Igen", '"numren" finns två gånger', "byt"),
    Broken("screen without source", CALL_LESSON, "## Numren {#numren .numren}", "## Först {#forst .forst}\n\nTänk efter.\n\n## Numren {#numren .numren}", "## Först", "ingen källa", "screens"),
    Broken("source without screen", CALM_LESSON, "screens: [lugn]", "screens: [lugn, oro]", "screens:", '"oro" finns inte', "lugn"),
    Broken("unknown source", CALM_LESSON, "code: EGEN", "code: EGET", "code: EGET", '"EGET" finns inte', "sources.yaml"),
    Broken("sign lesson without a half", SIGN_LESSON, "## Aldrig ett tecken {#aldrig .aldrig}\n\nKläder är aldrig ett tecken.\n", "", "signs:", 'skärmen "aldrig" saknas', "{#aldrig .aldrig}", followed_by=('"aldrig" finns inte',)),
    Broken("screens out of order", SIGN_LESSON, "## Aldrig ett tecken {#aldrig .aldrig}\n\nKläder är aldrig ett tecken.\n", "## Aldrig ett tecken {#aldrig .aldrig}\n\nKläder är aldrig ett tecken.\n\n## Tänk {#tank .tank}\n\nTänk efter.\n", "signs:", "fel ordning", "scen, tank, se", followed_by=("ingen källa",)),
    Broken("too many words", CALM_LESSON, "Säg hej.", "Säg hej. " + "Vi ser en till. " * 30, "## Var som", "skärmen har 132 ord", "högst 120"),
    Broken("long sentence", CALM_LESSON, "Säg hej.", f"Säg {LONG}. Hej. Hej.", "Säg ord", "meningen har 20 ord", "högst 18"),
    Broken("hard to read", CALM_LESSON, "Säg hej. Fråga gärna om du kan hjälpa till.", "Medarbetarnas välkomnande hjälpsamhet underlättar.", "title:", "LIX", "högst 30"),
    Broken("picture that is only in static", SIGN_LESSON, 'file: "scene-entrance.svg"', 'file: "port.svg"', "file:", 'teckningen "port.svg" finns inte', "templates/drawings"),
    Broken("image that is only drawn", CALL_LESSON, "Läs mer", "![port](scene-entrance.svg) Läs mer", "![port]", 'bilden "scene-entrance.svg" finns inte', "static/images"),
    Broken("raw html", CALL_LESSON, "Fara nu:", "<b>Fara</b> nu:", "<b>Fara", "HTML", "Markdown"),
    Broken("script address", CALL_LESSON, "(/hjalp)", "(javascript:alert)", "javascript", "länken går till", "https://"),
    Broken("foreign image", CALL_LESSON, "Läs mer", "![spår](https://spion.example/x.png) Läs mer", "spion", "bilden hämtas från", "static/images"),
    Broken("figure of one's own", CALM_LESSON, "Säg hej.", "Säg hej. År 2022 var det 40.", "År 2022", "siffra", "källan"),
    Broken("112 without source", CALM_LESSON, "Säg hej.", "Säg hej. Ring 112.", "## Var som", "112 eller 114 14 utan källa", "POL1"),
    # Texts
    Broken("banned word", CALM_LESSON, "Säg hej.", "Säg hej till varje offer.", "till varje", '"offer" används inte', "person som utnyttjas"),
    Broken("city name", CALM_LESSON, "Säg hej.", "Säg hej till Lillstads gäster.", "Lillstads", '"Lillstads" är ett namn', "{stad}"),
    Broken("member name", BANK, "Lyssnar och säger att det finns hjälp", "Lyssnar och ringer Botryggt", "Botryggt", '"Botryggt" är ett namn', "{stad}"),
    Broken("unknown placeholder", CALL_LESSON, "{kedja.1}", "{kedja.7}", "{kedja.7}", "okänd platshållare {kedja.7}", "{kedja.0}"),
    Broken("telling title", CALM_LESSON, '"Lugn och trygg"', '"Möt den utsatta"', "title:", '"utsatt" står i en titel', "röjer"),
    Broken("exclamation mark", BANK, "Vad är värt att skriva upp?", "Skriv upp det!", "Skriv upp det!", "utropstecken", "punkt"),
    Broken("unknown number", CALL_LESSON, "Annars ringer du 114 14.", "Annars ringer du 042-10 64 56.", "042-10", "042-10 64 56 står inte", "/kontakt"),
    # The course
    Broken("lesson that is not there", COURSE, "lessons: [hotell-agera-ring]", "lessons: [hotell-agera-ring, hotell-agera-kedjan]", "hotell-agera-kedjan", '"hotell-agera-kedjan" finns inte', "lektionens fil"),
    Broken("lesson of another module", COURSE, "lessons: [hotell-agera-ring]", "lessons: [hotell-agera-ring]\n    more: [hotell-reagera-lugn]", "more:", "hör till modulen reagera", "flytta den till reagera", followed_by=("två gånger",)),
    Broken("open lesson elsewhere", COURSE, "try_lesson: hotell-identifiera-pengar", "try_lesson: hotell-identifiera-alla", "try_lesson:", "finns inte i kursen", "kursens lektioner"),
    Broken("exam that cannot be drawn", COURSE, 'criticals: "1"', 'criticals: "2"', "exam:", "går inte att dra", "Skriv"),
    Broken("exam with unknown number", COURSE, 'criticals: "1"', 'kritiska: "1"', "exam:", "går inte ihop", "criticals"),
    # Questions
    Broken("unknown kind", BANK, "kind: several", "kind: essay", "kind: essay", '"essay" finns inte', "single, several, order, match, spots eller case"),
    Broken("two right answers", BANK, 'text: "Att hon har en dyr kappa"\n        correct: false', 'text: "Att hon har en dyr kappa"\n        correct: true', "options:", "2 rätta", "exakt ett svar"),
    Broken("several with one", BANK, 'text: "Stannar nära henne bakom disken"\n        correct: true', 'text: "Stannar nära henne bakom disken"\n        correct: false\n        danger: lova', 'ask: "Vilka två', "1 rätta", "minst två", below=1),
    Broken("critical without danger", BANK, "        danger: varna\n", "", "key: ringa-chefen", "är inte farligt", "danger"),
    Broken("unknown danger", BANK, "danger: varna", "danger: skrika", "danger: skrika", '"skrika" finns inte', "konfrontera"),
    Broken("trap with a sign", BANK, "signs: []", "signs: [pengar]", "key: hotell-brollop", "en fälla har inget tecken", "signs: []", below=4),
    Broken("trap without lure", BANK, "lures: [pengar]", "lures: []", "no_sign: true", "vilket tecken den förväxlas med", "lures:"),
    Broken("blaming why", BANK, "Några betalar helst kontant.", "Fel, några betalar helst kontant.", "Fel, några", 'börjar med "Fel"', "vad som händer"),
    Broken("long why", BANK, "Några betalar helst kontant.", "Några gör så. De firar. Låt dem.", "Låt dem", "3 meningar", "högst två"),
    Broken("unsure answer", BANK, "Att hon har en dyr kappa", "Jag är inte säker på kappan", "Jag är inte säker", "lägger själv till", "ta bort"),
    Broken("pointing answer", BANK, "Att hon har en dyr kappa", "Alla ovan, och kappan", "Alla ovan", "blandas", "skriv ut"),
    Broken("long ask", BANK, "Hur svarar du honom?", "Nu kan du gå, stå, le, se, be, ta, ge, vara, ha, få, äta, läsa, tala. Hur svarar du honom bäst just då?", "Nu kan du gå", "frågan har 23 ord", "högst 20"),
    Broken("key again", BANK, "- key: hotell-brollop", '- key: "hotell-natten"', 'key: "hotell-natten"', "finns redan", "byt nyckeln"),
    Broken("retired key", BANK, "- key: hotell-brollop", "- key: hotell-gammal", "- key: hotell-gammal", "tagen ur bruk", "ny nyckel"),
    Broken("source missing", BANK, "sources: [SEED1]", "sources: []", "sources: []", "ingen källa", "EGEN"),
    # The lists
    Broken("limit in words", WORDS, 'sv: {sentence_words: "18"', 'sv: {sentence_words: "arton"', "sv: {sentence", '"sentence_words" är inget antal', "skriv"),
    Broken("source without title", SOURCES, 'EGEN: {title: "Kursens egna ord"}', 'EGEN: {title: ""}', "EGEN:", "har ingen text", "title"),
)  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_broken_content_is_told_with_file_line_and_remedy(broken: Broken, tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    tree.replace(broken.file, broken.old, broken.new)

    problems = tree.problems()

    told = [problem for problem in problems if broken.what in problem.what]
    others = [problem for problem in problems if problem not in told]
    assert len(told) == 1, "\n".join(map(str, problems))
    assert len(others) == len(broken.followed_by), "\n".join(map(str, problems))
    assert all(part in other.what for part, other in zip(broken.followed_by, others, strict=True))
    (problem,) = told
    line = tree.line(broken.file, broken.at) + broken.below
    assert (problem.file, problem.line) == (broken.file, line)
    assert broken.remedy in problem.remedy
    assert problem.level == broken.level
    assert str(problem) == f"{problem.file}:{problem.line} {problem.what} — {problem.remedy}"


def test_the_tree_is_valid_before_it_is_broken(tmp_path: Path) -> None:
    assert content_tree(tmp_path).problems() == []


def test_every_list_must_be_there(tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    (tmp_path / WORDS).unlink()
    (tmp_path / SIGNS).unlink()

    assert [str(problem) for problem in tree.problems()] == [
        "courses/content/signs.yaml:1 filen finns inte — skapa filen",
        "courses/content/words.yaml:1 filen finns inte — skapa filen",
    ]
    with pytest.raises(ContentError):
        tree.catalogue()


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    (tmp_path / BANK).write_bytes("lang: sv\n# för".encode("latin-1"))

    assert any(
        str(problem).startswith(f"{BANK}:1 filen är inte skriven i UTF-8") for problem in tree.problems()
    )


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("courses/content/hotell/lugn.md", "inget lektionsnamn"),
        ("courses/content/hotell/kurs.yaml", "ingen vet vad filen är"),
    ],
)
def test_a_file_with_an_unknown_name_is_told(file: str, what: str, tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    tree.write(file, "key: x")

    (problem,) = tree.problems()
    assert (problem.file, problem.line) == (file, 1)
    assert what in problem.what


def test_two_files_cannot_hold_the_same_lesson(tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    tree.write("courses/content/hotell/09-lugn.md", (tmp_path / CALM_LESSON).read_text("utf-8"))

    (problem,) = tree.problems()
    assert (problem.file, problem.line) == ("courses/content/hotell/09-lugn.md", 2)
    assert f"finns redan i {CALM_LESSON}" in problem.what


def test_a_long_required_path_is_told(tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    screens = "\n\n".join(f"## Dag {i} {{#dag{i}}}\n\n" + "Du ser en sak till. " * 23 for i in range(29))
    tree.replace(CALM_LESSON, "Fråga gärna om du kan hjälpa till.", f"Hej igen.\n\n{screens}")
    tree.replace(
        CALM_LESSON, "screens: [lugn]", f"screens: [lugn, {', '.join(f'dag{i}' for i in range(29))}]"
    )

    (problem,) = tree.problems()
    assert (problem.file, problem.line) == (COURSE, tree.line(COURSE, "modules:"))
    assert "den obligatoriska vägen tar 26" in problem.what
    assert "högst 25 minuter" in problem.remedy


def test_an_example_for_an_unknown_audience_is_told(tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    tree.replace(SIGNS, "      hotell:\n", "      sjukhus:\n")

    (problem,) = tree.problems()
    assert (problem.file, problem.line) == (SIGNS, tree.line(SIGNS, "sjukhus:"))


def test_broken_markdown_is_not_shown(tmp_path: Path) -> None:
    tree = content_tree(tmp_path)
    tree.replace(CALL_LESSON, "(/hjalp)", "(javascript:alert)")

    with pytest.raises(ContentError, match="länken går till"):
        tree.catalogue()
