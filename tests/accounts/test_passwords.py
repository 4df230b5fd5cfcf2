"""Which passwords are too easy to guess: pure rules, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import passwords
from accounts.passwords import COMMON_IS_WORTH, PASSWORD_MIN, password_problem

HERS = ("Eva Gren", "eva.gren", "Helsingborg", "Trygg stad Helsingborg", "Hotell Sundet")


def problem(password: str) -> str | None:
    return password_problem(password, HERS)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("kort", passwords.TOO_SHORT),
        ("fjorton tecken", passwords.TOO_SHORT),
        ("x" + "åäö" * 400, passwords.TOO_LONG),
        ("a" * 40, passwords.PATTERN),
        ("kaffekaffekaffekaffekaffe", passwords.PATTERN),
        ("1234567890123456", passwords.PATTERN),
        ("QWERTYUIOPasdfghjkl", passwords.PATTERN),
        ("🙂" * 20, passwords.PATTERN),
        ("Helsingborg2026", passwords.CONTEXT),
        ("HÉLSINGBORG – 2026!", passwords.CONTEXT),
        ("Eva Gren Hotell Sundet", passwords.CONTEXT),
        ("en-saker-hand-en-saker-hand", passwords.CONTEXT),
        ("correcthorsebatterystaple", passwords.COMMON),
        ("q1w2e3r4t5y6u7i8o9p0", passwords.COMMON),
        ("iloveyouprincess", passwords.COMMON),
        ("Sommar2026Sommar2026", passwords.COMMON),
    ],
)
def test_what_guessers_try_is_refused_with_its_reason(password: str, why: str) -> None:
    assert problem(password) == why


@pytest.mark.parametrize(
    "password",
    [
        "kaffe lampa moln spade",
        "jagbrukartakajaken",
        "кофе лампа облако лопата",
        "咖啡 灯 云 铲子 兔子 河流 雨伞 茶杯",
        "🙂🦊🌧🎈🍋🚲🧦📎🪁🎻🧃🐌🥾🍄🪐",
        "z8#kR2pLw9vT4mY1",
        "dragon monkey shadow pepper",
        " mellanslag först och sist ",
    ],
)
def test_long_and_from_every_script_is_accepted(password: str) -> None:
    assert problem(password) is None


@given(st.text(max_size=60))
def test_short_is_refused_and_nothing_breaks(password: str) -> None:
    said = problem(password)
    assert (said == passwords.TOO_SHORT) == (len(passwords.normal(password)) < PASSWORD_MIN)


@given(
    st.text(alphabet=st.characters(categories=("Ll", "Lu", "Nd")), min_size=1, max_size=4), st.integers(4, 60)
)
def test_a_short_text_over_and_over_is_never_accepted(text: str, times: int) -> None:
    """Whatever is repeated counts once, and four characters are not eight."""
    assert problem(text * times) is not None


@given(st.sampled_from(HERS), st.text(alphabet="0123456789!?", max_size=6))
def test_her_own_words_and_a_few_signs_are_never_accepted(word: str, more: str) -> None:
    assert problem(word + more) is not None


@given(st.permutations("абвгдежзийклмнопрстуфхцчшщыэюя"))
def test_there_is_no_composition_rule(letters: list[str]) -> None:
    """Small letters of one script are enough, in any order."""
    assert problem("".join(letters[:PASSWORD_MIN])) is None


@given(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=80),
    st.sampled_from(sorted(passwords.common())),
)
def test_a_common_password_in_it_never_helps_more_than_three_characters(text: str, word: str) -> None:
    """Adding one to a text adds at most as much as it is worth: the cheapest way to write it is what counts."""
    before = passwords.remains(text, frozenset(), passwords.common())
    after = passwords.remains(text + word, frozenset(), passwords.common())
    assert after <= before + COMMON_IS_WORTH
