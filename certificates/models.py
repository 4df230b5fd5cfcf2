"""The certificate: a row that never changes what it says."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH


class Certificate(Base):
    """Name, course and dates as they were when the exam was passed. It names no workplace.

    `number` is printed and typed; `link` is the 128-bit name in the QR code's address. `cycle` counts a
    person's certificates in a course from 1.
    """

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(13), unique=True)
    link: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_key: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[int]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    course_name: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        UniqueConstraint("user_id", "course_key", "cycle"),
        CheckConstraint("valid_until >= issued_on", name="dates"),
        CheckConstraint("cycle >= 1", name="cycle"),
        Index("ix_certificate_course_key_valid_until", "course_key", "valid_until"),
    )
