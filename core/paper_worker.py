"""Sets papers in a process of its own; `core/paper.py` starts it for one, `core/press.py` for many, and both say why.

Reads requests from standard input and answers each on standard output, until there is none. A request is its
length (four bytes, the greatest first) and a JSON object; an answer is "+" or "-", a length and the finished
file, or what is wrong with the paper: an error or a warning of the engine.
"""

import json
import struct
import sys
from functools import cache
from typing import Any

import typst


def main() -> None:
    """Answer every request."""
    while head := sys.stdin.buffer.read(4):
        sign, content = answer(json.loads(sys.stdin.buffer.read(*struct.unpack(">I", head))))
        sys.stdout.buffer.write(sign + struct.pack(">I", len(content)) + content)
        sys.stdout.buffer.flush()


def answer(request: dict[str, Any]) -> tuple[bytes, bytes]:
    """The paper that a request asks for, or what is wrong with it."""
    try:
        made, warnings = _compile(request)
    except typst.TypstError as error:
        return b"-", "\n".join([error.message, *error.hints, error.diagnostic]).encode()
    if warnings:
        return b"-", "\n".join(warning.message for warning in warnings).encode()
    if not isinstance(made, bytes):
        return b"-", b"a picture has one page; make the template shorter"
    return b"+", made


def _compile(request: dict[str, Any]) -> tuple[bytes, list[typst.TypstWarning]]:
    return typst.compile_with_warnings(
        request["source"].encode(),
        root=request["root"],
        font_paths=_fonts(request["fonts"]),
        ignore_system_fonts=True,
        sys_inputs=request["inputs"],
        format=request["format"],
        ppi=request["ppi"],
        pdf_standards=request["standards"],
        timestamp=request["timestamp"],
    )


@cache
def _fonts(folder: str) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


if __name__ == "__main__":
    main()
