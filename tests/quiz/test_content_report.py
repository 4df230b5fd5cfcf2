"""What the content covers, counted once more from the files as they are written, and told to coordinators."""

from collections import Counter
from math import ceil
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup
from flask import Flask

from core.language_text import measure, words
from core.settings import ROOT
from courses.dangers import DANGERS
from quiz.content import Content
from quiz.content_report import CourseReport, course_report, sources_used
from tests.builders.cast import Cast
from tests.builders.pages import Page
from tests.builders.pages import words as read

STEPS = ("identifiera", "reagera", "agera")
COURSES = sorted(path.parent.name for path in (ROOT / "courses" / "content").glob("*/course.yaml"))
Entry = dict[str, Any]


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def files(folder: str, pattern: str) -> list[Path]:
    """The base files; what lies beside them in other languages is left out."""
    return [path for path in sorted((ROOT / folder).glob(pattern)) if "." not in path.stem]


def asked() -> list[Entry]:
    """Every question as written; a linked one has from its case what it does not say itself."""
    found: list[Entry] = []
    for path in files("quiz/bank", "*.yaml"):
        for entry in load(path)["questions"]:
            case = {name: value for name, value in entry.items() if name != "questions"}
            linked = [
                case | {"case": entry["key"], "critical": False} | each for each in entry.get("questions", [])
            ]
            found += linked or [entry]
    return found


def pool(course: str) -> list[Entry]:
    audience = load(ROOT / "courses" / "content" / course / "course.yaml")["audience"]
    return [each for each in asked() if audience in each["audiences"]]


def lessons_of(course: str) -> tuple[list[str], list[str]]:
    """The keys of the required lessons, and of the others."""
    modules = load(ROOT / "courses" / "content" / course / "course.yaml")["modules"]
    return (
        [key for module in modules for key in module["lessons"]],
        [key for module in modules for key in module.get("more", [])],
    )


def stories(course: str) -> list[Entry]:
    """The scenarios for the course's people."""
    audience = load(ROOT / "courses" / "content" / course / "course.yaml")["audience"]
    every = [load(path) for path in files("courses/content", "*/scenario-*.yaml")]
    return [each for each in every if audience in each["audiences"]]


