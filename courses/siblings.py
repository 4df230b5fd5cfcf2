"""Which fields of courses, stories, signs and questions are texts that a sibling has in its language. Pure."""

from core.siblings import Shape, TextPath
from core.siblings import base_texts as texts_of
from core.yaml_files import Node

SHAPE = Shape(
    texts=frozenset(
        {
            "title", "name", "summary", "short", "sentence", "caution", "text", "ask", "why", "both_halves",
            "remember", "picture_text", "before", "place", "time", "question", "when", "for_her", "for_you",
            "trainer",
        }
    ),
    lists=frozenset({"can_be"}),
    mappings=frozenset({"strengths"}),
    examples="looks_like",
)  # fmt: skip


def base_texts(node: Node) -> dict[TextPath, Node]:
    """The texts of a base file of content that a sibling must have, by path."""
    return texts_of(node, SHAPE)
