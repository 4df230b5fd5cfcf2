"""What the help page in other languages shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language, with that language's name."""

    code: str
    dir: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class PhraseLine:
    """A telephone line on a sheet of fixed phrases; `name` is Swedish, `hours` digits alone or empty."""

    whom: str
    name: str
    number: str
    tel: str
    hours: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PhrasesPage:
    """Help in fixed phrases of a language the site is not in; `in_swedish` is a sentence to show or to say."""

    lang: str
    dir: str
    words: Mapping[str, str]
    lines: tuple[PhraseLine, ...]
    in_swedish: str
    languages: tuple[LanguageLink, ...]
