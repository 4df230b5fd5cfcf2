"""Names of people, from every script: what may stand in one, and when two of them are the same."""

import re
import unicodedata

from core.language import N_

MAX_LENGTH = 60
# Folding may take a letter apart into several; the columns of folded names hold so many.
MAX_FOLDED = 120
MAX_MARKS_IN_A_ROW = 6
APOSTROPHES = "'\u2019\u02bc"
PUNCTUATION = "-.\u00b7" + APOSTROPHES
# Letters by category that show nothing: a name of them alone would be an empty line on a certificate.
BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
# Shaping hints and variation selectors: keyboards add them, they show nothing and change no letter.
_HINTS = re.compile("[\u200c\u200d\u034f\u17b4\u17b5\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_HYPHENS = str.maketrans("\u2010\u2011", "--")
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
)
_APOSTROPHE_LETTERS = re.compile("[\u02b9-\u02bf\u02c8\u055a\u05f3]")
# Letters that carry their accent inside, so that Unicode does not take them apart.
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "\u0131": "i", "ŋ": "n",
     "æ": "ae", "œ": "oe", "þ": "th"}
)  # fmt: skip


def clean_name(text: str) -> str:
    """The name as it is kept: NFC, single spaces, plain hyphens, without invisible shaping hints.

    Nothing else is repaired; what does not belong in a name stays for `name_problem` to tell of.
    """
    composed = unicodedata.normalize("NFC", _HINTS.sub("", text)).translate(_HYPHENS)
    spaced = "".join(" " if unicodedata.category(c) == "Zs" else c for c in composed)
    return re.sub(" +", " ", spaced.strip())


def name_problem(text: str) -> str | None:
    """What is wrong with a name and what to do, as a Swedish msgid; None when it may be used.

    Letters and marks of every script, space, hyphen, apostrophe, dot and middle dot are allowed,
    1-60 characters after cleaning.
    """
    name = clean_name(text)
    if not name:
        return N_("Skriv ditt namn.")
    if len(name) > MAX_LENGTH or len(fold_name(name)) > MAX_FOLDED:
        return N_("Namnet är för långt. Skriv högst 60 tecken, till exempel förnamn och efternamn.")
    return _character_problem(name)


def fold_name(text: str) -> str:
    """A name for comparing: NFKC, then case, spaces, accents, apostrophes, hyphens and dots folded.

    "Åsa-Lena Öberg" and "asa lena OBERG" are equal. Vowel signs of Indic, Thai and similar scripts
    are no accents and stay. Folding twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", clean_name(text)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", folded).casefold()).translate(_STROKES)
    letters = "".join(c for c in bare if unicodedata.category(c)[0] in "LM")
    return _APOSTROPHE_LETTERS.sub("", letters)


def first_name(text: str) -> str:
    """The name up to the first space: "Anna-Lena" of "Anna-Lena Berg"."""
    return clean_name(text).partition(" ")[0]


def direction(text: str) -> str:
    """ "rtl" when the first letter with a direction is written from right to left, else "ltr"."""
    for character in text:
        bidi = unicodedata.bidirectional(character)
        if bidi in {"L", "R", "AL"}:
            return "ltr" if bidi == "L" else "rtl"
    return "ltr"


def _character_problem(name: str) -> str | None:
    kinds = [unicodedata.category(character) for character in name]
    if any(kind in {"Cc", "Cf", "Zl", "Zp"} for kind in kinds) or _has_any(name, BLANK_LETTERS):
        return N_("Namnet har dolda tecken. Skriv det för hand i stället för att klistra in det.")
    if "Nd" in kinds:
        return N_("Ett namn har inga siffror. Ta bort dem.")
    if any(not _is_allowed(c, kind) for c, kind in zip(name, kinds, strict=True)):
        return N_(
            "Namnet får ha bokstäver, mellanslag, bindestreck, apostrof och punkt. Ta bort andra tecken."
        )
    if not any(kind.startswith("L") for kind in kinds) or not fold_name(name):
        return N_("Ett namn har minst en bokstav. Skriv namnet med bokstäver.")
    if kinds[0].startswith("M") or _longest_run_of_marks(kinds) > MAX_MARKS_IN_A_ROW:
        return N_("Namnet har fler accenter än bokstäverna kan bära. Ta bort några av dem.")
    return None


def _is_allowed(character: str, kind: str) -> bool:
    return kind[0] in "LM" or character == " " or character in PUNCTUATION


def _has_any(text: str, characters: str) -> bool:
    return any(character in text for character in characters)


def _longest_run_of_marks(kinds: list[str]) -> int:
    longest = run = 0
    for kind in kinds:
        run = run + 1 if kind.startswith("M") else 0
        longest = max(longest, run)
    return longest
