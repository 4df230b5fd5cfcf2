"""Questions from a GIFT file as a draft in the form of the bank, with the list of what is still to do. Pure."""

import re
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from core.problems import Problem
from core.yaml_fields import Fields
from core.yaml_files import parse_yaml
from courses.checking import check_yaml_texts
from courses.siblings import base_texts
from courses.text_rules import Known
from quiz.gift.answers import NoPlace
from quiz.gift.entries import Entry, entry_of
from quiz.gift.reading import GiftQuestion
from quiz.kinds import READERS
from quiz.question_rules import RULES, check_question_texts
from quiz.written import WrittenQuestion

_KEY = re.compile(r"[a-z_][a-z0-9_-]*|[A-Z][A-Z0-9-]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of the draft, how many questions it has, what is to do in it, and what of the GIFT file it lacks."""

    text: str
    count: int
    todo: tuple[Problem, ...]
    left: tuple[Problem, ...]


def make_draft(
    questions: Iterable[GiftQuestion],
    warnings: Iterable[Problem],
    names: tuple[str, str],
    signs: Mapping[str, str],
    known: Known,
    taken: Collection[str],
) -> Draft:
    """The draft. `names` are those of the GIFT file and the draft, `signs` short names by key.

    `warnings` are what reading the file told. `taken` are the keys of the bank: a question that has one of them is told, for it may be meant.
    """
    source, own = names
    left = list(warnings)
    entries: list[Entry] = []

    def say(told: NoPlace) -> None:
        left.append(told.problem(source, "warning"))

    for question in questions:
        try:
            entries.append(entry_of(question, signs, [each["key"] for each in entries], say))
        except NoPlace as told:
            say(told)
    left.sort()
    text = written(source, entries)
    todo = sorted(to_do(text, own, known, taken)) if entries else []
    ends = listed("Att göra, innan frågorna flyttas till en fil i quiz/bank:", todo)
    ends += listed(f"Följde inte med ur {one_line(source)}:", left)
    return Draft(text + ends, len(entries), tuple(todo), tuple(left))


def written(source: str, entries: Sequence[Entry]) -> str:
    """The entries as a bank file."""
    head = f'# Utkast ur {one_line(source)}. Frågorna används inte förrän de står i quiz/bank.\nlang: sv\nversion: "1"\n'
    blocks = [
        yaml.dump([entry], Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"))
        for entry in entries
    ]
    return f"{head}questions:\n" + "\n".join(textwrap.indent(block, "  ") for block in blocks)


def to_do(text: str, file: str, known: Known, taken: Collection[str]) -> Iterable[Problem]:
    """What the bank's own rules say of the draft; a question that lacks fields is asked for them first."""
    node = parse_yaml(text, file)
    for row in node.mapping["questions"].items:
        problems: list[Problem] = []
        found = READERS[row.mapping["kind"].text].read(Fields(row, problems), problems)
        yield from problems or ruled(found, known)
        key = row.mapping["key"]
        if key.text in taken:
            yield key.problem(f'frågan "{key.text}" finns redan i banken', "ersätt den, eller byt nyckeln")
    yield from check_yaml_texts(node, known)
    yield from check_question_texts(base_texts(node), "sv", known)


def ruled(questions: Iterable[WrittenQuestion], known: Known) -> Iterable[Problem]:
    """Every rule of one question."""
    return [problem for question in questions for rule in RULES for problem in rule(question, known)]


def listed(heading: str, problems: Sequence[Problem]) -> str:
    """The problems as comments under a heading; nothing without problems."""
    if not problems:
        return ""
    lines = [f"# rad {each.line}: {one_line(f'{each.what} — {each.remedy}')}\n" for each in problems]
    return "".join(["\n", f"# {heading}\n", *lines])


def one_line(text: str) -> str:
    """The text as a comment can hold it."""
    return "".join(character if character.isprintable() else " " for character in text)


class _Dumper(yaml.SafeDumper):
    """Words in quotation marks on one line, keys without, lists of keys in brackets: as in the bank."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None if _KEY.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _list(dumper: yaml.SafeDumper, items: list[object]) -> yaml.Node:
    in_brackets = all(isinstance(item, str) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=in_brackets)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
