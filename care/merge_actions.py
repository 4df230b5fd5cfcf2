"""Two accounts of one person become one, in one transaction, and two again. The view commits.

Each room settles what collides (`merge_actions.py`); then every other row that leads to the account is led to
the one that stays. All of it is noted, so that undoing takes the same steps back.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Column, delete, or_, select
from sqlalchemy.orm import Session

import accounts.merge_actions
import certificates.merge_actions
import courses.merge_actions
import organisations.merge_actions
import quiz.merge_actions
from accounts import audit
from accounts.erase_actions import empty, note_erasure, ref_digest
from accounts.models import User
from care import merge_queries, merge_rules
from care.actions import closed_quarters
from care.merge_rules import UNDO_WITHIN, Moved
from care.models import AccountMerge
from care.reminder_models import CalendarFeed, Digest, MailAddress
from core.db import Base, hold
from core.errors import NotAllowedNow
from core.ledger import Ledger, table_of, take_back
from quiz.rebuild import rebuild_counters

# What goes on telling of the account that is closed.
STAYS = {("account_merge", "from_id")}


def merge(session: Session, now: datetime, source: int, target: int, *, pepper: str) -> AccountMerge:
    """Move everything from the source account into the target's. Raises NotAllowedNow when the rules forbid it."""
    hold_both(session, source, target)
    if merge_rules.problem(merge_queries.pair(session, now, source, target)):
        raise NotAllowedNow
    ref = session.get_one(User, source).ref
    places = quiz.merge_actions.places_of(session, (source, target))
    entries = move(session, now, source, target).entries
    rebuild_counters(session, closed_quarters(session), places)
    made = AccountMerge(
        from_id=source,
        into_id=target,
        from_ref_digest=ref_digest(ref, pepper),
        merged_at=now,
        entries=entries,
        digests=merge_queries.digests(session, target),
    )
    session.add(made)
    session.flush()
    audit.record(session, now, "accounts-merged", actor_id=target, other=source, merge=made.id)
    return made


def dry_run(session: Session, now: datetime, source: int, target: int) -> Moved:
    """What a merge would do, in numbers: it is done and taken back at once."""
    tried = session.begin_nested()
    entries = move(session, now, source, target).entries
    tried.rollback()
    session.expire_all()
    return merge_rules.moved(entries, source)


def hold_both(session: Session, source: int, target: int) -> None:
    """Let whoever else changes one of the two accounts wait; in the order of their numbers, so that nobody crosses."""
    for user_id in sorted((source, target)):
        hold(session, User, user_id)
    session.expire_all()


def move(session: Session, now: datetime, source: int, target: int) -> Ledger:
    """Do all the changes of a merge, and note them."""
    session.flush()
    ledger = Ledger(session)
    quiz.merge_actions.merge(ledger, source, target)
    certificates.merge_actions.merge(ledger, now, source, target)
    courses.merge_actions.merge(ledger, source, target)
    organisations.merge_actions.merge(ledger, now, source, target)
    accounts.merge_actions.merge(ledger, now, source, target)
    settle_messages(ledger, source, target)
    for column in leading_to_people():
        ledger.change(column.table, column == source, **{column.name: target})
    session.expire_all()
    return ledger


def settle_messages(ledger: Ledger, source: int, target: int) -> None:
    """Of what stands once a person and purpose or week, hers who stays is kept."""
    for model, key in ((MailAddress, "purpose"), (CalendarFeed, "purpose"), (Digest, "week")):
        table = table_of(model)
        taken = list(ledger.session.scalars(select(table.c[key]).where(table.c.user_id == target)))
        ledger.drop(table, (table.c.user_id == source) & table.c[key].in_(taken))


def leading_to_people() -> Iterator[Column[int]]:
    """Every column that names a person, but those that go on telling of the closed account."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            leads = any(each.column.table.name == "user" for each in column.foreign_keys)
            if leads and (table.name, column.name) not in STAYS:
                yield column


def undo(session: Session, now: datetime, found: AccountMerge) -> None:
    """Make two accounts of one again, row by row. Done twice it is done once.

    Raises NotAllowedNow when it is too late or something has happened since (merge_rules.undo_problem).
    """
    hold_both(session, found.from_id, found.into_id)
    if found.undone_at is not None:
        return
    changed = merge_queries.changed_since(session, found)
    if found.settled_at is not None or merge_rules.undo_problem(found.merged_at, now, changed):
        raise NotAllowedNow
    places = quiz.merge_actions.places_of(session, (found.from_id, found.into_id))
    take_back(session, found.entries)
    session.expire_all()
    rebuild_counters(session, closed_quarters(session), places)
    found.undone_at = now
    found.entries, found.digests = [], {}
    session.flush()
    audit.record(session, now, "accounts-parted", actor_id=found.into_id, other=found.from_id, merge=found.id)


def settle(session: Session, now: datetime) -> int:
    """Empty the accounts of merges that can be undone no more; forget the undone. Returns how many were emptied."""
    before = now - UNDO_WITHIN
    session.execute(delete(AccountMerge).where(AccountMerge.undone_at < before))
    due = session.scalars(
        select(AccountMerge)
        .where(
            AccountMerge.merged_at < before,
            AccountMerge.settled_at.is_(None),
            AccountMerge.undone_at.is_(None),
        )
        .order_by(AccountMerge.id)
    ).all()
    for found in due:
        hold(session, User, found.from_id)
        empty(session.get_one(User, found.from_id), found.merged_at)
        found.settled_at = now
        found.entries, found.digests = [], {}
    session.flush()
    return len(due)


def erase(session: Session, now: datetime, user_id: int) -> None:
    """Who is erased takes along the accounts that became part of hers, also in a backup from before that."""
    mine = or_(AccountMerge.into_id == user_id, AccountMerge.from_id == user_id)
    for found in session.scalars(select(AccountMerge).where(mine).order_by(AccountMerge.id)):
        if found.undone_at is None and found.into_id == user_id:
            note_erasure(session, now, found.from_ref_digest)
            empty(session.get_one(User, found.from_id), now)
    session.flush()
    session.execute(delete(AccountMerge).where(mine))
