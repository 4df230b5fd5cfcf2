"""Branching scenarios, `scenario-<slug>.yaml`: what they are and how they are read. Pure.

A choice is a thought, never right or wrong on the page; `value` and `danger` are for authors and sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.language_text import words
from core.problems import Problem
from core.yaml_fields import Fields
from core.yaml_files import Node

VALUES = ("stark", "svag", "riskabel")
FILE_PREFIX = "scenario-"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number and when to ring it."""

    number: str
    when: str


@dataclass(frozen=True, slots=True)
class Thought:
    """One choice and what it leads to. `next` is the key of a scene or an end."""

    key: str
    text: str
    value: str
    danger: str
    for_her: str
    for_you: str
    trainer: str
    next: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A place, a time, a question and three or four thoughts."""

    key: str
    place: str
    time: str
    text: str
    question: str
    phone: tuple[Phone, ...]
    options: tuple[Thought, ...]

    def option(self, key: str) -> Thought | None:
        """The choice with this key, or None."""
        return next((each for each in self.options if each.key == key), None)


@dataclass(frozen=True, slots=True)
class End:
    """Where a way through ends."""

    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario. `before` says what comes and may be empty; `lang` is the language its texts are in."""

    key: str
    slug: str
    folder: str
    version: str
    lang: str
    title: str
    audiences: tuple[str, ...]
    signs: tuple[str, ...]
    before: str
    start: str
    scenes: Mapping[str, Scene]
    ends: Mapping[str, End]

    @property
    def is_short(self) -> bool:
        """Whether it is a single scene."""
        return len(self.scenes) == 1

    @property
    def words_one_way(self) -> int:
        """Words a person reads who always takes the first choice: scenes with all their choices, what
        each choice answers, and the end.
        """
        total = len(words(self.before))
        place = self.start
        seen: set[str] = set()
        while place in self.scenes and place not in seen:
            seen.add(place)
            scene = self.scenes[place]
            texts = [scene.text, scene.question]
            for first in scene.options[:1]:
                texts += [first.for_her, first.for_you, first.trainer]
            texts += [option.text for option in scene.options] + [phone.when for phone in scene.phone]
            total += sum(len(words(text)) for text in texts)
            place = scene.options[0].next if scene.options else ""
        return total + (len(words(self.ends[place].text)) if place in self.ends else 0)


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as written, with its place."""

    scenario: Scenario
    node: Node
    sources: tuple[Node, ...]

    def scene_at(self, key: str) -> Node:
        """A scene's place in the file."""
        for row in self.node.mapping["scenes"].items:
            if row.mapping.get("key") is not None and row.mapping["key"].text == key:
                return row
        return self.node


def read_scenario(node: Node, folder: str, slug: str, problems: list[Problem]) -> ScenarioFile:
    """The scenario of a file; what is missing or of the wrong form is added to `problems`."""
    fields = Fields(node, problems)
    fields.one_of("lang", ("sv",))
    fields.optional_text("minutes")
    scenario = Scenario(
        key=fields.text("key"),
        slug=slug,
        folder=folder,
        version=fields.text("version"),
        lang="sv",
        title=fields.text("title"),
        audiences=fields.texts("audiences"),
        signs=fields.texts("signs"),
        before=fields.optional_text("before"),
        start=fields.text("start"),
        scenes={scene.key: scene for scene in map(_scene, fields.rows("scenes"))},
        ends={end.key: end for end in map(_end, fields.rows("ends"))},
    )
    sources = tuple(_source(row) for row in fields.rows("sources"))
    fields.close()
    return ScenarioFile(scenario, node, sources)


def _source(fields: Fields) -> Node:
    fields.text("code")
    fields.text("certainty")
    fields.optional_text("note")
    fields.close()
    return fields.node


def _scene(fields: Fields) -> Scene:
    scene = Scene(
        key=fields.text("key"),
        place=fields.text("place"),
        time=fields.text("time"),
        text=fields.text("text"),
        question=fields.text("question"),
        phone=tuple(_phone(row) for row in fields.rows("phone")),
        options=tuple(_thought(row) for row in fields.rows("options")),
    )
    fields.close()
    return scene


def _phone(fields: Fields) -> Phone:
    phone = Phone(number=fields.text("number"), when=fields.text("when"))
    fields.close()
    return phone


def _thought(fields: Fields) -> Thought:
    thought = Thought(
        key=fields.text("key"),
        text=fields.text("text"),
        value=fields.one_of("value", VALUES),
        danger=fields.optional_text("danger"),
        for_her=fields.text("for_her"),
        for_you=fields.text("for_you"),
        trainer=fields.text("trainer"),
        next=fields.text("next"),
    )
    fields.close()
    return thought


def _end(fields: Fields) -> End:
    fields.optional_texts("sources")
    end = End(key=fields.text("key"), title=fields.text("title"), text=fields.text("text"))
    fields.close()
    return end
