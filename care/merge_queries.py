"""Reading merges of accounts, and what may be known of two accounts before they become one."""

import json
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from accounts.models import ReturnCard, User
from accounts.queries import slip_rests_until
from care.merge_rules import CHANGED, Pair
from care.models import AccountMerge
from core.db import Base
from core.ids import digest
from core.language import N_
from core.names import fold_name
from core.own_data import Kept
from organisations.slip_queries import may_get_slip

# Counted up with every wrong PIN, or hidden after half an hour: no change of the card.
VOLATILE = {"wrong_pins", "sleeps_until", "shown", "shown_until"}


def pair(session: Session, now: datetime, source: int, target: int) -> Pair:
    """What is known of two accounts of which the target is to stay."""
    one, other = session.get_one(User, target), session.get_one(User, source)
    rests = [slip_rests_until(session, each) for each in (source, target)]
    return Pair(
        same=source == target,
        gone=one.erased_at is not None or other.erased_at is not None,
        same_name=fold_name(one.name) == fold_name(other.name),
        other_works=not may_get_slip(session, source),
        slip_lately=any(until is not None and until > now for until in rests),
    )


def latest_merge(session: Session, user_id: int) -> AccountMerge | None:
    """The newest merge into an account that is neither undone nor settled."""
    return session.scalar(
        select(AccountMerge)
        .where(
            AccountMerge.into_id == user_id,
            AccountMerge.undone_at.is_(None),
            AccountMerge.settled_at.is_(None),
        )
        .order_by(AccountMerge.id.desc())
        .limit(1)
    )


def has_card(session: Session, user_id: int) -> bool:
    """Whether an account has a live card."""
    live = exists().where(ReturnCard.user_id == user_id, ReturnCard.replaced_at.is_(None))
    return bool(session.scalar(select(live)))


def digests(session: Session, user_id: int) -> dict[str, str]:
    """What an account's tries, certificates, memberships and cards are now, a digest of each table's rows."""
    return {name: digest(rows_of(session, name, user_id)) for name in CHANGED}


def rows_of(session: Session, name: str, user_id: int) -> str:
    """An account's rows of a table as one text."""
    table = Base.metadata.tables[name]
    columns = [column for column in table.columns if column.name not in VOLATILE]
    rows = session.execute(select(*columns).where(table.c.user_id == user_id).order_by(table.c.id))
    return json.dumps([list(row) for row in rows], default=str)


def changed_since(session: Session, merge: AccountMerge) -> frozenset[str]:
    """The tables in which the account's rows are not what they were right after the merge."""
    now = digests(session, merge.into_id)
    return frozenset(name for name, was in merge.digests.items() if now[name] != was)


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """What is kept of merges into or out of a person's account, for her to see."""
    rows = session.execute(
        select(AccountMerge.merged_at, AccountMerge.undone_at, AccountMerge.settled_at)
        .where((AccountMerge.into_id == user_id) | (AccountMerge.from_id == user_id))
        .order_by(AccountMerge.id)
    )
    return (
        Kept(
            "merges",
            N_("Kort som du har lagt ihop"),
            N_(
                "Så att det går att ångra i sju dagar, och så att det andra kontot också raderas om du raderar allt."
            ),
            (
                ("at", N_("När")),
                ("undone", N_("Ångrat")),
                ("settled", N_("Det andra kontot tömt")),
            ),
            tuple(tuple(row) for row in rows),
        ),
    )
