"""Answers without what is random in every answer: the nonce, the form token, the session cookie's value."""

import re

from werkzeug.test import TestResponse

NONCE = re.compile(r"(nonce-|nonce=\")[A-Za-z0-9_-]{22}")
TOKEN = re.compile(r"(name=\"csrf_token\"[^>]*value=\")[^\"]+")
COOKIE = re.compile(r"^(\w*esh=)[^;]*")


def body(response: TestResponse) -> bytes:
    """The body with nonce and token taken out; a body that is no text stays as it is."""
    if not response.content_type.startswith("text/html"):
        return response.data
    return TOKEN.sub(r"\1T", NONCE.sub(r"\1N", response.get_data(as_text=True))).encode()


def headers(response: TestResponse) -> list[tuple[str, str]]:
    """All headers in order, likewise."""
    return [
        (name, COOKIE.sub(r"\1C", NONCE.sub(r"\1N", value)) if name != "Content-Length" else "")
        for name, value in response.headers
    ]


def same(response: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """What two answers must have in common to be told apart by nobody."""
    return response.status_code, headers(response), body(response)
