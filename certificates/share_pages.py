"""What the pages show that let a workplace see certificates from before."""

from dataclasses import dataclass
from datetime import datetime

from core.forms import Form


@dataclass(frozen=True, slots=True)
class SharePlace:
    """One workplace of hers: what it sees in a sentence, and the way to change that if there is one."""

    name: str
    sees: str
    url: str | None
    url_label: str


@dataclass(frozen=True, slots=True)
class SharingPage:
    """Who sees her certificates. `code_until` is the last moment of a code that is out."""

    places: tuple[SharePlace, ...]
    has_certificate: bool
    code_until: datetime | None
    form: Form
    back_url: str


@dataclass(frozen=True, slots=True)
class SharePlacePage:
    """Ask once more before a workplace sees her certificates, or sees them no more."""

    name: str
    shared: bool
    form: Form
    stop_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ShareCodePage:
    """A new code, shown once; grouped."""

    code: str
    expires_at: datetime
    back_url: str


@dataclass(frozen=True, slots=True)
class UseCodePage:
    """The contact person types a member's code."""

    organisation_name: str
    form: Form
    back_url: str
