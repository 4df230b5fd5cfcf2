"""The list of erasures that lies outside the database, so that a restored backup can be brought up to date.

One keyed digest a line, only ever added to. A backup of the database knows nothing of those who were erased
after it was made; this file does, and `flask replay-erasures` reads it.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from core.logs import log

_LINE = re.compile(r"[0-9a-f]{64}")


def read(path: Path) -> frozenset[str]:
    """The digests in the file; none when it is not there. A line that was cut off is no digest."""
    try:
        text = path.read_text("ascii")
    except FileNotFoundError:
        return frozenset()
    return frozenset(line for line in text.splitlines() if _LINE.fullmatch(line))


def keep(path: Path, digests: Iterable[str]) -> int:
    """Add the digests that the file lacks, safely on disk. Returns how many. Raises OSError when it cannot."""
    new = sorted(set(digests) - read(path))
    if not new:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        # The line feed before: an earlier write may have been cut off.
        file.write("".join(f"\n{each}" for each in new).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def keep_or_log(path: Path, digests: Iterable[str]) -> None:
    """The same from a page: what the file lacks because it cannot be written is added by the next night."""
    try:
        keep(path, digests)
    except OSError as error:
        log("erasure-not-in-file", remedy="let ESH_ERASURES_FILE be writable", error=type(error).__name__)
