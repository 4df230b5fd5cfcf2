"""Codes: look-alikes, groups, and a check character that no slip of a typing hand gets past."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import crockford

bodies = st.text(alphabet=crockford.ALPHABET, min_size=12, max_size=12)


def with_check(body: str) -> str:
    return body + crockford.check_character(body)


def test_random_codes_have_the_asked_length_and_alphabet() -> None:
    codes = {crockford.random_code(8) for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == 8 and set(code) <= set(crockford.ALPHABET) for code in codes)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abcd-efgh", "ABCDEFGH"),
        (" 7q2m 9kxd ", "7Q2M9KXD"),
        ("iIlL-oO00", "11110000"),
        ("HV4K\u201129MT\u00a08RX2P", "HV4K29MT8RX2P"),
        ("", ""),
    ],
)
def test_reads_what_was_meant(typed: str, meant: str) -> None:
    assert crockford.read(typed) == meant


@pytest.mark.parametrize("typed", ["U", "ABCD_EFGH", "Å", "ß", "\u0131", "\uff21", "12;34", "1\u202e2"])
def test_refuses_foreign_characters(typed: str) -> None:
    with pytest.raises(ValueError, match="no character of a code"):
        crockford.read(typed)


@given(st.text(alphabet=crockford.ALPHABET, min_size=13, max_size=13))
def test_a_printed_code_reads_back(code: str) -> None:
    assert crockford.read(crockford.group_certificate(code).lower()) == code


def test_groups() -> None:
    assert crockford.group("ABCDEFGHJKMN", 4, 4, 4) == "ABCD-EFGH-JKMN"
    with pytest.raises(ValueError, match="do not fit"):
        crockford.group("ABCDEFGH", 4, 5)


def test_certificate_numbers_are_thirteen_characters_and_checked() -> None:
    numbers = [crockford.certificate_number() for _ in range(100)]
    assert all(len(number) == 13 and crockford.is_checked(number) for number in numbers)
    assert [len(part) for part in crockford.group_certificate(numbers[0]).split("-")] == [4, 4, 5]


def test_every_single_wrong_character_is_seen() -> None:
    """Exhaustive for one number: 13 places, 31 wrong characters each. The sum is linear, so for all."""
    number = with_check("7Q2M9KXD4FHV")
    wrong = [
        number[:place] + other + number[place + 1 :]
        for place in range(len(number))
        for other in crockford.ALPHABET
        if other != number[place]
    ]
    assert len(wrong) == 13 * 31
    assert not any(crockford.is_checked(code) for code in wrong)


def test_every_swap_of_two_places_is_seen() -> None:
    """Exhaustive: every two different characters in every two places of a number, adjacent or not."""
    for first in range(13):
        for second in range(first + 1, 13):
            for one in crockford.ALPHABET:
                for other in crockford.ALPHABET:
                    if one != other:
                        assert differs_when_swapped(first, second, one, other)


def differs_when_swapped(first: int, second: int, one: str, other: str) -> bool:
    """Whether exactly one of the two orders can belong to a valid number, all other places being 0."""
    return weighted(first, one, second, other) != weighted(first, other, second, one)


def weighted(first: int, one: str, second: int, other: str) -> int:
    code = ["0"] * 13
    code[first], code[second] = one, other
    return crockford._weighted_sum("".join(code))


@given(bodies, st.integers(0, 12), st.sampled_from(crockford.ALPHABET))
def test_a_wrong_character_in_any_number_is_seen(body: str, place: int, other: str) -> None:
    number = with_check(body)
    changed = number[:place] + other + number[place + 1 :]
    assert crockford.is_checked(changed) == (changed == number)


@given(bodies, st.integers(0, 11))
def test_an_adjacent_swap_in_any_number_is_seen(body: str, place: int) -> None:
    number = with_check(body)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert crockford.is_checked(swapped) == (swapped == number)


def test_a_body_too_long_for_different_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 30"):
        crockford.check_character("0" * 31)
    assert not crockford.is_checked("0")
