"""S44, S45, S49: what people write meets every kind of output. S46, S54: test_files.py, S52: test_injection.py."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import update

from accounts.models import User
from certificates.models import Certificate
from core.db import session
from core.logs import log
from courses.markdown import ATTRIBUTES, TAGS
from organisations.models import ExpectedPerson, Organisation
from quiz.content import Content
from tests.attacks.routes import RULES, address
from tests.attacks.watch import edit, logged
from tests.attacks.world import World
from tests.builders.pages import Page, lint
from tests.builders.read_papers import words

EVIL = "\"><script>alert(1)</script><img src=x onerror='x'>%s"
ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"
TYPST = '#panic("x") *b* $x^2$ _i_ <l> @r `c` // /* =h'
FORMULAS = ('=HYPERLINK("http://x")', "+46", "-1", "@x", "\tx", "\rx", '=1;"z"\n', EVIL)
SHOWING = {
    "overview.overview", "contact.code", "contact.person", "contact.expected", "contact.add",
    "coordinator.home", "coordinator.organisation", "join.confirm", "join.name", "staff.invitation",
    "training.my_training", "certificates.certificate", "certificates.by_link", "accounts.new_card", "trainer.home",
}  # fmt: skip


def rename(app: Flask, name: str) -> None:
    """Give everybody and everything this name, past every form."""
    for table in (User, Organisation, ExpectedPerson, Certificate):
        edit(app, lambda table=table: session().execute(update(table).values(name=name)))  # type: ignore[misc]


def test_s44_names_are_text_on_every_page(world: World) -> None:
    """Text, attributes, titles, labels of drawings: each page of each role, and it does show the name somewhere."""
    rename(world.app, EVIL)
    shown = set()
    for key, rule in RULES.items():
        if key[1] == "GET":
            response = world.browser(rule.may[0]).client.get(address(world, key))
            assert EVIL not in str(response.headers)
            if response.status_code == 200 and response.mimetype == "text/html":
                html = response.text
                lint(Page(response))
                assert "<script>alert" not in html, key
                assert "<img src=x" not in html, key
                shown |= {key[0]} if ESCAPED in html else set()
    assert shown >= SHOWING, SHOWING - shown


def test_s44_names_in_answers_to_forms_are_text(world: World) -> None:
    """What was typed comes back escaped in error pages, and in the page that offers it again."""
    for role, path, fields in (
        ("nobody", f"/g/{world.here.code}/namn", {"name": EVIL, "language": EVIL}),
        ("nobody", "/g/", {"code": EVIL}),
        ("nobody", "/intyg/kontroll", {"number": EVIL, "name": ""}),
        ("nobody", "/personal", {"username": EVIL, "password": "x", "totp": EVIL}),
        ("nobody", f"/bjudin/{world.here.invitation}", {"name": EVIL, "username": EVIL, "totp": EVIL}),
        ("contact", f"/oversikt/{world.here.organisation}/lagg-till", {"name": EVIL}),
        ("coordinator", "/samordnare/ny-organisation", {"name": EVIL, "kind": EVIL, "courses": EVIL}),
    ):
        browser = world.browser(role)
        for token in (browser.token(), "dead"):
            response = browser.client.post(path, data={"csrf_token": token, **fields})
            lint(Page(response))
            assert "<script>alert" not in response.text, path


def test_s44_names_are_text_on_paper(world: World) -> None:
    """Marks that the engine of papers would run are printed as they are."""
    rename(world.app, TYPST)
    contact, learner = world.browser("contact"), world.browser("learner")
    for browser, path in (
        (contact, f"/oversikt/{world.here.organisation}/affisch.pdf"),
        (learner, f"/intyg/{world.here.certificate}/intyg.pdf"),
    ):
        response = browser.client.get(path)
        assert (response.status_code, response.mimetype) == (200, "application/pdf")
        assert '#panic("x") *b* $x^2$' in words(response.data).replace("”", '"').replace("“", '"')
    for path in (
        "/mitt-kort/utbildning.pdf",
        "/mitt-kort/utbildning.png",
        f"/intyg/{world.here.certificate}/intyg.png",
    ):
        assert learner.client.get(path).status_code == 200


@pytest.mark.parametrize("name", FORMULAS, ids=repr)
def test_s44_names_are_text_in_files(world: World, name: str) -> None:
    """A spreadsheet reads each name as one cell of text, and runs nothing."""
    rename(world.app, name)
    contact, trainer = world.browser("contact"), world.browser("trainer")
    for browser, path in (
        (contact, f"/oversikt/{world.here.organisation}/personer.csv"),
        (trainer, "/utbildare/antal.csv"),
    ):
        text = browser.client.get(path).data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
        assert len({len(row) for row in rows}) == 1
        starts = {row[0] for row in rows[1:]}
        assert starts == ({name} if name == EVIL else {f"'{name}"})
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_s45_every_screen_of_the_course_is_plain_markup(content: Content) -> None:
    """What lessons became: only the few elements and attributes, own images, no style, script or handler."""
    allowed = set(ATTRIBUTES["*"])
    count = 0
    for course in content.catalogue.courses.values():
        for lesson in (each for module in course.modules for each in (*module.lessons, *module.more)):
            for screen in lesson.screens:
                count += 1
                for tag in BeautifulSoup(screen.html, "html.parser").select("*"):
                    assert tag.name in TAGS, (lesson.key, screen.key, tag.name)
                    assert set(tag.attrs) <= allowed | ATTRIBUTES.get(tag.name, set()), tag
                    assert str(tag.get("src", "/static/images/")).startswith("/static/images/"), tag
                    assert "javascript:" not in str(tag.get("href", "")).lower(), tag
    assert count > 20


def test_s49_one_event_is_one_line(world: World) -> None:
    """Line breaks, ANSI and other controls in paths, headers, fields and values cannot begin a line or colour it."""
    with logged() as lines:
        log("event\r\n{}", value="a\nb\x1b[31m\u2028\x00", more=["c\r\nd"])
        client = world.app.test_client()
        agent = {"HTTP_USER_AGENT": 'x\r\n{"event": "forged"}\x1b[31m', "HTTP_REFERER": "y\r\nz"}
        for path in ("/g/%0d%0aforged", "/i/%1b%5b31m", "/oversikt/%0aforged", "/%0d%0a"):
            client.get(path, environ_overrides=agent)
        for number in range(40):
            client.get(f"/g/%0d%0aforged{number}", environ_overrides=agent)
        world.browser("learner").get(f"/oversikt/{world.here.organisation}", 404)
    assert len(lines) > 5
    for line in lines:
        assert len(line.splitlines()) == 1
        assert line.isascii()
        assert line.isprintable()
        assert "forged" not in line
        assert {"at", "level", "event"} <= set(json.loads(line))
