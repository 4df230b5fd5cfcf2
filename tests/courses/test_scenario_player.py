"""A story, scene by scene, as forms: choices are thoughts, kept for the person alone; only sums are counted."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from core.db import session
from core.settings import Settings
from courses.models import ScenarioChoice, ScenarioCount
from courses.queries import screens_read
from quiz.content import Content
from tests.builders.cast import Cast, Person
from tests.builders.content import content_tree
from tests.builders.small_content import COURSE
from tests.builders.small_scenario import SCENARIO
from tests.conftest import dispose

STORIES = "/kurser/hotell/berattelser"
STORY = f"{STORIES}/kuvertet"
THERE = "courses/content/bostad/scenario-nyckeln.yaml"


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """A course that requires the scenario, and a scenario for another audience."""
    tree = content_tree(tmp_path_factory.mktemp("small"))
    tree.replace(COURSE, 'Vad du kan se."\n', 'Vad du kan se."\n    scenario: hotell-kuvertet\n')
    tree.write(THERE, (tree.root / SCENARIO).read_text("utf-8"))
    tree.replace(THERE, "key: hotell-kuvertet", "key: bostad-nyckeln")
    tree.replace(THERE, "audiences: [hotell]", "audiences: [bostad]")
    assert tree.problems() == []
    return tree.content()


@pytest.fixture
def app(settings: Settings, small: Content) -> Iterator[Flask]:
    made = create_app(settings, small)
    yield made
    dispose(made)


def kept(app: Flask, person: Person) -> dict[str, str]:
    """What the person chose last, by scene."""
    with app.app_context():
        rows = session().scalars(select(ScenarioChoice).where(ScenarioChoice.user_id == person.id))
        return {row.scene_key: row.option_key for row in rows}


def sums(app: Flask) -> dict[tuple[int, str, str], int]:
    """First choices by organisation, scene and thought."""
    with app.app_context():
        rows = session().scalars(select(ScenarioCount))
        return {(row.organisation_id, row.scene_key, row.option_key): row.chosen for row in rows}


def test_she_is_told_what_comes_and_reads(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    page = device.get("/min-utbildning")
    page = device.get(page.link("Fortsätt: Ett kuvert till"))

    assert page.path == STORY
    assert "Ingen slår någon." in page.text
    assert "Inga poäng. Bara du ser vad du väljer." in page.text
    page = device.get(page.link("Läs"))
    assert page.h1 == "Vad gör du?"
    assert "Disken, 22.10" in page.text


@pytest.mark.both
def test_she_skips_it_and_goes_on(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    page = device.submit(device.get(STORY), "Hoppa över berättelsen")

    assert page.path == "/min-utbildning"
    assert page.has_link("Fortsätt: Kuvertet på disken")
    assert not kept(app, cast.anna)
    assert not sums(app)


def test_without_a_choice_she_is_told_so_and_nothing_is_kept(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    page = device.submit(device.get(f"{STORY}/disken"), "Välj", status=400)

    assert page.title == "Fel: Utbildning"
    assert page.text.count("Välj det du helst skulle göra.") == 2
    assert "Gästen betalar ur ett kuvert" in page.text
    device.submit(device.get(f"{STORY}/disken"), "Välj", status=400, answer="hittepa")
    assert not kept(app, cast.anna)
    assert not sums(app)


@pytest.mark.both
def test_a_choice_tells_what_happened_and_only_the_first_one_counts(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    page = device.submit(device.get(f"{STORY}/disken"), "Välj", answer="pressa")
    happened = ("vems pengarna är.", "Hon tystnar och går.", "Frågan blev ett förhör.")
    for text in (*happened, "Att utreda är polisens sak.", "Om någon blir rädd."):
        assert text in page.text
    assert [str(each["href"]) for each in page.soup.select("main a.call")] == ["tel:11414", "tel:112"]
    assert not any(word in page.text.lower() for word in ("rätt svar", "fel svar", "poäng", "riskabel"))

    page = device.get(page.link("Prova ett annat val"))
    assert page.soup.select("input[checked]")[0]["value"] == "pressa"
    page = device.submit(page, "Välj", answer="halsa")
    assert page.link("Gå vidare") == f"{STORY}/hissen"

    assert kept(app, cast.anna) == {"disken": "halsa"}
    assert sums(app) == {(cast.here.id, "disken", "pressa"): 1}


@pytest.mark.both
def test_her_latest_choice_is_there_on_another_day_and_hers_alone(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    device.submit(device.get(f"{STORY}/disken"), "Välj", answer="vanta")

    again = cast.learner().get(f"{STORY}/disken")
    assert [each["value"] for each in again.soup.select("input[checked]")] == ["vanta"]
    other = cast.sign_in(cast.dora)
    assert not other.get(f"{STORY}/disken").soup.select("input[checked]")
    other.submit(other.get(f"{STORY}/disken"), "Välj", answer="vanta")
    assert sums(app) == {(cast.here.id, "disken", "vanta"): 1, (cast.there.id, "disken", "vanta"): 1}


def test_nobody_elses_page_shows_what_she_chose(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    for scene, answer in (("disken", "pressa"), ("hissen", "strunta")):
        device.submit(device.get(f"{STORY}/{scene}"), "Välj", answer=answer)

    overview = f"/oversikt/{cast.here.ref}"
    contact, coordinator = cast.contact(), cast.coordinator()
    pages = [contact.get(f"{overview}{rest}") for rest in ("?visa=alla", f"/person/{cast.anna.ref}")]
    pages += [coordinator.get(f"/samordnare{rest}") for rest in ("", "/innehall")]
    pages += [cast.trainer().get("/utbildare")]
    for page in pages:
        for word in ("vems pengarna är", "pressa", "strunta", "Jag låter det vara", "Ett kuvert till"):
            assert word not in page.html, f"{word} at {page.path}"
    contact.get(STORY, status=404)


@pytest.mark.both
def test_the_end_is_read_and_every_title_is_neutral(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    page = device.get(STORY)
    assert page.title == "Utbildning"
    page = device.get(page.link("Läs"))
    for answer in ("halsa", "ga-dit"):
        assert page.title == "Utbildning"
        page = device.submit(page, "Välj", answer=answer)
        assert page.title == "Utbildning"
        page = device.get(page.link("Gå vidare"))
    assert (page.title, page.h1) == ("Utbildning", "Ett glas vatten")
    assert page.has_link("Läs från början")
    with app.app_context():
        assert ("hotell-kuvertet", "slut") in screens_read(session(), cast.anna.id)

    page = device.get(STORIES)
    assert page.title == "Utbildning"
    assert "Ett kuvert till" in page.text
    assert "Läst" in page.text
    assert len(page.soup.select("main ul.rows li")) == 1


@pytest.mark.both
@pytest.mark.parametrize("way", ["read", "skipped"])
def test_a_required_scenario_keeps_the_exam_locked(way: str, app: Flask, cast: Cast, small: Content) -> None:
    device = cast.learner()
    for module in small.catalogue.courses["hotell"].modules:
        for lesson in module.lessons:
            for screen in lesson.screens:
                device.get(f"/kurser/hotell/{module.key}/{lesson.slug}/{screen.key}")
    page = device.get("/min-utbildning")
    assert "Gör 1 del till. Då öppnar provet." in page.text
    assert not page.has_link("Till slutprovet")
    assert "Läs det här först." in device.post("/prov/hotell").text

    if way == "skipped":
        device.submit(device.get(STORY), "Hoppa över berättelsen")
    else:
        device.get(f"{STORY}/slut/slut-tyst")
    page = device.get("/min-utbildning")
    page = device.submit(device.get(page.link("Till slutprovet")), "Börja")
    assert page.soup.select("#question")


def test_what_is_not_there_for_her_is_not_found(app: Flask, cast: Cast) -> None:
    device = cast.learner()
    bostad = "/kurser/bostad/berattelser"
    unknown = ("taket", "hoppa-over", "disken/hittepa", "slut/slut-glad")
    for path in (bostad, f"{bostad}/nyckeln", f"{STORIES}/nyckeln", *(f"{STORY}/{each}" for each in unknown)):
        device.get(path, status=404)
    for path in (f"{STORY}/taket", f"{STORIES}/nyckeln/disken", f"{bostad}/nyckeln/disken"):
        device.post(path, status=404, answer="halsa")
    device.post(f"{STORIES}/nyckeln/hoppa-over", status=404)
    assert not kept(app, cast.anna)
    assert not sums(app)
