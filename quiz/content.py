"""Everything that is read from files at start: network, courses, questions. Broken content does not start."""

from dataclasses import dataclass
from pathlib import Path

from core.problems import ContentError, Problem, errors
from core.yaml_files import parse_yaml
from courses.card_checking import check_cards
from courses.cards import Cards, load_cards
from courses.catalogue import Catalogue, load_catalogue
from courses.checking import check_all
from organisations.network import Network
from organisations.networks import load_networks
from organisations.phrase_checking import check_phrases
from quiz.bank import Bank, load_bank
from quiz.bank_checking import check_bank


@dataclass(frozen=True, slots=True)
class Content:
    """The content of one city's site."""

    network: Network
    catalogue: Catalogue
    bank: Bank
    cards: Cards


def check(root: Path) -> list[Problem]:
    """All problems of all content under the project root, errors and warnings, in file order."""
    return sorted({*check_all(root), *check_cards(root), *check_bank(root), *check_phrases(root)})


def load_content(root: Path, network_key: str) -> Content:
    """The checked content for one city. Raises ContentError that tells file, line, what and remedy."""
    found = errors(check(root))
    if found:
        raise ContentError(found)
    networks = load_networks(root / "organisations" / "networks")
    if network_key not in networks:
        raise ContentError(
            [
                Problem(
                    f"organisations/networks/{network_key}.yaml",
                    1,
                    "finns inte",
                    f"sätt ESH_NETWORK till någon av {', '.join(sorted(networks))}",
                )
            ]
        )
    network = networks[network_key]
    catalogue = load_catalogue(root, network)
    bank = load_bank(root, catalogue, network)
    loaded = Content(network, catalogue, bank, load_cards(root, catalogue))
    parse_yaml.cache_clear()
    return loaded
