"""docs/security.md names every fault and attack, and what it names exists."""

from tests.security_page import PAGE, REFERENCE, by_number, known_tests, page, references, source


def test_the_page_is_what_its_source_and_the_tests_say() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m tests.security_page"


def test_every_number_is_listed_and_has_a_test_or_a_reason() -> None:
    found = source()
    assert list(found["faults"]) == [f"F{number:02}" for number in range(1, 42)]
    assert list(found["attacks"]) == [f"S{number:02}" for number in range(1, 61)]
    for number, entry in (found["faults"] | found["attacks"]).items():
        assert by_number().get(number) or entry.get("left"), f"{number} has neither a test nor a reason"
    assert set(by_number()) <= {*found["faults"], *found["attacks"]}


def test_what_asvs_rests_on_exists() -> None:
    known = {*source()["faults"], *source()["attacks"], *known_tests()}
    for number, entry in source()["asvs"].items():
        for reference in references(entry):
            assert REFERENCE.match(reference), f"v5.0.0-{number} names {reference}"
            assert reference in known, f"v5.0.0-{number} names {reference}"
