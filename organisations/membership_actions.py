"""Joining and leaving, and the names that are written down before. The view commits."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import actions as accounts
from accounts import audit
from core.db import insert
from core.names import fold_name
from organisations import site_actions
from organisations.membership_queries import has_live_membership, live_membership, unclaimed
from organisations.models import ExpectedPerson, Membership, MembershipFromProvider


def join(session: Session, now: datetime, organisation_id: int, user_id: int, name: str) -> Membership:
    """Make the person a member, once; a name the contact person wrote down before is claimed."""
    session.execute(
        insert(session, Membership)
        .values(organisation_id=organisation_id, user_id=user_id, joined_at=now)
        .on_conflict_do_nothing()
    )
    membership = live_membership(session, organisation_id, user_id)
    assert membership is not None  # noqa: S101  the row above, or the one that was there
    # Whoever joins by hand stays, also when a group at the provider of single sign-on is gone.
    session.execute(
        delete(MembershipFromProvider).where(MembershipFromProvider.membership_id == membership.id)
    )
    folded = fold_name(name)
    waiting = session.scalars(
        # Two people of one name who join in the same second claim one line each.
        unclaimed(organisation_id)
        .where(ExpectedPerson.name_folded == folded)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    taken = session.scalar(select(ExpectedPerson.id).where(ExpectedPerson.membership_id == membership.id))
    if waiting is not None and taken is None:
        waiting.membership_id = membership.id
        site_actions.take_place(session, now, waiting.id, membership.id)
    session.flush()
    audit.record(session, now, "joined", actor_id=user_id, organisation_id=organisation_id)
    return membership


def expect(
    session: Session, now: datetime, organisation_id: int, name: str, *, actor_id: int
) -> ExpectedPerson:
    """Write down the name of somebody who will join."""
    person = ExpectedPerson(
        organisation_id=organisation_id, name=name, name_folded=fold_name(name), added_at=now
    )
    session.add(person)
    session.flush()
    audit.record(
        session, now, "person-named", actor_id=actor_id, organisation_id=organisation_id, who=person.ref
    )
    return person


def forget_expected(session: Session, now: datetime, person: ExpectedPerson, *, actor_id: int) -> None:
    """Take a name off the list; once it is off nothing changes."""
    if person.removed_at is None:
        person.removed_at = now
        _note_name(session, now, "name-removed", person, actor_id)


def restore_expected(session: Session, now: datetime, person: ExpectedPerson, *, actor_id: int) -> None:
    """Put a name back on the list; once it is there nothing changes."""
    if person.removed_at is not None:
        person.removed_at = None
        _note_name(session, now, "name-restored", person, actor_id)


def _note_name(session: Session, now: datetime, what: str, person: ExpectedPerson, actor_id: int) -> None:
    audit.record(
        session, now, what, actor_id=actor_id, organisation_id=person.organisation_id, who=person.ref
    )


def end_membership(session: Session, now: datetime, membership: Membership, *, actor_id: int) -> None:
    """End a membership. Without another one the person is signed out everywhere; certificates stay hers."""
    session.execute(
        update(Membership)
        .where(Membership.id == membership.id, Membership.ended_at.is_(None))
        .values(ended_at=now)
    )
    if not has_live_membership(session, membership.user_id):
        accounts.end_all_sign_ins(session, now, membership.user_id)
    audit.record(
        session,
        now,
        "membership-ended",
        actor_id=actor_id,
        organisation_id=membership.organisation_id,
        who=membership.ref,
    )


def reopen_membership(session: Session, now: datetime, membership: Membership, *, actor_id: int) -> None:
    """Undo an end: the same membership runs on."""
    if live_membership(session, membership.organisation_id, membership.user_id) is None:
        membership.ended_at = None
        session.flush()
    audit.record(
        session,
        now,
        "membership-reopened",
        actor_id=actor_id,
        organisation_id=membership.organisation_id,
        who=membership.ref,
    )
