"""The certificate: a row that never changes what it says; and what is left of one that was deleted."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from certificates.renewal import Kind
from certificates.rules import LIST_SIZE, REVOCATION_REASONS
from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH

LIVE = text("ended_at IS NULL")
_REASONS = ", ".join(f"'{key}'" for key in REVOCATION_REASONS)
_KINDS = ", ".join(f"'{kind}'" for kind in Kind)


class Certificate(Base):
    """Name, course and dates as they were when the exam was passed. It names no workplace.

    `number` is printed and typed; `link` is the 128-bit name in the QR code's address. `cycle` counts a
    person's certificates in a course from 1: a later one renews an earlier one. `edition` counts from 1 within
    a cycle: a later one corrects the name on an earlier one and takes its place. `course_text` is the digest of the
    course as it was (CourseText), or None from before texts were kept.
    """

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(13), unique=True)
    link: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    course_key: Mapped[str] = mapped_column(String(40))
    cycle: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    name: Mapped[str] = mapped_column(String(60))
    course_name: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(120))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_for: Mapped[str | None] = mapped_column(String(20))
    course_text: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        UniqueConstraint("user_id", "course_key", "cycle", "edition"),
        UniqueConstraint("attempt_id", "edition"),
        CheckConstraint("valid_until >= issued_on", name="dates"),
        CheckConstraint("cycle >= 1", name="cycle"),
        CheckConstraint("edition >= 1", name="edition"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_for IS NULL)", name="revoked_for_a_reason"),
        CheckConstraint(f"revoked_for IN ({_REASONS})", name="reason"),
        Index("ix_certificate_course_key_valid_until", "course_key", "valid_until"),
    )


class CourseText(Base):
    """A course's text as it was when somebody passed, by its SHA-256 in hex; kept while a certificate points to it."""

    __tablename__ = "course_text"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class ErasedCertificate(Base):
    """What is left of a deleted certificate: keyed digests, so that whoever shows the paper is told the truth.

    No name, no day, nobody: only number or link on the paper itself find the row.
    """

    __tablename__ = "erased_certificate"
    number_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    link_digest: Mapped[str] = mapped_column(String(64), unique=True)


class BadgeStatus(Base):
    """A certificate's place in a signed status list, allotted when its digital copy is first saved.

    The place outlives the certificate: a row without one is a copy that holds no more, of nobody who is known.
    """

    __tablename__ = "badge_status"
    list_number: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"), unique=True)
    __table_args__ = (
        CheckConstraint("list_number >= 1", name="list_number"),
        CheckConstraint(f"position >= 0 AND position < {LIST_SIZE}", name="position"),
    )


class CertificateShare(Base):
    """A member lets her workplace see the certificates that she earned before she joined it, until `ended_at`."""

    __tablename__ = "certificate_share"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index(
            "uq_certificate_share_live",
            "membership_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )


class ShareCode(Base):
    """A code by which a workplace where the learner is a member sees her certificates, once. Kept as a digest.

    `ended_at` is when a contact person used it or another code took its place.
    """

    __tablename__ = "share_code"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index("uq_share_code_live", "user_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )


class ChosenRule(Base):
    """How long a network's certificates in a course last from `valid_from` on. Rows only come; the latest stands.

    No row means the default of `certificates/renewal.py`.
    """

    __tablename__ = "renewal_rule"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str] = mapped_column(String(40))
    course_key: Mapped[str] = mapped_column(String(40))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(12))
    months: Mapped[int]
    window_days: Mapped[int]
    day: Mapped[str | None] = mapped_column(String(5))
    decided_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("(kind = 'fixed_date') = (day IS NOT NULL)", name="day"),
        CheckConstraint("months >= 1 AND window_days >= 1", name="lengths"),
        Index("ix_renewal_rule_network_course_key", "network", "course_key"),
    )
