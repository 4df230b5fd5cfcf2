"""The checker of content: at the start of the site, for `flask check-content`, and in the tests. Pure.

The rules stand in `*_rules.py`, `core/siblings.py` and `sibling_lessons.py`, a function each; here they are
asked one by one.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from core import clock
from core.problems import ContentError, Problem
from core.siblings import Sibling, compare, sibling_texts
from core.yaml_files import Node
from courses import course_rules, lesson_rules, scenario_rules, sibling_lessons, sign_rules
from courses.content_files import Content, read_content
from courses.lesson_rules import shown_texts, written_texts
from courses.siblings import base_texts
from courses.source_rules import sources_are_known
from courses.text_rules import Known, Text, check_texts
from organisations.network_checking import check_networks
from organisations.networks import read_networks

TITLES = {"title", "name"}
QUOTATIONS = {"sentence"}


def check_all(root: Path, today: date | None = None) -> list[Problem]:
    """Everything to put right in the networks and in `courses/content`, in order of file and line.

    `today` (a Stockholm date, by default the clock's) decides which contacts are due for checking.
    """
    problems = check_networks(root / "organisations" / "networks", today or clock.today())
    try:
        content = read_content(root)
    except ContentError as error:
        return sorted({*problems, *error.problems})
    return sorted({*problems, *content.problems, *check_content(content, known_of(content, root))})


def known_of(content: Content, root: Path) -> Known:
    """What texts may name: the content's lists, the networks that can be read, the pictures there are."""
    networks, _ = read_networks(root / "organisations" / "networks")
    return Known(
        lists=content.lists,
        sources=content.sources,
        audiences=content.audiences,
        signs=tuple(sign.key for sign in content.signs.signs),
        networks=tuple(file.network for file in networks),
        images=frozenset(path.name for path in (root / "static" / "images").glob("*.*")),
        drawings=frozenset(path.name for path in (root / "templates" / "drawings").glob("scene-*.svg")),
    )


def check_content(content: Content, known: Known) -> Iterator[Problem]:
    """Every rule asked of every lesson, sign, course and sibling."""
    yield from _lessons(content, known)
    yield from _translated_lessons(content, known)
    yield from _signs(content, known)
    for course in content.courses:
        yield from check_yaml_texts(course.node, known)
        for rule in course_rules.RULES:
            yield from rule(course, content, known)
    whose: dict[str, str] = {}
    for file in content.scenarios:
        key = file.scenario.key
        if key in whose:
            yield file.node.mapping.get("key", file.node).problem(
                f'nyckeln "{key}" finns redan i {whose[key]}', "byt den ena nyckeln"
            )
        whose[key] = file.node.file
        yield from check_yaml_texts(file.node, known)
        for scenario_rule in scenario_rules.RULES:
            yield from scenario_rule(file, known)
    yield from scenario_rules.addresses_stand_apart(content.scenarios)
    for sibling in (*content.sign_siblings, *content.course_siblings, *content.scenario_siblings):
        yield from check_sibling(sibling, known)


def check_yaml_texts(node: Node, known: Known) -> Iterator[Problem]:
    """The text rules for a base file in YAML."""
    yield from check_texts(_shown(base_texts(node), "sv"), _written(node, "sv"), known)


def check_sibling(sibling: Sibling, known: Known) -> Iterator[Problem]:
    """The text rules for a sibling in YAML, and its likeness to its base."""
    shown = _shown(sibling_texts(sibling.node), sibling.lang)
    yield from check_texts(shown, _written(sibling.node, sibling.lang), known)
    yield from compare(sibling)


def _lessons(content: Content, known: Known) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for lesson in content.lessons:
        if lesson.key in seen:
            yield lesson.at("key").problem(
                f'nyckeln "{lesson.key}" finns redan i {seen[lesson.key]}', "byt namn på den ena filen"
            )
        seen[lesson.key] = lesson.file
        yield from check_texts(shown_texts(lesson), written_texts(lesson), known)
        for rule in lesson_rules.RULES:
            yield from rule(lesson, known)


def _translated_lessons(content: Content, known: Known) -> Iterator[Problem]:
    bases = {(lesson.folder, lesson.slug): lesson for lesson in content.lessons}
    for lesson in content.translated_lessons:
        base = bases.get((lesson.folder, lesson.slug))
        if base is None:
            yield lesson.front.problem(
                "översättningen har ingen grundfil",
                f"skriv {lesson.file.replace(f'.{lesson.lang}.', '.')} först",
            )
            continue
        yield from check_texts(shown_texts(lesson), written_texts(lesson), known)
        for rule in lesson_rules.FOR_SIBLINGS:
            yield from rule(lesson, known)
        for sibling_rule in sibling_lessons.RULES:
            yield from sibling_rule(lesson, base, known)


def _signs(content: Content, known: Known) -> Iterator[Problem]:
    file = content.signs
    yield from check_yaml_texts(file.node, known)
    for name, codes in (
        ("both_halves_sources", file.text.both_halves_sources),
        ("remember_sources", file.text.remember_sources),
    ):
        yield from sources_are_known(file.node.mapping.get(name, file.node), codes, known)
    seen: set[str] = set()
    rows = file.node.mapping["signs"].items if "signs" in file.node.mapping else []
    for node, sign in zip(rows, file.signs, strict=True):
        if sign.key in seen:
            yield node.problem(f'tecknet "{sign.key}" står två gånger', "byt den ena nyckeln")
        seen.add(sign.key)
        for rule in sign_rules.RULES:
            yield from rule(sign, node, tuple(file.text.strengths), known)


def _shown(texts: dict[tuple[str, ...], Node], lang: str) -> Iterator[Text]:
    for path, node in texts.items():
        name = path[-1]
        yield Text(node.file, node.line, node.text, lang, name in TITLES, name in QUOTATIONS)


def _written(node: Node, lang: str) -> Iterator[Text]:
    for text in node.texts():
        yield Text(text.file, text.line, text.text, lang)
