"""The coordinator's page about the questions: what it says, what it hides, and whose answers it never counts."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from bs4 import Tag
from flask import Flask

from care.models import ClosedSign
from core.db import session, writing
from quiz.content import Content
from quiz.gift.export import export_gift
from quiz.item_health import Finding
from quiz.models import ItemCount
from quiz.questions import Question
from tests.attacks.watch import statements
from tests.builders.cast import COURSE, NETWORK, Cast, Place, make_place
from tests.builders.closed_items import Taken, close_empty_quarter, spread, write_item
from tests.builders.pages import Page, words

ADDRESS = "/samordnare/innehall/fragor"
NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
SPRING, SUMMER = "2026-2", "2026-3"
FEW = "färre än 5"


@pytest.fixture
def pool(app: Flask, content: Content) -> list[Question]:
    """Questions with one right answer; both quarters are closed."""
    with app.app_context(), writing():
        for quarter in (SPRING, SUMMER):
            close_empty_quarter(session(), quarter, NOW)
        session().commit()
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    return [each for each in pool if each.kind == "single" and not each.no_sign and not each.case]


def write(
    app: Flask,
    place: Place,
    question: Question,
    people: Sequence[Taken],
    quarter: str = SUMMER,
    version: str = "",
) -> None:
    with app.app_context(), writing():
        write_item(
            session(),
            question,
            people,
            organisation_id=place.id,
            course_key=COURSE,
            quarter=quarter,
            version=version,
        )
        session().commit()


def card(page: Page, question: Question) -> Tag | None:
    """What the page says about one question; none when it says nothing."""
    heading = page.soup.find(id=question.key)
    return heading.find_parent("article") if isinstance(heading, Tag) else None


def sentence(page: Page, question: Question) -> str:
    found = card(page, question)
    return words(found.select_one(".status")) if found else ""


def options(page: Page, question: Question) -> dict[str, tuple[str, str]]:
    """Each answer of a card: how many chose it, and what is noted."""
    found = card(page, question)
    assert found is not None
    rows = [[words(cell) for cell in row.select("th, td")] for row in found.select("tbody tr")]
    return {text: (share, note) for text, share, note in rows}


@pytest.mark.both
def test_each_question_has_its_sentence_and_those_that_need_work_stand_first(
    app: Flask, cast: Cast, pool: list[Question]
) -> None:
    good, easy, nobody, turned = pool[:4]
    for question, people in (
        (good, spread(good, 60, right=0.7)),
        (easy, spread(easy, 60, right=1.0)),
        (nobody, spread(nobody, 60, right=0.0)),
        (turned, spread(turned, 60, right=0.7, follows=False)),
    ):
        write(app, cast.here, question, people[::2])
        write(app, cast.there, question, people[1::2])
    page = cast.coordinator().get(ADDRESS)
    shown = [str(each["id"]) for each in page.soup.select("article h3")]
    assert shown == [each.key for each in (turned, nobody, good, easy)]
    assert sentence(page, turned) == Finding.REVERSED.value
    assert sentence(page, nobody) == Finding.NOBODY.value
    assert sentence(page, good) == Finding.GOOD.value
    assert sentence(page, easy) == Finding.EASY.value
    work, fine = page.soup.select(
        "section[aria-labelledby=work] article, section[aria-labelledby=fine] article"
    )[1:3]
    assert work.find_parent("section") != fine.find_parent("section")
    assert "Ett prov som alla ska klara skiljer lite mellan människor." in page.text


def test_the_figures_of_a_question_unfold(app: Flask, cast: Cast, pool: list[Question]) -> None:
    question = pool[0]
    right = next(option for option in question.options if option.correct)
    first, second, *others = [option for option in question.options if not option.correct]
    chosen = [right.key] * 28 + [first.key] * 7 + [second.key] * 4 + [""]
    people = [Taken(key == right.key, 11 - number // 6, (key,)) for number, key in enumerate(chosen)]
    write(app, cast.here, question, people)
    page = cast.coordinator().get(ADDRESS)
    found = card(page, question)
    assert found is not None
    facts = {words(row.select_one("dt")): words(row.select_one("dd")) for row in found.select("dl div")}
    assert facts["Svarar rätt"] == "70 %"
    assert re.fullmatch(r"0,[5-9] \(från −1 till 1\)", facts["Följer resten av provet"])
    told = options(page, question)
    assert told[right.text] == ("70 %", "Rätt svar")
    assert told[first.text] == ("20 %", "–")
    assert told[second.text] == (FEW, "–")
    for other in others:
        assert told[other.text] == (FEW, "väljs nästan aldrig")
    assert told["Jag är inte säker"] == (FEW, "–")
    assert found.select_one("details[open]") is None


def test_no_exact_number_of_people_is_on_the_page(app: Flask, cast: Cast, pool: list[Question]) -> None:
    for number, question in enumerate(pool[:12]):
        write(app, cast.here, question, spread(question, 43, right=number / 12))
    page = cast.coordinator().get(ADDRESS)
    shares = [words(each) for each in page.soup.select("article td.number")]
    shares += [words(each) for each in page.soup.select("article dl div:first-child dd")]
    assert len(shares) > 40
    for text in shares:
        assert re.fullmatch(r"(högst 10|[2-8]0|minst 90) %|färre än 5", text), text
    assert "43" not in page.text


@pytest.mark.parametrize(("size", "shown"), [(19, False), (20, True)])
def test_below_twenty_people_nothing_is_said(
    app: Flask, cast: Cast, pool: list[Question], size: int, *, shown: bool
) -> None:
    write(app, cast.here, pool[0], spread(pool[0], size, right=0.5))
    page = cast.coordinator().get(ADDRESS)
    assert (card(page, pool[0]) is not None) == shown
    assert "Färre än 20 har svarat. Inget visas än." in page.text
    assert (
        "Inget att visa än." in words(page.soup.select_one("section[aria-labelledby=none]") or page.soup.head)
    ) != shown


def test_what_is_open_foreign_or_of_another_version_counts_for_nothing(
    app: Flask, cast: Cast, pool: list[Question]
) -> None:
    first, second, third, fourth = pool[:4]
    many = spread(first, 60, right=0.5)
    write(app, cast.elsewhere, first, many)
    write(app, cast.here, second, many, version="f" * 12)
    with app.app_context(), writing():
        place = {"organisation_id": cast.here.id, "course_key": COURSE, "quarter": "2026-4"}
        item = {"question_key": third.key, "question_version": third.version}
        session().add(
            ItemCount(**place, **item, n=60, sum_x=30, sum_rest=500, sum_x_rest=260, sum_rest2=4500)
        )
        write_item(session(), fourth, many, organisation_id=cast.here.id, course_key="bostad", quarter=SUMMER)
        session().commit()
    page = cast.coordinator().get(ADDRESS)
    assert page.soup.select("article") == []


def test_quarters_add_up_but_one_to_four_people_wait_for_more(
    app: Flask, cast: Cast, pool: list[Question]
) -> None:
    question = pool[0]
    right = spread(question, 20, right=1.0)
    wrong = [Taken(right=False, rest=3) for _ in range(4)]
    write(app, cast.here, question, right, SPRING)
    write(app, cast.here, question, wrong, SUMMER)
    device = cast.coordinator()
    assert sentence(device.get(ADDRESS), question) == Finding.EASY.value, "four are not seen"
    write(app, cast.there, question, [Taken(right=False, rest=3)], SUMMER)
    assert sentence(device.get(ADDRESS), question) == Finding.IDLE.value, "five are: 20 of 25 are right"


def test_a_course_is_chosen_by_its_link(
    app: Flask, cast: Cast, content: Content, pool: list[Question]
) -> None:
    write(app, cast.here, pool[0], spread(pool[0], 30, right=0.5))
    device = cast.coordinator()
    page = device.get("/samordnare/innehall")
    page = device.get(page.link("Så fungerar frågorna"))
    assert card(page, pool[0]) is not None
    for course in content.catalogue.courses.values():
        there = device.get(page.link(course.name))
        current = there.soup.select(".view[aria-current]")
        assert [words(each) for each in current] == [course.name]
        assert (card(there, pool[0]) is not None) == (course.key == COURSE)
    assert card(device.get(f"{ADDRESS}?kurs=finns-inte"), pool[0]) is not None, "else the first course"


def test_rows_are_told_one_by_one(app: Flask, cast: Cast, content: Content, pool: list[Question]) -> None:
    course = content.catalogue.courses[COURSE]
    question = next(each for each in content.bank.pool(course) if each.kind == "match")
    right = {option.item: option.key for option in question.options if option.correct}
    first = question.items[0].key
    people = [
        Taken(
            number < 20,
            11 - number // 5,
            tuple(key for item, key in right.items() if item != first or number < 20),
        )
        for number in range(40)
    ]
    write(app, cast.here, question, people)
    told = options(cast.coordinator().get(ADDRESS), question)
    assert told[question.items[0].text] == ("50 %", "–")
    assert {told[item.text] for item in question.items[1:]} == {("minst 90 %", "–")}


def test_more_questions_ask_the_database_no_more(app: Flask, cast: Cast, pool: list[Question]) -> None:
    device = cast.coordinator()
    write(app, cast.here, pool[0], spread(pool[0], 30, right=0.5))
    device.get(ADDRESS)  # notes that she has been seen
    with statements(app) as few:
        device.get(ADDRESS)
    for question in pool[1:20]:
        write(app, cast.here, question, spread(question, 30, right=0.5))
    with statements(app) as many:
        device.get(ADDRESS)
    assert len(many) == len(few)


# ---- signs and everyday things -----------------------------------------------------------------------


def write_signs(
    app: Flask, places: Sequence[Place], people: int, lured: int, *, seen: int, alarms: int
) -> None:
    with app.app_context(), writing():
        session().add_all(
            ClosedSign(
                organisation_id=place.id,
                course_key=COURSE,
                quarter=SUMMER,
                sign_key="pengar",
                people=people,
                people_lured=lured,
                people_sure=0,
                seen=seen,
                missed=20 - seen,
                left_alone=20 - alarms,
                false_alarm=alarms,
                sure=0,
                sure_wrong=0,
            )
            for place in places
        )
        session().commit()


def skills(page: Page) -> dict[str, list[str]]:
    rows = page.soup.select("section[aria-labelledby=skills] tbody tr")
    return {words(row.select_one("th")): [words(cell) for cell in row.select("td")] for row in rows}


@pytest.mark.parametrize(
    ("places", "people", "lured", "shown"),
    [(4, 5, 5, True), (3, 9, 9, False), (4, 4, 4, False), (4, 5, 4, None)],
)
def test_signs_are_told_from_everyday_things_by_four_workplaces_of_five(
    app: Flask,
    cast: Cast,
    content: Content,
    pool: list[Question],
    places: int,
    people: int,
    lured: int,
    shown: bool | None,
) -> None:
    with app.app_context(), writing():
        made = [make_place(NOW, NETWORK, f"Hotell {letter}", "hotell") for letter in "ABCD"[:places]]
        session().commit()
    write_signs(app, made, people, lured, seen=19, alarms=1)
    told = skills(cast.coordinator().get(ADDRESS))
    name = content.catalogue.signs["pengar"].short
    if shown:
        assert told == {name: ["minst 90 %", "högst 10 %", "Säkert"]}
    elif shown is None:
        assert told == {name: ["minst 90 %", FEW, FEW]}, "who could not be lured cannot tell apart"
    else:
        assert told == {}


def test_the_empty_page_says_what_fills_it(cast: Cast) -> None:
    page = cast.coordinator().get(ADDRESS)
    assert "Inget att visa än." in page.text
    assert "När tillräckligt många i nätverket har svarat på en fråga" in page.text
    assert "minst fem personer på minst fyra arbetsplatser" in page.text


# ---- who may see it; the file for Moodle --------------------------------------------------------------


@pytest.mark.parametrize("path", [ADDRESS, "/samordnare/innehall/hotell/fragor.txt"])
def test_nobody_else_sees_it(app: Flask, cast: Cast, path: str) -> None:
    for device in (cast.learner(), cast.contact(), cast.trainer()):
        device.get(path, status=404)
    assert app.test_client().get(path).status_code == 303


@pytest.mark.parametrize("course", ["hotell", "bostad"])
def test_the_questions_can_be_taken_to_moodle(cast: Cast, content: Content, course: str) -> None:
    device = cast.coordinator()
    page = device.get("/samordnare/innehall")
    name = content.catalogue.courses[course].name
    found = device.client.get(page.link(f"Hämta frågorna till Moodle (GIFT) : {name}"))
    assert found.status_code == 200
    assert found.content_type == "text/plain; charset=utf-8"
    assert found.headers["Content-Disposition"] == f'attachment; filename="fragor-{course}.txt"'
    assert found.text == export_gift(content.bank.pool(content.catalogue.courses[course])).text
    device.get("/samordnare/innehall/finns-inte/fragor.txt", status=404)
