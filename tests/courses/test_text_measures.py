"""Words, sentences, LIX and likeness of texts."""

import pytest

from core.language_text import (
    Measure,
    longest_sentence,
    measure,
    sentences,
    shared_triples,
    whole_words,
    word_triples,
    words,
)
from core.siblings import same_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ring 114 14 nu.", ["Ring", "114 14", "nu"]),
        ("Klockan 08.10, id-kort", ["Klockan", "08.10", "id-kort"]),
        ("042-10 64 56", ["042-10 64 56"]),
        ("'Stör ej' hänger", ["Stör", "ej", "hänger"]),
        ("– … —", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Du ser. Du hör? Ja.", ["Du ser.", "Du hör?", "Ja."]),
        ('Hon svarar: "Ska jag gå?" Sedan går hon.', ["Hon svarar", '"Ska jag gå?', "Sedan går hon."]),
        ("Det är så: någon ringer.", ["Det är så: någon ringer."]),
        ("Kom kl. 8 t.ex. i morgon.", ["Kom kl. 8 t.ex. i morgon."]),
        ("Breakfast, 8.10 a.m. A guest.", ["Breakfast, 8.10 a.m.", "A guest."]),
        ("Skriver upp", ["Skriver upp"]),
        ("...", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_lix_is_words_a_sentence_and_the_share_of_long_words() -> None:
    found = measure(["Jag går hem. Receptionen stänger."])

    assert found == Measure(words=5, sentences=2, long_words=2)
    assert found.lix == pytest.approx(5 / 2 + 100 * 2 / 5)


def test_measures_add_up_and_nothing_is_no_division() -> None:
    assert measure(["Ja.", "Nej."]) == measure(["Ja."]) + measure(["Nej."])
    assert measure([]).lix == 0
    assert Measure(words=3).mean_sentence == 0


def test_the_longest_sentence() -> None:
    assert longest_sentence("Ja. Det blir bra så. Nej.") == (4, "Det blir bra så.")
    assert longest_sentence("") == (0, "")


def test_whole_words_take_the_longest_phrase_and_no_part_of_a_word() -> None:
    pattern = whole_words(["offer", "närmaste chef"])

    assert pattern.findall("Brottsofferjouren, Offer och närmaste chef") == ["Offer", "närmaste chef"]
    assert pattern.findall("brotts-offer offert") == []
    assert whole_words([]).search("ord") is None


def test_likeness_is_the_share_of_the_shorter_texts_triples() -> None:
    one = word_triples("En gäst betalar kontant i dag")
    other = word_triples("en gäst betalar kontant")

    assert shared_triples(one, other) == 1
    assert shared_triples(word_triples("Ja du"), one) == 0
    assert shared_triples(word_triples(""), one) == 0


@pytest.mark.parametrize(
    ("source", "text", "same"),
    [
        ("Ring 112 eller 114 14.", "Call 112 or 114 14.", True),
        ("Ring 112.", "Call 911.", False),
        ("Ring 112.", "Call for help.", False),
        ("År 2022 var det 189.", "In 2022 there were 189.", True),
        ("År 2022 var det 189.", "In 2022 there were 198.", False),
        ("Frukosten, 08.10.", "Breakfast, 8.10 a.m.", True),
        ("Fem samtal på tre dygn.", "5 samtal på 3 dygn.", True),
        ("Rum 214.", "Room 241.", False),
        ("Dag 3.", "Den tredje dagen.", True),
    ],
)
def test_a_translation_has_the_numbers_of_its_source(source: str, text: str, same: bool) -> None:
    assert same_numbers(source, text) is same
