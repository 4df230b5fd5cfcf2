"""A contact person's list while it is looked at and for a month after, and training that somebody had before."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from core.ids import REF_LENGTH, new_ref


class RosterImport(Base):
    """A list that was handed in. `digest` is its file's: pressed twice, a file is read once.

    `missing` is how many on the list did not stand in the file. `job_ref` is the job that puts it in.
    """

    __tablename__ = "roster_import"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    digest: Mapped[str] = mapped_column(String(64))
    missing: Mapped[int]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    job_ref: Mapped[str | None] = mapped_column(String(REF_LENGTH))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    __table_args__ = (CheckConstraint("state IN ('draft', 'running', 'done', 'undone')", name="state"),)


class RosterRow(Base):
    """One row of such a list: only what is needed to put it in, or to tell what is wrong with it.

    `ticked` says that the contact person wants a person who has left taken off. `done` is what was done of
    it: added, ended (a membership), removed (a name written down); None for nothing.
    """

    __tablename__ = "roster_row"
    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(60))
    name_folded: Mapped[str] = mapped_column(String(120), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    problem: Mapped[str | None] = mapped_column(String(200))
    column_key: Mapped[str | None] = mapped_column(String(20))
    earlier_on: Mapped[date | None]
    earlier_proof: Mapped[str | None] = mapped_column(String(20))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    ticked: Mapped[bool] = mapped_column(default=False)
    settled: Mapped[bool] = mapped_column(default=False)
    done: Mapped[str | None] = mapped_column(String(10))
    membership_id: Mapped[int | None] = mapped_column(
        ForeignKey("membership.id", ondelete="SET NULL"), index=True
    )
    expected_id: Mapped[int | None] = mapped_column(
        ForeignKey("expected_person.id", ondelete="SET NULL"), index=True
    )
    __table_args__ = (
        CheckConstraint("verdict IN ('ny', 'samma', 'okand', 'slutat', 'fel')", name="verdict"),
    )


class EarlierTraining(Base):
    """Training that a member, or somebody whose name is written down, had before; never a certificate of ours.

    `vouched_by` is the contact person who wrote it down and stands for it.
    """

    __tablename__ = "earlier_training"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, default=new_ref)
    membership_id: Mapped[int | None] = mapped_column(
        ForeignKey("membership.id", ondelete="CASCADE"), index=True
    )
    expected_id: Mapped[int | None] = mapped_column(
        ForeignKey("expected_person.id", ondelete="CASCADE"), index=True
    )
    proof: Mapped[str] = mapped_column(String(20))
    trained_on: Mapped[date]
    vouched_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    vouched_at: Mapped[datetime] = mapped_column(UtcDateTime)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("roster_import.id", ondelete="SET NULL"))
    __table_args__ = (
        CheckConstraint("membership_id IS NOT NULL OR expected_id IS NOT NULL", name="somebody"),
        CheckConstraint(
            "proof IN ('kursintyg', 'narvarolista', 'arbetsgivare', 'egen-uppgift')", name="proof"
        ),
    )
