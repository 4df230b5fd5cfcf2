"""`python -m core.compile_translations`: make .mo files from the .po files that are newer."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_TAG = re.compile(r"</?\w+>")
_STRAY = re.compile(r'[<>"]|&(?!amp;|nbsp;)|%')


def compile_all(folder: Path) -> int:
    """Compile every catalogue under `folder` whose .mo is missing or older. Returns how many.

    Raises ValueError for a translation that would break a page, with its file and line; then nothing of
    that catalogue is written.
    """
    compiled = 0
    for po in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as file:
            catalogue = read_po(file)
        found = [
            f"{po}:{message.lineno} {fault}"
            for message in catalogue
            if message.id
            for fault in faults(message)
        ]
        if found:
            raise ValueError("\n".join(found))
        with mo.open("wb") as file:
            write_mo(file, catalogue)
        compiled += 1
    return compiled


def faults(message: Message) -> Iterator[str]:
    """What is wrong with a message's translations; nothing when it has none yet.

    Texts go into HTML and into attributes unescaped and are filled with %: other placeholders, other tags
    and stray marks would break the page. Only `num` may be missing, where a plural form says it in a word.
    """
    sources = texts_of(message.id)
    for text in filter(None, texts_of(message.string)):
        known, used = (set(_PLACEHOLDER.findall(each)) for each in (" ".join(sources), text))
        for name in sorted(used - known):
            yield f"%({name})s is not in the Swedish text"
        for name in sorted(known - used - ({"num"} if len(sources) > 1 else set())):
            yield f"%({name})s is missing"
        if not any(sorted(_TAG.findall(text)) == sorted(_TAG.findall(source)) for source in sources):
            yield "its tags are not those of the Swedish text"
        for mark in sorted(stray_marks(text) - stray_marks(" ".join(sources))):
            yield f"a stray {mark} (write %% for per cent, and typographic quotation marks)"


def texts_of(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A message's text or translation as a tuple: one, or one for each plural form."""
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)


def stray_marks(text: str) -> set[str]:
    """Characters that mean something to HTML or to %, outside placeholders and plain tags."""
    return set(_STRAY.findall(_TAG.sub("", _PLACEHOLDER.sub("", text)).replace("%%", "")))


if __name__ == "__main__":
    sys.stdout.write("".join(f"{n} translations compiled.\n" for n in [compile_all(FOLDER)] if n))
