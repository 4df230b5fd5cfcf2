"""What the coordinator's pages show."""

from dataclasses import dataclass
from datetime import date, datetime

from core.forms import Form
from core.paging import Paging
from core.sheets import Files
from organisations.meetings import Meeting
from organisations.phrase_pages import LanguageLink


@dataclass(frozen=True, slots=True)
class InvitePage:
    """A fresh one-time link, shown once."""

    place: str
    role: str
    link: str
    expires_at: datetime
    back_url: str


@dataclass(frozen=True, slots=True)
class ResetLinkPage:
    """A fresh one-time link for somebody's own login, shown once."""

    username: str
    link: str
    expires_at: datetime
    back_url: str


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """A member of the staff in a list; `end_url` is None where her role cannot be ended here.

    `reset_url` makes a link with which she renews her own login, if she has one.
    """

    name: str
    role: str
    end_url: str | None
    reset_url: str | None


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation in the coordinator's list."""

    name: str
    kind: str
    url: str
    contacts: int
    trainers: int


@dataclass(frozen=True, slots=True)
class RoutineRow:
    """A changed line of an organisation's routine."""

    organisation_name: str
    question: str
    text: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class LateCopies:
    """No copy of the database was made for 36 hours; `last` is when one was (UTC), or None: never."""

    last: datetime | None


@dataclass(frozen=True, slots=True)
class CoordinatorPage:
    """The coordinator's start, with one page of organisations. `files` are all of them, (label, address); `late_copies` is None when all is well."""

    network_name: str
    organisations: tuple[OrganisationRow, ...]
    paging: Paging
    unchecked_contacts: tuple[str, ...]
    contacts_url: str
    content_url: str
    meetings: tuple[Meeting, ...]
    report_url: str
    routines: tuple[RoutineRow, ...]
    new_url: str
    coordinators: tuple[StaffPerson, ...]
    unread_phrases: tuple[LanguageLink, ...]
    files: Files
    late_copies: LateCopies | None


@dataclass(frozen=True, slots=True)
class NewOrganisationPage:
    """Add an organisation."""

    form: Form


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One organisation, as the coordinator sees it. `sites` are the refs and names of its open sites."""

    name: str
    kind: str
    courses: tuple[str, ...]
    people: tuple[StaffPerson, ...]
    sites: tuple[tuple[str, str], ...]
    invite_contact_url: str
    invite_trainer_url: str
    back_url: str
    form: Form


@dataclass(frozen=True, slots=True)
class ContactDue:
    """A contact that somebody should ring, with a form to say what was found."""

    key: str
    lang: str
    name: str
    number: str
    checked: date | None
    note: str
    check_url: str


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """The contacts of the network and when they were last rung."""

    contacts: tuple[ContactDue, ...]
    error_key: str
    error: str
    typed: str
    back_url: str
