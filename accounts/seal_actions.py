"""Sealing the audit log, telling where a seal is broken, and deleting sealed entries when their time is over.

A chain over single entries would make every writer wait for every other; entries are sealed together, by
night. What was written since the last seal is not protected yet.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from accounts.models import AuditEntry, AuditSeal
from core.db import hold_tables
from core.ids import keyed_digest

# No transaction lasts so long: an entry with a smaller number cannot appear any more.
SETTLED = timedelta(hours=1)


def seal(session: Session, now: datetime, pepper: str) -> AuditSeal | None:
    """Seal the entries since the last seal that are an hour old. Returns the new seal, None when there are none."""
    hold_tables(session, AuditSeal)
    before = session.scalar(select(AuditSeal).order_by(AuditSeal.last_id.desc()).limit(1))
    start = before.last_id if before else 0
    newest = session.scalar(
        select(AuditEntry.id)
        .where(AuditEntry.id > start, AuditEntry.at <= now - SETTLED)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if newest is None:
        return None
    entries = between(session, start, newest)
    content = content_of(entries)
    made = AuditSeal(
        last_id=newest,
        entries=len(entries),
        newest_at=max(each.at for each in entries),
        content=content,
        chain="",
    )
    made.chain = chain_of(before, made, pepper)
    session.add(made)
    session.flush()
    return made


def between(session: Session, after: int, last: int) -> Sequence[AuditEntry]:
    """The entries behind one seal."""
    return session.scalars(
        select(AuditEntry).where(AuditEntry.id > after, AuditEntry.id <= last).order_by(AuditEntry.id)
    ).all()


def content_of(entries: Sequence[AuditEntry]) -> str:
    """SHA-256 over the entries, every field of each, in their order; hex."""
    whole = hashlib.sha256()
    for each in entries:
        fields = [
            each.id,
            each.at.astimezone(UTC).isoformat(),
            each.actor_id,
            each.action,
            each.organisation_id,
            each.details,
        ]
        whole.update(json.dumps(fields, sort_keys=True).encode() + b"\n")
    return whole.hexdigest()


def chain_of(before: AuditSeal | None, one: AuditSeal, pepper: str) -> str:
    """A keyed digest over a seal and the one before it."""
    parts = (
        before.chain if before else "",
        one.last_id,
        one.entries,
        one.newest_at.astimezone(UTC).isoformat(),
        one.content,
    )
    return keyed_digest(pepper, "audit-seal", " ".join(map(str, parts)))


def broken_seals(session: Session, pepper: str, kept_since: datetime) -> list[str]:
    """What does not fit, a sentence for each seal; an empty list when nobody has touched the log.

    Entries younger than `kept_since` must be there.
    """
    found = []
    before: AuditSeal | None = None
    for each in session.scalars(select(AuditSeal).order_by(AuditSeal.last_id)):
        start = before.last_id if before else 0
        entries = between(session, start, each.last_id)
        if each.chain != chain_of(before, each, pepper):
            found.append(f"the seal up to entry {each.last_id} was changed, or one before it is gone")
        elif each.emptied_at is None and content_of(entries) != each.content:
            found.append(
                f"entries {start + 1} to {each.last_id} are not what was sealed ({len(entries)} of {each.entries})"
            )
        elif each.emptied_at is not None and (entries or each.newest_at >= kept_since):
            found.append(
                f"the entries up to {each.last_id} were not deleted by the night, or not all of them"
            )
        before = each
    return found


def delete_sealed(session: Session, now: datetime, before: datetime) -> int:
    """Delete the entries of every seal whose newest entry is older than an instant. Returns how many."""
    count, start = 0, 0
    for each in session.scalars(select(AuditSeal).order_by(AuditSeal.last_id)).all():
        if each.emptied_at is None and each.newest_at < before:
            where = (AuditEntry.id > start, AuditEntry.id <= each.last_id)
            count += len(session.execute(delete(AuditEntry).where(*where).returning(AuditEntry.id)).all())
            each.emptied_at = now
        start = each.last_id
    return count
