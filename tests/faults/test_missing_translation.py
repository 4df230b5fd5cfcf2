"""What is not translated stands in Swedish and says so; nothing is ever blank. And nothing needs JavaScript."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from flask import Flask

from app import create_app
from core.settings import ROOT
from courses.catalogue import Course
from quiz.content import Content
from quiz.questions import Question
from tests.builders.cast import COURSE, Cast, build_cast
from tests.builders.crowds import same_browser
from tests.builders.exams import read_everything, running, sit
from tests.builders.pages import Browser, Page, words
from tests.conftest import dispose, make_settings

ENOUGH_WORDS = 4


def only_swedish(content: Content) -> Content:
    """The content as if no file of it had ever been translated."""
    return replace(
        content,
        catalogue=replace(content.catalogue, texts={"sv": content.catalogue.texts["sv"]}),
        bank=replace(content.bank, translated={}),
    )


def in_english(question: Question) -> Question:
    """A question as a translator would hand it in."""
    return replace(
        question,
        text="A guest pays for three rooms from an envelope.",
        ask="What is worth writing down here?",
        options=tuple(
            replace(each, text=f"English option {each.key} here", why=f"English reason {each.key} here")
            for each in question.options
        ),
        items=tuple(
            replace(each, text=f"English row {each.key} here", why=f"English reason {each.key} here")
            for each in question.items
        ),
    )


def reader(app: Flask, cast: Cast) -> Browser:
    """Anna, with the pages in English."""
    device = cast.learner()
    device.post("/anpassa", language="en", theme="auto", text_size="normal")
    assert device.get("/min-utbildning").soup.html["lang"] == "en"  # type: ignore[index]
    return device


def course_texts(course: Course) -> Iterator[str]:
    """Every text of the course that a page may show."""
    for module in course.modules:
        yield from (module.title, module.summary)
        for lesson in (*module.lessons, *module.more):
            yield lesson.title
            for screen in lesson.screens:
                yield screen.heading
                soup = BeautifulSoup(screen.html, "html.parser")
                yield from (words(each) for each in soup.select("p, li, h2, h3"))


def question_texts(question: Question) -> Iterator[str]:
    yield from (question.text, question.ask)
    for row in question.rows:
        yield from (row.text, row.why)


def long_enough(texts: Iterator[str]) -> set[str]:
    """The texts that cannot be mistaken for anything else."""
    return {text for text in map(plain, texts) if len(text.split()) >= ENOUGH_WORDS}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def language_of(node: NavigableString | Tag) -> str:
    """The language that a screen reader would read this in."""
    for parent in (node, *node.parents):
        if isinstance(parent, Tag) and parent.has_attr("lang"):
            return str(parent["lang"])
    return ""


def languages_shown(page: Page, texts: set[str]) -> dict[str, str]:
    """The known texts on a page, with the language that each is marked as."""
    found: dict[str, str] = {}
    main = page.soup.select_one("main")
    assert main is not None
    for block in main.find_all(["p", "li", "h1", "h2", "h3", "legend", "label", "span", "strong", "a", "dd"]):
        text = re.sub(r"^\d+ ", "", words(block))  # the number of a place in a picture
        if text in texts:
            found[text] = language_of(block)
    return found


def nothing_blank(page: Page) -> None:
    """Every link, button, heading, label and list item has words, a picture's text, or a name."""
    for each in page.soup.select("main a, main button, main h1, main h2, main label, main legend, main li"):
        named = each.get("aria-label") or each.select_one(
            "img[alt]:not([alt='']), svg[aria-label], svg title"
        )
        assert words(each) or named, f"{each} at {page.path}"


@pytest.fixture
def swedish_only(database_url: str, content: Content) -> Iterator[Flask]:
    """The site with its interface in English too, but with content in Swedish alone."""
    made = create_app(make_settings(database_url), only_swedish(content))
    yield made
    dispose(made)


@pytest.mark.slow
def test_f41_untranslated_lessons_are_swedish_and_say_so(swedish_only: Flask, content: Content) -> None:
    cast = build_cast(swedish_only)
    device = reader(swedish_only, cast)
    course = content.catalogue.courses[COURSE]
    texts = long_enough(course_texts(course))
    pages = ["/min-utbildning", "/prova", f"/prov/{COURSE}"]
    for module in course.modules:
        for lesson in (*module.lessons, *module.more):
            address = f"/kurser/{COURSE}/{module.key}/{lesson.slug}"
            pages += [address, *(f"{address}/{screen.key}" for screen in lesson.screens)]
    shown: set[str] = set()
    for path in pages:
        page = device.get(path)
        nothing_blank(page)
        found = languages_shown(page, texts)
        assert set(found.values()) <= {"sv"}, {t: code for t, code in found.items() if code != "sv"}
        shown |= found.keys()
    assert len(shown) > len(texts) * 0.7  # the crawl really met the course


