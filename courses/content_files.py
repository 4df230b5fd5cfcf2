"""All files under `courses/content`, read once: what authors wrote, not yet filled or rendered. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.problems import ContentError, Problem, refuse_errors
from core.siblings import Sibling, read_bases, read_siblings
from core.yaml_files import Node, load_yaml, relative
from courses.course_files import CourseFile, read_course
from courses.lesson_files import LessonFile, read_lesson
from courses.scenarios import FILE_PREFIX, ScenarioFile, read_scenario
from courses.siblings import SHAPE
from courses.signs import SignsFile, read_signs
from courses.word_lists import Source, WordLists, read_audiences, read_sources, read_words


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the authors wrote. `problems` are files that could not be read as they should."""

    lessons: tuple[LessonFile, ...]
    translated_lessons: tuple[LessonFile, ...]
    courses: tuple[CourseFile, ...]
    course_siblings: tuple[Sibling, ...]
    signs: SignsFile
    sign_siblings: tuple[Sibling, ...]
    scenarios: tuple[ScenarioFile, ...]
    scenario_siblings: tuple[Sibling, ...]
    lists: WordLists
    sources: dict[str, Source]
    audiences: dict[str, str]
    problems: tuple[Problem, ...]

    def lesson(self, key: str) -> LessonFile | None:
        """The lesson with this key, or None."""
        return next((lesson for lesson in self.lessons if lesson.key == key), None)


def read_content(root: Path) -> Content:
    """Read `courses/content` under the project root.

    Raises ContentError when signs.yaml cannot be read or one of the lists everything is held against
    is broken (words.yaml, sources.yaml, audiences.yaml); other trouble is kept in `problems`.
    """
    folder = root / "courses" / "content"
    problems: list[Problem] = []
    signs, *lists = _needed(root, folder, "signs", "words", "sources", "audiences")
    words = read_words(lists[0], problems)
    sources = read_sources(lists[1], problems)
    audiences = read_audiences(lists[2], problems)
    refuse_errors(problems)
    lessons = [*_lessons(folder, root, problems)]
    courses, course_siblings = _courses(folder, root, problems)
    scenarios, scenario_siblings = _scenarios(folder, root, problems)
    return Content(
        lessons=tuple(lesson for lesson in lessons if not lesson.is_sibling),
        translated_lessons=tuple(lesson for lesson in lessons if lesson.is_sibling),
        courses=tuple(courses),
        course_siblings=tuple(course_siblings),
        signs=read_signs(signs, problems),
        sign_siblings=tuple(read_siblings(folder / "signs.yaml", signs, SHAPE, root, problems)),
        scenarios=tuple(scenarios),
        scenario_siblings=tuple(scenario_siblings),
        lists=words,
        sources=sources,
        audiences=audiences,
        problems=tuple(problems),
    )


def _needed(root: Path, folder: Path, *names: str) -> list[Node]:
    nodes: list[Node] = []
    problems: list[Problem] = []
    for name in names:
        try:
            nodes.append(load_yaml(folder / f"{name}.yaml", root))
        except ContentError as error:
            problems.extend(error.problems)
    if problems:
        raise ContentError(problems)
    return nodes


def _lessons(folder: Path, root: Path, problems: list[Problem]) -> Iterator[LessonFile]:
    for path in sorted(folder.glob("*/*.md")):
        lesson = read_lesson(path, root, problems)
        if lesson is not None:
            yield lesson


def _courses(folder: Path, root: Path, problems: list[Problem]) -> tuple[list[CourseFile], list[Sibling]]:
    courses: list[CourseFile] = []
    siblings: list[Sibling] = []
    for path in sorted(folder.glob("*/*.yaml")):
        if path.name == "course.yaml":
            try:
                node = load_yaml(path, root)
            except ContentError as error:
                problems.extend(error.problems)
                continue
            courses.append(read_course(node, path.parent.name, problems))
            siblings.extend(read_siblings(path, node, SHAPE, root, problems))
        elif not path.name.startswith(("course.", FILE_PREFIX)):
            problems.append(
                Problem(
                    relative(path, root),
                    1,
                    "ingen vet vad filen är",
                    "döp den course.yaml eller scenario-<nyckel>.yaml, eller ta bort den",
                )
            )
    return courses, siblings


def _scenarios(folder: Path, root: Path, problems: list[Problem]) -> tuple[list[ScenarioFile], list[Sibling]]:
    scenarios: list[ScenarioFile] = []
    siblings: list[Sibling] = []
    for path, node in read_bases(folder, f"*/{FILE_PREFIX}*.yaml", root, problems):
        slug = path.stem.removeprefix(FILE_PREFIX)
        scenarios.append(read_scenario(node, path.parent.name, slug, problems))
        siblings.extend(read_siblings(path, node, SHAPE, root, problems))
    return scenarios, siblings
