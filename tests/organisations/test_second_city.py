"""Another city is another file: no page, paper or line of code knows which city it serves."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask

from accounts.passwords import password_problem
from accounts.rules import SignInKind
from app import create_app
from core import clock
from core.db import session, writing
from core.settings import ROOT
from organisations import role_actions
from organisations.rules import RoleName
from quiz.content import Content
from tests.builders.cast import COURSE, Person, Place, make_learner, make_place, make_staff, sign_in_on
from tests.builders.exams import sit
from tests.builders.read_papers import words as paper_words
from tests.builders.second_city import CITY, KEY, OURS, TRACES, Watched, second_city
from tests.builders.source import modules, project_files, text_of_file
from tests.conftest import dispose, make_settings


@pytest.fixture(scope="session")
def there(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return second_city(tmp_path_factory.mktemp("stad"))


@pytest.fixture
def app(database_url: str, there: Content) -> Iterator[Flask]:
    made = create_app(make_settings(database_url, network=KEY), there)
    yield made
    dispose(made)


def signed_in(app: Flask, person: Person, kind: SignInKind = SignInKind.OWN) -> Watched:
    browser = Watched(app)
    sign_in_on(app, browser, person.id, kind)
    return browser


def people(app: Flask) -> tuple[Place, Person, Person, Person]:
    """A workplace in the city with a learner, its contact person, and the city's coordinator."""
    with app.app_context(), writing():
        now = clock.now()
        place = make_place(now, KEY, "Fyrhotellet", "hotell")
        learner = make_learner(now, place, "Anna Ålund")
        contact = make_staff(now, "Bo Berg", "bo", RoleName.CONTACT, place)
        coordinator = make_staff(now, "Eva Gren", "eva", RoleName.CONTACT, place)
        role_actions.grant_role(
            session(),
            now,
            coordinator.id,
            RoleName.COORDINATOR,
            network=KEY,
            organisation_id=None,
            actor_id=None,
        )
        session().commit()
    return place, learner, contact, coordinator


def test_the_trace_finds_what_gives_a_city_away() -> None:
    for text in ("i Helsingborgs stad", "Helsingborgshem", "042-10 50 00", OURS.chain[3].text):
        assert TRACES.search(text)
    assert not TRACES.search("Polisen får veta. Ring 114 14.")


@pytest.mark.parametrize("language", ["sv", "sv-x-lattlast", "en"])
def test_every_open_page_is_this_citys(language: str, app: Flask, there: Content) -> None:
    paths = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static"
    ]
    paths += [f"/tecken/{key}" for key in there.catalogue.signs]
    course = there.catalogue.courses[COURSE]
    opened, _ = there.catalogue.lesson(course.try_lesson)
    paths += [f"/prova/{screen.key}" for screen in opened.screens]
    device = Watched(app)
    assert len(paths) > 30
    texts = {path: device.get(path, headers={"Accept-Language": language}).text for path in paths}

    for path in ("/natverket", "/om", "/kontakt"):
        assert CITY in texts[path], path
    for text in ("Vänkretsen", "Nattpatrullen", "Tryggcentralen ringer Kusthjälpen.", "ledningsringen"):
        assert text in texts["/natverket"]
    assert "08-465 004 11" in texts["/kontakt"]
    assert "08-465 004 22" in texts["/hjalp"]
    assert "kustparmen.example" in texts["/material"]


@pytest.mark.slow
def test_a_learners_whole_walk_is_in_this_city(app: Flask, there: Content) -> None:
    place, learner, _, _ = people(app)
    device = signed_in(app, learner)
    texts = [
        device.get(path).text for path in ("/min-utbildning", "/mitt-kort", f"/kurser/{COURSE}/berattelser")
    ]
    course = there.catalogue.courses[COURSE]
    for module in course.modules:
        for lesson in (*module.lessons, *module.more):
            here = f"/kurser/{COURSE}/{module.key}/{lesson.slug}"
            texts += [device.get(f"{here}/{screen.key}").text for screen in lesson.screens]
            device.get(here)
    for scenario in there.catalogue.scenarios.values():
        if course.audience in scenario.audiences:
            here = f"/kurser/{COURSE}/berattelser/{scenario.slug}"
            for scene in scenario.scenes.values():
                texts.append(device.get(f"{here}/{scene.key}").text)
                texts += [device.get(f"{here}/{scene.key}/{each.key}").text for each in scene.options]
            texts += [device.get(f"{here}/slut/{end}").text for end in scenario.ends]
    everything = " ".join(texts)
    assert CITY in everything
    assert "Kusthjälpen söker upp den det gäller." in everything

    sitting = sit(app, there, learner, place)
    device.get(f"/prov/{COURSE}")
    for number in range(1, len(sitting.questions) + 1):
        device.get(sitting.url(number))
        device.post(sitting.url(number), answer=sitting.right(number))
    page = device.get("/min-utbildning")
    page = device.get(f"/intyg/min/{COURSE}")
    assert f"nätverket i {CITY}" in page.text
    paper = paper_words(device.get(page.path + "/intyg.pdf").response.get_data())
    assert f"Utfärdat av nätverket i {CITY}" in paper
    assert not TRACES.search(paper)


def test_staff_pages_and_the_poster_are_this_citys(app: Flask) -> None:
    place, _, contact, coordinator = people(app)
    device = signed_in(app, contact, SignInKind.STAFF)
    for path in ("", "/kod", "/lagg-till", "/rutin"):
        device.get(f"/oversikt/{place.ref}{path}")
    poster = paper_words(device.get(f"/oversikt/{place.ref}/affisch.pdf").response.get_data())
    assert "Fyrhotellet" in poster
    assert not TRACES.search(poster)

    device = signed_in(app, coordinator, SignInKind.STAFF)
    assert "Granköping ser" in device.get("/samordnare").text
    assert "08-465 004 22" in device.get("/samordnare/kontakter").text
    for path in ("/samordnare/innehall", f"/samordnare/organisation/{place.ref}", "/personal/start"):
        device.get(path)
    device.post("/samordnare/kontakter/viskan", status=400, number="nej")


def test_the_question_that_orders_the_chain_is_this_citys(there: Content) -> None:
    chain = {step.text for step in there.network.chain}
    asked = [{item.text for item in question.items} for question in there.bank.questions.values()]
    assert chain in asked


def test_the_citys_name_is_no_password(there: Content) -> None:
    city = there.network.city
    assert password_problem(f"{city}{city}2026", ("eva", city))
    assert password_problem("kaffe lampa moln spade", ("eva", city)) is None


def test_no_line_of_code_names_a_city() -> None:
    """Only the setting's default and the names of files do; comments and docstrings may."""
    found = []
    for module in modules().values():
        documented = {
            id(node.body[0].value)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        found += [
            f"{module.where}:{node.lineno}"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documented
            and TRACES.search(node.value)
        ]
    for path in project_files():
        where = str(path.relative_to(ROOT))
        if where.startswith(("templates/", "static/js/", "static/css/")) or path.suffix == ".typ":
            found += [where] if TRACES.search(text_of_file(path) or "") else []
    assert [each for each in found if not each.startswith("core/settings.py")] == []
