"""The networks' files in `networks/`: one city, one file, and a sibling for each other language. Pure.

A sibling holds the words alone; numbers, members and sources stand in the city's file. A contact that lacks
a word in a sibling stays in the file's language, and so does the whole network where another text is missing.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from core.problems import Problem, refuse_errors
from core.siblings import Shape, Sibling, laid_over, read_bases, read_siblings, sibling_texts
from core.yaml_fields import Fields
from core.yaml_files import Node
from organisations.network import (
    CHAIN_STEPS,
    ChainStep,
    Contact,
    Coordinator,
    Fact,
    Group,
    Member,
    Network,
    UnknownPlaceholderError,
)

__all__ = ["Contact", "Network", "NetworkFile", "UnknownPlaceholderError", "load_networks", "read_networks"]
CHECK_LOCALLY = "kontrolleras lokalt"
SHAPE = Shape(
    texts=frozenset(
        {
            "name", "summary", "purpose", "text", "who", "to", "addition_text", "chain_note", "when", "hours",
            "hours_note", "public_record", "note",
        }
    ),
    optional=frozenset({"name"}),
    skipped=frozenset({"to_confirm"}),
    fixed=re.compile(rf"{CHECK_LOCALLY}|[\d\W]*"),
)  # fmt: skip
"""Official names stay as they are, so a sibling need not have any; hours in digits are no words."""
_CERTAINTIES = ("B", "A", "O")


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """A network together with the files it was read from."""

    network: Network
    node: Node
    siblings: tuple[Sibling, ...]


def load_networks(folder: Path) -> dict[str, Network]:
    """All networks of `organisations/networks`, by key. Raises ContentError for unreadable files."""
    files, problems = read_networks(folder)
    refuse_errors(problems)
    return {file.network.key: file.network for file in files}


def read_networks(folder: Path) -> tuple[list[NetworkFile], list[Problem]]:
    """The networks that could be read, and everything that is missing or of the wrong form."""
    files: list[NetworkFile] = []
    problems: list[Problem] = []
    root = folder.parents[1]
    for path, node in read_bases(folder, "*.yaml", root, problems):
        siblings = tuple(read_siblings(path, node, SHAPE, root, problems))
        network = _network(Fields(node, problems), problems)
        translated = tuple(found for each in siblings if (found := _translated(each)) is not None)
        files.append(NetworkFile(replace(network, translated=translated), node, siblings))
    return files, problems


def _translated(sibling: Sibling) -> Network | None:
    """The network in a sibling's language; None where a text is missing that is not a contact's."""
    missing = {path[:2] for path in sibling.gaps}
    if any(path[0] != "contacts" for path in missing):
        return None
    texts = {path: node for path, node in sibling_texts(sibling.node).items() if path[:2] not in missing}
    network = _network(Fields(laid_over(sibling.base, texts), []), [])
    contacts = tuple(
        each if ("contacts", each.key) in missing else replace(each, lang=sibling.lang)
        for each in network.contacts
    )
    return replace(network, lang=sibling.lang, contacts=contacts)


def _network(fields: Fields, problems: list[Problem]) -> Network:
    lang = fields.text("lang")
    network = Network(
        key=fields.text("key"),
        lang=lang,
        version=fields.text("version"),
        city=fields.text("city"),
        name=fields.text("name"),
        initiative=fields.text("initiative"),
        model=fields.text("model"),
        summary=fields.text("summary"),
        purpose=fields.text("purpose"),
        sources=fields.texts("sources"),
        started=_fact(fields.fields("started")),
        coordinator=_coordinator(fields.fields("coordinator")),
        groups=tuple(_group(row) for row in fields.rows("groups")),
        lines_of_work=tuple(_fact(row) for row in fields.rows("lines_of_work")),
        outreach=_fact(fields.fields("outreach")),
        chain=tuple(_step(row) for row in fields.rows("chain")),
        chain_note=fields.text("chain_note"),
        contacts=tuple(_contact(row, lang, problems) for row in fields.rows("contacts")),
        material=tuple(_fact(row) for row in fields.rows("material")),
        local_before_launch=fields.texts("local_before_launch"),
    )
    fields.close()
    return network


def _fact(fields: Fields) -> Fact:
    fact = Fact(
        text=fields.text("text"),
        source=fields.text("source"),
        certainty=fields.one_of("certainty", _CERTAINTIES),
        key=fields.optional_text("key"),
        name=fields.optional_text("name"),
        also=fields.optional_texts("also"),
        date=fields.optional_text("date"),
        note=fields.optional_text("note"),
        web=fields.optional_text("web"),
    )
    fields.close()
    return fact


def _coordinator(fields: Fields) -> Coordinator:
    coordinator = Coordinator(
        key=fields.text("key"),
        name=fields.text("name"),
        before=fields.optional_text("before"),
        since=fields.optional_text("since"),
        source=fields.text("source"),
        certainty=fields.one_of("certainty", _CERTAINTIES),
        note=fields.optional_text("note"),
    )
    fields.close()
    return coordinator


def _group(fields: Fields) -> Group:
    group = Group(
        key=fields.text("key"),
        name=fields.text("name"),
        meetings_per_year=fields.text("meetings_per_year"),
        includes=fields.optional_texts("includes"),
        members=tuple(_member(row) for row in fields.rows("members")),
        unconfirmed=tuple(_unconfirmed(row) for row in fields.rows("to_confirm", required=False)),
    )
    for name in ("source", "certainty", "checked"):
        fields.text(name)
    fields.close()
    return group


def _unconfirmed(fields: Fields) -> str:
    for name in ("text", "source", "certainty", "checked"):
        fields.text(name)
    name = fields.text("name")
    fields.close()
    return name


def _member(fields: Fields) -> Member:
    member = Member(
        key=fields.text("key"),
        name=fields.text("name"),
        units=fields.optional_texts("units"),
        sector=fields.text("sector"),
        course=fields.optional_text("course"),
        text=fields.optional_text("text"),
        note=fields.optional_text("note"),
    )
    for name in ("source", "certainty"):
        fields.optional_text(name)
    fields.close()
    return member


def _step(fields: Fields) -> ChainStep:
    step = ChainStep(
        step=fields.one_of("step", CHAIN_STEPS),
        key=fields.text("key"),
        who=fields.text("who"),
        to=fields.optional_text("to"),
        text=fields.text("text"),
        own_addition=fields.one_of("own_addition", ("true", "false")) == "true",
        addition_text=fields.optional_text("addition_text"),
        source=fields.text("source"),
        certainty=fields.one_of("certainty", _CERTAINTIES),
        note=fields.optional_text("note"),
    )
    fields.optional_text("seed_text")
    fields.close()
    return step


def _contact(fields: Fields, lang: str, problems: list[Problem]) -> Contact:
    contact = Contact(
        key=fields.text("key"),
        lang=lang,
        name=fields.text("name"),
        number=fields.optional_text("number"),
        web=fields.optional_text("web"),
        address=fields.optional_text("address"),
        for_whom=fields.texts("for_whom"),
        when=fields.text("when"),
        hours=fields.text("hours"),
        hours_note=fields.optional_text("hours_note"),
        public_record=fields.optional_text("public_record"),
        source=fields.text("source"),
        also=fields.optional_texts("also"),
        certainty=fields.one_of("certainty", _CERTAINTIES),
        checked=_day(fields, problems),
        show=fields.one_of("show", ("ja", "efter-kontroll")),
        note=fields.optional_text("note"),
    )
    fields.optional_text("hours_certainty")
    fields.close()
    return contact


def _day(fields: Fields, problems: list[Problem]) -> date | None:
    written = fields.text("checked")
    if written in ("", CHECK_LOCALLY):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        problems.append(
            Problem(
                fields.node.file,
                fields.line("checked"),
                f'fältet "checked" har värdet "{written}", som inte är en dag',
                f'skriv en dag som "2026-11-22", eller "{CHECK_LOCALLY}"',
            )
        )
        return None
