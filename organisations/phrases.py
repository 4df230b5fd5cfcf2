"""The fixed phrases of the poster and of the short help page, a file per language in `phrases/`. Pure.

Swedish is the source; the languages of the whole site need no file of their own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from babel.dates import format_date

from core.problems import ContentError, Problem, refuse_errors
from core.yaml_fields import Fields
from core.yaml_files import Node, load_yaml

SOURCE = "sv"
SECTIONS = ("help", "poster")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases in one language, by key. `dir` is "ltr" or "rtl", `name` the language's own name.

    `read_by_native` tells whether somebody whose language it is has read all of it.
    """

    lang: str
    dir: str
    name: str
    version: str
    read_by_native: bool
    help: Mapping[str, str]
    poster: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PhraseFile:
    """Phrases together with the file they were read from."""

    phrases: Phrases
    node: Node

    def at(self, *path: str) -> Node:
        """The value at a path of keys, or the nearest one above that is written."""
        node = self.node
        for name in path:
            node = node.mapping.get(name, node)
        return node


def day_in_words(day: date, lang: str) -> str:
    """ "25 października 2026": day, month and year in a language of the phrases, of the Christian era.

    Thailand counts years from the Buddha, so there the era is said.
    """
    return str(format_date(day, "d MMMM G y" if lang == "th" else "d MMMM y", locale=lang))


def load_phrases(folder: Path) -> dict[str, Phrases]:
    """All phrases of `organisations/phrases` by language, the source first. Raises ContentError."""
    files, problems = read_phrases(folder)
    refuse_errors(problems)
    found = sorted((file.phrases for file in files), key=lambda each: each.lang != SOURCE)
    return {each.lang: each for each in found}


def read_phrases(folder: Path) -> tuple[list[PhraseFile], list[Problem]]:
    """The files that could be read, in order of name, and everything that is missing or of the wrong form."""
    files: list[PhraseFile] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            node = load_yaml(path, folder.parents[1])
        except ContentError as error:
            problems.extend(error.problems)
        else:
            files.append(PhraseFile(_phrases(Fields(node, problems)), node))
    return files, problems


def _phrases(fields: Fields) -> Phrases:
    phrases = Phrases(
        lang=fields.text("lang"),
        dir=fields.one_of("dir", ("ltr", "rtl")),
        name=fields.text("name"),
        version=fields.text("version"),
        read_by_native=fields.flag("read_by_native"),
        help=_texts(fields, "help"),
        poster=_texts(fields, "poster"),
    )
    fields.close()
    return phrases


def _texts(fields: Fields, section: str) -> Mapping[str, str]:
    found = fields.fields(section)
    return {key: found.text(key) for key in found.node.mapping}
