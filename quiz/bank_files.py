"""The files of the question bank, `quiz/bank/*.yaml`, read as written: not yet filled for a city. Pure."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from core.problems import ContentError, Problem
from core.yaml_fields import Fields
from core.yaml_files import Node, load_yaml
from courses.content_files import read_siblings
from courses.lesson_files import MODULES
from courses.siblings import Sibling
from quiz.questions import Option, Question

KINDS = ("single", "several")


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as written, with its place in the file."""

    question: Question
    node: Node

    def at(self, field: str) -> Node:
        """A field of the question, to tell a problem at its line."""
        return self.node.mapping.get(field, self.node)

    def option_at(self, number: int, field: str = "") -> Node:
        """A field of the option with this number (from 0), or the option itself."""
        option = self.at("options").items[number]
        return option.mapping.get(field, option)


@dataclass(frozen=True, slots=True)
class BankFiles:
    """All questions, the keys that are never used again, and the files' siblings."""

    files: tuple[Node, ...]
    questions: tuple[WrittenQuestion, ...]
    retired: tuple[Node, ...]
    siblings: tuple[Sibling, ...]
    problems: tuple[Problem, ...]


def read_bank(root: Path) -> BankFiles:
    """Read `quiz/bank` under the project root; what cannot be read as it should stands in `problems`."""
    problems: list[Problem] = []
    files: list[Node] = []
    siblings: list[Sibling] = []
    for path in sorted((root / "quiz" / "bank").glob("*.yaml")):
        if "." in path.stem:
            continue
        try:
            node = load_yaml(path, root)
        except ContentError as error:
            problems.extend(error.problems)
            continue
        files.append(node)
        siblings.extend(read_siblings(path, node, root, problems))
    questions: list[WrittenQuestion] = []
    retired: list[Node] = []
    for node in files:
        fields = Fields(node, problems)
        fields.one_of("lang", ("sv",))
        fields.text("version")
        fields.optional_texts("retired")
        retired.extend(node.mapping["retired"].items if "retired" in node.mapping else [])
        for row in fields.rows("questions"):
            written = _question(row, problems)
            if written is not None:
                questions.append(written)
        fields.close()
    return BankFiles(tuple(files), tuple(questions), tuple(retired), tuple(siblings), tuple(problems))


def _question(fields: Fields, problems: list[Problem]) -> WrittenQuestion | None:
    kind = fields.text("kind")
    if kind and kind not in KINDS:
        kind_node = fields.node.mapping["kind"]
        problems.append(
            kind_node.problem(f'frågeslaget "{kind}" finns inte', f"skriv kind: {' eller '.join(KINDS)}")
        )
        return None
    step = fields.one_of("step", MODULES)
    no_sign = fields.flag("no_sign")
    alarm_by_default = no_sign or step == "identifiera"
    question = Question(
        key=fields.text("key"),
        kind=kind,
        audiences=fields.texts("audiences"),
        step=step,
        signs=fields.texts("signs"),
        no_sign=no_sign,
        lures=fields.optional_texts("lures"),
        critical=fields.flag("critical"),
        difficulty=fields.one_of("difficulty", ("1", "2", "3")),
        sources=fields.texts("sources"),
        text=fields.text("text"),
        ask=fields.text("ask"),
        options=tuple(_option(row, alarm_by_default=alarm_by_default) for row in fields.rows("options")),
        version=_version(fields.node),
    )
    fields.close()
    return WrittenQuestion(question, fields.node)


def _option(fields: Fields, *, alarm_by_default: bool) -> Option:
    correct = fields.flag("correct")
    option = Option(
        key=fields.text("key"),
        text=fields.text("text"),
        correct=correct,
        why=fields.text("why"),
        danger=fields.optional_text("danger") or None,
        alarm=fields.flag("alarm", default=not correct and alarm_by_default),
    )
    fields.close()
    return option


def _version(node: Node) -> str:
    written = json.dumps(node.plain(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]
