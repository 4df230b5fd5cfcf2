"""A city's file: read, filled into texts, checked; Helsingborg's own file holds."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.problems import ContentError, errors
from organisations.network import Network
from organisations.network_checking import check_networks
from organisations.networks import UnknownPlaceholderError, load_networks
from tests.builders.content import TODAY, ContentTree, content_tree
from tests.builders.small_content import NETWORK

OWN = Path(__file__).parents[2] / "organisations" / "networks"


@pytest.fixture
def tree(tmp_path: Path) -> ContentTree:
    return content_tree(tmp_path)


@pytest.fixture
def network(tree: ContentTree) -> Network:
    return tree.network()


def told(tree: ContentTree) -> list[str]:
    return [str(problem) for problem in check_networks(tree.root / "organisations" / "networks", TODAY)]


def test_placeholders_are_filled(network: Network) -> None:
    assert network.fill("I {stad}: {kedja.1} {kedja.5}") == "I Lillstad: Polisen får veta. Alla följer upp."
    assert network.fill("{natverk}, {initiativ}, {modell}") == (
        "Lillstad mot utnyttjande, Stad för stad, Lillstadsmodellen"
    )
    assert network.fill("## Rubrik {#scen .scen} {: lang=en }") == "## Rubrik {#scen .scen} {: lang=en }"


@pytest.mark.parametrize("name", ["staden", "kedja.6", "kedja", "stad ", "Stad"])
def test_an_unknown_placeholder_is_refused_by_name(name: str, network: Network) -> None:
    with pytest.raises(UnknownPlaceholderError) as refused:
        network.fill(f"I {{{name}}}.")

    assert refused.value.names == (name,)


def test_the_networks_own_names(network: Network) -> None:
    assert {"Lillstad", "Lillstadsmodellen", "Botryggt", "Kärnan"} <= set(network.proper_names())


def test_a_contact_is_due_after_twelve_months(network: Network) -> None:
    contact = network.contacts[0]

    assert contact.checked == date(2026, 11, 1)
    assert not contact.due(date(2027, 11, 1))
    assert contact.due(date(2027, 11, 2))
    assert replace(contact, checked=None).due(TODAY)
    assert not replace(contact, checked=date(2024, 2, 29)).due(date(2025, 2, 28))
    assert replace(contact, checked=date(2024, 2, 29)).due(date(2025, 3, 1))


def test_who_sees_a_contact_before_it_is_checked(network: Network) -> None:
    waiting = replace(network.contacts[0], number="020-390 000", show="efter-kontroll", checked=None)

    assert not replace(waiting, for_whom=("yrkesverksamma",)).visible
    assert replace(waiting, for_whom=("yrkesverksamma",), checked=TODAY).visible
    assert replace(waiting, for_whom=("utsatt",)).visible
    assert replace(waiting, for_whom=("barn",)).visible
    assert replace(waiting, number="112").visible
    assert not replace(waiting, for_whom=("utsatt",), number="").visible


def test_a_number_can_be_rung(network: Network) -> None:
    assert [contact.tel for contact in network.contacts] == ["tel:112", "tel:11414"]
    assert replace(network.contacts[0], number="").tel == ""


def test_a_missing_field_is_told(tree: ContentTree) -> None:
    tree.replace(NETWORK, 'initiative: "Stad för stad"\n', "")

    assert told(tree) == [f'{NETWORK}:1 fältet "initiative" saknas — skriv initiative: "…"']
    with pytest.raises(ContentError):
        tree.network()


def test_a_day_that_is_no_day_is_told(tree: ContentTree) -> None:
    tree.replace(
        NETWORK,
        'certainty: B\n    checked: "2026-11-01"\n    show: "ja"\nmaterial',
        'certainty: B\n    checked: "i går"\n    show: "ja"\nmaterial',
    )

    (first, *_) = told(tree)
    assert first.startswith(f'{NETWORK}:{tree.line(NETWORK, "i går")} fältet "checked" har värdet "i går"')
    assert 'skriv en dag som "2026-11-22", eller "kontrolleras lokalt"' in first


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("key: lillstad", "key: storstad", "är inte filens namn"),
        ("key: tips", "key: fara", 'nyckeln "fara" står två gånger'),
        (
            'meetings_per_year: "4"',
            'meetings_per_year: "4"\n    includes: [alla]',
            'gruppen "alla" finns inte',
        ),
        ('number: "114 14"', 'number: "11414"', "numret 114 14 saknas"),
        ("city:", "town:", 'okänt fält "town"'),
    ],
)
def test_a_networks_file_that_does_not_hold(old: str, new: str, what: str, tree: ContentTree) -> None:
    tree.replace(NETWORK, old, new)

    assert any(what in problem for problem in told(tree))


def test_a_folder_without_a_city_is_told(tree: ContentTree) -> None:
    (tree.root / NETWORK).unlink()

    assert told(tree) == ["organisations/networks:1 ingen stad — lägg en fil <stad>.yaml i mappen"]


def test_our_own_city_holds_and_only_warns_about_contacts() -> None:
    problems = check_networks(OWN, TODAY)

    assert errors(problems) == ()
    assert all("kontakten" in problem.what for problem in problems)
    assert [step.step for step in load_networks(OWN)["helsingborg"].chain] == ["0", "1", "2", "3", "4", "5"]
