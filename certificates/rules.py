"""When a certificate is earned, how long it lasts, when it may be renewed. Pure."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from courses.catalogue import Course
from courses.progress import ModuleProgress, ScreenId, course_progress

VALID_MONTHS = 24
RENEWAL_WINDOW = timedelta(days=90)


class Status(StrEnum):
    """Where a certificate stands on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Progress:
    """All that decides a certificate: the modules read, and whether the exam is passed."""

    modules: tuple[ModuleProgress, ...]
    passed: bool

    @property
    def exam_open(self) -> bool:
        """Whether the exam may be taken: every required screen is read."""
        return all(module.done for module in self.modules)

    @property
    def complete(self) -> bool:
        """Whether the certificate is earned."""
        return self.exam_open and self.passed

    @property
    def minutes_left(self) -> int:
        """Minutes of reading left, without the exam."""
        return sum(module.minutes_left for module in self.modules)


def progress(course: Course, read: Collection[ScreenId], *, passed: bool) -> Progress:
    """The one function that both draws the progress and decides the certificate."""
    return Progress(modules=course_progress(course, read), passed=passed)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later; 29 February becomes 28 where there is none."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def status(valid_until: date, *, revoked: bool, today: date) -> Status:
    """The status on a Stockholm day. The last day counts whole."""
    if revoked:
        return Status.REVOKED
    if today > valid_until:
        return Status.EXPIRED
    return Status.EXPIRING if today >= valid_until - RENEWAL_WINDOW else Status.VALID


def may_renew(valid_until: date | None, today: date) -> bool:
    """Whether a new exam leads anywhere: no certificate yet, or the old one ends within 90 days."""
    return valid_until is None or today >= valid_until - RENEWAL_WINDOW
