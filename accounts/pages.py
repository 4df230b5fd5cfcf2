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

    `swapped` when a change of the card is why this screen is signed out.
    """

    form: Form
    by_link: bool
    swapped: Swapped | None


@dataclass(frozen=True, slots=True)
class PendingPage:
    """A POST kept over a new sign-in, ready to be sent again."""

    action: str
    fields: tuple[tuple[str, str], ...]
