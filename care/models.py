"""Closed quarters: sums that stay when the answers behind them are deleted; and what was deleted, counted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigId, UtcDateTime
from courses.models import ScenarioSums
from quiz.models import GainSums, ItemSums, OptionSums, SignSums


class ClosedQuarter(Base):
    """A quarter whose sums are final, and by which version of the definitions they were made."""

    __tablename__ = "closed_quarter"
    quarter: Mapped[str] = mapped_column(String(6), primary_key=True)
    definitions: Mapped[str] = mapped_column(String(20))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClosedSign(SignSums, Base):
    """Final sums per sign."""

    __tablename__ = "closed_sign"


class ClosedGain(GainSums, Base):
    """Final sums of what the course gave."""

    __tablename__ = "closed_gain"


class ClosedItem(ItemSums, Base):
    """Final sums per question."""

    __tablename__ = "closed_item"


class ClosedOption(OptionSums, Base):
    """Final sums per option."""

    __tablename__ = "closed_option"


class ClosedScenario(ScenarioSums, Base):
    """Final sums of first choices in scenarios."""

    __tablename__ = "closed_scenario"


class ClosedCompletion(Base):
    """Headcounts of an organisation and course at a quarter's end."""

    __tablename__ = "closed_completion"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(6), primary_key=True)
    members: Mapped[int]
    begun: Mapped[int]
    certified: Mapped[int]


class MonthCount(Base):
    """Headcounts of an organisation and course at the end of a Stockholm month, by its last day.

    The night writes a month once, as it was then, and keeps the latest twelve.
    """

    __tablename__ = "month_count"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    members: Mapped[int]
    certified: Mapped[int]


class NetworkCount(Base):
    """A network's people in a course on a Stockholm day, of organisations with five or more: each person once.

    The night writes a day's row once and takes the earlier ones away.
    """

    __tablename__ = "network_count"
    network: Mapped[str] = mapped_column(String(40), primary_key=True)
    course_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    organisations: Mapped[int]
    members: Mapped[int]
    certified: Mapped[int]


class Deletion(Base):
    """How many of one kind were deleted on a Stockholm day because their time was over. No person stands here."""

    __tablename__ = "deletion"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]


class AccountMerge(Base):
    """Two accounts of one person were put together: what was moved from the one into the other, and how to undo it.

    `entries` are the row changes (core/ledger.py), `digests` what tries, certificates, memberships and cards were
    right after; keys, instants and content keys, never names. Both are emptied when the merge is settled: then
    nothing can be undone, and of the emptied account the keyed digest of its ref is left.
    """

    __tablename__ = "account_merge"
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    into_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    from_ref_digest: Mapped[str] = mapped_column(String(64))
    merged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entries: Mapped[list[Any]] = mapped_column(JSON)
    digests: Mapped[dict[str, str]] = mapped_column(JSON)
    __table_args__ = (
        Index(
            "uq_account_merge_live",
            "from_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )
