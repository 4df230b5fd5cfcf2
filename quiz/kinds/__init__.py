"""The kinds of questions. A new one is a module here, a line in this file and a template in quiz/kinds. Pure."""

from quiz.kinds import case, match, order, several, single, spots
from quiz.kinds.shape import Kind, Reader

__all__ = ["KINDS", "READERS"]

KINDS: dict[str, Kind] = {
    "single": single,
    "several": several,
    "order": order,
    "match": match,
    "spots": spots,
}
"""The kinds that are asked: one question, one page."""
READERS: dict[str, Reader] = {**KINDS, "case": case}
"""The kinds that are written: a case becomes its linked questions."""
