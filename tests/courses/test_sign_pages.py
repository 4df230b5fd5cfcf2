"""The pages of the signs, open to everybody: never a sign without what it can also be, never half the truth."""

import pytest
import yaml
from flask import Flask

from core.settings import ROOT
from tests.builders.pages import Browser, words

WRITTEN = yaml.safe_load((ROOT / "courses" / "content" / "signs.yaml").read_text("utf-8"))
AUDIENCES = yaml.safe_load((ROOT / "courses" / "content" / "audiences.yaml").read_text("utf-8"))
SOURCES = yaml.safe_load((ROOT / "courses" / "content" / "sources.yaml").read_text("utf-8"))
SIGNS = {sign["key"]: sign for sign in WRITTEN["signs"]}


def test_the_list_has_all_six_with_both_halves_and_the_reminder(app: Flask) -> None:
    page = Browser(app).get("/tecken")

    assert page.h1 == "De sex tecknen"
    assert len(SIGNS) == 6
    for key, sign in SIGNS.items():
        assert sign["sentence"] in page.text
        assert page.link(sign["name"]) == f"/tecken/{key}"
    assert WRITTEN["both_halves"] in page.text
    assert WRITTEN["remember"] in page.text
    assert "Exemplen är kursens, inte NSPM:s." in page.text


@pytest.mark.parametrize("key", SIGNS)
def test_a_sign_stands_with_everything_that_belongs_to_it(key: str, app: Flask) -> None:
    page, sign = Browser(app).get(f"/tecken/{key}"), SIGNS[key]

    assert page.h1 == sign["name"]
    for text in (sign["sentence"], sign["caution"], WRITTEN["both_halves"], WRITTEN["remember"]):
        assert text in page.text
    maybe = page.soup.select_one("section.maybe")
    assert "Kan också bero på" in words(maybe)
    assert sign["can_be"]
    for text in (*sign["can_be"], WRITTEN["both_halves"]):
        assert text in words(maybe)
    assert "Exemplen är kursens, inte NSPM:s." in page.text
    assert page.link("De sex tecknen") == "/tecken"


@pytest.mark.parametrize("key", SIGNS)
def test_each_example_stands_at_its_workplace_under_its_strength_in_words(key: str, app: Flask) -> None:
    page = Browser(app).get(f"/tecken/{key}")
    shown = {
        (words(card.select_one("h3")), words(group.select_one("strong")), words(text))
        for card in page.soup.select("section.card")
        for group in card.select("div")
        for text in group.select("li")
    }

    assert shown == {
        (AUDIENCES[audience], WRITTEN["strengths"][example["strength"]], example["text"])
        for audience, examples in SIGNS[key]["looks_like"].items()
        for example in examples
    }
    assert not any(mark in page.text for mark in ("++", "(+)"))


@pytest.mark.parametrize("key", SIGNS)
def test_the_sources_of_the_sentence_and_of_each_example_are_told(key: str, app: Flask) -> None:
    page, sign = Browser(app).get(f"/tecken/{key}"), SIGNS[key]
    codes = {*sign["sources"]}
    for examples in sign["looks_like"].values():
        codes |= {code for example in examples for code in example["sources"]}
    shown = [words(row) for row in page.soup.select(".sources li")]

    assert len(shown) == len(codes)
    for code in codes:
        assert any(row.startswith(SOURCES[code]["title"]) for row in shown), code


def test_in_english_the_sign_is_english_and_the_examples_too(app: Flask) -> None:
    english = yaml.safe_load((ROOT / "courses" / "content" / "signs.en.yaml").read_text("utf-8"))
    page = Browser(app).get("/tecken/pengar", headers={"Accept-Language": "en"})

    assert page.h1 == english["signs"]["pengar"]["name"]
    assert english["both_halves"] in page.text
    assert page.soup.html is not None
    assert page.soup.html["lang"] == "en"


def test_an_unknown_sign_is_not_found(app: Flask) -> None:
    Browser(app).get("/tecken/klader", status=404)


@pytest.mark.parametrize(
    ("lang", "places"),
    [("en", ["Hotels", "Housing", "Security"]), ("sv-x-lattlast", ["Hotell", "Bostad", "Bevakning"])],
)
def test_a_sign_is_told_in_the_readers_language_alone(app: Flask, lang: str, places: list[str]) -> None:
    device = Browser(app)
    device.client.set_cookie("lang", lang)
    page = device.get("/tecken/pengar")
    assert [words(each) for each in page.soup.select("h3[id^=at-]")] == places
    assert page.soup.select("main [lang]") == []
