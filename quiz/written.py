"""Questions as their authors wrote them, with their places in the files. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.yaml_files import Node
from quiz.questions import Question


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question as written, with its place in the file.

    `field` names its list of rows there: options, items, pairs or spots. A linked question has its `case`,
    where text, sources and audiences stand.
    """

    question: Question
    node: Node
    field: str = "options"
    case: WrittenQuestion | None = None

    def at(self, field: str) -> Node:
        """A field of the question or of its case, to tell a problem at its line."""
        shared = self.case.node.mapping if self.case else {}
        return self.node.mapping.get(field) or shared.get(field) or self.node

    def row_at(self, number: int, field: str = "") -> Node:
        """A field of the row with this number (from 0), or the row itself."""
        row = self.at(self.field).items[number]
        return row.mapping.get(field, row)

    def texts(self) -> Iterator[tuple[str, Node, str]]:
        """Name, place and words of each text people read."""
        yield "text", self.at("text"), self.question.text
        yield "ask", self.at("ask"), self.question.ask
        if self.question.picture_text:
            yield "picture_text", self.at("picture_text"), self.question.picture_text
        for number, row in enumerate(self.question.rows):
            yield "text", self.row_at(number, "text"), row.text
            yield "why", self.row_at(number, "why"), row.why
