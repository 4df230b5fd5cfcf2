"""Measures of a text: words, sentences, readability, likeness. Pure; knows no content and no language list.

LIX after C. H. Björnsson, Läsbarhet (1968): words per sentence plus the share of long words (more
than six letters) in per cent, where a full stop, a question mark and a colon before a new start end
a sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONG_WORD = 6
"""A word with more letters than this is long."""

_NUMBER = r"\d+(?:[-.,:  ]\d+)*"
_WORD = re.compile(rf"{_NUMBER}(?!\w)|\w+(?:[-.:'’]\w+)*")
_ABBREVIATIONS = re.compile(
    r"\b(?:(?i:t\.ex|bl\.a|dvs|kl|nr|ca|s\.k|e\.g|i\.e)\.|(?i:osv|m\.m|m\.fl|a\.m|p\.m)\.(?!\s+[A-ZÅÄÖ]))"
)
_QUOTES = "\"'”’»"
_SENTENCE_END = re.compile(rf"(?<=[.?!])[{_QUOTES}]?\s+|:\s+(?=[{_QUOTES}]?[A-ZÅÄÖ])|:\s+(?=[{_QUOTES}])")
_PROTECTED = "\x00"


@dataclass(frozen=True, slots=True)
class Measure:
    """Words, sentences and long words of a text; adds up over its parts."""

    words: int = 0
    sentences: int = 0
    long_words: int = 0

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(
            self.words + other.words,
            self.sentences + other.sentences,
            self.long_words + other.long_words,
        )

    @property
    def lix(self) -> float:
        """LIX: below 25 is very easy, above 40 hard; 0 for no text."""
        if not self.words:
            return 0.0
        return self.mean_sentence + 100 * self.long_words / self.words

    @property
    def mean_sentence(self) -> float:
        """Words per sentence; 0 for no text."""
        return self.words / self.sentences if self.sentences else 0.0


def words(text: str) -> list[str]:
    """The words as written. "id-kort" is one word, a clock time or a number with spaces too."""
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of one paragraph, list item or heading; pieces without words are left out."""
    guarded = _ABBREVIATIONS.sub(lambda found: found[0].replace(".", _PROTECTED), text)
    pieces = (piece.replace(_PROTECTED, ".").strip() for piece in _SENTENCE_END.split(guarded))
    return [piece for piece in pieces if words(piece)]


def measure(blocks: Sequence[str]) -> Measure:
    """Measure paragraphs and list items; a sentence never runs from one into the next."""
    found = [word for block in blocks for word in words(block)]
    long_words = sum(len(word.replace("-", "")) > LONG_WORD and not word[0].isdigit() for word in found)
    return Measure(len(found), sum(len(sentences(block)) for block in blocks), long_words)


def longest_sentence(text: str) -> tuple[int, str]:
    """The number of words of the longest sentence of a paragraph, and the sentence; (0, "") for none."""
    return max(((len(words(sentence)), sentence) for sentence in sentences(text)), default=(0, ""))


def whole_words(phrases: Sequence[str], *, ignore_case: bool = True) -> re.Pattern[str]:
    """A pattern that finds any of the phrases as whole words; the longest that fits wins.

    With no phrases it finds nothing.
    """
    ordered = sorted(phrases, key=len, reverse=True)
    inner = "|".join(re.escape(phrase) for phrase in ordered) or r"(?!)"
    return re.compile(rf"(?<![\w-])(?:{inner})(?![\w-])", re.IGNORECASE if ignore_case else 0)


def word_triples(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words in a row, in lower case; a text of fewer than three words is its own triple."""
    found = [word.lower() for word in words(text)]
    triples = frozenset(zip(found, found[1:], found[2:], strict=False))
    return triples or frozenset([tuple(found)] if found else [])


def shared_triples(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share (0–1) of the shorter text's triples that also stand in the other; 0 for no text."""
    fewest = min(len(one), len(other))
    return len(one & other) / fewest if fewest else 0.0
