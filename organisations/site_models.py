"""The parts of an organisation: its sites, their teams, and who or what belongs to one.

Nothing that is derived from answers may name a table of this file: a site is often smaller than five people.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH, new_ref
from organisations.rules import PLACE_NAME_MAX


class Site(Base):
    """A place of work of an organisation. A closed one keeps its name, so that it can be opened again."""

    __tablename__ = "site"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(String(PLACE_NAME_MAX))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)


class Team(Base):
    """A team of a site, such as those who work at night."""

    __tablename__ = "team"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    name: Mapped[str] = mapped_column(String(PLACE_NAME_MAX))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (UniqueConstraint("site_id", "name"),)


class MembershipPlace(Base):
    """Where in her organisation a member belongs now. Without a row, and while its site is closed, nowhere."""

    __tablename__ = "membership_place"
    membership_id: Mapped[int] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ExpectedPlace(Base):
    """Where somebody will belong who joins under a name that was written down."""

    __tablename__ = "expected_place"
    expected_id: Mapped[int] = mapped_column(
        ForeignKey("expected_person.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)


class RoleSite(Base):
    """The one site a contact person's role is limited to. Without a row she answers for the whole organisation."""

    __tablename__ = "role_site"
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id", ondelete="CASCADE"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)


class InvitationSite(Base):
    """The site that the role of an invitation will be limited to."""

    __tablename__ = "invitation_site"
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
