"""Rules for every text an author writes, in courses and in questions. Pure.

One function is one rule; `SHOWN` lists those for texts that people read, `WRITTEN` those for every
text in a file, notes and keys included.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.language_text import longest_sentence
from core.problems import Problem
from core.yaml_files import Node
from courses.word_lists import Source, WordLists, phrases
from organisations.network import Network

_TELEPHONE = re.compile(r"(?<![\d-])(?:0\d{1,3}[- ]\d[\d ]{3,9}\d|116 ?\d{3}|11 ?414|114-14|114 14)(?!\d)")
_HARD_FIGURE = re.compile(
    r"\b(?:19|20)\d\d\b|\d\s*(?:%|procent|kronor|kr\b|miljon|miljard|percent|per cent)|§|\d+ års? fängelse"
)
_SOFT_FIGURE = re.compile(r"(?<![\w.])\d+(?![\w.]*\d)")
_CLOCK = re.compile(r"\b\d{1,2}[.:]\d\d\b")
_EMERGENCY = re.compile(r"(?<![\w.,-])(?:112|114[ \u00a0]14)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it stands in a file, with its language.

    A title also becomes a heading of a page; a quotation is an authority's own wording.
    """

    file: str
    line: int
    words: str
    lang: str = "sv"
    is_title: bool = False
    is_quotation: bool = False

    def problem(self, what: str, remedy: str) -> Problem:
        """An error at the text's line."""
        return Problem(self.file, self.line, what, remedy)


@dataclass(frozen=True)
class Known:
    """All that texts may name: words, sources, audiences, signs, networks; images of static, drawings of templates."""

    lists: WordLists
    sources: Mapping[str, Source]
    audiences: Mapping[str, str]
    signs: tuple[str, ...]
    networks: tuple[Network, ...]
    images: frozenset[str]
    drawings: frozenset[str]

    @cached_property
    def allowed_names(self) -> re.Pattern[str]:
        """Names and phrases in which a banned word may stand."""
        own = [name for network in self.networks for name in (network.name, *network.proper_names())]
        return phrases([*self.lists.allowed, *filter(None, own)])

    @cached_property
    def proper_names(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Names of one word, as they are spelled, and longer ones in any case."""
        names = {name for network in self.networks for name in network.proper_names() if name}
        own = names - set(self.lists.generic_names)
        return (
            phrases([name for name in own if " " not in name], ignore_case=False),
            phrases([name for name in own if " " in name]),
        )

    @cached_property
    def banned(self) -> dict[str, re.Pattern[str]]:
        """The banned words of each language as a pattern."""
        return {lang: phrases(words) for lang, words in self.lists.banned.items()}

    @cached_property
    def telephone_numbers(self) -> frozenset[str]:
        """The numbers that stand in every network's file."""
        each = [{contact.number for contact in network.contacts} for network in self.networks]
        return frozenset(set.intersection(*each)) if each else frozenset()


Rule = Callable[[Text, Known], Iterator[Problem]]


def placeholders_are_known(text: Text, known: Known) -> Iterator[Problem]:
    """Only placeholders that every network can fill."""
    unknown = {name for network in known.networks for name in network.unknown_placeholders(text.words)}
    for name in sorted(unknown):
        yield text.problem(
            f"okänd platshållare {{{name}}}",
            "skriv {stad}, {natverk}, {initiativ}, {modell} eller {kedja.0}–{kedja.5}",
        )


def no_city_names(text: Text, known: Known) -> Iterator[Problem]:
    """No city and no member of a network by name: the next city takes the text over as it is."""
    for pattern in known.proper_names:
        for found in pattern.finditer(text.words):
            yield text.problem(
                f'"{found[0]}" är ett namn ur ett nätverks fil',
                "skriv {stad} eller {kedja.N}, eller säg vad det är utan namn",
            )


def no_banned_words(text: Text, known: Known) -> Iterator[Problem]:
    """No word of the banned list, as whole words; official names may keep theirs."""
    instead = known.lists.banned_for(text.lang)
    pattern = known.banned.get(text.lang.partition("-")[0])
    if pattern is None or text.is_quotation:
        return
    for found in pattern.finditer(known.allowed_names.sub("", text.words)):
        word = found[0].lower()
        remedy = instead.get(word) or instead.get(word.removesuffix("s"), "")
        yield text.problem(f'ordet "{found[0]}" används inte', f"skriv: {remedy}")


def titles_are_discreet(text: Text, known: Known) -> Iterator[Problem]:
    """A title stands in a history list and on a shared screen: it never says what the course is about."""
    if text.is_title:
        for word in known.lists.banned_in_titles:
            if word in text.words.lower():
                yield text.problem(f'"{word}" står i en titel', "skriv en titel som inte röjer ämnet")


def sentences_are_short(text: Text, known: Known) -> Iterator[Problem]:
    """No sentence longer than the language's limit."""
    limit = known.lists.limits_for(text.lang).sentence_words
    length, sentence = longest_sentence(text.words)
    if length > limit and not text.is_quotation:
        yield text.problem(f'meningen har {length} ord: "{sentence[:50]}…"', f"dela den, högst {limit} ord")


def no_exclamation_marks(text: Text, known: Known) -> Iterator[Problem]:
    """A calm voice: no exclamation marks."""
    if "!" in text.words:
        yield text.problem("utropstecken", "skriv punkt")


def telephone_numbers_are_the_networks(text: Text, known: Known) -> Iterator[Problem]:
    """Only numbers that stand in every network's file, spelled as there."""
    for found in _TELEPHONE.finditer(text.words.replace("\u00a0", " ")):
        if found[0] not in known.telephone_numbers:
            yield text.problem(
                f"numret {found[0]} står inte i nätverkets fil",
                'skriv numret som i nätverkets fil ("114 14" med mellanrum), eller länka till /kontakt',
            )


SHOWN: tuple[Rule, ...] = (
    no_banned_words,
    titles_are_discreet,
    sentences_are_short,
    no_exclamation_marks,
    telephone_numbers_are_the_networks,
)
WRITTEN: tuple[Rule, ...] = (placeholders_are_known, no_city_names)


def check_texts(shown: Iterable[Text], written: Iterable[Text], known: Known) -> Iterator[Problem]:
    """All problems of the texts people read and of all texts in the files."""
    yield from (problem for text in shown for rule in SHOWN for problem in rule(text, known))
    yield from (problem for text in written for rule in WRITTEN for problem in rule(text, known))


def drawing_is_there(node: Node, file: str, known: Known) -> Iterator[Problem]:
    """What a page draws is a scene in templates/drawings; nothing is told of an empty name."""
    if file and file not in known.drawings:
        yield node.problem(
            f'teckningen "{file}" finns inte', "lägg den i templates/drawings, eller rätta namnet"
        )


def has_emergency_number(text: str) -> bool:
    """Whether the text tells someone to ring 112 or 114 14."""
    return bool(_EMERGENCY.search(text))


def has_hard_figure(text: str) -> bool:
    """Whether the text states a year, a share, a sum or a punishment: always a fact with a source."""
    return bool(_HARD_FIGURE.search(text))


def has_figure(text: str) -> bool:
    """Whether the text has any number in digits, clock times and emergency numbers aside."""
    return bool(_SOFT_FIGURE.search(_EMERGENCY.sub("", _CLOCK.sub("", text))))
