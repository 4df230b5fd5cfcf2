"""Closed quarters: sums that stay when the answers behind them are deleted; and what was deleted, counted."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime
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


class Deletion(Base):
    """How many of one kind were deleted on a Stockholm day because their time was over. No person stands here."""

    __tablename__ = "deletion"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    count: Mapped[int]
