"""A lesson's file: front matter in YAML, then one screen under each heading of the second level. Pure.

`NN-<slug>.md` is the lesson, `NN-<slug>.<language>.md` the same lesson in another language.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from core.problems import ContentError, Problem
from core.yaml_fields import Fields
from core.yaml_files import Node, parse_yaml, read_text, relative

MODULES = ("identifiera", "reagera", "agera")
BASE_LANGUAGE = "sv"
_FILE_NAME = re.compile(r"(\d\d)-([a-z0-9-]+)(?:\.([a-z]{2,3}(?:-[a-z0-9]+)*))?\.md")
_HEADING = re.compile(r"## (\S.*?)\s*\{#([a-z0-9-]+)((?:\s+\.[a-z0-9-]+)*)\s*\}\s*")


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source of a lesson: its code, certainty (B, A, O), the screens it covers and what it says."""

    code: str
    certainty: str
    screens: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of a lesson: a file in templates/drawings and what it shows."""

    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class ScreenText:
    """A screen as written. `line` is its heading's line, the body begins on the next."""

    key: str
    heading: str
    classes: tuple[str, ...]
    body: str
    line: int


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson as written, or its sibling in another language (then only key, title and screens)."""

    file: str
    folder: str
    slug: str
    lang: str
    front: Node
    key: str
    title: str
    module: str
    audiences: tuple[str, ...]
    signs: tuple[str, ...]
    version: str
    sources: tuple[SourceRef, ...]
    image: Image | None
    screens: tuple[ScreenText, ...]

    @property
    def is_sibling(self) -> bool:
        """Whether this is a lesson in another language than the base language."""
        return self.lang != BASE_LANGUAGE

    def at(self, field: str) -> Node:
        """A field of the front matter, to tell a problem at its line."""
        return self.front.mapping.get(field, self.front)


def read_lesson(path: Path, root: Path, problems: list[Problem]) -> LessonFile | None:
    """The lesson in a file, or None when it cannot be read; what is wrong is added to `problems`."""
    file = relative(path, root)
    name = _FILE_NAME.fullmatch(path.name)
    if name is None:
        problems.append(
            Problem(
                file,
                1,
                "filen har inget lektionsnamn",
                "döp den NN-<slug>.md, till exempel 01-kontrollerad.md",
            )
        )
        return None
    try:
        front, body, first_line = _split(read_text(path, root), file)
    except ContentError as error:
        problems.extend(error.problems)
        return None
    screens = _screens(body, file, first_line, problems)
    fields = Fields(front, problems)
    lesson = _lesson(fields, path, name[2], name[3] or BASE_LANGUAGE, screens)
    fields.close()
    return lesson


def _split(text: str, file: str) -> tuple[Node, str, int]:
    """Front matter, body and the body's first line."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---" or "---" not in (line.rstrip() for line in lines[1:]):
        raise ContentError(
            [
                Problem(
                    file, 1, "front matter saknas", "börja filen med en rad ---, fälten, och en rad --- till"
                )
            ]
        )
    end = next(number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---")
    front = parse_yaml("\n".join(lines[1:end]), file, lines_before=1)
    return front, "\n".join(lines[end + 1 :]), end + 2


def _lesson(fields: Fields, path: Path, slug: str, lang: str, screens: tuple[ScreenText, ...]) -> LessonFile:
    sibling = lang != BASE_LANGUAGE
    fields.one_of("lang", (lang,))
    if sibling:
        fields.text("of_version")
    else:
        fields.optional_text("minutes")  # authors' own estimate; the pages compute theirs
    return LessonFile(
        file=fields.node.file,
        folder=path.parent.name,
        slug=slug,
        lang=lang,
        front=fields.node,
        key=fields.text("key"),
        title=fields.text("title"),
        module="" if sibling else fields.one_of("module", MODULES),
        audiences=() if sibling else fields.texts("audiences"),
        signs=() if sibling else fields.texts("signs"),
        version="" if sibling else fields.text("version"),
        sources=() if sibling else tuple(_source(row) for row in fields.rows("sources")),
        image=_image(fields, sibling=sibling) if fields.has("image") else None,
        screens=screens,
    )


def _source(fields: Fields) -> SourceRef:
    source = SourceRef(
        code=fields.text("code"),
        certainty=fields.text("certainty"),
        screens=fields.texts("screens"),
        note=fields.optional_text("note"),
    )
    fields.close()
    return source


def _image(parent: Fields, *, sibling: bool) -> Image:
    fields = parent.fields("image")
    image = Image("" if sibling else fields.text("file"), fields.text("alt"))
    fields.close()
    return image


def _screens(body: str, file: str, first_line: int, problems: list[Problem]) -> tuple[ScreenText, ...]:
    starts: list[tuple[int, re.Match[str]]] = []
    lines = body.split("\n")
    for number, line in enumerate(body.split("\n")):
        heading = _HEADING.fullmatch(line)
        if heading:
            starts.append((number, heading))
        elif line.startswith("#") and not line.startswith("### "):
            lines[number] = ""  # told here, so not once more when the body is rendered
            problems.append(
                Problem(
                    file,
                    first_line + number,
                    "rubriken har inte formen för en skärm",
                    "skriv ## Rubrik {#nyckel .nyckel}, eller ### för en underrubrik",
                )
            )
        elif line.strip() and not starts:
            problems.append(
                Problem(
                    file, first_line + number, "text före första rubriken", "flytta in den under en ## rubrik"
                )
            )
    ends = [number for number, _ in starts[1:]] + [len(lines)]
    return tuple(
        ScreenText(
            key=heading[2],
            heading=heading[1],
            classes=tuple(name.lstrip(".") for name in heading[3].split()),
            body="\n".join(lines[start + 1 : end]),
            line=first_line + start,
        )
        for (start, heading), end in zip(starts, ends, strict=True)
    )
