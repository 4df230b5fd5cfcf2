"""What a question has that GIFT has no place for, as Moodle's tags: `step:agera`, `sign:pengar`, `critical`. Pure.

A tag about one option names it by its number in the file, from 1: `danger:2:lova`, `alarm:3`, `calm:4`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quiz.questions import Option, Question

LISTS = {"audience": "audiences", "sign": "signs", "lure": "lures", "source": "sources"}
"""Tags that may stand several times, and their fields in a bank file."""
SINGLE = ("step", "difficulty", "kind", "case")
FLAGS = ("critical", "confidence")
OF_OPTIONS = ("danger", "alarm", "calm")
LONGEST = 50
"""Characters of a tag in Moodle; the rest it cuts away."""

_NAMED = {
    name: re.compile(rf"\[{name}:((?:\\\]|[^\]\x00-\x1f\x7f])+)\]") for name in ("id", "tag", "options")
}
_NUMBERED = re.compile(r"([1-9]\d?)(?::(.+))?")


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of a question: `fields` by name, `options` by name and number from 0, and those not ours in `foreign`."""

    fields: Mapping[str, tuple[str, ...]]
    options: Mapping[tuple[str, int], str]
    flags: frozenset[str]
    foreign: tuple[str, ...]

    def one(self, name: str) -> str:
        """The value of a tag that stands once, or an empty text."""
        return self.fields.get(name, ("",))[0]

    @property
    def whole(self) -> bool:
        """Whether the question was tagged by `tags_of`: what it does not have, it was not meant to have."""
        return "step" in self.fields


def tags_of(question: Question) -> list[str]:
    """The tags of a question."""
    tags = [f"step:{question.step}", f"difficulty:{question.difficulty}"]
    tags += [name for name in FLAGS if getattr(question, name)]
    for name, field in LISTS.items():
        tags += [f"{name}:{value}" for value in getattr(question, field)]
    tags += [f"case:{question.case}"] if question.case else []
    if question.items:
        return [*tags, f"kind:{question.kind}"]
    for number, option in enumerate(question.options, start=1):
        tags += [f"danger:{number}:{option.danger}"] if option.danger else []
        if option.alarm != usual_alarm(option, question):
            tags.append(f"{'alarm' if option.alarm else 'calm'}:{number}")
    return tags


def usual_alarm(option: Option, question: Question) -> bool:
    """Whether an option is a false alarm where its author has not said."""
    return not option.correct and (question.no_sign or question.step == "identifiera")


def read_tags(tags: Iterable[str]) -> Tags:
    """What the tags say."""
    fields: dict[str, tuple[str, ...]] = {}
    options: dict[tuple[str, int], str] = {}
    foreign: list[str] = []
    flags: set[str] = set()
    for tag in tags:
        name, _, value = tag.partition(":")
        numbered = _NUMBERED.fullmatch(value)
        if tag in FLAGS:
            flags.add(tag)
        elif (name in LISTS or name in SINGLE) and value:
            fields[name] = (*fields.get(name, ()), value)
        elif name in OF_OPTIONS and numbered and bool(numbered[2]) == (name == "danger"):
            options[name, int(numbered[1]) - 1] = numbered[2] or ""
        else:
            foreign.append(tag)
    return Tags(fields, options, frozenset(flags), tuple(foreign))


def write_comments(key: str, tags: Sequence[str], option_keys: Sequence[str]) -> str:
    """The comments that carry a question's key and tags, as Moodle reads them, and its options' keys.

    The last Moodle passes over: a question that has been there gets its options' keys anew.
    """
    known = " ".join([f"[id:{_closed(key)}]", *(f"[tag:{_closed(tag)}]" for tag in tags)])
    return f"// {known}\n// [options:{' '.join(option_keys)}]\n"


def read_comment(comment: str) -> tuple[str, list[str]]:
    """The key and the tags in comments; an empty key when there is none."""
    ids, tags = ([_opened(each) for each in _NAMED[name].findall(comment)] for name in ("id", "tag"))
    return (ids[0] if ids else ""), tags


def read_option_keys(comment: str) -> tuple[str, ...]:
    """The keys of the options in comments; none when the file is not ours."""
    found = _NAMED["options"].search(comment)
    return tuple(found[1].split()) if found else ()


def _closed(text: str) -> str:
    return text.replace("]", "\\]")


def _opened(text: str) -> str:
    return text.replace("\\]", "]").strip()
