"""What the pages show that are open to everybody: the network, help, material and the statements."""

from dataclasses import dataclass
from datetime import date

from organisations.network import Fact, Network
from organisations.phrase_pages import LanguageLink


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone line with what is known of it; `lang` is the language its words are really in."""

    lang: str
    name: str
    number: str
    tel: str
    hours: str
    when: str
    check_locally: bool


@dataclass(frozen=True, slots=True)
class HelpPage:
    """Help for the learner herself."""

    lines: tuple[Line, ...]
    languages: tuple[LanguageLink, ...]


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Whom to ring, by situation."""

    lines: tuple[Line, ...]
    advice_lines: tuple[Line, ...]
    public_record: str
    public_record_lang: str


@dataclass(frozen=True, slots=True)
class AboutPage:
    """About the training."""

    network: Network


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault in accessibility."""

    what: str
    why: str
    since: date


@dataclass(frozen=True, slots=True)
class AccessibilityPage:
    """The accessibility statement."""

    network_name: str
    faults: tuple[Fault, ...]
    last_check: date
    rules: str
    report_to: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """How personal data are used. `kept` are what, how long, and what happens then."""

    controller: str
    kept: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """The network of the city."""

    network: Network


@dataclass(frozen=True, slots=True)
class MaterialLink:
    """A file to download."""

    title: str
    source: str
    day: date
    url: str


@dataclass(frozen=True, slots=True)
class MaterialPage:
    """Material to read and to download; the facts are in the language `lang`."""

    lang: str
    facts: tuple[Fact, ...]
    files: tuple[MaterialLink, ...]
