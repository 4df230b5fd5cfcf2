"""Lists of people as files: good ones, and those that somebody made to do harm."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from tests.builders.cast import Place
from tests.builders.pages import Browser, Page

Row = Sequence[object]


def workbook(rows: Iterable[Row]) -> bytes:
    """An XLSX file of one sheet, as openpyxl writes it: text that begins with = becomes a formula."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """The same file with more parts, or with these in place of its own (__ stands for /)."""
    out = io.BytesIO()
    names = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(info.filename, old.read(info.filename))
        for name, data in names.items():
            new.writestr(name, data)
    return out.getvalue()


def csv_of(names: Iterable[str], header: str = "Namn") -> bytes:
    """A CSV file of one column."""
    return "\r\n".join([header, *names]).encode()


def form_with(content: bytes, filename: str, **fields: str) -> dict[str, Any]:
    """What a browser sends of a form with a file, as arguments of the test client."""
    mark = "----mark"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="fil"; filename="{filename}"\r\n\r\n'
    body = b"".join([*parts, head.encode(), content, f"\r\n--{mark}--\r\n".encode()])
    return {"data": body, "content_type": f"multipart/form-data; boundary={mark}"}


def letters(number: int) -> str:
    """A surname for each number: names have no digits."""
    text = ""
    while True:
        number, rest = divmod(number, 26)
        text = chr(97 + rest) + text
        if not number:
            return text.capitalize()


def hand_in(
    browser: Browser, place: Place, content: bytes, filename: str = "lista.csv", **fields: Any
) -> Page:
    """Hand in a list at a workplace; returns the page that shows it."""
    sent = form_with(content, filename, csrf_token=browser.token(), **fields)
    path = f"/oversikt/{place.ref}/lista"
    return browser._take(browser.client.post(path, follow_redirects=True, **sent), 200)
