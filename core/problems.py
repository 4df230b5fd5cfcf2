"""What is wrong in a content file, told so that its author can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from click import ClickException


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right. `file` is relative to the project root, `line` counts from 1.

    An error stops the start of the site; a warning is only told.
    """

    file: str
    line: int
    what: str
    remedy: str
    level: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.what} — {self.remedy}"


class ContentError(ClickException):
    """Content that cannot be used. `problems` tells all that is wrong, at least one thing."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Only the problems that stop the start, in the order given."""
    return tuple(problem for problem in problems if problem.level == "error")


def refuse_errors(problems: Iterable[Problem]) -> None:
    """Raise ContentError when there is an error among the problems; warnings pass."""
    found = errors(problems)
    if found:
        raise ContentError(found)
