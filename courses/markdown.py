"""A screen's Markdown: what authors may write, what becomes of it, and its plain text. Pure.

Two walls: raw HTML is switched off and every element, attribute and address that comes out is
checked against what is allowed (and told with its line); then nh3 cleans the result once more.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html.parser import HTMLParser

import markdown
import nh3

from core.problems import Problem

LONGEST_BODY = 4000
"""Characters of one screen; 120 words need less than a third. Bounds the time Markdown may take."""
DEEPEST_BRACKETS = 3
IMAGE_ADDRESS = "/static/images/"
TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "img", "h3", "blockquote", "bdi"}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "bdi": {"dir"}, "*": {"class", "lang", "dir"}}
SCHEMES = {"http", "https", "mailto", "tel"}

_RAW_HTML = re.compile(r"<[a-zA-Z/!?]")
_OWN_IMAGE = re.compile(r"!\[([^\]]*)\]\(([a-z0-9-]+\.(?:svg|png|jpg|webp))\)")
_IMAGE_ADDRESS = re.compile(rf"{IMAGE_ADDRESS}([a-z0-9-]+\.(?:svg|png|jpg|webp))")
_LINK_ADDRESS = re.compile(
    r"https?://[^\s/\\]+[^\s\\]*|mailto:[^\s@]+@[^\s@]+|tel:\+?\d+|/(?![/\\])[^\s\\]*|#[a-z0-9-]+"
)
_EMERGENCY_NUMBER = re.compile(r"(?<![\w.,:+/-])(?<!\d )(112|114[ \u00a0]14)(?![\w:+/-]|[., ]\d)")
_MARKER = re.compile(r"^\s*(?:[-*+]|\d+\.|>)\s+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ATTRIBUTE_LIST = re.compile(r"\{:?\s*[#.][^}]*\}")


def render(body: str, file: str, first_line: int, lang: str, problems: list[Problem]) -> str:
    """The clean HTML of a screen's body, whose first line is `first_line` of `file`.

    Easy Swedish (`sv-x-lattlast`) keeps its line breaks: there each line is a sentence. What may not
    be written is added to `problems`; a body too long or too deep to read safely gives "".
    """
    before = len(problems)
    problems.extend(_bounds(body, file, first_line))
    if len(problems) > before:
        return ""
    problems.extend(_raw_html(body, file, first_line))
    source = _OWN_IMAGE.sub(rf"![\1]({IMAGE_ADDRESS}\2)", body)
    html = _converted(source, breaks=lang == "sv-x-lattlast")
    problems.extend(_not_allowed(html, body, file, first_line))
    return nh3.clean(
        linked_numbers(html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_only_allowed_addresses,
        url_schemes=SCHEMES,
        link_rel=None,
    )


def linked_numbers(html: str) -> str:
    """HTML in which 112 and 114 14 can be rung: links that read from left to right in any language.

    Only text is changed, never an attribute and nothing inside a link.
    """
    pieces = re.split(r"(<[^>]*>)", html)
    in_link = False
    for index, piece in enumerate(pieces):
        if piece.startswith("<"):
            in_link = piece.startswith("<a ") or (in_link and piece != "</a>")
        elif not in_link:
            pieces[index] = _EMERGENCY_NUMBER.sub(_telephone_link, piece)
    return "".join(pieces)


def blocks(body: str) -> Iterator[tuple[int, str]]:
    """The body's paragraphs and list items as plain text, each with its first line counted from 0."""
    start, lines = 0, list[str]()
    for number, line in enumerate(body.split("\n")):
        if lines and (not line.strip() or _MARKER.match(line)):
            yield start, plain(" ".join(lines))
            lines = []
        if line.strip():
            start = start if lines else number
            lines.append(_MARKER.sub("", line).strip())
    if lines:
        yield start, plain(" ".join(lines))


def plain(text: str) -> str:
    """Text without Markdown's marks: of a link and an image only the words remain."""
    return re.sub(r"[*_`]", "", _ATTRIBUTE_LIST.sub("", _LINK.sub(r"\1", text))).strip()


