"""Organisations, their codes and routines, and the network's contacts. The view commits."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts import audit
from core.crockford import random_code
from core.db import hold
from organisations.models import ContactCheck, JoinCode, LocalRoutine, Organisation, OrganisationCourse
from organisations.queries import live_join_code
from organisations.rules import JOIN_CODE_LASTS, JOIN_CODE_LENGTH


def create_organisation(
    session: Session,
    now: datetime,
    *,
    network: str,
    name: str,
    kind: str,
    courses: Iterable[str],
    actor_id: int | None,
) -> Organisation:
    """Make an organisation with its courses and its first join code."""
    organisation = Organisation(network=network, name=name, kind=kind, created_at=now)
    session.add(organisation)
    session.flush()
    for key in sorted(set(courses)):
        session.add(OrganisationCourse(organisation_id=organisation.id, course_key=key))
    audit.record(session, now, "organisation-made", actor_id=actor_id, organisation_id=organisation.id)
    renew_join_code(session, now, organisation.id, actor_id=actor_id)
    return organisation


def renew_join_code(
    session: Session, now: datetime, organisation_id: int, *, actor_id: int | None
) -> JoinCode:
    """Give an organisation a new code for 90 days; the old one ends."""
    hold(session, Organisation, organisation_id)
    old = live_join_code(session, organisation_id)
    if old is not None:
        old.ended_at = now
        session.flush()
    code = JoinCode(
        organisation_id=organisation_id,
        code=random_code(JOIN_CODE_LENGTH),
        created_at=now,
        expires_at=now + JOIN_CODE_LASTS,
    )
    session.add(code)
    session.flush()
    audit.record(session, now, "join-code-made", actor_id=actor_id, organisation_id=organisation_id)
    return code


def write_routine(
    session: Session, now: datetime, organisation_id: int, lines: dict[str, str], *, actor_id: int
) -> None:
    """Write an organisation's own routine; an empty line goes back to the kind's default. Audited."""
    for line, text in lines.items():
        row = session.get(LocalRoutine, (organisation_id, line))
        if (row.text if row else "") == text:
            continue
        if not text:
            session.delete(row)
        elif row is None:
            session.add(LocalRoutine(organisation_id=organisation_id, line=line, text=text, changed_at=now))
        else:
            row.text, row.changed_at = text, now
        audit.record(
            session,
            now,
            "routine-changed",
            actor_id=actor_id,
            organisation_id=organisation_id,
            line=line,
            text=text,
        )


def check_contact(
    session: Session,
    now: datetime,
    network: str,
    contact_key: str,
    *,
    day: date,
    number: str,
    actor_id: int,
) -> None:
    """Note that somebody rang a contact on a Stockholm day, and the number that was right. Audited."""
    session.add(
        ContactCheck(
            network=network,
            contact_key=contact_key,
            checked_on=day,
            number=number,
            checked_by=actor_id,
        )
    )
    audit.record(session, now, "contact-checked", actor_id=actor_id, contact=contact_key, number=number)
