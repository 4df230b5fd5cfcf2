"""Writing down training that somebody had before, and taking it back. The view, or the job's progress, commits."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from accounts import audit
from core.db import hold
from organisations import roster_queries
from organisations.earlier_rules import Proof
from organisations.models import Organisation
from organisations.roster_models import EarlierTraining, RosterImport, RosterRow
from organisations.roster_rules import Whom


def note_earlier(session: Session, now: datetime, found: RosterImport, rows: Sequence[RosterRow]) -> None:
    """Write down the earlier training of these rows' people, each once."""
    about = {row.number: Whom(row.membership_id, row.expected_id) for row in rows}
    names = {whom.expected_id for whom in about.values() if whom.expected_id is not None}
    joined = roster_queries.joined_since(session, names) if names else {}
    members = {whom.membership_id for whom in about.values() if whom.membership_id is not None}
    noted = roster_queries.earlier_noted(session, members | set(joined.values()), names) if about else set()
    for row in rows:
        whom = about[row.number]
        if whom.expected_id is not None and whom.expected_id in joined:
            whom = Whom(membership_id=joined[whom.expected_id])
        if whom == Whom() or row.earlier_on is None or row.earlier_proof is None:
            continue
        key = (whom, row.earlier_proof, row.earlier_on)
        if key not in noted:
            noted.add(key)
            session.add(
                _earlier(now, whom, Proof(row.earlier_proof), row.earlier_on, found.created_by, found.id)
            )
    session.flush()


def _earlier(
    now: datetime, whom: Whom, proof: Proof, day: date, by: int, import_id: int | None = None
) -> EarlierTraining:
    return EarlierTraining(
        membership_id=whom.membership_id,
        expected_id=whom.expected_id,
        proof=proof,
        trained_on=day,
        vouched_by=by,
        vouched_at=now,
        import_id=import_id,
    )


def vouch(
    session: Session,
    now: datetime,
    organisation_id: int,
    whom: Whom,
    *,
    proof: Proof,
    day: date,
    actor_id: int,
) -> None:
    """Write down that somebody had training before; a second press changes nothing. Audited."""
    hold(session, Organisation, organisation_id)
    members = {whom.membership_id} - {None}
    names = {whom.expected_id} - {None}
    noted = roster_queries.earlier_noted(
        session, [each for each in members if each], [each for each in names if each]
    )
    if (whom, str(proof), day) in noted:
        return
    made = _earlier(now, whom, proof, day, actor_id)
    session.add(made)
    session.flush()
    audit.record(
        session,
        now,
        "earlier-training-noted",
        actor_id=actor_id,
        organisation_id=organisation_id,
        which=made.ref,
        proof=proof,
    )


def unvouch(session: Session, now: datetime, organisation_id: int, ref: str, *, actor_id: int) -> None:
    """Take back what was written down of earlier training. The caller has asked whose it is. Audited."""
    gone = session.execute(
        delete(EarlierTraining).where(EarlierTraining.ref == ref).returning(EarlierTraining.id)
    ).first()
    if gone is not None:
        audit.record(
            session,
            now,
            "earlier-training-removed",
            actor_id=actor_id,
            organisation_id=organisation_id,
            which=ref,
        )
