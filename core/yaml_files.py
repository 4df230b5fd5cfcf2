"""YAML for authors: every scalar is a text, no key stands twice, and every value knows its line.

YAML 1.1 reads `no`, `on` and 08.10 as something else than what was written; here only an unquoted
true or false is more than text. Anchors and tags are refused: nobody writing lessons needs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

import yaml

from core.problems import ContentError, Problem

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "bool", "int", "float", "null", "timestamp", "merge", "value", "seq", "map")
}


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file: a text, a bool, a list of nodes or a mapping from key to node.

    `line` counts from 1; for a value in a mapping it is the line of its key.
    """

    file: str
    line: int
    value: str | bool | list[Node] | dict[str, Node]

    @property
    def mapping(self) -> dict[str, Node]:
        """The mapping, or an empty one when the value is something else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The list, or an empty one when the value is something else."""
        return self.value if isinstance(self.value, list) else []

    @property
    def text(self) -> str:
        """The text, or an empty one when the value is something else."""
        return self.value if isinstance(self.value, str) else ""

    def plain(self) -> object:
        """The same value as plain str, bool, list and dict, without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def texts(self) -> Iterator[Node]:
        """Every text in the value, at any depth, in the order of the file."""
        if isinstance(self.value, str):
            yield self
        for child in [*self.items, *self.mapping.values()]:
            yield from child.texts()

    def problem(self, what: str, remedy: str) -> Problem:
        """An error at this value's line."""
        return Problem(self.file, self.line, what, remedy)


def relative(path: Path, root: Path) -> str:
    """A file's path relative to the project root, with forward slashes, as problems show it."""
    return path.relative_to(root).as_posix()


def read_text(path: Path, root: Path) -> str:
    """The file's text (UTF-8). Raises ContentError when it is missing or not UTF-8."""
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        raise _refused(relative(path, root), 1, "filen finns inte", "skapa filen") from None
    except UnicodeDecodeError:
        raise _refused(
            relative(path, root), 1, "filen är inte skriven i UTF-8", "spara den som UTF-8"
        ) from None


def load_yaml(path: Path, root: Path) -> Node:
    """Read one YAML file under the project root. Raises ContentError, with the line."""
    return parse_yaml(read_text(path, root), relative(path, root))


@lru_cache(maxsize=512)  # checking and loading read the same files
def parse_yaml(text: str, file: str, lines_before: int = 0) -> Node:
    """Read YAML text. `lines_before` are lines of the file that stand before the text.

    Raises ContentError for broken YAML, an empty text, a key that stands twice, anchors and tags.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        # A bracket that is never closed is only noticed further down: tell where it was opened.
        opened = error.context_mark if "flow" in str(error.context) else None
        mark = opened or error.problem_mark
        line = lines_before + 1 + (mark.line if mark else 0)
        raise _not_yaml(file, line, str(error.problem)) from None
    except yaml.YAMLError as error:
        before = text[: getattr(error, "position", 0)].count("\n")
        raise _not_yaml(file, lines_before + 1 + before, "ett otillåtet tecken") from None
    if root is None:
        raise _refused(file, lines_before + 1, "filen är tom", "skriv innehållet eller ta bort filen")
    return _Walk(file, lines_before).node(root)


class _Walk:
    def __init__(self, file: str, lines_before: int) -> None:
        self.file = file
        self.first_line = lines_before + 1
        self.seen: set[int] = set()

    def node(self, raw: yaml.Node, key_line: int | None = None) -> Node:
        line = key_line or self.line(raw)
        # An alias is composed to the very node it repeats.
        if id(raw) in self.seen or raw.tag not in _PLAIN_TAGS:
            raise _refused(self.file, line, "ankare (&, *) och taggar (!) används inte", "skriv ut texten")
        self.seen.add(id(raw))
        if isinstance(raw, yaml.MappingNode):
            return Node(self.file, line, self.mapping(raw))
        if isinstance(raw, yaml.SequenceNode):
            return Node(self.file, line, [self.node(item) for item in raw.value])
        return Node(self.file, line, _scalar(cast(yaml.ScalarNode, raw)))

    def mapping(self, raw: yaml.MappingNode) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in raw.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refused(self.file, self.line(key), "en nyckel är ingen text", "skriv nyckel: värde")
            if key.value in found:
                raise _refused(
                    self.file,
                    self.line(key),
                    f'nyckeln "{key.value}" står två gånger',
                    f"ta bort den ena (den första står på rad {found[key.value].line})",
                )
            found[key.value] = self.node(value, self.line(key))
        return found

    def line(self, raw: yaml.Node) -> int:
        return self.first_line + int(raw.start_mark.line)


def _scalar(raw: yaml.ScalarNode) -> str | bool:
    value = str(raw.value)
    if raw.style in (None, "") and value in ("true", "false"):
        return value == "true"
    return value


def _not_yaml(file: str, line: int, why: str) -> ContentError:
    return _refused(
        file, line, f"går inte att läsa som YAML ({why})", "se över indrag och sätt citattecken runt text"
    )


def _refused(file: str, line: int, what: str, remedy: str) -> ContentError:
    return ContentError([Problem(file, line, what, remedy)])
