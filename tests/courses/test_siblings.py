"""Files in other languages: used when they are there, told when they do not hold, missed by nobody."""

from pathlib import Path

import pytest

from tests.builders.content import ContentTree, content_tree
from tests.builders.small_content import BANK, CALL_LESSON, COURSE, SIGNS

LESSON_EN = "courses/content/hotell/03-ring.en.md"
LESSON_EASY = "courses/content/hotell/02-lugn.sv-x-lattlast.md"
SIGNS_EN = "courses/content/signs.en.yaml"
COURSE_EN = "courses/content/hotell/course.en.yaml"
BANK_EN = "quiz/bank/hotell.en.yaml"

SIBLINGS = {
    LESSON_EN: """
        ---
        key: hotell-agera-ring
        title: "Whom to call"
        lang: en
        of_version: "1"
        ---

        ## The numbers {#numren .numren}

        Danger now: call **112**. Otherwise call 114 14.

        In {stad} this is how it goes. Read more on [the help page](/hjalp).
        """,
    LESSON_EASY: """
        ---
        key: hotell-reagera-lugn
        title: "Var lugn"
        lang: sv-x-lattlast
        of_version: "1"
        ---

        ## Var som du brukar {#lugn .lugn}

        Säg hej.
        Fråga om du kan hjälpa.
        """,
    SIGNS_EN: """
        lang: en
        of_version: "1"
        both_halves: "One sign proves nothing."
        remember: "It can be someone she knows."
        strengths:
          "++": "Weighs heavily"
          "+": "Worth a note"
        signs:
          pengar:
            name: "Money without explanation"
            short: "Money"
            sentence: "Has a lot of money but cannot say from where."
            caution: "A weak sign."
            looks_like:
              hotell:
                kontant: "A guest pays cash room by room."
            can_be:
              - "Wages or an inheritance."
        """,
    COURSE_EN: """
        lang: en
        of_version: "1"
        title: "Hotels"
        name: "A safe hand for hotels"
        summary: "For you who meet guests."
        modules:
          identifiera: {title: "Identify", summary: "What you can see."}
          reagera: {title: "React", summary: "How you stay calm."}
          agera: {title: "Act", summary: "Whom you call."}
        """,
    BANK_EN: """
        lang: en
        of_version: "1"
        questions:
          hotell-kuvert:
            text: "A guest pays for three rooms from an envelope. She does not know whose money it is."
            ask: "What is worth writing down?"
            options:
              orden: {text: "Her words about the money", why: "You heard this. Write her own words."}
              kappan: {text: "That her coat is dear", why: "Clothes say nothing about force."}
          hotell-chefens-pass:
            text: "The cleaner whispers that his boss has his pay and his passport."
            ask: "How do you answer him?"
            options:
              lyssna: {text: "Listen and say there is help", why: "Now he knows he can talk to you."}
              ringa-chefen: {text: "Go and ask the boss at once", why: "Then the boss learns what he said."}
          hotell-natten:
            text: "In the night a young woman asks you for help. Her card is empty."
            ask: "Which two things do you do now?"
            options:
              ring: {text: "Call 112, calm and slow", why: "She asks for help, and then it is 112."}
              stanna: {text: "Stay near her at the desk", why: "She is not alone then."}
              vanta: {text: "Wait for the boss at seven", why: "She needs help now. The boss can wait."}
          hotell-brollop:
            text: "A father pays for the whole party in cash. They all laugh and dance."
            ask: "What do you think of the cash?"
            options:
              inget: {text: "Nothing, they have fun", why: "Some like to pay in cash."}
              tipsa: {text: "Tell the police of the cash", why: "Such a tip can harm a family."}
        """,
}


def translated_tree(root: Path) -> ContentTree:
    tree = content_tree(root)
    for file, text in SIBLINGS.items():
        tree.write(file, text)
    return tree


def test_whole_siblings_are_no_problem_and_missing_ones_neither(tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)

    assert tree.problems() == []
    (tmp_path / LESSON_EN).unlink()
    assert tree.problems() == []


def test_texts_come_in_the_language_asked_for_or_in_swedish(tmp_path: Path) -> None:
    catalogue = translated_tree(tmp_path).catalogue()

    lesson, lang = catalogue.lesson("hotell-agera-ring", "en")
    assert (lesson.title, lang) == ("Whom to call", "en")
    assert "In Lillstad this" in lesson.screens[0].html
    assert catalogue.lesson("hotell-agera-ring", "ar")[1] == "sv"
    assert catalogue.lesson("hotell-reagera-lugn", "en")[1] == "sv"
    assert catalogue.lesson("hotell-reagera-lugn", "sv-x-lattlast")[0].title == "Var lugn"
    course, lang = catalogue.course("hotell", "en")
    assert (course.title, course.modules[2].title, lang) == ("Hotels", "Act", "en")
    assert [lesson.lang for module in course.modules for lesson in module.lessons] == ["sv", "sv", "en"]
    sign, lang = catalogue.sign("pengar", "en")
    assert (sign.short, sign.looks_like["hotell"][0].text, lang) == (
        "Money",
        "A guest pays cash room by room.",
        "en",
    )
    assert catalogue.signs_text("en").strengths["+"] == "Worth a note"
    assert catalogue.signs_text("sv-x-lattlast").lang == "sv"
    assert catalogue.signs["pengar"].short == "Pengar"