@pytest.fixture(params=COURSES)
def course(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def report(course: str, content: Content) -> CourseReport:
    return course_report(content.catalogue.courses[course], content.catalogue, content.bank, ("sv", "en"))


def test_questions_are_counted_as_they_are_written(course: str, report: CourseReport) -> None:
    questions = pool(course)
    own = [each for each in questions if len(each["audiences"]) == 1]
    assert (report.questions, report.own, report.shared) == (
        len(questions),
        len(own),
        len(questions) - len(own),
    )
    assert report.critical == sum(each["critical"] for each in questions)
    assert report.traps == sum(each["no_sign"] for each in questions)
    kinds = Counter("case" if "case" in each else each["kind"] for each in questions)
    assert dict(report.kinds) == dict(kinds)
    dangers = {option.get("danger") for each in questions if each["critical"] for option in each["options"]}
    assert report.missing_dangers == tuple(each for each in DANGERS if each not in dangers)


def test_each_sign_is_counted_in_each_step_with_its_traps(course: str, report: CourseReport) -> None:
    questions = pool(course)
    signs = [sign["key"] for sign in load(ROOT / "courses" / "content" / "signs.yaml")["signs"]]
    assert [each.sign for each in report.signs] == signs
    for row in report.signs:
        steps = Counter(each["step"] for each in questions if row.sign in each["signs"][:2])
        assert row.steps == tuple(steps[step] for step in STEPS), row.sign
        assert row.traps == sum(row.sign in each.get("lures", []) for each in questions), row.sign


def test_lessons_stories_and_minutes(course: str, report: CourseReport, content: Content) -> None:
    required, more = lessons_of(course)
    found = stories(course)
    assert report.lessons == len(required) + len(more)
    assert report.scenarios_short == sum(len(each["scenes"]) == 1 for each in found)
    assert report.scenarios_full == len(found) - report.scenarios_short

    total = 0
    for key in required:
        for screen in content.catalogue.lesson(key)[0].screens:
            soup = BeautifulSoup(screen.html, "html.parser")
            total += len(words(soup.get_text().replace("\u00a0", " "))) + len(words(screen.heading))
    modules = load(ROOT / "courses" / "content" / course / "course.yaml")["modules"]
    needed = {module.get("scenario") for module in modules}
    total += sum(
        content.catalogue.scenarios[each["key"]].words_one_way for each in found if each["key"] in needed
    )
    assert report.minutes == ceil(total / 130)


def test_the_hardest_question_is_measured(course: str, report: CourseReport, content: Content) -> None:
    def lix(entry: Entry) -> float:
        rows = [row for name in ("options", "items", "pairs", "spots") for row in entry.get(name, [])]
        texts = [
            entry["text"],
            entry["ask"],
            entry.get("picture_text", ""),
            *(row[name] for row in rows for name in ("text", "why") if name in row),
        ]
        return round(measure([content.network.fill(text) for text in texts]).lix, 1)

    assert report.hardest_lix == max(lix(each) for each in pool(course))


def test_what_has_no_english_text_is_counted(course: str, report: CourseReport) -> None:
    required, more = lessons_of(course)
    translated = {load_key(path) for path in (ROOT / "courses" / "content").glob("*/*.en.md")}
    told = {load(path)["key"] for path in (ROOT / "courses" / "content").glob("*/scenario-*.en.yaml")}
    entries = {key for path in (ROOT / "quiz" / "bank").glob("*.en.yaml") for key in load(path)["questions"]}
    missing = sum(key not in translated for key in required + more)
    missing += sum(each["key"] not in told for each in stories(course))
    missing += sum(each.get("case", each["key"]) not in entries for each in pool(course))
    assert report.missing == (("en", missing),)


def load_key(path: Path) -> str:
    """The key in a lesson's front matter."""
    return str(yaml.safe_load(path.read_text("utf-8").split("---")[1])["key"])


def test_sources_are_counted_over_lessons_and_questions(content: Content) -> None:
    used: Counter[str] = Counter()
    for path in files("courses/content", "*/*.md"):
        front = yaml.safe_load(path.read_text("utf-8").split("---")[1])
        used.update({each["code"] for each in front["sources"]})
    for entry in asked():
        used.update(set(entry["sources"]))
    assert sources_used(content.catalogue, content.bank) == dict(used)


def test_the_command_prints_the_numbers(app: Flask, course: str, report: CourseReport) -> None:
    done = app.test_cli_runner().invoke(args=["content-report"], catch_exceptions=False)
    assert done.exit_code == 0
    told = done.output[done.output.index(f"({course})") :]
    for line in (
        f"({course}): {report.minutes} minuter, {report.lessons} lektioner",
        f"berättelser: {report.scenarios_full} långa, {report.scenarios_short} korta",
        f"frågor: {report.questions}, varav {report.own} egna och {report.shared} gemensamma",
        f"kritiska: {report.critical}, fällor: {report.traps}, högsta LIX: {report.hardest_lix}",
        *(f"{each.sign}: {'/'.join(map(str, each.steps))}, {each.traps}" for each in report.signs),
    ):
        assert line in told
    assert "Källor (lektioner och frågor som vilar på dem):" in told


def test_the_page_shows_them_to_the_coordinator(cast: Cast, course: str, report: CourseReport) -> None:
    page = cast.coordinator().get("/samordnare/innehall")
    (section,) = page.soup.select(f"section[aria-labelledby=course-{course}]")
    told = {read(row.select_one("dt")): read(row.select_one("dd")) for row in section.select("dl div")}
    assert told["Minuter före provet"] == str(report.minutes)
    assert told["Frågor"] == f"{report.questions}, varav {report.own} egna och {report.shared} gemensamma"
    assert (told["Kritiska frågor"], told["Falska fällor"]) == (str(report.critical), str(report.traps))
    rows = [[read(cell) for cell in row.select("td")] for row in section.select("tbody tr")]
    assert rows == [[*map(str, each.steps), str(each.traps)] for each in report.signs]


def test_nobody_else_sees_the_page(app: Flask, cast: Cast) -> None:
    page: Page
    for device in (cast.learner(), cast.contact(), cast.trainer()):
        page = device.get("/samordnare/innehall", status=404)
        assert "Kritiska frågor" not in page.text
    assert app.test_client().get("/samordnare/innehall").status_code == 303
