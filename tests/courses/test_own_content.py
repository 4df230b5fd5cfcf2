"""The project's own content passes its checkers and can be loaded."""

from pathlib import Path

from core.problems import errors
from courses.catalogue import load_catalogue
from courses.checking import check_all
from organisations.networks import load_networks
from quiz.bank import load_bank
from quiz.bank_checking import check_bank
from tests.builders.content import TODAY

ROOT = Path(__file__).parents[2]


def test_our_own_content_has_no_errors() -> None:
    found = errors([*check_all(ROOT, TODAY), *check_bank(ROOT)])

    assert not found, "\n".join(map(str, found))


def test_every_network_can_be_loaded_with_all_courses() -> None:
    for network in load_networks(ROOT / "organisations" / "networks").values():
        catalogue = load_catalogue(ROOT, network)
        bank = load_bank(ROOT, catalogue, network)
        for course in catalogue.courses.values():
            assert bank.pool(course), course.key
