"""What the pages of lists that are handed in show, and of earlier training. Texts are ready to print."""

from dataclasses import dataclass
from datetime import date, datetime

from core.forms import Form
from core.paging import Paging


@dataclass(frozen=True, slots=True)
class ListLink:
    """A list that was handed in lately."""

    url: str
    created_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Hand a list in. `columns` are (value, first cells) to choose the names' column from, when no header tells."""

    organisation_name: str
    problem: str
    columns: tuple[tuple[str, str], ...]
    recent: tuple[ListLink, ...]
    workbook_url: str
    csv_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class RosterView:
    """One verdict of a list, with how many rows have it."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One row of a list. `note` says what is wrong or what else will be done; `ticked` is None without a choice."""

    number: int
    name: str
    note: str
    ticked: bool | None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What a list would change. `import_label` is empty when it would change nothing.

    `tick_url` is None where nothing is to be ticked; the ticks of the page shown are sent.
    """

    organisation_name: str
    heading: str
    lead: str
    missing: str
    views: tuple[RosterView, ...]
    verdict: str
    explanation: str
    lines: tuple[RosterLine, ...]
    tick_url: str | None
    paging: Paging
    faults_url: str | None
    import_label: str
    import_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class ListDonePage:
    """A list that is being put in, is in, or was taken back. `undo_url` is None where there is nothing to take back."""

    organisation_name: str
    heading: str
    sentences: tuple[str, ...]
    running: bool
    here_url: str
    import_url: str
    undo_url: str | None
    faults_url: str | None
    back_url: str


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """Training somebody had before. `by` is who vouches for it, `place` where."""

    ref: str
    proof: str
    trained_on: date
    by: str
    place: str


@dataclass(frozen=True, slots=True)
class EarlierPage:
    """Write down that a person had training before, and take it back."""

    form: Form
    name: str
    vouched_by: str
    earlier: tuple[EarlierRow, ...]
    back_url: str
