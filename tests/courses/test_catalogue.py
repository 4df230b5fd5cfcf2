"""The catalogue: courses, lessons and signs filled for one city."""

from pathlib import Path

import pytest

from core.language_text import words
from courses.catalogue import Image, SourceRef
from tests.builders.content import ContentTree, content_tree
from tests.builders.small_content import CALL_LESSON, COURSE, NETWORK


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    return content_tree(tmp_path)


def test_a_course_holds_its_modules_and_lessons(tree: ContentTree) -> None:
    course = tree.catalogue().courses["hotell"]

    assert (course.title, course.audience, course.kinds, course.lang) == (
        "Hotell",
        "hotell",
        ("hotell",),
        "sv",
    )
    assert [(module.key, [lesson.slug for lesson in module.lessons]) for module in course.modules] == [
        ("identifiera", ["pengar"]),
        ("reagera", ["lugn"]),
        ("agera", ["ring"]),
    ]
    assert course.exam == {"questions": "3", "pass_right": "3", "traps": "1", "criticals": "1"}


def test_more_is_offered_beside_the_required_lessons(tree: ContentTree) -> None:
    tree.replace(COURSE, "lessons: [hotell-reagera-lugn]", "lessons: []\n    more: [hotell-reagera-lugn]")

    module = tree.catalogue().courses["hotell"].modules[1]
    assert (module.lessons, [lesson.key for lesson in module.more]) == ((), ["hotell-reagera-lugn"])


def test_a_lesson_is_filled_and_rendered(tree: ContentTree) -> None:
    lesson, lang = tree.catalogue().lesson("hotell-agera-ring")
    (screen,) = lesson.screens

    assert lang == "sv"
    assert (screen.key, screen.heading, screen.classes) == ("numren", "Numren", ("numren",))
    assert '<a href="tel:112"><bdi dir="ltr">112</bdi></a>' in screen.html
    assert "I Lillstad går det till så här: Polisen får veta." in screen.html
    text = "Fara nu: ring 112. Annars ringer du 114 14."
    more = "I Lillstad går det till så här: Polisen får veta. Läs mer på sidan om hjälp."
    assert screen.words == len(words(f"Numren {text} {more}"))


def test_a_lesson_keeps_its_sources_and_picture(tree: ContentTree) -> None:
    lesson, _ = tree.catalogue().lesson("hotell-identifiera-pengar")

    assert lesson.image == Image("scene-entrance.svg", "En port.")
    assert lesson.sources[0] == SourceRef("SEED1", "B", ("se", "bero-pa"), "Tecknet.")
    assert [screen.key for screen in lesson.screens] == ["scen", "se", "bero-pa", "aldrig"]


def test_the_version_follows_content_and_city_not_comments(tree: ContentTree) -> None:
    before = tree.catalogue().version
    tree.replace(COURSE, "lang: sv", "lang: sv  # en kommentar")
    assert tree.catalogue().version == before
    assert len(before) == 64

    tree.replace(NETWORK, 'purpose: "Tillsammans når vi fler."', 'purpose: "Tillsammans."')
    city_changed = tree.catalogue().version
    tree.replace(CALL_LESSON, "Fara nu:", "Är det fara nu:")
    assert len({before, city_changed, tree.catalogue().version}) == 3


def test_unknown_keys_are_key_errors(tree: ContentTree) -> None:
    catalogue = tree.catalogue()

    with pytest.raises(KeyError):
        catalogue.lesson("hotell-agera-allt")
    with pytest.raises(KeyError):
        catalogue.course("sjukhus", "en")
