""" "Fick du hjälp av informationen på sidan?": two buttons, no text, counted without the person, once a browser."""

import pytest
from flask import Flask
from sqlalchemy import select

from core.db import Base, session
from courses.models import LessonVote
from courses.queries import votes
from quiz.content import Content
from tests.builders.cast import COURSE, Cast
from tests.builders.pages import Browser, Page
from tests.builders.pages import words as read

QUESTION = "Fick du hjälp av informationen på sidan?"
THANKS = "Tack för ditt svar. Vi sparar bara antalet."


@pytest.fixture
def addresses(content: Content) -> list[str]:
    """The addresses of a lesson's screens."""
    module = content.catalogue.courses[COURSE].modules[0]
    lesson = module.lessons[1]
    return [f"/kurser/{COURSE}/{module.key}/{lesson.slug}/{screen.key}" for screen in lesson.screens]


def counted(app: Flask) -> list[tuple[str, str, int, int]]:
    with app.app_context():
        return votes(session())


def press(device: Browser, page: Page, answer: str) -> Page:
    """Press one of the two buttons."""
    form = page.soup.select_one("#rost form")
    assert form is not None
    assert [read(button) for button in form.select("button")] == ["Ja", "Nej"]
    assert [str(field["type"]) for field in form.select("input")] == ["hidden"]
    return device.submit(page, answer, helped=answer.lower())


@pytest.mark.both
def test_yes_and_no_are_counted_per_lesson_and_version(
    app: Flask, cast: Cast, addresses: list[str], content: Content
) -> None:
    lesson = content.catalogue.courses[COURSE].modules[0].lessons[1]
    for who, answer in ((cast.anna, "Ja"), (cast.dora, "Nej"), (cast.anna, "Ja")):
        device = cast.sign_in(who)
        page = press(device, device.get(addresses[-1]), answer)
        assert page.path == addresses[-1]
        assert THANKS in page.text

    assert counted(app) == [(lesson.key, lesson.version, 2, 1)]


def test_the_question_stands_at_the_lessons_end_only(cast: Cast, addresses: list[str]) -> None:
    device = cast.learner()
    asked = [QUESTION in device.get(address).text for address in addresses]
    assert asked == [False] * (len(addresses) - 1) + [True]


def test_a_browser_counts_once_however_often_it_sends(app: Flask, cast: Cast, addresses: list[str]) -> None:
    device = cast.learner()
    page = press(device, device.get(addresses[-1]), "Nej")
    assert not page.soup.select("#rost form")
    where = addresses[-1].rpartition("/")[0] + "/rost"
    for answer in ("ja", "nej", "ja"):
        device.post(where, helped=answer)

    assert [row[2:] for row in counted(app)] == [(0, 1)]
    assert THANKS in device.get(addresses[-1]).text


def test_only_the_two_answers_of_one_who_takes_the_course(
    app: Flask, cast: Cast, addresses: list[str]
) -> None:
    where = addresses[-1].rpartition("/")[0] + "/rost"
    device = cast.learner()
    device.post(where, status=400, helped="kanske")
    device.post(where, status=400)
    device.post(where.replace("/hotell/", "/bostad/"), status=404, helped="ja")
    cast.contact().post(where, status=404, helped="ja")
    assert app.test_client().post(where, data={"helped": "ja"}).status_code == 400
    assert counted(app) == []


def test_the_table_has_no_room_for_a_person_or_a_text() -> None:
    table = Base.metadata.tables["lesson_vote"]
    assert {column.name for column in table.columns} == {
        "lesson_key",
        "lesson_version",
        "helped",
        "not_helped",
    }
    assert not table.foreign_keys


def test_the_coordinator_sees_votes_of_five_people_or_more(
    app: Flask, cast: Cast, addresses: list[str], content: Content
) -> None:
    lesson = content.catalogue.courses[COURSE].modules[0].lessons[1]
    for number in range(5):
        assert lesson.title not in rows(cast.coordinator().get("/samordnare/innehall"))
        device = cast.learner()
        press(device, device.get(addresses[-1]), "Nej" if number == 3 else "Ja")

    assert rows(cast.coordinator().get("/samordnare/innehall")) == {lesson.title: ["4", "1"]}
    with app.app_context():
        assert session().scalars(select(LessonVote.helped)).one() == 4


def rows(page: Page) -> dict[str, list[str]]:
    """The votes on the coordinator's page: a lesson's title to yes and no."""
    found = page.soup.select("section[aria-labelledby=votes] tbody tr")
    return {read(row.select_one("th")): [read(cell) for cell in row.select("td")] for row in found}
