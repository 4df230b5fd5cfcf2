"""Style sheets and scripts: small on the wire, and kept whoever is signed in."""

import gzip

from flask import Flask
from werkzeug.test import TestResponse

from tests.builders.cast import Cast
from tests.builders.pages import Browser

SHEET = "/static/css/components.css"


def fetch(device: Browser, path: str, encodings: str = "gzip, br") -> TestResponse:
    return device.client.get(path, headers={"Accept-Encoding": encodings}, buffered=True)


def test_a_style_sheet_travels_compressed_to_who_takes_it(device: Browser) -> None:
    plain, packed = fetch(device, SHEET, "identity"), fetch(device, SHEET)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_files_do_not_depend_on_who_is_signed_in(app: Flask, cast: Cast) -> None:
    for browser in (Browser(app), cast.learner()):
        answer = fetch(browser, SHEET)
        assert list(answer.vary) == ["Accept-Encoding"]
        assert "Set-Cookie" not in answer.headers


def test_pages_and_fonts_are_sent_as_they_are(device: Browser) -> None:
    for path in ("/", "/static/fonts/literata-600-latin.woff2"):
        assert "Content-Encoding" not in fetch(device, path).headers
