"""Whether a new staff password can be guessed. Pure.

Length decides, there are no composition rules (ASVS v5.0.0-6.2.1, 6.2.5, 6.2.9). What guessers try first is
taken away before counting: words of this place and the person (6.2.11), what repeats or runs along the keys, and
common passwords, each of which is worth no more than a few characters (6.2.4, 6.2.12). The list is made of
the ten thousand most used passwords in the frequency list of zxcvbn (MIT, `lists/LICENCE-zxcvbn.txt`).
"""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from core.language import N_

PASSWORD_MIN = 15
PASSWORD_MAX = 1000
# What must remain when all that is easy to guess is taken away, in characters.
MUST_REMAIN = 8
# A common password is one of ten thousand, 13 bits: as much as three characters drawn at random from 30.
COMMON_IS_WORTH = 3
SHORTEST_WORD = 4
LONGEST_REPEAT = 24
_LIST = Path(__file__).parent / "lists" / "common-passwords.txt"
# Words of this place that guessers try first, whatever the city.
_PLACE = (
    "ensakerhand",
    "stadforstad",
    "utbildning",
    "natverk",
    "hotell",
    "samordnare",
    "kontaktperson",
    "losenord",
)
# Swedish words that lists from elsewhere lack, and years.
_SWEDISH = ("sommar", "vinter", "sverige", "stockholm", "goteborg", "malmo", "skane", "hejsan", "alskling", "mamma", "pappa")  # fmt: skip
_YEARS = map(str, range(1940, 2040))
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopa", "asdfghjkloa", "zxcvbnm", "1qaz2wsx3edc4rfv")  # fmt: skip
_RUNS = frozenset(
    row[i : i + 3] for each in _ROWS for row in (each, each[::-1]) for i in range(len(each) - 2)
)

TOO_SHORT = N_("Lösenordet är för kort. Använd minst 15 tecken, till exempel fyra ord efter varandra.")
TOO_LONG = N_("Lösenordet är för långt. Använd högst 1 000 tecken.")
PATTERN = N_("Lösenordet är ett mönster som upprepas. Välj fyra ord som inte hör ihop.")
CONTEXT = N_("Lösenordet bygger på ord som hör till dig eller platsen. Välj fyra ord som inte hör ihop.")
COMMON = N_("Lösenordet är lätt att gissa. Välj fyra ord som inte hör ihop.")


def normal(password: str) -> str:
    """The form in which passwords are counted and hashed: Unicode NFKC, nothing else is changed."""
    return unicodedata.normalize("NFKC", password)


def password_problem(password: str, context: Iterable[str]) -> str | None:
    """What is wrong with a new password, as a Swedish msgid with the remedy, or None.

    `context` are names that guessers would try: her name and username, the city, the organisation.
    """
    exact = normal(password)
    if len(exact) < PASSWORD_MIN:
        return TOO_SHORT
    if len(exact) > PASSWORD_MAX:
        return TOO_LONG
    folded = fold(exact)
    words = context_words(context)
    if remains(once(folded), frozenset(), frozenset()) < MUST_REMAIN:
        return PATTERN
    if remains(once(folded), words, frozenset()) < MUST_REMAIN:
        return CONTEXT
    if remains(once(folded), words, common()) < MUST_REMAIN:
        return COMMON
    return None


def fold(text: str) -> str:
    """Small letters without accents, digits and all other signs but spaces and dashes: as guessers write words."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each) and each not in " -_.")


def context_words(texts: Iterable[str]) -> frozenset[str]:
    """The words of the context, each alone and together, if they are long enough to count."""
    found = {*_PLACE}
    for text in texts:
        found |= {fold(text), *map(fold, text.split())}
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)


@cache
def common() -> frozenset[str]:
    """The most used passwords, and what belongs to them here."""
    return frozenset((*_LIST.read_text("ascii").split(), *_SWEDISH, *_YEARS))


def once(text: str) -> str:
    """What is repeated over and over, once: "kaffekaffekaf" is "kaffe"."""
    for size in range(1, len(text) // 2 + 1):
        if text == (text[:size] * (len(text) // size + 1))[: len(text)]:
            return text[:size]
    return text


def remains(text: str, nothing: frozenset[str], little: frozenset[str]) -> int:
    """How many characters remain at least, when words of `nothing` count 0 and of `little` COMMON_IS_WORTH.

    The cheapest way to write the text (dynamic programming over its beginnings). A character that is the same
    as the one before it, or goes on along a row of keys or the alphabet, counts 0 too; what stood before, 1.
    """
    longest = max(LONGEST_REPEAT, *map(len, nothing | little), 0)
    cheapest = [0]
    for end in range(1, len(text) + 1):
        price = cheapest[-1] + is_new(text, end)
        for start in range(max(0, end - longest), end - SHORTEST_WORD + 1):
            word = text[start:end]
            if word in nothing:
                price = min(price, cheapest[start])
            elif word in little:
                price = min(price, cheapest[start] + COMMON_IS_WORTH)
            if word in text[:start]:
                price = min(price, cheapest[start] + 1)
        cheapest.append(price)
    return cheapest[-1]


def is_new(text: str, end: int) -> int:
    """1 when the character before `end` does not follow from those before it, else 0."""
    same = any(a == b for a, b in pairwise(text[max(0, end - 2) : end]))
    return int(not same and text[max(0, end - 3) : end] not in _RUNS)
