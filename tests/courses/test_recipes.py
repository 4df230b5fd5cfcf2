"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the content: nothing they leave out is needed."""

import re
import shutil
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemLoader

from accounts import actions as accounts
from accounts.rules import SignInKind
from app import create_app
from core import clock
from core.db import session, writing
from core.problems import errors
from core.settings import ROOT, Settings
from organisations import actions as organisations
from organisations import membership_actions
from quiz.content import Content, check, load_content
from tests.builders.cast import sign_in_on
from tests.builders.content import ContentTree
from tests.builders.pages import Browser
from tests.builders.recipe_texts import LESSON, SIGN, SIGN_KEY, questions
from tests.builders.second_city import CITY, KEY, write_second_city
from tests.conftest import dispose

pytestmark = pytest.mark.slow

COURSES = sorted(path.parent.name for path in (ROOT / "courses" / "content").glob("*/course.yaml"))
CHIP = '{% set drawings = {\n  "hemlig-adress": "sign-hemlig-adress",'
FOLDERS = ("courses/content", "quiz/bank", "organisations/networks", "static/images", "templates")


@pytest.fixture
def copy(tmp_path: Path) -> ContentTree:
    """A copy of all content, with the drawings."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / "copy" / folder)
    return ContentTree(tmp_path / "copy")


def recipe(name: str) -> list[str]:
    """The files that a recipe names in its steps, as patterns: `<stad>` stands for any name."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (section,) = re.findall(rf"^### {name} \(\d+ files?[^)]*\)\n(.*?)(?=^##)", text, re.DOTALL | re.MULTILINE)
    steps = "".join(re.findall(r"^\d\. .*?(?=^\d\. |\n\n)", section, re.DOTALL | re.MULTILINE))
    named = [each for each in re.findall(r"`([^`]+)`", steps) if "/" in each]
    return [re.sub(r"<\w+>|NN", "*", each) for each in named]


def changed(copy: ContentTree) -> set[str]:
    """What differs from the project, file by file."""
    found = set()
    for path in copy.root.rglob("*"):
        where = str(path.relative_to(copy.root))
        if path.is_file() and (
            not (ROOT / where).exists() or path.read_bytes() != (ROOT / where).read_bytes()
        ):
            found.add(where)
    return found


