"""Files that a command writes for somebody: whole or not at all, and never over another one."""

import os
from pathlib import Path

from core.ids import new_ref


def write_new(path: Path, text: str) -> None:
    """Write a text (UTF-8) under a name that is free.

    It is written beside that place first and gets its name when all of it is there. Raises FileExistsError
    when the name is taken, and OSError when it cannot be written; then nothing is left behind.
    """
    beside = path.with_name(f".{path.name}.{new_ref()}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, path)
    finally:
        beside.unlink(missing_ok=True)
