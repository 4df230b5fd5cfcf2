"""What the pages of the learner's training and certificates show."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from core.forms import Form
from organisations.roster_pages import EarlierRow


@dataclass(frozen=True, slots=True)
class StartPage:
    """The first page: minutes for the whole way, and whether there is a lesson to try."""

    minutes: int
    has_lesson: bool


@dataclass(frozen=True, slots=True)
class Palm:
    """How the three lines of the palm are drawn: todo, now or done."""

    identify: str
    react: str
    act: str


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """One module. `status` is done, open or none."""

    title: str
    summary: str
    minutes: int
    minutes_left: int
    status: str
    status_text: str
    url: str


@dataclass(frozen=True, slots=True)
class ExamRow:
    """The exam's row. `status` is done, open, none or locked."""

    status: str
    status_text: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """The newest certificate. `status` is valid, soon or late."""

    url: str
    status: str
    status_text: str


@dataclass(frozen=True, slots=True)
class CourseLink:
    """Another course for the same person."""

    name: str
    url: str
    status_text: str


@dataclass(frozen=True, slots=True)
class MyTrainingPage:
    """The learner's own page. `course_lang` is the language of the course's and the modules' own words.

    `card_changes` are when her card was changed by a slip lately, and whose slip it was; `hidden_from` the
    workplaces that do not see the certificate (name, where she changes that). `earlier` is training she had
    before, which counts for nothing here.
    """

    first_name: str
    course_name: str
    course_lang: str
    palm: Palm
    modules: tuple[ModuleRow, ...]
    exam: ExamRow
    minutes_left: int
    continue_url: str | None
    continue_label: str
    certificate: CertificateRow | None
    other_courses: tuple[CourseLink, ...]
    more: tuple[CourseLink, ...]
    stories_url: str | None
    before_url: str | None
    practice_url: str
    card_url: str
    has_card: bool
    card_changes: tuple[tuple[datetime, str], ...]
    offers_key: bool
    hidden_from: tuple[tuple[str, str], ...]
    earlier: tuple[EarlierRow, ...]


@dataclass(frozen=True, slots=True)
class NoCoursePage:
    """Signed in, but no workplace with a course: the certificates are still hers."""

    first_name: str
    certificates: tuple[CourseLink, ...]
    join_url: str


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """The learner's own certificate. `state_text` is empty while it simply holds.

    `instead_url` leads to the edition that has taken its place; `has_paper` is false when no paper is made of it.
    """

    name: str
    course_name: str
    issued: date
    valid_until: date
    state_text: str
    instead_url: str | None
    has_paper: bool
    issuer: str
    number: str
    qr_svg: Markup
    check_address: str
    pdf_url: str
    image_url: str
    badge_url: str
    badge_picture_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class PapersPage:
    """Fetch all certificates of a workplace at once: `count` of them."""

    place_name: str
    count: int
    form: Form
    all_url: str
    evidence_url: str
    back_url: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Check a certificate by number and name."""

    form: Form


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check tells: valid, expired, revoked, corrected, erased or none.

    `day` is the last day of one that holds or held, `instead` the number of the one that has taken its place.
    """

    kind: str
    day: date | None = None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """The answer to number and name; nothing more about the person."""

    verdict: Verdict
    again_url: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is printed on a certificate."""

    name: str
    course_name: str
    issued: date
    valid_until: date
    number: str


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A certificate opened by its QR code, to compare with the paper."""

    verdict: Verdict
    facts: Facts | None
    check_url: str


@dataclass(frozen=True, slots=True)
class RevokePage:
    """Revoke a certificate by number and name. `done` when that has just happened."""

    form: Form
    done: bool
    back_url: str


@dataclass(frozen=True, slots=True)
class RevokeConfirmPage:
    """Ask once more before a certificate is revoked; the fields are sent again."""

    number: str
    reason: str
    fields: tuple[tuple[str, str], ...]
    confirm_url: str
    back_url: str
