"""Planning messages: which are meant today, which no longer are. Whoever calls commits."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from care import reminder_queries, reminder_rules
from care.reminder_models import Digest, Reminder
from care.reminder_office import Office
from care.reminder_rules import Channel, Problem, Purpose, State
from core import clock
from core.db import insert
from organisations.models import Membership


def plan(session: Session, now: datetime, office: Office) -> None:
    """Write down every message that is meant today, and settle those that no longer are.

    Everything is derived from certificates, memberships and addresses: done twice it is done once.
    """
    today = clock.local_date(now)
    found = reminder_queries.ending(session, today, office.courses)
    by_mail = reminder_queries.confirmed(session, Purpose.OWN) if office.settings.smtp_host else frozenset()
    for each in found:
        kind = reminder_rules.intended(each, today)
        if kind is not None:
            channel = Channel.MAIL if each.user_id in by_mail else Channel.SLIP
            values = {
                "attempt_id": each.attempt_id,
                "kind": kind,
                "user_id": each.user_id,
                "channel": channel,
                "due_on": reminder_rules.due_on(kind, each.valid_until),
                "valid_until": each.valid_until,
                "state": State.DUE,
                "tries": 0,
            }
            session.execute(insert(session, Reminder).values(**values).on_conflict_do_nothing())
    settle(session, now, frozenset(each.attempt_id for each in found), by_mail)
    plan_digests(session, now, office)


def settle(session: Session, now: datetime, still: frozenset[int], by_mail: frozenset[int]) -> None:
    """Let waiting messages go the way that is open now, or end: renewed, no longer meant, or too late."""
    today = clock.local_date(now)
    waiting = session.scalars(
        select(Reminder).where(Reminder.state == State.DUE).order_by(Reminder.id).with_for_update()
    ).all()
    renewed = reminder_queries.renewed(session, [each.attempt_id for each in waiting])
    for each in waiting:
        if each.attempt_id in renewed:
            each.state = State.DONE
        elif each.attempt_id not in still or not reminder_rules.still_worth(
            each.kind, each.valid_until, today
        ):
            each.state = State.CANCELLED
        else:
            each.channel = Channel.MAIL if each.user_id in by_mail else Channel.SLIP
    lost = now - reminder_rules.BEGUN_FOR
    for table in (Reminder, Digest):
        session.execute(
            update(table)
            .where(table.state == State.SENDING, table.begun_at < lost)
            .values(state=State.FAILED, problem=Problem.UNKNOWN)
            .execution_options(synchronize_session=False)
        )
    session.flush()


def plan_digests(session: Session, now: datetime, office: Office) -> None:
    """Write down this week's message for each contact person who wants one and has somebody to see to."""
    week = reminder_rules.week_of(clock.local_date(now))
    session.execute(
        update(Digest)
        .where(Digest.state == State.DUE, Digest.week != week)
        .values(state=State.CANCELLED)
        .execution_options(synchronize_session=False)
    )
    if not office.settings.smtp_host:
        return
    for user_id in sorted(reminder_queries.confirmed(session, Purpose.WORK)):
        people = len({each.ref for each in reminder_queries.renewing_of(session, now, user_id)})
        if people:
            values = {"user_id": user_id, "week": week, "people": people, "state": State.DUE, "tries": 0}
            session.execute(insert(session, Digest).values(**values).on_conflict_do_nothing())


def hand_out(
    session: Session, now: datetime, organisation_id: int, membership_refs: Collection[str], *, actor_id: int
) -> None:
    """The contact person has given these members their slips: what waited for that is sent.

    The log says how many she ticked, not how many waited: who has an address of her own is nobody's business at work.
    """
    hers = select(Membership.user_id).where(
        Membership.organisation_id == organisation_id, Membership.ref.in_(membership_refs)
    )
    session.execute(
        update(Reminder)
        .where(Reminder.user_id.in_(hers), Reminder.state == State.DUE, Reminder.channel == Channel.SLIP)
        .values(state=State.SENT, sent_at=now)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        session,
        now,
        "slips-handed-out",
        actor_id=actor_id,
        organisation_id=organisation_id,
        people=len(membership_refs),
    )


def delete_old(session: Session, now: datetime) -> int:
    """Delete messages about certificates that ended long ago, and weeks' messages as old. Returns how many."""
    day = clock.local_date(now) - reminder_rules.REMINDERS_KEPT
    reminders = session.execute(
        delete(Reminder).where(Reminder.valid_until < day).returning(Reminder.id)
    ).all()
    digests = session.execute(
        delete(Digest).where(Digest.week < reminder_rules.week_of(day)).returning(Digest.id)
    ).all()
    return len(reminders) + len(digests)
