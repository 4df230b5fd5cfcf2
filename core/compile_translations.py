"""`python -m core.compile_translations`: make .mo files from the .po files that are newer."""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "translations"


def compile_all(folder: Path) -> int:
    """Compile every catalogue under `folder` whose .mo is missing or older. Returns how many.

    Raises ValueError for a translation whose placeholders differ from its source.
    """
    compiled = 0
    for po in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with po.open("rb") as file:
            catalogue = read_po(file)
        faults = [
            f"{po}:{message.lineno} {error}" for message, errors in catalogue.check() for error in errors
        ]
        if faults:
            raise ValueError("\n".join(faults))
        with mo.open("wb") as file:
            write_mo(file, catalogue)
        compiled += 1
    return compiled


if __name__ == "__main__":
    sys.stdout.write("".join(f"{n} translations compiled.\n" for n in [compile_all(FOLDER)] if n))
