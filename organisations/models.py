"""Organisations, who belongs to them, and who may do what."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH, new_ref

LIVE = text("ended_at IS NULL")


class Organisation(Base):
    """A workplace in a city's network. `network` is the key of the city's file."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    network: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class OrganisationCourse(Base):
    """A course that the people of an organisation take."""

    __tablename__ = "organisation_course"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)


class Role(Base):
    """A person's role: contact person or trainer of an organisation, or coordinator of a network."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    network: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        CheckConstraint("role IN ('contact', 'trainer', 'coordinator')", name="role"),
        CheckConstraint("(role = 'coordinator') = (organisation_id IS NULL)", name="scope"),
        Index(
            "uq_role_live_organisation",
            "user_id",
            "role",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NOT NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NOT NULL"),
        ),
        Index(
            "uq_role_live_network",
            "user_id",
            "role",
            "network",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND organisation_id IS NULL"),
            postgresql_where=text("ended_at IS NULL AND organisation_id IS NULL"),
        ),
    )


class Invitation(Base):
    """A one-time link that gives a role. Only the digest of its secret is kept."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    network: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[str] = mapped_column(String(300))
    __table_args__ = (
        CheckConstraint("role IN ('contact', 'trainer', 'coordinator')", name="role"),
        CheckConstraint("(role = 'coordinator') = (organisation_id IS NULL)", name="scope"),
    )


class JoinCode(Base):
    """The code on an organisation's poster. It makes learners only."""

    __tablename__ = "join_code"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(8), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        Index("uq_join_code_live", "organisation_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )


class Membership(Base):
    """A period in which a person belongs to an organisation."""

    __tablename__ = "membership"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= joined_at", name="period"),
        Index(
            "uq_membership_live",
            "organisation_id",
            "user_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
    )


class CardSlip(Base):
    """A slip with which a member makes herself a new card, once. Only its code's digest is kept.

    `ended_at` is when it was used or another slip took its place; `claimed_by` is the digest of the nonce of
    the browser that used it: there a double click answers like the first.
    """

    __tablename__ = "card_slip"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    issued_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    __table_args__ = (
        CheckConstraint("claimed_by IS NULL OR ended_at IS NOT NULL", name="claimed_ends"),
        Index("uq_card_slip_live", "membership_id", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )


class ExpectedPerson(Base):
    """A name the contact person wrote down before the person joined; joining under it claims it."""

    __tablename__ = "expected_person"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_folded: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), unique=True)


class LocalRoutine(Base):
    """One line of an organisation's own routine, shown inside the course. No row means the kind's default."""

    __tablename__ = "local_routine"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    line: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(String(160))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ContactCheck(Base):
    """A coordinator rang a contact of the network's file: it is right, or has another number.

    The latest row of a contact stands over the file.
    """

    __tablename__ = "contact_check"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str] = mapped_column(String(40), index=True)
    contact_key: Mapped[str] = mapped_column(String(60))
    checked_on: Mapped[date]
    number: Mapped[str] = mapped_column(String(30))
    checked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class RoleFromProvider(Base):
    """That a role was given by a group at the provider of single sign-on, and ends with it. By hand: no row."""

    __tablename__ = "role_from_provider"
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)


class MembershipFromProvider(Base):
    """The same of a membership."""

    __tablename__ = "membership_from_provider"
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
