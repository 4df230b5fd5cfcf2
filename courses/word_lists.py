"""The authors' lists: words and limits, sources, audiences (`content/{words,sources,audiences}.yaml`). Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.language_text import whole_words
from core.problems import Problem
from core.yaml_fields import Fields
from core.yaml_files import Node


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how hard texts of one language may be; a LIX of 0 means no limit."""

    sentence_words: int
    mean_sentence_words: int
    screen_words: int
    ask_words: int
    lesson_lix: int
    question_lix: int


@dataclass(frozen=True, slots=True)
class WordLists:
    """Banned words with what to write instead, by language; names and phrases that stay allowed.

    `generic_names` are names in a network's file that every city has and any text may use.
    """

    banned: Mapping[str, Mapping[str, str]]
    banned_in_titles: tuple[str, ...]
    allowed: tuple[str, ...]
    generic_names: tuple[str, ...]
    limits: Mapping[str, Limits]

    def limits_for(self, lang: str) -> Limits:
        """The limits of a language; those of its main language, then the Swedish ones, when it has none."""
        return self.limits.get(lang) or self.limits.get(lang.partition("-")[0]) or self.limits["sv"]

    def banned_for(self, lang: str) -> Mapping[str, str]:
        """Banned words of a language's main language, in lower case, with what to write instead."""
        return self.banned.get(lang.partition("-")[0], {})


@dataclass(frozen=True, slots=True)
class Source:
    """What a source's code stands for. `address` is a web address without scheme, or a reference."""

    title: str
    address: str


def read_words(node: Node, problems: list[Problem]) -> WordLists:
    """The lists of words.yaml; what is missing or of the wrong form is added to `problems`."""
    fields = Fields(node, problems)
    lists = WordLists(
        banned={
            lang: {word.lower(): instead.text for word, instead in words.mapping.items()}
            for lang, words in fields.mapping("banned").items()
        },
        banned_in_titles=fields.texts("banned_in_titles"),
        allowed=fields.texts("allowed"),
        generic_names=fields.texts("generic_names"),
        limits={lang: _limits(Fields(limits, problems)) for lang, limits in fields.mapping("limits").items()},
    )
    fields.close()
    return lists


def read_sources(node: Node, problems: list[Problem]) -> dict[str, Source]:
    """The sources of sources.yaml by code."""
    found = {}
    for code, entry in node.mapping.items():
        fields = Fields(entry, problems)
        found[code] = Source(fields.text("title"), fields.optional_text("address"))
        fields.close()
    return found


def read_audiences(node: Node, problems: list[Problem]) -> dict[str, str]:
    """The audiences' names by key, in the order of the file."""
    fields = Fields(node, problems)
    return {key: fields.text(key) for key in node.mapping}


def phrases(pattern_of: Iterable[str], *, ignore_case: bool = True) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words; an -s at the end is the same word in Swedish."""
    every = [phrase for word in pattern_of for phrase in (word, f"{word}s")]
    return whole_words(every, ignore_case=ignore_case)


def _limits(fields: Fields) -> Limits:
    limits = Limits(
        sentence_words=fields.number("sentence_words"),
        mean_sentence_words=fields.number("mean_sentence_words"),
        screen_words=fields.number("screen_words"),
        ask_words=fields.number("ask_words"),
        lesson_lix=fields.number("lesson_lix"),
        question_lix=fields.number("question_lix"),
    )
    fields.close()
    return limits
