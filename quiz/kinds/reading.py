"""The fields that questions of every kind have. Pure."""

import hashlib
import json

from core.yaml_fields import Fields
from core.yaml_files import Node
from courses.lesson_files import MODULES
from quiz.questions import Question
from quiz.written import WrittenQuestion


def read_question(fields: Fields, case: WrittenQuestion | None = None, *, has_ask: bool = True) -> Question:
    """The question without its rows; what is not its own comes from its case. A case itself asks nothing."""
    shared = case.question if case else None
    no_sign = fields.flag("no_sign", default=shared.no_sign if shared else None)
    lures = fields.optional_texts("lures")
    return Question(
        key=fields.text("key"),
        kind=fields.text("kind"),
        audiences=shared.audiences if shared else fields.texts("audiences"),
        step=fields.one_of("step", MODULES),
        signs=fields.texts("signs"),
        no_sign=no_sign,
        lures=shared.lures if shared and no_sign and not lures else lures,
        critical=fields.flag("critical", default=False if shared else None),
        difficulty=shared.difficulty if shared else fields.one_of("difficulty", ("1", "2", "3")),
        sources=shared.sources if shared else fields.texts("sources"),
        text=shared.text if shared else fields.text("text"),
        ask=fields.text("ask") if has_ask else "",
        options=(),
        version=_version(fields.node, case.node if case else None),
        case=shared.key if shared else "",
        confidence=fields.flag("confidence", default=False),
    )


def _version(node: Node, case: Node | None) -> str:
    """12 hex digits over what is written in the question, and in its case beside the linked questions."""
    plain = node.plain()
    if case is not None:
        plain = [plain, {name: each.plain() for name, each in case.mapping.items() if name != "questions"}]
    written = json.dumps(plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]