def test_f41_an_untranslated_exam_is_swedish_and_says_so(swedish_only: Flask, content: Content) -> None:
    cast = build_cast(swedish_only)
    device = reader(swedish_only, cast)
    sitting = sit(swedish_only, content, cast.anna, cast.here)
    for number, question in enumerate(sitting.questions, start=1):
        texts = {plain(text) for text in question_texts(question)}
        page = device.get(sitting.url(number))
        found = languages_shown(page, texts)
        assert {plain(question.text), plain(question.ask)} <= found.keys(), found
        assert len(found) >= 2 + len(question.rows), found
        assert set(found.values()) == {"sv"}, found
        nothing_blank(page)
        page = device.submit(page, "Answer", answer=sitting.right(number))
        found = languages_shown(page, texts)
        assert len(found) >= 2 * len(question.rows)
        assert set(found.values()) == {"sv"}, found
        nothing_blank(page)
    nothing_blank(device.get(f"/prov/{COURSE}/{sitting.ref}/resultat"))


def test_f41_every_second_question_translated_is_english_among_swedish_ones(
    app: Flask, cast: Cast, database_url: str, content: Content
) -> None:
    sitting = sit(app, content, cast.anna, cast.here)
    translated = {each.key: in_english(each) for each in sitting.questions[::2]}
    bare = only_swedish(content)
    site = create_app(
        make_settings(database_url), replace(bare, bank=replace(bare.bank, translated={"en": translated}))
    )
    device = same_browser(reader(app, cast), site)
    for number, question in enumerate(sitting.questions, start=1):
        shown = translated.get(question.key, question)
        page = device.get(sitting.url(number))
        found = languages_shown(page, {plain(text) for text in question_texts(shown)})
        assert len(found) >= 2 + len(question.rows)
        assert set(found.values()) == {"en" if question.key in translated else "sv"}, found
        device.submit(page, "Answer", answer=sitting.right(number))
    dispose(site)


def test_f41_every_question_has_words_in_every_language(content: Content) -> None:
    for lang in ("sv", "en", "sv-x-lattlast", "ar"):
        for key in content.bank.questions:
            question, used = content.bank.question(key, lang)
            assert used in {lang, "sv"}
            assert all(text.strip() for text in question_texts(question)), (key, lang)


def test_f41_without_any_translated_interface_pages_are_swedish_and_whole(
    database_url: str, content: Content, tmp_path: Path
) -> None:
    """The catalogue is gone: every msgid is a Swedish sentence, so nothing is blank and no key is shown."""
    (tmp_path / "languages.yaml").write_bytes((ROOT / "core/translations/languages.yaml").read_bytes())
    site = create_app(make_settings(database_url, translations=tmp_path), content)
    cast = build_cast(site)
    device = reader(site, cast)
    read_everything(site, content, cast.anna)
    for path in ("/", "/min-utbildning", "/hjalp", "/om", "/personuppgifter", "/kort/", "/intyg/kontroll"):
        nothing_blank(device.get(path))
    page = device.submit(device.get(f"/prov/{COURSE}"), "Börja")
    assert page.path == running(site, cast.anna).url(1)
    nothing_blank(page)
    dispose(site)


# ---- F21: what the browser tests do not ask ----------------------------------------------------------


def test_f21_every_button_works_by_the_form_alone(app: Flask, cast: Cast, content: Content) -> None:
    """Each button sends a form that has a method and a token, and nothing waits for a script to show it."""
    sitting = sit(app, content, cast.anna, cast.here, answered=11)
    device = cast.learner()
    course = content.catalogue.courses[COURSE]
    lesson = course.modules[0].lessons[0]
    lesson_url = f"/kurser/{COURSE}/{course.modules[0].key}/{lesson.slug}"
    stranger = [f"/g/{cast.here.code}", f"/g/{cast.here.code}/namn", "/g/", "/kort/", "/personal", "/"]
    for browser, paths in (
        (Browser(app), [*stranger, "/intyg/kontroll", "/hjalp", "/anpassa"]),
        (
            device,
            [
                "/min-utbildning",
                "/mitt-kort",
                lesson_url,
                f"{lesson_url}/{lesson.screens[0].key}",
                f"/prov/{COURSE}",
                sitting.url(12),
                f"{sitting.url(3)}/svar",
            ],
        ),
    ):
        for path in paths:
            works_by_forms(browser.get(path))


def works_by_forms(page: Page) -> None:
    """No button without a form, no form without a way to be sent, no content that only a script reveals."""
    forms = {str(form["id"]): form for form in page.soup.select("form[id]")}
    for button in page.soup.select("button"):
        if button.get("type") == "button":
            # Only a script can use it, so a script must show it and something else must do without.
            assert button.has_attr("hidden") or button.find_parent(hidden=True), f"{button} at {page.path}"
            continue
        form = forms.get(str(button.get("form"))) or button.find_parent("form")
        assert form is not None, f"{button} at {page.path}"
    for form in page.soup.select("form"):
        sent_by = form.select("button:not([type=button])") or page.soup.select(
            f"button[form='{form.get('id')}']"
        )
        assert sent_by, f"no button for {form.get('action')} at {page.path}"
        assert form.get("method", "get") in ("get", "post")
    for link in page.soup.select("main a"):
        assert not str(link.get("href", "")).startswith(("#!", "javascript:")), page.path
        assert link.get("href"), f"{link} at {page.path}"
    assert not page.soup.select("main form [hidden] input:not([type=hidden])"), page.path
