"""A question about a picture as a plain form: its places are labels, its feedback shows it again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import func, select, update

from app import create_app
from core.db import session
from core.settings import Settings
from quiz import snapshots
from quiz.bank import Bank
from quiz.content import Content
from quiz.drawing import option_order
from quiz.models import Answer, Attempt
from quiz.places import Place
from tests.attacks.same import same
from tests.attacks.watch import edit
from tests.builders.cast import COURSE, Cast, build_cast
from tests.builders.exams import UNSURE_VALUE, Sitting, sit
from tests.builders.pages import Page, words
from tests.conftest import dispose, make_settings
from tests.quiz.written_spots import PLACES, RIGHT_SPOTS, SPOT_TEXTS, SPOTS, spots_bank, spots_text, with_bank

REF = "C" * 22


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory, content: Content) -> Bank:
    return spots_bank(tmp_path_factory.mktemp("bank"), content)


@pytest.fixture
def app(settings: Settings, content: Content, bank: Bank, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app whose tries begin with a picture."""
    monkeypatch.setattr("quiz.actions.draw", lambda *_: (SPOTS, *others(content)))
    made = create_app(settings, with_bank(content, bank))
    yield made
    dispose(made)


def others(content: Content) -> list[str]:
    pool = content.bank.pool(content.catalogue.courses[COURSE])
    return [each.key for each in pool if each.kind == "single"][:11]


@pytest.fixture
def sitting(app: Flask, content: Content, bank: Bank, cast: Cast) -> Sitting:
    return sit(app, with_bank(content, bank), cast.anna, cast.here)


def box_of(tag: Tag) -> tuple[str, ...]:
    """Where SVG puts something."""
    return tuple(str(tag[name]) for name in ("x", "y", "width", "height"))


def shown_places(page: Page) -> dict[str, tuple[str, ...]]:
    """The text of the checkbox that pressing a place in the picture ticks, with where that place is."""
    return {
        words(page.soup.select_one(f"label.choice:has(#{label['for']})")): box_of(label.parent)
        for label in page.soup.select("foreignobject label")
        if label.parent
    }


def percent(key: str) -> tuple[str, ...]:
    box = Place(*PLACES[key]).box
    return tuple(f"{each}%" for each in (box.left, box.top, box.width, box.height))


def test_each_place_is_a_label_of_its_own_line_in_the_list(
    cast: Cast, sitting: Sitting, bank: Bank, content: Content
) -> None:
    page = cast.learner().get(sitting.url(1))

    order = option_order(bank.questions[SPOTS], sitting.seed)
    assert shown_places(page) == {
        f"{number} {SPOT_TEXTS[key][0]}": percent(key) for number, key in enumerate(order, start=1)
    }
    numbers = [words(each) for each in page.soup.select("foreignobject label")]
    assert numbers == ["1", "2", "3", "4"]
    picture = page.soup.select_one(".spots svg[role=img]")
    assert picture is not None
    assert picture["aria-label"] == bank.questions[SPOTS].picture_text
    boxes = page.soup.select("#question input[name=answer]")
    assert [each["type"] for each in boxes] == ["checkbox"] * 5
    assert not page.soup.select("[draggable]")
    assert not page.soup.select("#question [style], #question style")


def test_order_and_names_are_the_trys_own(bank: Bank) -> None:
    orders = {option_order(bank.questions[SPOTS], f"try {number}") for number in range(200)}
    assert len(orders) == 24


def test_nothing_pressed_is_told_at_the_list(app: Flask, cast: Cast, sitting: Sitting) -> None:
    page = cast.learner().post(sitting.url(1), 400)

    assert words(page.soup.select_one("#answer-error")) == "Välj ett svar, eller ”Jag är inte säker”."
    assert page.soup.select_one(".error-summary a[href='#answer']")
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(Answer)) == 0


def test_a_spot_and_unsure_together_are_told_and_both_stay(cast: Cast, sitting: Sitting) -> None:
    sent = [*sitting.values(1, ["koppen"]), UNSURE_VALUE]
    page = cast.learner().post(sitting.url(1), 400, answer=sent)

    assert len(page.soup.select("input[name=answer][checked]")) == 2


@pytest.mark.parametrize("forged", [["lappen"], ["0" * 16], ["x"] * 10_000])
def test_values_that_no_picture_sends_are_refused(forged: list[str], cast: Cast, sitting: Sitting) -> None:
    assert cast.learner().post(sitting.url(1), 400, answer=forged).h1 == "Svaret hör inte till frågan"


