"""A course's whole text as one HTML file: what a certificate stands for, to be kept and shown. Pure."""

import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from courses.lessons import Course, Lesson, Module
from courses.scenarios import Scenario, Scene

HEAD = (
    '<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
)


def course_text(course: Course) -> str:
    """The course's stories and lessons in their order, as one HTML document without drawings.

    The same course gives the same text. Questions of the exam are no part of it.
    """
    parts = [HEAD.format(lang=escape(course.lang), title=escape(course.name))]
    parts += [element("h1", course.name), element("p", course.summary)]
    for module in course.modules:
        parts += of_module(module)
    return "\n".join(parts) + "\n</html>\n"


def text_digest(text: str) -> str:
    """The name of a text: its SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def of_module(module: Module) -> Iterator[str]:
    """A module: its story, the lessons that are required, those that are offered."""
    yield element("h2", module.title)
    yield element("p", module.summary)
    if module.scenario is not None:
        yield from of_story(module.scenario)
    for lesson in (*module.lessons, *module.more):
        yield from of_lesson(lesson)


def of_lesson(lesson: Lesson) -> Iterator[str]:
    """A lesson's screens. Their HTML is clean already."""
    yield element("h3", f"{lesson.title} ({lesson.key}, version {lesson.version})")
    for screen in lesson.screens:
        yield element("h4", screen.heading)
        yield screen.html


def of_story(story: Scenario) -> Iterator[str]:
    """A story with every choice and what it leads to."""
    yield element("h3", f"{story.title} ({story.key}, version {story.version})")
    yield element("p", story.before)
    for scene in story.scenes.values():
        yield from of_scene(scene)
    for end in story.ends.values():
        yield element("h4", end.title)
        yield element("p", end.text)


def of_scene(scene: Scene) -> Iterator[str]:
    """A scene, its thoughts and what each leads to."""
    yield element("h4", f"{scene.place}, {scene.time}")
    yield from paragraphs(scene.text, scene.question)
    for option in scene.options:
        yield element("h5", option.text)
        yield from paragraphs(option.for_her, option.for_you, option.trainer)
    yield from paragraphs(*(f"{phone.number}: {phone.when}" for phone in scene.phone))


def paragraphs(*texts: str) -> Iterable[str]:
    """Each text as a paragraph."""
    return (element("p", text) for text in texts)


def element(name: str, text: str) -> str:
    """A text as an HTML element."""
    return f"<{name}>{escape(text)}</{name}>"
