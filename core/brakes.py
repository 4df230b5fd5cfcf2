"""Brakes on guessing, kept in the database so that every process and restart shares them.

A brake slows, it never locks anybody out for good: hotels share one address.
"""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.db import Base, UtcDateTime, insert


class Brake(Base):
    """How often something went wrong in the window that ends at `ends_at`. The key is a keyed digest."""

    __tablename__ = "brake"
    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def closed_until(session: Session, key: str, limit: int, now: datetime) -> datetime | None:
    """When the brake under `key` opens again, UTC; None when fewer than `limit` were counted."""
    return session.scalar(
        select(Brake.ends_at).where(Brake.key == key, Brake.ends_at > now, Brake.count >= limit)
    )


def hit(session: Session, key: str, window: timedelta, now: datetime) -> None:
    """Count one under `key`; the first one opens a window. Safe under concurrent writers."""
    over = Brake.ends_at <= now
    session.execute(
        insert(session, Brake)
        .values(key=key, count=1, ends_at=now + window)
        .on_conflict_do_update(
            index_elements=[Brake.key],
            set_={
                "count": case((over, 1), else_=Brake.count + 1),
                "ends_at": case((over, now + window), else_=Brake.ends_at),
            },
        )
    )


def sweep(session: Session, now: datetime) -> int:
    """Delete windows that are over. Returns how many rows went."""
    return len(session.execute(delete(Brake).where(Brake.ends_at <= now).returning(Brake.key)).all())