def images(body: str) -> Iterator[tuple[int, str]]:
    """The file names of the body's own images, each with its line counted from 0."""
    for number, line in enumerate(body.split("\n")):
        for found in _OWN_IMAGE.finditer(line):
            yield number, found[2]


@lru_cache(maxsize=2048)  # a text is checked for each city and then shown for one
def _converted(source: str, *, breaks: bool) -> str:
    return _converter(breaks=breaks).reset().convert(source)


@cache
def _converter(*, breaks: bool) -> markdown.Markdown:
    extensions = ["attr_list", "sane_lists", *(["nl2br"] if breaks else [])]
    converter = markdown.Markdown(extensions=extensions, output_format="html")
    converter.preprocessors.deregister("html_block")
    for pattern in ("html", "autolink", "automail", "entity"):
        converter.inlinePatterns.deregister(pattern)
    return converter


def _bounds(body: str, file: str, first_line: int) -> Iterator[Problem]:
    if len(body) > LONGEST_BODY:
        yield Problem(
            file,
            first_line,
            f"skärmen har {len(body)} tecken",
            f"dela den, högst {LONGEST_BODY} tecken på en skärm",
        )
    depth = 0
    for number, line in enumerate(body.split("\n")):
        depth = _deepest(line, depth if line.strip() else 0)
        if depth > DEEPEST_BRACKETS or line.count(">") > DEEPEST_BRACKETS:
            yield Problem(
                file, first_line + number, "för många klamrar i varandra", "skriv länkar som [ord](adress)"
            )
            return


def _deepest(line: str, depth: int) -> int:
    """How many brackets stand open at the end of the line, or at once within it when too many."""
    for sign in line:
        depth = max(0, depth + (sign in "[(") - (sign in "])"))
        if depth > DEEPEST_BRACKETS:
            break
    return depth


def _raw_html(body: str, file: str, first_line: int) -> Iterator[Problem]:
    for number, line in enumerate(body.split("\n")):
        if _RAW_HTML.search(line):
            yield Problem(
                file,
                first_line + number,
                "HTML används inte i lektioner",
                "skriv med Markdown: **fet**, *kursiv*, - lista, [ord](adress)",
            )


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def _not_allowed(html: str, body: str, file: str, first_line: int) -> Iterator[Problem]:
    parser = _Elements()
    parser.feed(html)
    for tag, attributes in parser.found:
        if tag not in TAGS:
            yield Problem(
                file,
                first_line,
                f"formen <{tag}> används inte på en skärm",
                "skriv stycken, listor, **fet**, *kursiv*, länkar eller ### underrubrik, utan indrag",
            )
        for name, value in attributes.items():
            trouble = _attribute_trouble(tag, name, value)
            if trouble:
                yield Problem(file, first_line + _line_of(value or name, body), *trouble)
        if tag == "img" and not attributes.get("alt"):
            yield Problem(
                file,
                first_line + _line_of(attributes.get("src", "").rpartition("/")[2], body),
                "bilden har ingen beskrivning",
                "skriv ![vad bilden visar](bild.svg)",
            )


def _attribute_trouble(tag: str, name: str, value: str) -> tuple[str, str] | None:
    if name not in ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()):
        return f'attributet "{name}" används inte', "ta bort det; bara class, lang och dir går att sätta"
    if name == "href" and not _LINK_ADDRESS.fullmatch(value):
        return (
            f'länken går till "{value[:60]}"',
            "länka till https://…, tel:…, mailto:… eller en egen sida som /hjalp",
        )
    if name == "src" and not _IMAGE_ADDRESS.fullmatch(value):
        return (
            f'bilden hämtas från "{value[:60]}"',
            "lägg bilden i static/images och skriv bara filens namn",
        )
    return None


def _line_of(needle: str, body: str) -> int:
    """The line, from 0, where an attribute's value was written; the first when it cannot be found."""
    position = body.find(needle)
    return body[:position].count("\n") if position > 0 else 0


def _only_allowed_addresses(tag: str, name: str, value: str) -> str | None:
    return None if _attribute_trouble(tag, name, value) else value


def _telephone_link(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[1])
    shown = found[1].replace(" ", "\u00a0")
    return f'<a href="tel:{digits}"><bdi dir="ltr">{shown}</bdi></a>'
