"""What the pages of a new card by a slip show."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from core.forms import Form


@dataclass(frozen=True, slots=True)
class SlipPage:
    """A fresh slip for a new card, shown once. `first_name` is all that is printed of the name."""

    name: str
    first_name: str
    code: str
    address: str
    qr_svg: Markup
    expires_at: datetime
    back_url: str


@dataclass(frozen=True, slots=True)
class SlipCodePage:
    """Type the code from a slip."""

    form: Form


@dataclass(frozen=True, slots=True)
class SlipPinPage:
    """Choose a PIN with a slip."""

    form: Form
    first_name: str
