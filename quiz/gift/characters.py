"""The characters that mean something in GIFT: how a text is written, and read again. Pure.

A backslash takes the meaning from : # = ~ { } and itself, and a backslash with n is a new line. Nothing
takes it from an arrow between the two halves of a pair, nor from a percentage or a format's name at the
beginning of a text; before the last two stands [plain].
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence

import nh3

ARROW = "->"
FEEDBACK, GENERAL_FEEDBACK = "#", "####"
Token = tuple[str, int]
"""A character, an escaped character or a sign of GIFT's own, and its line."""

_WRITTEN = {character: f"\\{character}" for character in "\\:#={}~"} | {"\n": "\\n"}
_READ = {written: character for character, written in _WRITTEN.items()}
_TOKEN = re.compile(r"\\[\\:#={}~n]|####|->|.", re.DOTALL)
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_NEW_LINE = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.IGNORECASE)


def write_text(text: str) -> str:
    """The text so that GIFT reads it as it is; space around it is lost."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    written = "".join(_WRITTEN.get(character, character) for character in unix)
    return f"[plain]{written}" if unix.startswith(("[", "%")) else written


def tokens_of(lines: Iterable[tuple[int, str]]) -> list[Token]:
    """The tokens of numbered lines; what ends a line in the file is a space in the text."""
    found: list[Token] = []
    for number, line in lines:
        if found:
            found.append((" ", number))
        found += [(token, number) for token in _TOKEN.findall(line.strip())]
    return found


def read_text(tokens: Sequence[Token], inherited: str = "moodle") -> tuple[str, str]:
    """The text that the tokens stand for, and its format; without one of its own it has the `inherited`."""
    text = "".join(_READ.get(token, token) for token, _ in tokens).strip()
    named = _FORMAT.match(text)
    if named is None:
        return without_tags(text, inherited), inherited
    return without_tags(text[named.end() :].strip(), named[1]), named[1]


def without_tags(text: str, form: str) -> str:
    """The words of a text in HTML, a line for each paragraph; other texts as they are."""
    if form != "html":
        return text
    words = html.unescape(nh3.clean(_NEW_LINE.sub("\n", text), tags=set()))
    lines = (line.strip() for line in words.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)


def split(tokens: Sequence[Token], *signs: str) -> Iterator[tuple[Token | None, list[Token]]]:
    """The pieces between the signs, each with the sign before it; the first has none."""
    sign: Token | None = None
    piece: list[Token] = []
    for token in tokens:
        if token[0] in signs:
            yield sign, piece
            sign, piece = token, []
        else:
            piece.append(token)
    yield sign, piece


def cut(tokens: Sequence[Token], sign: str, *, last: bool = False) -> tuple[list[Token], list[Token]]:
    """What stands before the first (or last) such sign, and after it; without the sign everything and nothing."""
    places = [place for place, (token, _) in enumerate(tokens) if token == sign]
    if not places:
        return list(tokens), []
    at = places[-1 if last else 0]
    return list(tokens[:at]), list(tokens[at + 1 :])
