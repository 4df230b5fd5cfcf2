"""What the pages about reminders show."""

from dataclasses import dataclass
from datetime import date

from core.forms import Form


@dataclass(frozen=True, slots=True)
class RemindersPage:
    """Mail and calendar for oneself. `state` of the mail: "off" (there is no server), "none", "code" or "on".

    `address` is empty when it is not shown. `work`: it is about the people she is contact person of. `feed_url` is shown once, right after it was made.
    """

    work: bool
    state: str
    address: str
    failed: bool
    form: Form
    code_form: Form
    has_feed: bool
    feed_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class StopPage:
    """Take an address away by the link in a mail. `done`: there is none any more."""

    done: bool


@dataclass(frozen=True, slots=True)
class RenewingRow:
    """A member who must renew."""

    name: str
    course_name: str
    last_day: date
    ended: bool


@dataclass(frozen=True, slots=True)
class RenewingPage:
    """Who must renew at a workplace, the slips for them, and the form that says who got hers."""

    organisation_name: str
    rows: tuple[RenewingRow, ...]
    form: Form
    slips_url: str
    hand_out_url: str
    handed_out: bool
    reminders_url: str
    back_url: str
