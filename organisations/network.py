"""What a city's network is: chain, groups, contacts, as plain data. Pure.

A city's name, members, chain and numbers stand in its file in `networks/` and nowhere else. Course
texts get them through placeholders: {stad}, {natverk}, {initiativ}, {modell}, {kedja.0} to {kedja.5}.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

CHAIN_STEPS = ("0", "1", "2", "3", "4", "5")
EMERGENCY_NUMBERS = ("112", "114 14")
_PLACEHOLDER = re.compile(r"\{([^{}#:=.\s][^{}=\n]*)\}")
_NEEDS_HELP_HERSELF = {"utsatt", "barn"}


class UnknownPlaceholderError(ValueError):
    """A text asks for something no network has. `names` are the placeholders without braces."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__(f"okänd platshållare: {', '.join(names)}")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something the network says about itself, with the source's code and certainty (B, A, O).

    `web` is an address without https:// where more stands.
    """

    text: str
    source: str
    certainty: str
    key: str = ""
    name: str = ""
    also: tuple[str, ...] = ()
    date: str = ""
    note: str = ""
    web: str = ""


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who holds the network together, and who did so before."""

    key: str
    name: str
    before: str
    since: str
    source: str
    certainty: str
    note: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group. `course` is the key of the course meant for it, or empty."""

    key: str
    name: str
    units: tuple[str, ...]
    sector: str
    course: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """A group that meets. `includes` are keys of groups that take part in it.

    `unconfirmed` are names of members heard of but not confirmed; no page shows them.
    """

    key: str
    name: str
    meetings_per_year: str
    includes: tuple[str, ...]
    members: tuple[Member, ...]
    unconfirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of the chain of contact. Step "0" is the course's own addition."""

    step: str
    key: str
    who: str
    to: str
    text: str
    own_addition: bool
    addition_text: str
    source: str
    certainty: str
    note: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone number or a web address, for whom and when.

    `lang` is the language its words are really in. `checked` is the day somebody rang or opened the live page,
    or None: still to be checked locally.
    `show` is the file's own choice: "ja", or "efter-kontroll" (only once it is checked).
    """

    key: str
    lang: str
    name: str
    number: str
    web: str
    address: str
    for_whom: tuple[str, ...]
    when: str
    hours: str
    hours_note: str
    public_record: str
    source: str
    also: tuple[str, ...]
    certainty: str
    checked: date | None
    show: str
    note: str

    @property
    def tel(self) -> str:
        """The number as an address to ring ("tel:11414"), or empty."""
        digits = re.sub(r"\D", "", self.number)
        return f"tel:{digits}" if digits else ""

    @property
    def visible(self) -> bool:
        """Whether pages show it: emergency numbers and lines for a person in need always."""
        if not (self.number or self.web):
            return False
        always = self.number in EMERGENCY_NUMBERS or bool(_NEEDS_HELP_HERSELF & set(self.for_whom))
        return always or self.show == "ja" or self.checked is not None

    def due(self, today: date) -> bool:
        """Whether somebody must ring again: never checked, or more than 12 months before today."""
        if self.checked is None:
            return True
        return (today.year - 1, today.month, today.day) > (
            self.checked.year,
            self.checked.month,
            self.checked.day,
        )


@dataclass(frozen=True, slots=True)
class Network:
    """One city's network. `translated` is the same network in each other language its file has a sibling in."""

    key: str
    lang: str
    version: str
    city: str
    name: str
    initiative: str
    model: str
    summary: str
    purpose: str
    sources: tuple[str, ...]
    started: Fact
    coordinator: Coordinator
    groups: tuple[Group, ...]
    lines_of_work: tuple[Fact, ...]
    outreach: Fact
    chain: tuple[ChainStep, ...]
    chain_note: str
    contacts: tuple[Contact, ...]
    material: tuple[Fact, ...]
    local_before_launch: tuple[str, ...]
    translated: tuple["Network", ...] = ()

    def in_language(self, lang: str) -> "Network":
        """The network with its words in this language, or as it is; `lang` of what comes back tells which."""
        return next((each for each in self.translated if each.lang == lang), self)

    @property
    def values(self) -> dict[str, str]:
        """What each placeholder stands for."""
        fixed = {
            "stad": self.city,
            "natverk": self.name,
            "initiativ": self.initiative,
            "modell": self.model,
        }
        return fixed | {f"kedja.{step.step}": step.text for step in self.chain}

    def unknown_placeholders(self, text: str) -> tuple[str, ...]:
        """The placeholders of a text that this network cannot fill, without braces."""
        values = self.values
        return tuple(name for name in _PLACEHOLDER.findall(text) if name not in values)

    def fill(self, text: str) -> str:
        """The text with its placeholders replaced. Raises UnknownPlaceholderError."""
        if "{" not in text:
            return text
        unknown = self.unknown_placeholders(text)
        if unknown:
            raise UnknownPlaceholderError(unknown)
        values = self.values
        return _PLACEHOLDER.sub(lambda found: values[found[1]], text)

    def contact(self, key: str) -> Contact | None:
        """The contact with this key, or None."""
        return next((contact for contact in self.contacts if contact.key == key), None)

    def proper_names(self) -> Iterator[str]:
        """The names that belong to this city: its own, the model's, the groups' and the members'."""
        yield from (self.city, self.name, self.model, self.coordinator.name, self.coordinator.before)
        for group in self.groups:
            yield group.name
            yield from group.unconfirmed
            for member in group.members:
                yield member.name
                yield from member.units

    def group_names(self, keys: tuple[str, ...]) -> str:
        """The names of these groups as they stand inside a sentence: "kärngruppen, stödgruppen"."""
        names = (group.name for group in self.groups if group.key in keys)
        return ", ".join(name[:1].lower() + name[1:] for name in names)

    @property
    def issuer(self) -> str:
        """Who stands behind a certificate, as it is printed on it."""
        return f"nätverket i {self.city}"
