"""A case: one event and two or three questions about it. It is asked and counted as its linked questions. Pure."""

from core.problems import Problem
from core.yaml_fields import Fields
from quiz.kinds import several, single
from quiz.kinds.reading import read_question
from quiz.kinds.shape import Reader
from quiz.written import WrittenQuestion

LINKED: dict[str, Reader] = {"single": single, "several": several}
FEWEST, MOST = 2, 3


def read(
    fields: Fields, problems: list[Problem], case: WrittenQuestion | None = None
) -> tuple[WrittenQuestion, ...]:
    """The linked questions, each with what it has from the case."""
    whole = WrittenQuestion(read_question(fields, has_ask=False), fields.node, "questions")
    rows = fields.rows("questions")
    fields.close()
    if fields.has("questions") and not FEWEST <= len(rows) <= MOST:
        problems.append(
            whole.at("questions").problem(
                f"{len(rows)} frågor i ett fall", f"skriv {FEWEST} eller {MOST} frågor i questions"
            )
        )
    if whole.question.critical:
        problems.append(
            whole.at("critical").problem(
                "ett helt fall är inte kritiskt", "skriv critical: true i frågan det gäller, och false här"
            )
        )
    return tuple(written for row in rows for written in _linked(row, problems, whole))


def _linked(fields: Fields, problems: list[Problem], case: WrittenQuestion) -> tuple[WrittenQuestion, ...]:
    kind = fields.text("kind")
    if kind in LINKED:
        return LINKED[kind].read(fields, problems, case)
    problems.append(
        fields.node.mapping.get("kind", fields.node).problem(
            f'frågeslaget "{kind}" finns inte i ett fall', f"skriv kind: {' eller '.join(LINKED)}"
        )
    )
    return ()