@pytest.mark.parametrize(
    ("chosen", "heading", "marks"),
    [
        (["lappen", "luren"], "Rätt.", {"lappen": "seen", "luren": "seen", "klockan": "calm", "koppen": "calm"}),
        (["lappen", "koppen"], "Inte riktigt. Så här kan du tänka.", {"lappen": "seen", "luren": "missed", "klockan": "calm", "koppen": "false"}),
        ([], "Det är helt i sin ordning att vara osäker.", {"lappen": "missed", "luren": "missed", "klockan": "plain", "koppen": "plain"}),
    ],
)  # fmt: skip
def test_the_feedback_shows_the_picture_again_with_what_each_number_was(
    chosen: list[str], heading: str, marks: dict[str, str], cast: Cast, sitting: Sitting, bank: Bank
) -> None:
    sent = sitting.values(1, chosen) or [UNSURE_VALUE]
    page = cast.learner().post(sitting.url(1), answer=sent)

    assert page.h1 == heading
    order = option_order(bank.questions[SPOTS], sitting.seed)
    places = page.soup.select(".spots foreignobject")
    rows = page.soup.select(".answers > li")
    assert not page.soup.select(".spots label")
    for number, key in enumerate(order, start=1):
        mark = places[number - 1].select_one(f".spot-{marks[key]}")
        assert words(mark) == str(number), key
        assert box_of(places[number - 1]) == percent(key)
        assert f"answer-{marks[key]}" in rows[number - 1]["class"]
        assert f"{number} {SPOT_TEXTS[key][0]}" in words(rows[number - 1])


def test_in_english_the_picture_is_said_in_english(cast: Cast, sitting: Sitting) -> None:
    device = cast.learner()
    device.post("/anpassa", language="en", theme="auto", text_size="normal")
    page = device.get(sitting.url(1))

    picture = page.soup.select_one(".spots svg[role=img]")
    assert picture is not None
    assert str(picture["aria-label"]).startswith("A bar in ")
    assert any("The clock on the wall has stopped" in text for text in shown_places(page))


def test_a_drawing_that_is_gone_takes_no_try_with_it(
    app: Flask, cast: Cast, sitting: Sitting, bank: Bank
) -> None:
    """Old tries point at the drawing they were begun with; without it there is still the list."""
    gone = {SPOTS: replace(bank.questions[SPOTS], picture="scene-gone")}
    with app.app_context():
        version = session().scalars(select(Attempt.bank_version)).one()
    snapshots._parsed[version] = {**snapshots._parsed[version], **gone}

    assert len(shown_places(cast.learner().get(sitting.url(1)))) == 4
    page = cast.learner().post(sitting.url(1), answer=sitting.right(1))
    assert page.h1 == "Rätt."
    snapshots._parsed.clear()


def walk(content: Content, database: Path, template: Path) -> list[object]:
    """What Anna's browser meets at a picture of this bank, right and wrong requests alike."""
    snapshots._parsed.clear()
    database.write_bytes(template.read_bytes())
    app = create_app(make_settings(f"sqlite:///{database}"), content)
    cast = build_cast(app)
    sitting = sit(app, content, cast.anna, cast.here)
    edit(app, lambda: session().execute(update(Attempt).values(ref=REF)))
    device, path = cast.learner(), f"/prov/{COURSE}/{REF}/1"
    token = device.token()
    some = sitting.values(1, ["luren"])
    sent: list[list[str]] = [[], ["x"], [*some, UNSURE_VALUE], some]
    asked = device.client.get(path)
    answered = [device.client.post(path, data={"csrf_token": token, "answer": each}) for each in sent]
    dispose(app)
    snapshots._parsed.clear()
    return [same(each) for each in (asked, *answered)]


def test_banks_that_differ_only_in_which_spots_are_signs_give_equal_pages(
    content: Content, bank: Bank, tmp_path: Path, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = spots_bank(tmp_path, content, spots_text(frozenset(PLACES) - RIGHT_SPOTS))
    monkeypatch.setattr("quiz.actions.draw", lambda *_: (SPOTS, *others(content)))
    monkeypatch.setattr("quiz.actions.secrets.token_hex", lambda _: "6" * 32)

    one, two = (walk(with_bank(content, each), tmp_path / "walk.db", sqlite_file) for each in (bank, turned))
    assert one == two
    assert len(one) == 5
