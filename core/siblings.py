"""Siblings: the same file in another language, `signs.en.yaml` beside `signs.yaml`. Pure.

A sibling holds only texts, each under its key; answers, strengths, numbers and sources stand in the base
file alone. Texts of both are addressed by the same path of keys, as ("signs", "pengar", "name").
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.language_text import words
from core.problems import ContentError, Problem
from core.yaml_files import Node, load_yaml

TextPath = tuple[str, ...]
_HEAD = {"lang", "of_version", "key"}
_SHORT = 16
"""Fewer words than this may be the same in easy Swedish: some sentences are as easy as they can be."""
_SPELLED_OUT = 60
"""A number up to this may stand as a word in the source and as digits in the sibling."""
_CLOCK = re.compile(r"\b\d{1,2}[.:]\d\d\b(?: [ap]\.m\.)?|\b\d{1,2} [ap]\.m\.|\bklockan \d{1,2}\b")
_NUMBER = re.compile(r"\d+(?:[- ]\d+)*")


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fields of a base file are texts, by their names, at any depth.

    `lists` and `mappings` are fields that hold texts; under `examples` a text has its row's path. A sibling
    may leave out fields of `optional`. Under `skipped` there is nothing to translate; `fixed` are values
    that are no words.
    """

    texts: frozenset[str]
    lists: frozenset[str] = frozenset()
    mappings: frozenset[str] = frozenset()
    examples: str = ""
    optional: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    fixed: re.Pattern[str] = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Sibling:
    """A sibling file and its base, both as nodes, and which texts they have."""

    lang: str
    node: Node
    base: Node
    shape: Shape

    @property
    def is_current(self) -> bool:
        """Whether it was written from the version its base has now."""
        return _head(self.node, "of_version") == _head(self.base, "version")

    @property
    def gaps(self) -> tuple[TextPath, ...]:
        """The texts it must have and has not, in the base's order."""
        own = sibling_texts(self.node)
        wanted = base_texts(self.base, self.shape)
        return tuple(path for path in wanted if path not in own and path[-1] not in self.shape.optional)


def sibling_paths(base: Path) -> Iterator[tuple[str, Path]]:
    """The siblings lying beside a YAML file, each with its language, in order of name."""
    for path in sorted(base.parent.glob(f"{base.stem}.*.yaml")):
        yield path.name.removeprefix(f"{base.stem}.").removesuffix(".yaml"), path


def read_bases(
    folder: Path, pattern: str, root: Path, problems: list[Problem]
) -> Iterator[tuple[Path, Node]]:
    """The YAML files of a folder that are no siblings, in order; what cannot be read is added to `problems`."""
    for path in sorted(folder.glob(pattern)):
        if "." not in path.stem:
            try:
                yield path, load_yaml(path, root)
            except ContentError as error:
                problems.extend(error.problems)


def read_siblings(
    path: Path, base: Node, shape: Shape, root: Path, problems: list[Problem]
) -> Iterator[Sibling]:
    """The siblings of a base file that can be read; trouble is added to `problems`."""
    for lang, sibling in sibling_paths(path):
        try:
            yield Sibling(lang, load_yaml(sibling, root), base, shape)
        except ContentError as error:
            problems.extend(error.problems)


def base_texts(node: Node, shape: Shape, path: TextPath = ()) -> dict[TextPath, Node]:
    """The texts of a base file that a sibling has too, by path."""
    found: dict[TextPath, Node] = {}
    for name, child in node.mapping.items():
        here = (*path, name)
        if name in shape.texts and child.text:
            if not shape.fixed.fullmatch(child.text):
                found[here[:-1] if shape.examples in path else here] = child
        elif name in shape.lists:
            found |= {(*here, str(number)): item for number, item in enumerate(child.items)}
        elif name in shape.mappings:
            found |= {(*here, key): value for key, value in child.mapping.items()}
        elif child.mapping:
            found |= base_texts(child, shape, here)
        elif name not in shape.skipped:
            for number, item in enumerate(child.items):
                found |= base_texts(item, shape, (*here, _row(item, number)))
    return found


def sibling_texts(node: Node, path: TextPath = ()) -> dict[TextPath, Node]:
    """The texts of a sibling file, by path."""
    found: dict[TextPath, Node] = {}
    children = list(node.mapping.items()) or [(str(number), item) for number, item in enumerate(node.items)]
    for name, child in children:
        if not path and name in _HEAD:
            continue
        if isinstance(child.value, str):
            found[*path, name] = child
        else:
            found |= sibling_texts(child, (*path, name))
    return found


