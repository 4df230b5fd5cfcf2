"""A test client that reads pages as a browser would and lints every page on the way."""

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

KNOWN_NEUTRAL_TITLES = ("Utbildning", "Training")


class Browser:
    """One device: follows links, fills in forms, keeps cookies. Each HTML page it opens is linted."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.response: TestResponse | None = None
        self.path = ""

    def get(self, path: str, status: int = 200, *, follow: bool = True, **kwargs: Any) -> "Page":
        return self._take(self.client.get(path, follow_redirects=follow, **kwargs), status)

    def post(self, path: str, status: int = 200, *, follow: bool = True, **fields: Any) -> "Page":
        """Post with a valid token, as a form of ours would."""
        data = {"csrf_token": self.token(), **fields}
        return self._take(self.client.post(path, data=data, follow_redirects=follow), status)

    def submit(
        self, page: "Page", button: str = "", status: int = 200, *, follow: bool = True, **fields: Any
    ) -> "Page":
        """Submit the form of a page that has this button text (or its only form with fields)."""
        form = page.form(button)
        data: dict[str, Any] = {}
        for field in form.select("input[name], select[name]"):
            kind = field.get("type", "text")
            name, value = str(field["name"]), str(field.get("value", ""))
            if kind in ("radio", "checkbox") and not field.has_attr("checked"):
                continue
            data.setdefault(name, []).append(value)
        data.update(fields)
        action = str(form.get("action") or self.path)
        return self._take(self.client.post(action, data=data, follow_redirects=follow), status)

    def token(self) -> str:
        """A CSRF token of this browser."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/anpassa").text)
        assert found is not None
        return found[1]

    def _take(self, response: TestResponse, status: int) -> "Page":
        self.response = response
        self.path = response.request.path
        assert response.status_code == status, (
            f"{response.status_code} at {self.path}: {text_of(response)[:600]}"
        )
        page = Page(response)
        if "text/html" in response.content_type:
            lint(page)
        return page


class Page:
    """An answer, as HTML."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.path = response.request.path
        self.soup = (
            BeautifulSoup(response.get_data(as_text=True), "html.parser")
            if is_text(response)
            else BeautifulSoup("", "html.parser")
        )

    @property
    def h1(self) -> str:
        return words(self.soup.select_one("h1"))

    @property
    def title(self) -> str:
        return words(self.soup.select_one("title"))

    @property
    def text(self) -> str:
        return words(self.soup.select_one("main") or self.soup)

    @property
    def html(self) -> str:
        return str(self.soup)

    def form(self, button: str = "") -> Tag:
        """The form with a button of this text; without text the first form in the page's content."""
        for form in self.soup.select("main form"):
            buttons = [words(each) for each in form.select("button")]
            outside = self.soup.select(f"button[form='{form.get('id')}']") if form.get("id") else []
            buttons += [words(each) for each in outside]
            if (button and button in buttons) or (
                not button
                and form.select("input[name=csrf_token]")
                and "leave" not in str(form.get("action"))
                and "/lamna" not in str(form.get("action"))
            ):
                return form
        raise AssertionError(f"no form with button {button!r} at {self.path}")

    def link(self, text: str) -> str:
        """The address of a link with this text."""
        for each in self.soup.select("a[href]"):
            if words(each) == text:
                return str(each["href"])
        raise AssertionError(
            f"no link {text!r} at {self.path}: {[words(a) for a in self.soup.select('main a')]}"
        )

    def has_link(self, text: str) -> bool:
        return any(words(each) == text for each in self.soup.select("a[href]"))


def is_text(response: TestResponse) -> bool:
    return response.content_type.startswith(("text/", "application/json"))


def text_of(response: TestResponse) -> str:
    return words(BeautifulSoup(response.get_data(as_text=True), "html.parser")) if is_text(response) else ""


def words(tag: Tag | None) -> str:
    """What a person reads of a tag."""
    return re.sub(r"\s+", " ", tag.get_text(" ")).strip() if tag is not None else ""


def lint(page: Page) -> None:
    """What must hold on every page that any test opens."""
    soup, html = page.soup, page.html
    root = soup.html
    assert root is not None, page.path
    assert root.get("lang"), page.path
    assert root.get("dir") in ("ltr", "rtl"), page.path
    tags = soup.find_all(True)  # one walk instead of a search for each rule
    headings = [each for each in tags if each.name == "h1"]
    assert len(headings) == 1, f"{len(headings)} h1 at {page.path}"
    title = words(soup.title)
    plain_title = title.removeprefix("Fel: ").removeprefix("Error: ")
    assert plain_title in KNOWN_NEUTRAL_TITLES or plain_title.startswith(words(headings[0])[:20]), (
        f"{title!r} at {page.path}"
    )
    for word in ("människohandel", "prostitution", "utsatt"):
        assert word not in title.lower(), f"{title!r} at {page.path}"
    ids = [str(each["id"]) for each in tags if each.has_attr("id")]
    assert len(ids) == len(set(ids)), f"ids twice at {page.path}: {[i for i in ids if ids.count(i) > 1]}"
    labels = {each["for"] for each in tags if each.name == "label" and each.has_attr("for")}
    for tag in tags:
        assert tag.name != "textarea", f"free text at {page.path}"
        assert not tag.has_attr("style"), f"inline style at {page.path}"
        assert not [name for name in tag.attrs if name.startswith("on")], f"inline handler at {page.path}"
        if tag.name == "select" or (tag.name == "input" and tag.get("type") != "hidden"):
            lint_field(page, tag, labels, ids)
    policy = page.response.headers["Content-Security-Policy"]
    for tag in tags:
        if tag.name == "script":
            assert f"'nonce-{tag.get('nonce')}'" in policy, f"script without nonce at {page.path}"
        if tag.has_attr("src") or (tag.name == "link" and tag.has_attr("href")):
            address = str(tag.get("src") or tag.get("href"))
            assert address.startswith(("/", "data:")), f"{address} loads from elsewhere at {page.path}"
        if tag.name == "form" and tag.get("method") == "post":
            token = tag.find("input", attrs={"name": "csrf_token"})
            assert token is not None, f"a form without token at {page.path}"
    assert "%(" not in html, f"an unfilled text at {page.path}"
    assert "{{" not in html
    if soup.find("aside", class_="help"):
        numbers = words(soup.find("aside", class_="help"))
        assert "112" in numbers, page.path
        assert "114 14" in numbers.replace("\xa0", " "), page.path


def lint_field(page: Page, field: Tag, labels: set[Any], ids: list[str]) -> None:
    """A field has a label, and what describes it is there; nothing is `required`: our own words say what is missing."""
    labelled = field.find_parent("label") is not None or field.get("id") in labels
    assert labelled, f"{field} has no label at {page.path}"
    assert not field.has_attr("required"), f"required at {page.path}"
    for described in str(field.get("aria-describedby") or "").split():
        assert described in ids, f"{described} is missing at {page.path}"