def followed(copy: ContentTree, name: str) -> None:
    """Assert that exactly the files of the recipe were touched, and that content and bank hold."""
    patterns, files = recipe(name), changed(copy)
    assert patterns
    assert [each for each in files if not any(fnmatch(each, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(each, pattern) for each in files)] == []
    found = errors(check(copy.root))
    assert not found, "\n".join(map(str, found))


def add_to_end(copy: ContentTree, file: str, text: str) -> None:
    path = copy.root / file
    path.write_text(path.read_text("utf-8").rstrip("\n") + "\n" + text, "utf-8")


def raise_version(copy: ContentTree, file: str) -> None:
    path = copy.root / file
    old = path.read_text("utf-8")
    new = re.sub(
        r'^version: "(\d+)"$', lambda found: f'version: "{int(found[1]) + 1}"', old, flags=re.MULTILINE
    )
    assert new != old
    path.write_text(new, "utf-8")


def more_questions(copy: ContentTree, course: str, number: int = 8) -> None:
    """Questions about the new sign in a course's bank; those who translate it are told by its version."""
    bank = f"quiz/bank/{course}.yaml"
    add_to_end(copy, bank, questions(course, number))
    raise_version(copy, bank)


@pytest.fixture
def site(settings: Settings) -> Iterator[Callable[[Content], Flask]]:
    """Starts a site with the content of a copy."""
    made: list[Flask] = []

    def start(content: Content) -> Flask:
        made.append(create_app(settings, content))
        return made[-1]

    yield start
    for app in made:
        dispose(app)


def test_a_city(copy: ContentTree) -> None:
    write_second_city(copy.root)

    followed(copy, "A city")
    content = load_content(copy.root, KEY)
    assert content.network.city == CITY
    assert set(load_content(copy.root, "helsingborg").catalogue.courses) == set(content.catalogue.courses)


def test_a_sign(copy: ContentTree, site: Callable[[Content], Flask]) -> None:
    signs = "courses/content/signs.yaml"
    add_to_end(copy, signs, SIGN)
    raise_version(copy, signs)
    for course in COURSES:
        copy.write(f"courses/content/{course}/77-{SIGN_KEY}.md", LESSON.format(course=course))
        listing = copy.root / "courses" / "content" / course / "course.yaml"
        more = f"    more:\n      - {course}-identifiera-{SIGN_KEY}\n"
        listing.write_text(listing.read_text("utf-8").replace("    more:\n", more, 1), "utf-8")
        more_questions(copy, course)
    copy.replace("templates/components/sign_chip.html", "{% set drawings = {", CHIP)
    copy.write(f"templates/drawings/icons/sign-{SIGN_KEY}.svg", '<path d="M7 7h7"/>')

    followed(copy, "A sign")
    content = load_content(copy.root, "helsingborg")
    assert list(content.catalogue.signs)[-1] == SIGN_KEY
    device = Browser(site(content))
    assert device.get(f"/tecken/{SIGN_KEY}").h1 == "Får inte säga var hen bor"
    assert device.get("/tecken", headers={"Accept-Language": "en"}).has_link("Får inte säga var hen bor")
    chips = Environment(loader=FileSystemLoader(copy.root / "templates"), autoescape=True)
    chips.globals["text_lang"] = lambda code: ""
    chip = chips.from_string('{% from "components/sign_chip.html" import sign_chip %}{{ sign_chip(sign) }}')
    assert '<path d="M7 7h7"/>' in chip.render(sign=content.catalogue.signs[SIGN_KEY])


def test_a_sign_that_is_asked_too_seldom_is_told(copy: ContentTree) -> None:
    add_to_end(copy, "courses/content/signs.yaml", SIGN)
    raise_version(copy, "courses/content/signs.yaml")
    for course in COURSES:
        more_questions(copy, course, 2)

    told = [str(problem) for problem in errors(check(copy.root))]
    assert len(told) == len(COURSES)
    assert all(
        f"Frågor om tecknet {SIGN_KEY}: 2 finns, minst 3 behövs. Skriv 1 till." in each for each in told
    )


def test_a_course(copy: ContentTree, site: Callable[[Content], Flask]) -> None:
    """A course for shops, for an audience that shared lessons and questions already know."""
    for path in sorted((ROOT / "courses" / "content" / "hotell").iterdir()):
        if "." not in path.stem:
            copy.write(f"courses/content/butik/{path.name}", for_shops(path.read_text("utf-8")))
    copy.write("quiz/bank/butik.yaml", for_shops((ROOT / "quiz" / "bank" / "hotell.yaml").read_text("utf-8")))

    followed(copy, "A course")
    content = load_content(copy.root, "helsingborg")
    assert {*COURSES, "butik"} == set(content.catalogue.courses)
    app = site(content)
    with app.app_context(), writing():
        place = organisations.create_organisation(
            session(),
            clock.now(),
            network="helsingborg",
            name="Butiken",
            kind="annan",
            courses=["butik"],
            actor_id=None,
        )
        user = accounts.create_user(session(), clock.now(), name="Anna Ålund", language="sv")
        membership_actions.join(session(), clock.now(), place.id, user.id, user.name)
        session().commit()
        user_id = user.id
    device = Browser(app)
    sign_in_on(app, device, user_id, SignInKind.OWN)
    page = device.get("/min-utbildning")
    assert "En säker hand för butik" in page.text
    page = device.get(str(page.soup.select_one("main a.button-main")["href"]))  # type: ignore[index]
    assert page.path.startswith("/kurser/butik/identifiera/")
    assert device.get("/prov/butik").h1 == "Slutprov"
    assert device.get("/kurser/butik/berattelser").soup.select("ul.rows li")


def for_shops(text: str) -> str:
    """A text of the hotel's course with the keys and the audience of the shops' course."""
    text = text.replace("key: hotell\n", "key: butik\n").replace(
        "En säker hand för hotell", "En säker hand för butik"
    )
    text = text.replace("audience: hotell\n", "audience: bevakning\n").replace("[hotell]", "[bevakning]")
    return text.replace("hotell-", "butik-")
