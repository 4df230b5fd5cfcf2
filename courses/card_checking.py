"""The rules of the Agera cards: they name what exists, and every text keeps the rules of all texts. Pure."""

from collections.abc import Iterator
from pathlib import Path

from core.problems import ContentError, Problem
from core.siblings import base_texts, compare, sibling_texts
from core.yaml_files import Node, load_yaml
from courses.cards import FILE, SHAPE, CardsFile, card_siblings, read_cards
from courses.checking import known_of
from courses.content_files import Content, read_content
from courses.lesson_files import BASE_LANGUAGE
from courses.source_rules import sources_are_known
from courses.text_rules import Known, Text, check_texts
from organisations.rules import KINDS


def check_cards(root: Path) -> list[Problem]:
    """Everything to put right in cards.yaml and its siblings under the project root, in file order."""
    if not (root / FILE).exists():
        return []
    problems: list[Problem] = []
    try:
        content, base = read_content(root), load_yaml(root / FILE, root)
    except ContentError as error:
        return sorted(error.problems)
    known = known_of(content, root)
    file = read_cards(base, BASE_LANGUAGE, problems)
    siblings = card_siblings(root, base, problems)
    problems += _base_rules(base, file, content, known)
    for each in siblings:
        problems += check_texts(
            _texts(sibling_texts(each.node), each.lang), _written(each.node, each.lang), known
        )
        problems += compare(each)
    return sorted(set(problems))


def _base_rules(node: Node, file: CardsFile, content: Content, known: Known) -> Iterator[Problem]:
    yield from check_texts(
        _texts(base_texts(node, SHAPE), BASE_LANGUAGE), _written(node, BASE_LANGUAGE), known
    )
    yield from sources_are_known(node.mapping.get("sources", node), file.sources, known)
    if not file.react:
        yield node.problem("steget reagera har inga rader", "skriv minst en rad i react")
    signs = {sign.key: sign for sign in content.signs.signs}
    for role in file.roles:
        if role.audience not in known.audiences:
            yield role.node.problem(
                f'målgruppen "{role.audience}" finns inte', f"skriv någon av {', '.join(known.audiences)}"
            )
        for kind in set(role.kinds) - set(KINDS):
            yield role.node.problem(f'slaget "{kind}" finns inte', f"skriv bland {', '.join(KINDS)} i kinds")
        for sign, example in role.examples:
            looks_like = signs[sign].looks_like.get(role.audience, ()) if sign in signs else ()
            if example not in {each.key for each in looks_like}:
                yield role.node.problem(
                    f'exemplet "{sign}/{example}" finns inte för {role.audience}',
                    "skriv tecken/exempel som i signs.yaml",
                )


def _texts(texts: dict[tuple[str, ...], Node], lang: str) -> Iterator[Text]:
    for node in texts.values():
        yield Text(node.file, node.line, node.text, lang)


def _written(node: Node, lang: str) -> Iterator[Text]:
    for text in node.texts():
        yield Text(text.file, text.line, text.text, lang)
