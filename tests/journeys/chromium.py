"""The browser of the tests: Debian's Chromium, or the one that CHROMIUM names."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOT_FOUND = (
    "No Chromium found. Debian: apt-get install chromium poppler-utils. "
    "Elsewhere: make test CHROMIUM=/path/to/chromium"
)


def path() -> str:
    """Where it is. Raises FileNotFoundError, which says what to do."""
    named = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if named is None or shutil.which(named) is None:
        raise FileNotFoundError(NOT_FOUND)
    return named
