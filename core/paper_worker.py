"""Sets one paper in a process of its own; `core.paper` starts it and says why.

Reads one JSON object from standard input and writes the finished file to standard output. On any
error or warning of the engine it writes what is wrong to standard error and ends with status 1.
"""

import json
import sys
from typing import Any

import typst


def main() -> int:
    """Set the paper that standard input asks for. Returns the exit status."""
    request = json.load(sys.stdin)
    try:
        made, warnings = _compile(request)
    except typst.TypstError as error:
        sys.stderr.write("\n".join([error.message, *error.hints, error.diagnostic]))
        return 1
    if warnings:
        sys.stderr.write("\n".join(warning.message for warning in warnings))
        return 1
    if not isinstance(made, bytes):
        sys.stderr.write("a picture has one page; make the template shorter")
        return 1
    sys.stdout.buffer.write(made)
    return 0


def _compile(request: dict[str, Any]) -> tuple[bytes, list[typst.TypstWarning]]:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[request["fonts"]]
    )
    return typst.compile_with_warnings(
        request["source"].encode(),
        root=request["root"],
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=request["inputs"],
        format=request["format"],
        ppi=request["ppi"],
        pdf_standards=request["standards"],
        timestamp=request["timestamp"],
    )


if __name__ == "__main__":
    sys.exit(main())
