"""What the pages of organisations show."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from core.forms import Form
from core.sheets import Files
from organisations.meetings import Meeting
from organisations.network import Fact, Network
from organisations.phrase_pages import LanguageLink
from organisations.roster_pages import EarlierRow


@dataclass(frozen=True, slots=True)
class JoinCodePage:
    """Type the poster's code."""

    form: Form


@dataclass(frozen=True, slots=True)
class JoinConfirmPage:
    """Is this your workplace?"""

    organisation_name: str
    kind: str
    code: str
    contact_names: tuple[str, ...]
    next_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class JoinNamePage:
    """The name for the certificate."""

    form: Form
    organisation_name: str
    back_url: str


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """Accept an invitation as staff. `known` when the person has a staff login and only accepts."""

    form: Form
    role: str
    place: str
    known: bool
    qr_svg: Markup
    totp_secret: str


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
class JoinPapers:
    """Poster and slips in one language, called by its own name; only languages of the site have slips."""

    lang: str
    dir: str
    name: str
    poster_url: str
    slips_url: str | None


@dataclass(frozen=True, slots=True)
class CodePage:
    """The organisation's join code and its papers; `poster_url` is in the language of the page.

    `site_name` is the site that who looks is limited to, else empty; she cannot renew the code.
    """

    organisation_name: str
    code: str
    join_url: str
    last_day: date
    expired: bool
    qr_svg: Markup
    poster_url: str
    papers: tuple[JoinPapers, ...]
    site_name: str
    renew_url: str | None
    cards_url: str
    back_url: str
    form: Form


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person of the organisation: where she belongs, a new card for her, and ending her membership.

    `removed` when it has just been ended. `slip_url` is None for somebody who signs in as staff, `slip_until` the time until which a slip waits,
    `changes` when her card was changed by a slip lately, and whose slip it was; `earlier` is training she had
    before, and `earlier_url` None for whoever may not write of it.
    """

    name: str
    organisation_name: str
    joined_at: datetime
    earlier: tuple[EarlierRow, ...]
    earlier_url: str | None
    place: str
    place_url: str | None
    removed: bool
    slip_url: str | None
    slip_until: datetime | None
    changes: tuple[tuple[datetime, str], ...]
    end_url: str
    back_url: str
    form: Form


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """A name under which nobody has joined; `removed` when it has just been taken off the list."""

    name: str
    organisation_name: str
    added_at: datetime
    earlier: tuple[EarlierRow, ...]
    earlier_url: str | None
    removed: bool
    invite_url: str
    back_url: str
    form: Form


@dataclass(frozen=True, slots=True)
class AddPage:
    """Write down a name. `known_name` is one that stands on the list already, else empty.

    `roster_url` leads to handing in a whole list; None for whoever is limited to a site.
    """

    form: Form
    roster_url: str | None
    organisation_name: str
    known_name: str
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
class CoordinatorPage:
    """The coordinator's start. `files` are its organisations, (label, address)."""

    network_name: str
    organisations: tuple[OrganisationRow, ...]
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
class StaffHomePage:
    """Where a person with several roles chooses."""

    name: str
    places: tuple[tuple[str, str], ...]


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


@dataclass(frozen=True, slots=True)
class RoutinePage:
    """The organisation's own routine. `defaults` stand where a line is empty."""

    form: Form
    organisation_name: str
    defaults: tuple[str, ...]
    cards_url: str
    back_url: str


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