def test_questions_come_in_the_language_asked_for_with_the_same_answers(tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)
    bank = tree.bank()

    question, lang = bank.question("hotell-natten", "en")
    base, base_lang = bank.question("hotell-natten", "sv-x-lattlast")
    assert (lang, base_lang) == ("en", "sv")
    assert question.options[0].text == "Call 112, calm and slow"
    assert [(each.key, each.correct, each.danger) for each in question.options] == [
        (each.key, each.correct, each.danger) for each in base.options
    ]
    assert question.version == base.version


def test_a_question_translated_in_part_is_shown_in_swedish(tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)
    tree.replace(BANK_EN, '    ask: "What is worth writing down?"\n', "")

    assert tree.bank().question("hotell-kuvert", "en")[1] == "sv"
    assert tree.bank().question("hotell-natten", "en")[1] == "en"


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "what"),
    [
        (SIGNS_EN, "lang: en", "lang: sv", "lang: sv", "språket är inte filnamnets"),
        (SIGNS_EN, "    short:", "    shirt:", "shirt:", "signs.pengar.shirt"),
        (SIGNS_EN, 'short: "Money"', 'short: "Pengar"\n    sentance: "x"', "sentance", "finns inte i grundfilen"),
        (SIGNS_EN, '"A guest pays cash room by room."', '"En gäst betalar kontant rum för rum."', "kontant:", "densamma"),
        (COURSE_EN, '  agera: {title: "Act", summary: "Whom you call."}\n', "", "modules:", '"modules.agera" saknas'),
        (BANK_EN, '"Call 112, calm and slow"', '"Call 911, calm and slow"', "911", "siffrorna är inte grundfilens"),
        (BANK_EN, '"Her words about the money"', '"Every victim talks"', "victim", '"victim" används inte'),
        (BANK_EN, '"Some like to pay in cash."', '"Wrong, they like it."', "Wrong", 'börjar med "Fel"'),
        (LESSON_EN, "key: hotell-agera-ring", "key: hotell-agera-rong", "key:", "nyckeln är inte grundfilens"),
        (LESSON_EN, "{#numren .numren}", "{#numbers}", "key:", "skärmarna är inte desamma"),
        (LESSON_EN, "call 114 14", "call 911", "## The numbers", "siffrorna är inte grundfilens"),
        (LESSON_EN, "Danger now", "<b>Danger</b> now", "<b>", "HTML"),
        (LESSON_EASY, "Säg hej.\n", "Säg hej. Välkomnande hälsningar underlättar.\n", "title:", "lätt svenska har LIX"),
    ],
)  # fmt: skip
def test_a_sibling_that_does_not_hold_is_told(
    file: str, old: str, new: str, at: str, what: str, *, tmp_path: Path
) -> None:
    tree = translated_tree(tmp_path)
    tree.replace(file, old, new)

    told = [problem for problem in tree.problems() if what in problem.what]
    assert [(problem.file, problem.line) for problem in told] == [(file, tree.line(file, at))]
    assert told[0].level == "error"
    assert told[0].remedy


def test_a_copied_screen_is_told(tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)
    tree.write(LESSON_EN, (tmp_path / CALL_LESSON).read_text("utf-8"))
    tree.replace(LESSON_EN, "lang: sv\nversion:", "lang: en\nof_version:")
    tree.replace(LESSON_EN, "module: agera\naudiences: [hotell]\nsigns: []\n", "")
    tree.replace(LESSON_EN, "sources:\n  - code: POL1\n    certainty: B\n    screens: [numren]\n", "")

    told = {problem.line for problem in tree.problems() if "densamma" in problem.what}
    assert told == {tree.line(LESSON_EN, "title:"), tree.line(LESSON_EN, "## Numren")}


@pytest.mark.parametrize(
    ("base", "sibling"), [(SIGNS, SIGNS_EN), (COURSE, COURSE_EN), (BANK, BANK_EN), (CALL_LESSON, LESSON_EN)]
)
def test_an_old_sibling_is_a_warning(base: str, sibling: str, tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)
    tree.replace(base, 'version: "1"', 'version: "2"')

    (problem,) = tree.problems()
    assert (problem.file, problem.line, problem.level) == (
        sibling,
        tree.line(sibling, "of_version"),
        "warning",
    )
    assert 'of_version: "2"' in problem.remedy


def test_a_new_question_only_warns_until_an_old_sibling_has_it(tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)
    tree.replace(BANK_EN, "hotell-brollop:", "hotell-fest:")
    tree.replace(BANK, 'version: "1"', 'version: "2"')

    missing = [problem for problem in tree.problems() if "saknas" in problem.what]
    assert [problem.level for problem in missing] == ["warning"]


def test_a_sibling_without_a_base_is_told(tmp_path: Path) -> None:
    tree = translated_tree(tmp_path)
    (tmp_path / LESSON_EN).rename(tmp_path / "courses/content/hotell/04-annat.en.md")

    (problem,) = tree.problems()
    assert "ingen grundfil" in problem.what
    assert "04-annat.md" in problem.remedy
