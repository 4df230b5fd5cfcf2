"""The rules of a network's file. One function is one rule; `RULES` lists those that need no date. Pure."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from core.language_text import measure
from core.problems import Problem
from core.siblings import base_texts, compare, sibling_texts
from core.yaml_files import Node
from organisations.network import CHAIN_STEPS, EMERGENCY_NUMBERS
from organisations.networks import CHECK_LOCALLY, SHAPE, NetworkFile, read_networks

Rule = Callable[[NetworkFile], Iterator[Problem]]


def check_networks(folder: Path, today: date) -> list[Problem]:
    """Everything to put right in `organisations/networks`; `today` is a Stockholm date."""
    files, problems = read_networks(folder)
    if not files and not problems:
        where = "/".join(folder.parts[-2:])
        problems.append(Problem(where, 1, "ingen stad", "lägg en fil <stad>.yaml i mappen"))
    for file in files:
        problems += contacts_are_checked(file, today)
        problems += [problem for rule in RULES for problem in rule(file)]
    return sorted(set(problems))


def file_is_named_as_its_key(file: NetworkFile) -> Iterator[Problem]:
    """helsingborg.yaml has the key helsingborg."""
    expected = file.node.file.rpartition("/")[2].removesuffix(".yaml")
    if file.network.key != expected:
        yield _line(file, "key").problem(
            f'nyckeln "{file.network.key}" är inte filens namn',
            f"skriv key: {expected}, eller byt namn på filen",
        )


def chain_has_its_steps(file: NetworkFile) -> Iterator[Problem]:
    """The chain has the steps 0 to 5, each once, in order: texts point at them."""
    written = tuple(step.step for step in file.network.chain)
    if written != CHAIN_STEPS:
        yield _line(file, "chain").problem(
            f"kedjan har stegen {', '.join(written) or 'inga'}",
            "skriv stegen 0, 1, 2, 3, 4 och 5, vart och ett en gång och i den ordningen",
        )


def emergency_numbers_are_there(file: NetworkFile) -> Iterator[Problem]:
    """112 and 114 14 are contacts for everybody, always shown."""
    for number in EMERGENCY_NUMBERS:
        for_all = [
            contact
            for contact in file.network.contacts
            if contact.number == number and "alla" in contact.for_whom and contact.show == "ja"
        ]
        if not for_all:
            yield _line(file, "contacts").problem(
                f"numret {number} saknas bland kontakterna, eller visas inte för alla",
                f'skriv en kontakt med number: "{number}", for_whom: [alla] och show: "ja"',
            )


def keys_stand_once(file: NetworkFile) -> Iterator[Problem]:
    """No two contacts, groups or steps share a key."""
    for name in ("contacts", "groups", "chain", "lines_of_work", "material"):
        rows = _line(file, name).items
        counts = Counter(row.mapping["key"].text for row in rows if "key" in row.mapping)
        seen: set[str] = set()
        for row in rows:
            key = row.mapping["key"].text if "key" in row.mapping else ""
            if counts[key] > 1 and key in seen:
                yield row.problem(f'nyckeln "{key}" står två gånger', "byt den ena nyckeln")
            seen.add(key)


def included_groups_exist(file: NetworkFile) -> Iterator[Problem]:
    """A group includes only groups of the same file."""
    known = {group.key for group in file.network.groups}
    for row, group in zip(_line(file, "groups").items, file.network.groups, strict=True):
        for key in group.includes:
            if key not in known:
                yield row.mapping["includes"].problem(
                    f'gruppen "{key}" finns inte', f"skriv någon av {', '.join(sorted(known))}"
                )


def contacts_are_checked(file: NetworkFile, today: date) -> Iterator[Problem]:
    """A contact is rung, or its live page opened, every 12 months. Only a warning: it never stops a start."""
    for row, contact in zip(_line(file, "contacts").items, file.network.contacts, strict=True):
        if contact.due(today):
            when = f"kontrollerades senast {contact.checked}" if contact.checked else "är inte kontrollerad"
            line = row.mapping.get("checked", row).line
            yield Problem(
                row.file,
                line,
                f'kontakten "{contact.key}" {when} och visas med "{CHECK_LOCALLY}"',
                "ring numret eller öppna sidan, och skriv dagens datum i checked",
                "warning",
            )


def siblings_say_the_same(file: NetworkFile) -> Iterator[Problem]:
    """A sibling has the file's keys and numbers in words of its own; an old one is only warned about."""
    for sibling in file.siblings:
        yield from compare(sibling)


def easy_swedish_is_easier(file: NetworkFile) -> Iterator[Problem]:
    """Easy Swedish has a lower LIX than the texts it was written from."""
    texts = base_texts(file.node, SHAPE)
    for sibling in file.siblings:
        own = {path: node.text for path, node in sibling_texts(sibling.node).items() if path in texts}
        easy, source = measure([*own.values()]).lix, measure([texts[path].text for path in own]).lix
        if sibling.lang.startswith("sv") and easy >= source:
            yield sibling.node.problem(
                f"lätt svenska har LIX {easy:.1f}, grundfilen {source:.1f}", "skriv kortare ord och meningar"
            )


RULES: tuple[Rule, ...] = (
    file_is_named_as_its_key,
    chain_has_its_steps,
    emergency_numbers_are_there,
    keys_stand_once,
    included_groups_exist,
    siblings_say_the_same,
    easy_swedish_is_easier,
)


def _line(file: NetworkFile, field: str) -> Node:
    return file.node.mapping.get(field, file.node)
