"""The audit log's only writer."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import AuditEntry


def record(
    session: Session,
    now: datetime,
    action: str,
    *,
    actor_id: int | None = None,
    organisation_id: int | None = None,
    **details: str | int | None,
) -> None:
    """Add one entry to the log in the running transaction. `details` must hold refs, never names."""
    session.add(
        AuditEntry(at=now, action=action, actor_id=actor_id, organisation_id=organisation_id, details=details)
    )
