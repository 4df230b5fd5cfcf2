"""Style sheets, scripts, fonts and drawings: kept a year by browsers, sent compressed where that helps."""

import gzip
import hashlib
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, request

YEAR = 365 * 24 * 3600
COMPRESSED = ("text/css", "text/javascript", "image/svg+xml")


def init_static_files(app: Flask) -> None:
    """Put the static files' version into their addresses, and send their text compressed.

    Only these files are compressed: a page holds secrets of its own beside what others put into it (BREACH).
    """
    version = static_version(str(app.static_folder))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("v", version)

    app.after_request(compress)


@cache
def static_version(folder: str) -> str:
    """A short digest of all static files: it goes into their addresses so that browsers may keep them."""
    total = hashlib.sha256()
    for file in sorted(Path(folder).rglob("*")):
        if file.is_file():
            total.update(file.read_bytes())
    return total.hexdigest()[:10]


def compress(response: Response) -> Response:
    """Send a static text file as gzip to a browser that takes it."""
    if request.endpoint != "static" or response.mimetype not in COMPRESSED:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 200 and request.accept_encodings.quality("gzip"):
        response.direct_passthrough = False
        response.set_data(gzipped(response.get_data()))
        response.content_encoding = "gzip"
        etag, _ = response.get_etag()
        response.set_etag(f"{etag}-gzip")
    return response


@lru_cache(maxsize=64)
def gzipped(content: bytes) -> bytes:
    """The content as gzip, always the same bytes."""
    return gzip.compress(content, compresslevel=9, mtime=0)
