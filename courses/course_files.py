"""A course's file `content/<course>/course.yaml`: its modules and the keys of their lessons. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.problems import Problem
from core.yaml_fields import Fields
from core.yaml_files import Node


@dataclass(frozen=True, slots=True)
class ModuleText:
    """A module as written; lessons by key. `more` are linked, not required; `scenario` may be empty."""

    node: Node
    key: str
    title: str
    summary: str
    lessons: tuple[str, ...]
    more: tuple[str, ...]
    scenario: str


@dataclass(frozen=True, slots=True)
class CourseFile:
    """A course as written. `kinds` are the kinds of organisation it is meant for."""

    node: Node
    folder: str
    key: str
    version: str
    title: str
    name: str
    summary: str
    audience: str
    kinds: tuple[str, ...]
    try_lesson: str
    modules: tuple[ModuleText, ...]
    exam: Mapping[str, str]

    def at(self, field: str) -> Node:
        """A field of the file, to tell a problem at its line."""
        return self.node.mapping.get(field, self.node)


def read_course(node: Node, folder: str, problems: list[Problem]) -> CourseFile:
    """The course of a course.yaml; what is missing or of the wrong form is added to `problems`."""
    fields = Fields(node, problems)
    fields.one_of("lang", ("sv",))
    course = CourseFile(
        node=node,
        folder=folder,
        key=fields.text("key"),
        version=fields.text("version"),
        title=fields.text("title"),
        name=fields.text("name"),
        summary=fields.text("summary"),
        audience=fields.text("audience"),
        kinds=fields.texts("kinds"),
        try_lesson=fields.text("try_lesson"),
        modules=tuple(_module(row) for row in fields.rows("modules")),
        exam={name: value.text for name, value in fields.mapping("exam").items()},
    )
    fields.close()
    return course


def _module(fields: Fields) -> ModuleText:
    module = ModuleText(
        node=fields.node,
        key=fields.text("key"),
        title=fields.text("title"),
        summary=fields.text("summary"),
        lessons=fields.texts("lessons"),
        more=fields.optional_texts("more"),
        scenario=fields.optional_text("scenario"),
    )
    fields.close()
    return module
