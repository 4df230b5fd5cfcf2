"""F20: on a slow line (400 kbit/s, 400 ms there and back) bytes and requests are what is waited for. Both are held."""

import gzip
import re
from urllib.parse import urljoin

from flask import Flask

from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.exams import sit
from tests.builders.pages import Browser, Page

# 400 kbit/s are 50 KB a second: a first visit of at most four seconds of bytes, a next page well under one.
COLD_BYTES, PAGE_BYTES = 200_000, 30_000
COLD_REQUESTS = 20
YEAR = 365 * 24 * 3600
IMPORT = re.compile(r"""(?:from|import)\s*["']([^"']+)["']""")
SOURCE = re.compile(r"""url\(["']?([^"')]+)""")
FACE = re.compile(r"@font-face\s*{(.*?)}", re.DOTALL)
LATIN = "U+0000-00FF"


def test_f20_a_question_page_is_light_at_first_and_is_all_there_is_afterwards(
    app: Flask, cast: Cast, content: Content
) -> None:
    """Twelve questions: what the first visit fetches, that the rest is kept a year, and one POST a tap."""
    sitting = sit(app, content, cast.anna, cast.here)
    device = cast.learner()
    for number in range(1, len(sitting.questions) + 1):
        page = device.get(sitting.url(number))
        assert device.response is not None
        own = len(device.response.data)
        assert own <= PAGE_BYTES, number
        kept = files(device, page)
        assert len(kept) + 1 <= COLD_REQUESTS, sorted(kept)
        assert own + sum(kept.values()) <= COLD_BYTES, kept
        forms = page.soup.select("main form:has([name=answer])")
        assert len(forms) == 1
        assert str(forms[0]["method"]).lower() == "post"
        answered = device.client.post(
            sitting.url(number), data={"csrf_token": device.token(), "answer": sitting.right(number)}
        )
        assert answered.status_code == 303  # and one page after it


def files(device: Browser, page: Page) -> dict[str, int]:
    """What a browser fetches beside the page, by address: bytes as they are sent. Each may be kept for a year."""
    soup = page.soup
    wanted = [str(each["href"]) for each in soup.select("link[rel~=stylesheet], link[rel~=icon]")]
    wanted += [str(each["src"]) for each in soup.select("script[src], img[src]")]
    found: dict[str, int] = {}
    while wanted:
        address = wanted.pop()
        if address in found or address.startswith("data:"):
            continue
        response = device.client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200, address
        assert response.cache_control.max_age == YEAR, address
        found[address] = len(response.data)
        response.close()
        text = gzip.decompress(response.data).decode() if response.content_encoding == "gzip" else ""
        parts = IMPORT.findall(text) if ".js" in address else []
        parts += [url for face in FACE.findall(text) if LATIN in face for url in SOURCE.findall(face)]
        wanted += [urljoin(address, part) for part in parts]
    return found
