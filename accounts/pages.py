"""What the account pages show."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from core.forms import Form


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is mostly one form."""

    form: Form


@dataclass(frozen=True, slots=True)
class KeyDoor:
    """What a script needs to use a key here: where to ask, where to answer, and the origin that keys belong to."""

    options_url: str
    action: str
    origin: str


@dataclass(frozen=True, slots=True)
class StaffSignInPage:
    """Sign in at work, by password and code or by a key."""

    form: Form
    key: KeyDoor


@dataclass(frozen=True, slots=True)
class ProvePage:
    """Show once more who it is: by PIN or by password and code, and by a key when there is one."""

    form: Form
    by_pin: bool
    key: KeyDoor | None


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of a person. Without `remove_url` it is not removed here."""

    label: str
    made_at: datetime
    last_used_at: datetime | None
    remove_url: str | None


@dataclass(frozen=True, slots=True)
class SignInRow:
    """One screen on which a person is signed in."""

    screen: str
    began_at: datetime
    last_seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """How a person comes in. What she does not have is None; `keys` is None on a shared screen."""

    username: str | None
    has_card: bool
    keys: tuple[KeyRow, ...] | None
    may_add_key: bool
    sign_ins: tuple[SignInRow, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class NewKeyPage:
    """Make a key."""

    form: Form
    key: KeyDoor


@dataclass(frozen=True, slots=True)
class CodesPage:
    """Bind another app for one-time codes."""

    form: Form
    qr_svg: Markup
    secret: str


@dataclass(frozen=True, slots=True)
class ResetPage:
    """A one-time link for one's own login: whose, and what to bind."""

    form: Form
    username: str
    qr_svg: Markup
    secret: str


@dataclass(frozen=True, slots=True)
class ChoosePinPage:
    """Choose a PIN for a new card. `replaces` says that an older card dies."""

    form: Form
    first_name: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class NewCardPage:
    """The new card, shown once."""

    first_name: str
    code: str
    qr_svg: Markup
    image_url: str
    pdf_url: str
    done_url: str


@dataclass(frozen=True, slots=True)
class Swapped:
    """Somebody's card was changed with a contact person's slip: when (UTC), and the contact person's name."""

    day: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CardSignInPage:
    """Sign in by card. `by_link` when the QR code was read and only the PIN is asked.

    `swapped` when a change of the card is why this screen is signed out. `key` unless the screen is shared.
    """

    form: Form
    by_link: bool
    swapped: Swapped | None
    key: KeyDoor | None


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A POST kept over a new sign-in, ready to be sent again."""

    action: str
    fields: tuple[tuple[str, str], ...]