def laid_over(base: Node, texts: Mapping[TextPath, Node], path: TextPath = ()) -> Node:
    """The base file with these texts in the place of its own; everything else stays."""
    if path in texts:
        return Node(base.file, base.line, texts[path].text)
    if base.mapping:
        children = {name: laid_over(child, texts, (*path, name)) for name, child in base.mapping.items()}
        return Node(base.file, base.line, children)
    if base.items:
        rows = [laid_over(item, texts, (*path, _row(item, i))) for i, item in enumerate(base.items)]
        return Node(base.file, base.line, rows)
    return base


def compare(sibling: Sibling) -> Iterator[Problem]:
    """A sibling has its base's keys, no text equal to it, and the same numbers."""
    yield from head(sibling)
    base = base_texts(sibling.base, sibling.shape)
    for path, node in sibling_texts(sibling.node).items():
        if path not in base:
            yield node.problem(
                f'texten "{".".join(path)}" finns inte i grundfilen',
                f"ta bort den, eller använd nyckeln i {sibling.base.file}",
            )
        else:
            yield from differs(node, node.text, base[path].text, sibling)
    yield from _missing(sibling)


def head(sibling: Sibling) -> Iterator[Problem]:
    """The sibling names its language and the version it was written from; an old one is a warning."""
    if _head(sibling.node, "lang") != sibling.lang:
        yield sibling.node.mapping.get("lang", sibling.node).problem(
            "språket är inte filnamnets", f"skriv lang: {sibling.lang}"
        )
    if not sibling.is_current:
        node = sibling.node.mapping.get("of_version", sibling.node)
        yield Problem(
            node.file,
            node.line,
            f"översättningen är inte av grundfilens version {_head(sibling.base, 'version')}",
            f'läs {sibling.base.file}, ändra texten och skriv of_version: "{_head(sibling.base, "version")}"',
            "warning",
        )


def differs(node: Node, text: str, source: str, sibling: Sibling) -> Iterator[Problem]:
    """A translated text is not its source, and has the source's numbers."""
    easy = sibling.lang.startswith("sv")
    if text == source and len(words(text)) >= (_SHORT if easy else 2):
        yield node.problem("texten är densamma som i grundfilen", f"skriv den på {sibling.lang}")
    if sibling.is_current and not same_numbers(source, text):
        yield node.problem(
            f"siffrorna är inte grundfilens ({', '.join(sorted(_numbers(source))) or 'inga'})",
            "skriv samma nummer, årtal och antal som i grundfilen",
        )


def same_numbers(source: str, text: str) -> bool:
    """Whether a translation has the numbers of its source: all of them, and no large ones of its own.

    Clock times are written differently in each language and are not compared.
    """
    wanted, found = _numbers(source), _numbers(text)
    own = (number for number in found - wanted if not number.isdecimal() or int(number) > _SPELLED_OUT)
    return all(
        number in found or int(re.sub(r"\D", "", number)) <= _SPELLED_OUT for number in wanted
    ) and not any(own)


def translate(texts: Mapping[TextPath, Node], path: TextPath, otherwise: str) -> str:
    """The sibling's text at a path, or the base text when it has none."""
    found = texts.get(path)
    return found.text if found else otherwise


def _missing(sibling: Sibling) -> Iterator[Problem]:
    """Each missing text, told once for the highest key that is missing; a warning in an old sibling."""
    other = sibling_texts(sibling.node)
    have = {path[:length] for path in other for length in range(len(path) + 1)} | {()}
    told = set()
    for path in sibling.gaps:
        length = next(length for length in range(len(path) + 1) if path[:length] not in have)
        if path[:length] not in told:
            told.add(path[:length])
            node = _at(sibling.node, path[: length - 1])
            yield Problem(
                node.file,
                node.line,
                f'texten "{".".join(path[:length])}" saknas',
                f"skriv den på {sibling.lang}",
                "error" if sibling.is_current else "warning",
            )


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(_CLOCK.sub("", text.replace("\u00a0", " "))))


def _head(node: Node, name: str) -> str:
    found = node.mapping.get(name)
    return found.text if found else ""


def _row(item: Node, number: int) -> str:
    return _head(item, "key") or str(number)


def _at(node: Node, path: TextPath) -> Node:
    for name in path:
        node = node.mapping.get(name, node)
    return node
