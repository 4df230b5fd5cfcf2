"""Codes that people read aloud and type: Crockford's base 32, with one check character.

The alphabet is digits and letters without I, L, O and U (https://www.crockford.com/base32.html).
What looks alike is read as what was meant: I and L as 1, O as 0.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CERTIFICATE_LENGTH = 13
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_READ_AS = {
    **{character: character for character in ALPHABET},
    **{character.lower(): character for character in ALPHABET},
    **dict.fromkeys("IiLl", "1"),
    **dict.fromkeys("Oo", "0"),
    **dict.fromkeys(" \t\r\n\u00a0\u202f-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212", ""),
}
_POLYNOMIAL = 0b100101


def random_code(length: int) -> str:
    """`length` characters from a cryptographic source, 5 bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def read(text: str) -> str:
    """What a person typed, as a code: upper case, look-alikes as meant, spaces and hyphens dropped.

    Raises ValueError when a character belongs to no code. The length is not looked at.
    """
    try:
        return "".join(_READ_AS[character] for character in text)
    except KeyError as unknown:
        raise ValueError(f"no character of a code: {unknown}") from None


def group(text: str, *sizes: int) -> str:
    """The code in groups with hyphens, "ABCD-EFGH" for the sizes 4 and 4.

    Raises ValueError when the sizes do not add up to the length.
    """
    if sum(sizes) != len(text):
        raise ValueError(f"groups {sizes} do not fit {len(text)} characters")
    starts = [sum(sizes[:position]) for position in range(len(sizes))]
    return "-".join(text[start : start + size] for start, size in zip(starts, sizes, strict=True))


def check_character(body: str) -> str:
    """The character that makes a code valid, for a body of at most 30 characters.

    A Reed-Solomon code with one check symbol over GF(32), polynomial x^5 + x^2 + 1 (primitive):
    the characters are 5-bit field elements, the one at distance i from the end is weighted with x^i,
    and the weighted sum of the whole code is 0. All weights are different and none is 0, so every
    single wrong character and every swap of two different characters, adjacent or not, gives
    another sum. The check character is from the same 32 as the rest, which ISO 7064 cannot offer
    (MOD 37,36 has no alphabet of 32).
    """
    if len(body) > len(ALPHABET) - 2:
        raise ValueError("a body has at most 30 characters, else two weights are equal")
    return ALPHABET[_times_x(_weighted_sum(body))]


def is_checked(code: str) -> bool:
    """Whether the last character of a code (as `read` returns it) is its check character."""
    return len(code) > 1 and check_character(code[:-1]) == code[-1]


def certificate_number() -> str:
    """A new certificate number: 12 random characters (60 bits) and a check character."""
    body = random_code(CERTIFICATE_LENGTH - 1)
    return body + check_character(body)


def group_certificate(number: str) -> str:
    """A certificate number as it is printed, 4-4-5."""
    return group(number, 4, 4, 5)


def _weighted_sum(code: str) -> int:
    total = 0
    for character in code:
        total = _times_x(total) ^ _VALUE[character]
    return total


def _times_x(value: int) -> int:
    shifted = value << 1
    return shifted ^ _POLYNOMIAL if shifted & len(ALPHABET) else shifted
