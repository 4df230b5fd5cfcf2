"""The project's own content passes its checkers, quickly."""

from pathlib import Path
from time import perf_counter

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


def test_checking_and_loading_everything_is_quick() -> None:
    started = perf_counter()
    check_all(ROOT, TODAY)
    check_bank(ROOT)
    for network in load_networks(ROOT / "organisations" / "networks").values():
        load_bank(ROOT, load_catalogue(ROOT, network), network)

    assert perf_counter() - started < 2
