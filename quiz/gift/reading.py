"""A GIFT file as questions with their lines, and what is wrong in it or cannot be read. Pure.

An error is a broken file: nothing of it is used. A warning is something whole that has no place here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.problems import Problem
from quiz.gift.answers import Answers, Broken, NoPlace, read_answers
from quiz.gift.characters import Token, cut, read_text, tokens_of
from quiz.gift.tags import read_comment, read_option_keys

BLANK = "_____"
Lines = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class GiftQuestion:
    """One question as written: its line, what the comments before it say, its name, words and answers."""

    line: int
    key: str
    tags: tuple[str, ...]
    option_keys: tuple[str, ...]
    name: str
    stem: str
    answers: Answers


def read_gift(text: str, file: str) -> tuple[list[GiftQuestion], list[Problem]]:
    """The questions of a file named `file`, and everything to tell about it in the order of its lines."""
    questions: list[GiftQuestion] = []
    problems: list[Problem] = []
    for block in blocks(text):
        try:
            questions.append(read_question(block, file, problems))
        except NoPlace as told:
            problems.append(told.problem(file, "warning"))
        except Broken as told:
            problems.append(told.problem(file, "error"))
    if not questions and not problems:
        problems.append(Problem(file, 1, "filen har ingen fråga", "välj en fil i GIFT-format"))
    return questions, sorted(problems)


def blocks(text: str) -> Iterator[Lines]:
    """The lines between empty lines, numbered from 1; blocks of comments alone are left out."""
    block: Lines = []
    unix = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate([*unix.split("\n"), ""], start=1):
        if line.strip():
            block.append((number, line))
        else:
            if any(not is_comment(each) for _, each in block):
                yield block
            block = []


def is_comment(line: str) -> bool:
    """Whether the line says nothing to a learner."""
    return line.strip().startswith("//")


def read_question(block: Lines, file: str, problems: list[Problem]) -> GiftQuestion:
    """The question of a block. Raises Broken or NoPlace."""
    comments = "\n".join(line.strip() for _, line in block if is_comment(line))
    tokens = tokens_of((number, line) for number, line in block if not is_comment(line))
    line = tokens[0][1]
    name, unnamed = named(tokens)
    before, inside, after = around_braces(unnamed, line)
    stem = [*before, *((BLANK, 0) for _ in after[:1]), *after]
    words, form = read_text(stem)
    answers = read_answers(inside, form, line)
    if form in ("html", "markdown"):
        what = f"texten är skriven i {form}: formatering, bilder och länkar följer inte med"
        problems.append(Problem(file, line, what, "läs igenom orden", "warning"))
    key, tags = read_comment(comments)
    problems.extend(told.problem(file, "warning") for told in answers.left)
    return GiftQuestion(line, key, tuple(tags), read_option_keys(comments), name, words, answers)


def named(tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """The question's name between double colons, and the rest. Raises Broken and NoPlace."""
    texts = [token for token, _ in tokens]
    if texts[0] == "$" and "".join(texts).startswith("$CATEGORY:"):
        raise NoPlace(tokens[0][1], "kategorier följer inte med", "välj fil i quiz/bank i stället")
    if texts[:2] != [":", ":"]:
        return "", tokens
    for at in range(2, len(texts) - 1):
        if texts[at : at + 2] == [":", ":"]:
            return read_text(tokens[2:at])[0], tokens[at + 2 :]
    raise Broken(tokens[0][1], "frågans namn tar inte slut", "skriv :: efter namnet också")


def around_braces(tokens: Sequence[Token], line: int) -> tuple[list[Token], list[Token], list[Token]]:
    """What stands before, in and after the braces. Raises Broken and NoPlace."""
    opened = [token for token in tokens if token[0] == "{"]
    closed = [token for token in tokens if token[0] == "}"]
    if not opened and not closed:
        raise NoPlace(line, "en text utan svar är ingen fråga", "lägg den i en lektion")
    if len(opened) > 1 or len(closed) > 1:
        raise Broken(
            (opened[1:] or closed[1:])[0][1],
            "frågan har fler än en svarsdel",
            "skriv en tom rad mellan två frågor, och \\{ eller \\} för ett tecken i texten",
        )
    if not closed:
        raise Broken(opened[0][1], "{ stängs aldrig", "skriv } efter svaren, och ingen tom rad före den")
    if not opened or tokens.index(opened[0]) > tokens.index(closed[0]):
        raise Broken(closed[0][1], "} står utan { före", "skriv { före svaren, eller \\} i en text")
    before, rest = cut(tokens, "{")
    return (before, *cut(rest, "}"))
