"""Rules of the signs. One function is one rule; `RULES` lists them all. Pure."""

from collections.abc import Callable, Iterator

from core.problems import Problem
from core.yaml_files import Node
from courses.signs import Sign
from courses.source_rules import certainty_is_told, sources_are_known
from courses.text_rules import Known

Rule = Callable[[Sign, Node, tuple[str, ...], Known], Iterator[Problem]]


def sign_has_sources(sign: Sign, node: Node, strengths: tuple[str, ...], known: Known) -> Iterator[Problem]:
    """The sign's sentence has known sources and a certainty."""
    yield from sources_are_known(node.mapping.get("sources", node), sign.sources, known)
    yield from certainty_is_told(node.mapping.get("certainty", node), sign.sources, sign.certainty)


def examples_are_for_known_audiences(
    sign: Sign, node: Node, strengths: tuple[str, ...], known: Known
) -> Iterator[Problem]:
    """Examples stand under audiences of audiences.yaml."""
    for audience, rows in _examples(node).mapping.items():
        if audience not in known.audiences:
            yield rows.problem(
                f'målgruppen "{audience}" finns inte', f"skriv någon av {', '.join(known.audiences)}"
            )


def examples_have_strength_and_source(
    sign: Sign, node: Node, strengths: tuple[str, ...], known: Known
) -> Iterator[Problem]:
    """Each example weighs one of the strengths and has a source of its own."""
    for audience, examples in sign.looks_like.items():
        rows = _examples(node).mapping[audience].items
        for row, example in zip(rows, examples, strict=True):
            if example.strength not in strengths:
                yield row.mapping.get("strength", row).problem(
                    f'styrkan "{example.strength}" finns inte', f"skriv någon av {', '.join(strengths)}"
                )
            yield from sources_are_known(row.mapping.get("sources", row), example.sources, known)
            yield from certainty_is_told(
                row.mapping.get("certainty", row), example.sources, example.certainty
            )


def example_keys_stand_once(
    sign: Sign, node: Node, strengths: tuple[str, ...], known: Known
) -> Iterator[Problem]:
    """No two examples of a sign share a key."""
    seen: set[str] = set()
    for audience, examples in sign.looks_like.items():
        rows = _examples(node).mapping[audience].items
        for row, example in zip(rows, examples, strict=True):
            if example.key in seen:
                yield row.problem(f'nyckeln "{example.key}" står två gånger', "byt den ena nyckeln")
            seen.add(example.key)


def both_halves_stand_together(
    sign: Sign, node: Node, strengths: tuple[str, ...], known: Known
) -> Iterator[Problem]:
    """A sign never stands without what it can also be."""
    if not sign.can_be:
        yield node.mapping.get("can_be", node).problem(
            "tecknet säger inte vad det också kan bero på", "skriv minst en vanlig förklaring i can_be"
        )


RULES: tuple[Rule, ...] = (
    sign_has_sources,
    examples_are_for_known_audiences,
    examples_have_strength_and_source,
    example_keys_stand_once,
    both_halves_stand_together,
)


def _examples(node: Node) -> Node:
    return node.mapping.get("looks_like", node)
