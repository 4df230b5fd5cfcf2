"""What the pages of joining show, and those of a workplace's people."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from core.forms import Form
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
class StaffHomePage:
    """Where a person with several roles chooses."""

    name: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoutinePage:
    """The organisation's own routine. `defaults` stand where a line is empty."""

    form: Form
    organisation_name: str
    defaults: tuple[str, ...]
    cards_url: str
    back_url: str
