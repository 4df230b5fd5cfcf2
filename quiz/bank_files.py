"""The files of the question bank, `quiz/bank/*.yaml`, read as written: not yet filled for a city. Pure."""

from dataclasses import dataclass
from pathlib import Path

from core.problems import Problem
from core.siblings import Sibling, read_bases, read_siblings
from core.yaml_fields import Fields
from core.yaml_files import Node
from courses.siblings import SHAPE
from quiz.kinds import READERS
from quiz.written import WrittenQuestion


@dataclass(frozen=True, slots=True)
class BankFiles:
    """All questions, the keys that are never used again, and the files' siblings.

    A case stands among the questions as its linked ones.
    """

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
    for path, node in read_bases(root / "quiz" / "bank", "*.yaml", root, problems):
        files.append(node)
        siblings.extend(read_siblings(path, node, SHAPE, root, problems))
    questions: list[WrittenQuestion] = []
    retired: list[Node] = []
    for node in files:
        fields = Fields(node, problems)
        fields.one_of("lang", ("sv",))
        fields.text("version")
        fields.optional_texts("retired")
        retired.extend(node.mapping["retired"].items if "retired" in node.mapping else [])
        for row in fields.rows("questions"):
            questions.extend(_questions(row, problems))
        fields.close()
    return BankFiles(tuple(files), tuple(questions), tuple(retired), tuple(siblings), tuple(problems))


def _questions(fields: Fields, problems: list[Problem]) -> tuple[WrittenQuestion, ...]:
    kind = fields.text("kind")
    if kind in READERS:
        return READERS[kind].read(fields, problems)
    if kind:
        *others, last = READERS
        problems.append(
            fields.node.mapping["kind"].problem(
                f'frågeslaget "{kind}" finns inte', f"skriv kind: {', '.join(others)} eller {last}"
            )
        )
    else:
        READERS["single"].read(fields, problems)  # tells what is missing
    return ()
