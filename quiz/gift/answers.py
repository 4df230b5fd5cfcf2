"""What stands between the braces of a question in GIFT: options to choose, or rows to pair. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from core.problems import Problem
from quiz.gift.characters import ARROW, FEEDBACK, GENERAL_FEEDBACK, Token, cut, read_text, split

TRUE, FALSE = ("T", "TRUE"), ("F", "FALSE")
FEWEST = 2
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")


class Told(Exception):
    """Something to tell about a line of the file: what it is, and what to do."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy

    def problem(self, file: str, level: Literal["error", "warning"]) -> Problem:
        """The same as a problem of a file."""
        return Problem(file, self.line, self.what, self.remedy, level)


class Broken(Told):
    """The file is not GIFT."""


class NoPlace(Told):
    """It is GIFT, but no question that the bank can hold."""


@dataclass(frozen=True, slots=True)
class Row:
    """An option and whether it is right, or a row and its target (without words a target of no row).

    `why` is its feedback. `weight` is its part of the points in per cent when the file gives one.
    """

    line: int
    text: str
    why: str = ""
    correct: bool = False
    target: str = ""
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The rows of a question and its general feedback; `left` is what was passed over."""

    kind: Literal["single", "several", "pairs"]
    rows: tuple[Row, ...]
    feedback: str = ""
    left: tuple[Told, ...] = ()


def read_answers(tokens: Sequence[Token], form: str, line: int) -> Answers:
    """The answers in a text format of the question's own. Raises Broken and NoPlace, without tokens at `line`."""
    own, general = cut(tokens, GENERAL_FEEDBACK, last=True)
    feedback = read_text(general, form)[0]
    signs = {token for token, _ in own}
    words = "".join(token for token, _ in own).strip()
    line = next((number for token, number in own if token.strip()), line)
    if not words:
        raise NoPlace(line, "en fråga med fritt svar rättas inte här", "skriv svar att välja bland")
    if words.startswith("#"):
        raise NoPlace(line, "en fråga med ett tal som svar finns inte här", "skriv svar att välja bland")
    if "~" in signs:
        return replace(choices(own, form), feedback=feedback)
    if "=" in signs and ARROW in signs:
        return replace(pairs(own, form), feedback=feedback)
    if words.partition("#")[0].strip() in (*TRUE, *FALSE):
        return replace(true_or_false(own, form), feedback=feedback)
    raise NoPlace(line, "en fråga med ett ord som svar finns inte här", "skriv svar att välja bland")


def choices(tokens: Sequence[Token], form: str) -> Answers:
    """Options: with = one is right; without, those that give points are, and all of them are to be chosen."""
    first, *pieces = split(tokens, "=", "~")
    if read_text(first[1])[0]:
        raise Broken(first[1][0][1], "text före det första svaret", "skriv = eller ~ före varje svar")
    single = any(sign and sign[0] == "=" for sign, _ in pieces)
    rows = [option(sign, piece, form, single=single) for sign, piece in pieces if sign is not None]
    if len(rows) < FEWEST:
        raise Broken(rows[0].line, "bara ett svar att välja", f"skriv minst {FEWEST} svar")
    if not any(row.correct for row in rows):
        raise Broken(rows[0].line, "inget svar är rätt", "skriv = före det rätta, eller ~%50% före två rätta")
    return Answers("single" if single else "several", tuple(rows), left=tuple(uneven(rows, single=single)))


def option(sign: Token, tokens: Sequence[Token], form: str, *, single: bool) -> Row:
    """One option. Raises Broken for one without words and for a weight that is none."""
    found = _WEIGHT.match("".join(token for token, _ in tokens).lstrip())
    weight = float(found[1]) if found else None
    if found:
        # A weight is written without anything escaped: one token for each character.
        start = [text for text, _ in tokens].index("%")
        tokens = tokens[start + len(found[0]) :]
    if weight is not None and not -100 <= weight <= 100:
        raise Broken(sign[1], f"vikten {weight:g} % finns inte", "skriv ett tal från -100 till 100")
    words, feedback = cut(tokens, FEEDBACK)
    text = read_text(words, form)[0]
    if not text:
        raise Broken(sign[1], "ett svar utan text", f"skriv svarets text efter {sign[0]}")
    right = sign[0] == "=" if single else (weight or 0) > 0
    return Row(sign[1], text, read_text(feedback, form)[0], right, weight=weight)


def uneven(rows: Sequence[Row], *, single: bool) -> list[Told]:
    """Points that are lost: an option that is partly right beside the right one, or parts of unlike size."""
    if single:
        partly = [row for row in rows if row.weight and not row.correct]
        return [
            NoPlace(
                row.line,
                "ett svar är rätt till en del, men här räknas det som fel",
                "ändra det om det behövs",
            )
            for row in partly
        ]
    if len({row.weight for row in rows if row.correct}) > 1:
        return [NoPlace(rows[0].line, "svaren väger olika, men här väger de lika", "läs igenom frågan")]
    return []


def pairs(tokens: Sequence[Token], form: str) -> Answers:
    """Rows with their targets. Raises Broken for a row without an arrow or a target."""
    first, *pieces = split(tokens, "=")
    if read_text(first[1])[0]:
        raise Broken(first[1][0][1], "text före det första paret", "skriv = före varje par")
    rows = []
    for sign, piece in pieces:
        assert sign is not None  # noqa: S101  only the first piece has none
        row, named = cut(piece, ARROW)
        target = read_text(named)[0]
        if not target:
            raise Broken(sign[1], "ett par har bara en halva", f"skriv = rad {ARROW} mål")
        rows.append(Row(sign[1], read_text(row, form)[0], target=target))
    if sum(bool(row.text) for row in rows) < FEWEST:
        raise Broken(rows[0].line, "bara en rad att para ihop", f"skriv minst {FEWEST} par")
    return Answers("pairs", tuple(rows))


def true_or_false(tokens: Sequence[Token], form: str) -> Answers:
    """True or false, as two options; the first feedback is for who answers wrong, the second for who is right."""
    (_, words), *rest = split(tokens, FEEDBACK)
    answer, line = read_text(words)[0], tokens[0][1]
    wrong, right = ([read_text(piece, form)[0] for _, piece in rest] + ["", ""])[:2]
    is_true = answer in TRUE
    return Answers(
        "single",
        (
            Row(line, "Sant", right if is_true else wrong, correct=is_true),
            Row(line, "Falskt", wrong if is_true else right, correct=not is_true),
        ),
    )
