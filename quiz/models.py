"""Tries, answers and results: the facts; and the open counters that make statistics fast.

A counter row is written once per finished try, in the same transaction as the facts. Everything is
counted per organisation, course and quarter (Stockholm, "2026-4"), so that a quarter can be closed.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH, new_ref

OPEN = text("finished_at IS NULL AND number > 0")


class BankVersion(Base):
    """The questions as they were when a try began, as JSON: editing content never regrades anybody."""

    __tablename__ = "bank_version"
    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    questions: Mapped[str] = mapped_column(Text)
    first_used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attempt(Base):
    """One try at an exam. Bank version, seed, rules and drawn questions are pinned when it starts.

    Tries are numbered from 1. Number 0 are the questions before the first lesson: they are never passed.
    """

    __tablename__ = "attempt"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    course_key: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(32))
    bank_version: Mapped[str] = mapped_column(ForeignKey("bank_version.version"))
    rules: Mapped[str] = mapped_column(String(400))
    drawn: Mapped[list[str]] = mapped_column(JSON)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    passed: Mapped[bool | None]
    right_count: Mapped[int | None]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    __table_args__ = (
        UniqueConstraint("user_id", "course_key", "number"),
        CheckConstraint(
            "(finished_at IS NULL) = (passed IS NULL) AND (finished_at IS NULL) = (right_count IS NULL)",
            name="graded_when_finished",
        ),
        Index(
            "uq_attempt_open",
            "user_id",
            "course_key",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )


class Answer(Base):
    """The answer to one question of a try: the option keys chosen, or none for "Jag är inte säker".

    `sure` is what the person said about it when she was asked and wanted to say.
    """

    __tablename__ = "answer"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    question_key: Mapped[str] = mapped_column(String(80))
    chosen: Mapped[list[str]] = mapped_column(JSON)
    unsure: Mapped[bool]
    sure: Mapped[bool | None]
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("attempt_id", "question_key"),)


class SignResult(Base):
    """What a finished try showed for one sign: how many options were seen, missed, left alone, alarmed about.

    `sure` questions about it were answered with "Säker", `sure_wrong` of those were not right.
    """

    __tablename__ = "sign_result"
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    sign_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    seen: Mapped[int]
    missed: Mapped[int]
    left_alone: Mapped[int]
    false_alarm: Mapped[int]
    sure: Mapped[int]
    sure_wrong: Mapped[int]
    trap: Mapped[bool]


class Counted:
    """What every counter is counted for."""

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(6), primary_key=True)


class SignSums(Counted):
    """Sums per sign over finished tries.

    `people` are different people who were asked for the sign or lured by it, `people_lured` those of them
    who could raise a false alarm about it, `people_sure` those who said "Säker" about it. `sure` and
    `sure_wrong` are questions, the rest options.
    """

    sign_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    people: Mapped[int]
    people_lured: Mapped[int]
    people_sure: Mapped[int]
    seen: Mapped[int] = mapped_column(BigInteger)
    missed: Mapped[int] = mapped_column(BigInteger)
    left_alone: Mapped[int] = mapped_column(BigInteger)
    false_alarm: Mapped[int] = mapped_column(BigInteger)
    sure: Mapped[int] = mapped_column(BigInteger)
    sure_wrong: Mapped[int] = mapped_column(BigInteger)


class GainSums(Counted):
    """Sums over people who answered the questions before the first lesson and finished a first try.

    Questions asked and answered right, before the course and in that first try.
    """

    people: Mapped[int]
    before_asked: Mapped[int]
    before_right: Mapped[int]
    after_asked: Mapped[int]
    after_right: Mapped[int]


class ItemSums(Counted):
    """Sums per question and its version over first tries (n people): Σx, Σrest, Σx·rest, Σrest².

    x is 1 when the question was right, rest is the number right among the others. From these follow
    facility and the corrected item–total correlation.
    """

    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    question_version: Mapped[str] = mapped_column(String(12), primary_key=True)
    n: Mapped[int]
    sum_x: Mapped[int] = mapped_column(BigInteger)
    sum_rest: Mapped[int] = mapped_column(BigInteger)
    sum_x_rest: Mapped[int] = mapped_column(BigInteger)
    sum_rest2: Mapped[int] = mapped_column(BigInteger)


class OptionSums(Counted):
    """How many people chose an option in their first try. Key "" counts "Jag är inte säker"."""

    question_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    question_version: Mapped[str] = mapped_column(String(12), primary_key=True)
    option_key: Mapped[str] = mapped_column(String(60), primary_key=True)
    chosen: Mapped[int]


class SignCount(SignSums, Base):
    """Open counter per sign."""

    __tablename__ = "sign_count"


class GainCount(GainSums, Base):
    """Open counter of what the course gave."""

    __tablename__ = "gain_count"


class ItemCount(ItemSums, Base):
    """Open counter per question."""

    __tablename__ = "item_count"


class OptionCount(OptionSums, Base):
    """Open counter per option."""

    __tablename__ = "option_count"
