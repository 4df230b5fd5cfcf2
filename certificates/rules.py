"""When a certificate is earned and where it stands on a day; how long it lasts is in `renewal.py`. Pure."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.language import N_
from courses.catalogue import Course
from courses.progress import ModuleProgress, ScreenId, course_progress

# What "går ut" means in lists and counts, whatever the rule of renewal says.
EXPIRING_WITHIN = timedelta(days=90)
# A name is mended once, or twice when the mending had a typing error; who needs more is becoming somebody else.
MOST_EDITIONS = 3
# Places in a status list: the least that Bitstring Status List 1.0 allows, so that one hides among many.
LIST_SIZE = 131_072
# Why a certificate may be revoked: a fixed list, so that nothing about anybody is written down.
REVOCATION_REASONS = {
    "annan-person": N_("Någon annan gjorde provet"),
    "fel-namn": N_("Namnet är en annan persons"),
    "tekniskt-fel": N_("Intyget gavs genom ett tekniskt fel"),
    "egen-begaran": N_("Personen har själv bett om det"),
}


class Status(StrEnum):
    """Where a certificate stands on a day."""

    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    RENEWED = "renewed"
    CORRECTED = "corrected"
    REVOKED = "revoked"
    ERASED = "erased"


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


def status(
    valid_until: date, *, today: date, revoked: bool = False, corrected: bool = False, renewed: bool = False
) -> Status:
    """The status on a Stockholm day. The last day counts whole.

    `corrected`: another edition has taken its place, and whatever happens from then on happens to that one.
    `renewed`: a later certificate in the course exists; it matters when this one has less than 90 days left.
    """
    if corrected:
        return Status.CORRECTED
    if revoked:
        return Status.REVOKED
    if today < valid_until - EXPIRING_WITHIN:
        return Status.VALID
    if renewed:
        return Status.RENEWED
    return Status.EXPIRED if today > valid_until else Status.EXPIRING


def holds_on(valid_until: date, revoked_at: datetime | None, today: date) -> bool:
    """Whether a certificate in its newest edition is neither revoked nor past its last day."""
    return revoked_at is None and valid_until >= today
