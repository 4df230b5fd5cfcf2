"""The quarterly report, frozen."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class QuarterReport(Base):
    """A network's report of a closed quarter, as it was made: rows are added and never changed.

    `sheets` is what may be shown and nothing else, rounded and suppressed, by language (`reports/quarter_sheet.py`);
    `definitions` is the version of the definitions printed in it.
    """

    __tablename__ = "quarter_report"
    network: Mapped[str] = mapped_column(String(40), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(6), primary_key=True)
    definitions: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sheets: Mapped[dict[str, Any]] = mapped_column(JSON)
