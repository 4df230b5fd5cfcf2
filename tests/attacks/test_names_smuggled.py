"""S60: no field of the site takes a story about somebody. Correcting a name by the coordinator does not exist yet."""

from typing import Any

import pytest
from flask import Flask

from accounts.models import User
from organisations.models import ExpectedPerson
from tests.attacks.routes import RULES, address
from tests.attacks.watch import count_rows
from tests.attacks.world import World
from tests.builders.cast import Cast
from tests.builders.pages import Browser

STORIES = {
    "telephone": "Ring Kalle 070-123 45 67",
    "room": "Mannen i rum 412",
    "sentence": "Mannen på rum fyra tvingar henne, ring polisen!",
    "address": "https://evil.example/anna",
    "letter": "anna@example.se",
    "personnummer": "19900101-1234",
    "long": "Jag såg en man med svart bil som kom varje kväll " * 6,
    "61 characters": "Anna " + "b" * 56,
    "lines": "Anna\nrum fyra",
    "hidden": "Anna\u200b\u202eÅlund",
    "emoji": "Anna 🚗",
    "nothing": "   ",
    "marks": "A" + "\u0301" * 20,
}
GOOD = ("Anna Öberg", "Åsa-Lena O’Brien", "محمد علي", "Nguyễn Thị Hà", "สมชาย ใจดี", "J. R. Öberg", "B" * 60)


def forms(cast: Cast) -> list[tuple[Browser, str, dict[str, str]]]:
    """Every form that takes the name of a person without a password beside it."""
    return [
        (Browser(cast.app), f"/g/{cast.here.code}/namn", {"language": "sv"}),
        (cast.contact(), f"/oversikt/{cast.here.ref}/lagg-till", {}),
    ]


def test_s60_a_name_is_a_name(app: Flask, cast: Cast) -> None:
    """Refused at the field with what to do instead; what was typed is stored nowhere."""
    before = count_rows(app, User)
    for browser, path, more in forms(cast):
        for what, story in STORIES.items():
            typed: dict[str, Any] = {"name": story, **more}
            page = browser.post(path, **typed)
            error = page.soup.select_one("#name-error")
            assert error is not None, (path, what)
            assert error.get_text().strip().endswith("."), (path, what)
            assert page.soup.select("a[href='#name']"), (path, what)
    assert count_rows(app, User) == before
    assert count_rows(app, ExpectedPerson) == 0


@pytest.mark.both
def test_s60_names_of_every_script_are_taken(app: Flask, cast: Cast) -> None:
    """The rule refuses stories, not people."""
    for name in GOOD:
        page = Browser(app).post(f"/g/{cast.here.code}/namn", name=name, language="sv")
        assert page.path == "/mitt-kort", name
        assert count_rows(app, User, User.name == name) == 1, name


def test_s60_the_page_says_what_the_name_is_for(app: Flask, cast: Cast) -> None:
    """A hint at the field, and who will see it."""
    page = Browser(app).get(f"/g/{cast.here.code}/namn")
    assert "Bara ditt namn." in page.text
    assert "Vem ser det?" in page.text
    field = page.soup.select_one("input[name=name]")
    assert field is not None
    assert field["maxlength"] == "60"


def test_s60_no_learner_reaches_a_field_for_stories(shared: World) -> None:
    """No text area, no file, no free field on any page a learner or nobody can open, but name, code and number."""
    known = {"name", "code", "number", "username", "totp"}
    for key, rule in RULES.items():
        if key[1] == "GET" and {"learner", "nobody"} & set(rule.may):
            page = Browser(shared.app) if "nobody" in rule.may else shared.browser("learner")
            response = page.client.get(address(shared, key), follow_redirects=True)
            if response.mimetype == "text/html":
                soup = page._take(response, response.status_code).soup
                assert not soup.select("textarea, [contenteditable], input[type=file], input[type=search]"), (
                    key
                )
                free = {str(each.get("name")) for each in soup.select("input[type=text], input:not([type])")}
                assert free <= known, (key, free)
