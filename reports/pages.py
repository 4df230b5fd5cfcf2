"""What the contact person's and the trainer's pages show. Texts are ready to print; nothing exact hides behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.paging import Paging
from core.sheets import Files
from courses.pages import SignChip
from quiz.content_report import CourseReport
from reports.quarter_sheet import Sheet
from reports.session_pages import SignsHere


@dataclass(frozen=True, slots=True)
class View:
    """One way to see a list."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person: state in words, and what can be done. `status` is a kind of components/status.html.

    `joined` is False for a name that was written down; `site` and `team` are empty when there is none.
    """

    name: str
    joined: bool
    site: str
    team: str
    status: str
    status_text: str
    valid_until: date | None
    action_label: str
    action_url: str | None


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The contact person's page for one course. `share` and `reference` are 0–1. `files` are (label, address).

    A list too long for a request has `order_url` instead, which orders it.

    `people` are one page of a long list; `paging` says which.
    `place_name` is the organisation or the part of it that is shown. Without sites `parts` are empty, and
    `show_places` is False. What belongs to the whole organisation has no address for whoever is limited to a site.
    """

    place_name: str
    course_name: str
    headline: str
    lead: str
    share: float | None
    reference: float | None
    bar_label: str
    invite_url: str
    views: tuple[View, ...]
    courses: tuple[View, ...]
    parts: tuple[tuple[View, ...], ...]
    show_places: bool
    people: tuple[PersonRow, ...]
    paging: Paging
    empty: bool
    empty_part: bool
    expected_url: str
    roster_url: str | None
    share_url: str
    routine_url: str | None
    cards_url: str
    sites_url: str | None
    papers_url: str | None
    files: Files
    order_url: str | None
    signs: SignsHere | None
    renewing: tuple[PersonRow, ...]
    renewing_url: str


@dataclass(frozen=True, slots=True)
class HeadcountRow:
    """Headcounts of one organisation and course as texts; "färre än 5" where few."""

    name: str
    course_name: str
    members: str
    begun: str
    passed: str
    certified: str
    expiring: str


@dataclass(frozen=True, slots=True)
class MonthRow:
    """Certified people of one organisation and course at each month's end, as texts."""

    name: str
    course_name: str
    totals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindLine:
    """Certified people of one kind of organisation at each month's end, drawn; `label` is its conclusion in words."""

    name: str
    counts: tuple[int, ...]
    first: str
    last: str
    label: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One sign in one organisation: rounded shares as texts; `few` hides them. `step` 0–4 is the heat."""

    few: bool
    seen: str = ""
    false: str = ""
    step: int = 0
    many: bool = False
    url: str | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class SignRow:
    """One sign over the organisations, and over the network."""

    sign: SignChip
    cells: tuple[Cell, ...]
    mean: Cell | None


@dataclass(frozen=True, slots=True)
class SignTable:
    """Signs and organisations of one course in the last closed quarter."""

    course_name: str
    columns: tuple[str, ...]
    rows: tuple[SignRow, ...]


@dataclass(frozen=True, slots=True)
class GainRow:
    """Right answers before the course and in the first try, as texts."""

    name: str
    course_name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TrainerPage:
    """The trainer's page. `kinds` are lines over the months with `highest` as the top of their scale.

    `plans` are sessions to print by organisation, files are (label, address).
    """

    headcounts: tuple[HeadcountRow, ...]
    months: tuple[date, ...]
    curves: tuple[MonthRow, ...]
    kinds: tuple[KindLine, ...]
    highest: int
    quarter: str | None
    tables: tuple[SignTable, ...]
    plans: tuple[tuple[str, str], ...]
    gains: tuple[GainRow, ...]
    few_text: str
    counts_files: Files
    signs_files: Files


@dataclass(frozen=True, slots=True)
class VoteRow:
    """How many said that a lesson helped, and how many that it did not."""

    title: str
    version: str
    helped: int
    not_helped: int


@dataclass(frozen=True, slots=True)
class ContentPage:
    """What the content covers.

    `gift_urls` are addresses by course key, `sign_names` (key, name), `sources` (title, times used).
    """

    courses: tuple[CourseReport, ...]
    gift_urls: Mapping[str, str]
    items_url: str
    sign_names: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, int], ...]
    votes: tuple[VoteRow, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class ItemOption:
    """One answer of a question: who chose it, in words. `right` is None where nothing is right or wrong.

    `text` is in the question's language when `written`, else in the page's.
    """

    text: str
    written: bool
    right: bool | None
    share: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One question. `status` is a kind of components/status.html; `lang` the language of its own texts."""

    key: str
    heading: str
    text: str
    ask: str
    lang: str
    status: str
    sentence: str
    right: str
    discrimination: str
    options: tuple[ItemOption, ...]
    of_rows: bool


@dataclass(frozen=True, slots=True)
class SkillRow:
    """How the network tells one sign from harmless things, in words."""

    sign: SignChip
    seen: str
    false: str
    told_apart: str


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """How the questions of a course work.

    `too_few` are those about which nothing is said, as (heading, language), and `too_few_text` says why.
    """

    courses: tuple[View, ...]
    course_name: str
    work: tuple[ItemCard, ...]
    fine: tuple[ItemCard, ...]
    too_few: tuple[tuple[str, str], ...]
    too_few_text: str
    quarter: str | None
    skills: tuple[SkillRow, ...]
    back_url: str


@dataclass(frozen=True, slots=True)
class QuarterLine:
    """A closed quarter: `value` as a form sends it, its report's address, or none when it can still be made.

    `make_label` is what the button says that makes it.
    """

    name: str
    value: str
    make_label: str
    url: str | None
    current: bool


@dataclass(frozen=True, slots=True)
class QuarterPage:
    """The quarterly report. `sheet` is in the language `lang`; without one nothing is made yet.

    `to_make` is the newest closed quarter when it lacks its report, `quarters` are all closed ones, newest first.
    """

    sheet: Sheet | None
    lang: str
    to_make: QuarterLine | None
    quarters: tuple[QuarterLine, ...]
    make_url: str
    pdf_url: str
    csv_url: str
    back_url: str
