"""What can be done with a list that was handed in. The view, or the job's progress, commits."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from accounts import audit
from core.db import hold, insert
from core.ids import new_ref
from core.names import fold_name
from organisations import roster_queries
from organisations.earlier_actions import note_earlier
from organisations.membership_actions import end_membership, forget_expected, reopen_membership
from organisations.models import ExpectedPerson, Membership, Organisation
from organisations.roster_models import EarlierTraining, RosterImport, RosterRow
from organisations.roster_rules import FOLDED_MAX, Planned, Verdict
from organisations.rules import SECOND_CLICK_WITHIN
from organisations.site_actions import place_names
from organisations.site_models import Site, Team


def store(
    session: Session,
    now: datetime,
    organisation_id: int,
    planned: Sequence[Planned],
    *,
    missing: int,
    digest: str,
    actor_id: int,
) -> RosterImport:
    """Keep a list to be looked at. The same file twice within a minute is a double click: it is kept once."""
    hold(session, Organisation, organisation_id)
    there = session.scalar(
        select(RosterImport).where(
            RosterImport.organisation_id == organisation_id,
            RosterImport.digest == digest,
            RosterImport.state == "draft",
            RosterImport.created_at > now - SECOND_CLICK_WITHIN,
        )
    )
    if there is not None:
        return there
    made = RosterImport(
        organisation_id=organisation_id,
        created_by=actor_id,
        created_at=now,
        digest=digest,
        missing=missing,
    )
    session.add(made)
    session.flush()
    rows = [_as_row(made.id, each) for each in planned]
    session.execute(insert(session, RosterRow), rows)
    return made


def _as_row(import_id: int, planned: Planned) -> dict[str, object]:
    entry = planned.entry
    return {
        "import_id": import_id,
        "number": entry.number,
        "name": entry.name,
        "name_folded": fold_name(entry.name)[:FOLDED_MAX],
        "verdict": planned.verdict,
        "problem": entry.problem,
        "column_key": entry.column,
        "earlier_on": entry.earlier_on,
        "earlier_proof": entry.earlier_proof,
        "site_id": entry.place.site_id if entry.place else None,
        "team_id": entry.place.team_id if entry.place else None,
        "ticked": False,
        "settled": False,
        "membership_id": planned.whom.membership_id,
        "expected_id": planned.whom.expected_id,
    }


def tick(session: Session, found: RosterImport, shown: Collection[int], chosen: Collection[int]) -> None:
    """Remember which of the shown ends are meant. Only a draft listens."""
    if found.state != "draft":
        return
    ends = (
        RosterRow.import_id == found.id,
        RosterRow.verdict == Verdict.LEFT,
        RosterRow.number.in_(tuple(shown)),
    )
    session.execute(update(RosterRow).where(*ends).values(ticked=RosterRow.number.in_(tuple(chosen))))


def begin(session: Session, found: RosterImport) -> bool:
    """Let a draft be put in: True for one caller only."""
    won = session.execute(
        update(RosterImport)
        .where(RosterImport.id == found.id, RosterImport.state == "draft")
        .values(state="running")
        .returning(RosterImport.id)
    ).first()
    return won is not None


def put_in(session: Session, now: datetime, found: RosterImport, limit: int) -> int:
    """Put the next rows of a list in, at most `limit`. Returns how many were settled; 0 when all are.

    What has changed since the draft was made is asked anew: whoever stands on the list by now is not added.
    """
    hold(session, Organisation, found.organisation_id)
    rows = session.scalars(
        select(RosterRow)
        .where(roster_queries.to_do(found.id), ~RosterRow.settled)
        .order_by(RosterRow.number)
        .limit(limit)
        .with_for_update()
    ).all()
    _add_names(session, now, found, [row for row in rows if row.verdict == Verdict.NEW])
    for row in rows:
        if row.verdict == Verdict.LEFT and row.ticked:
            _end(session, now, found, row)
    note_earlier(session, now, found, [row for row in rows if row.earlier_on is not None])
    for row in rows:
        row.settled = True
    session.flush()
    return len(rows)


def _add_names(session: Session, now: datetime, found: RosterImport, rows: Sequence[RosterRow]) -> None:
    known = roster_queries.known_people(session, found.organisation_id) if rows else {}
    fresh: dict[str, RosterRow] = {}
    for row in rows:
        there = known.get(row.name_folded, [])
        if there:
            row.membership_id, row.expected_id = there[0].membership_id, there[0].expected_id
            continue
        fresh[new_ref()] = row
    if not fresh:
        return
    made = [
        {
            "ref": ref,
            "organisation_id": found.organisation_id,
            "name": row.name,
            "name_folded": row.name_folded,
            "added_at": now,
        }
        for ref, row in fresh.items()
    ]
    session.execute(insert(session, ExpectedPerson), made)
    names = session.scalars(select(ExpectedPerson).where(ExpectedPerson.ref.in_(fresh))).all()
    for name in names:
        fresh[name.ref].expected_id, fresh[name.ref].done = name.id, "added"
    _place(session, [(fresh[name.ref], name) for name in names])


def _place(session: Session, fresh: Sequence[tuple[RosterRow, ExpectedPerson]]) -> None:
    """Let the new names belong where their rows say, a statement or two for each site and team."""
    for site_id, team_id in sorted({(row.site_id or 0, row.team_id or 0) for row, _ in fresh} - {(0, 0)}):
        names = [name for row, name in fresh if (row.site_id or 0, row.team_id or 0) == (site_id, team_id)]
        team = session.get_one(Team, team_id) if team_id else None
        place_names(session, names, session.get_one(Site, site_id), team)


def _end(session: Session, now: datetime, found: RosterImport, row: RosterRow) -> None:
    if row.membership_id is not None:
        membership = session.get_one(Membership, row.membership_id)
        if membership.ended_at is None:
            end_membership(session, now, membership, actor_id=found.created_by)
            row.done = "ended"
    elif row.expected_id is not None:
        person = session.get_one(ExpectedPerson, row.expected_id)
        if person.membership_id is None and person.removed_at is None:
            forget_expected(session, now, person, actor_id=found.created_by)
            row.done = "removed"


def finish(session: Session, now: datetime, found: RosterImport) -> None:
    """Note that a list is in. Audited, with numbers and no names."""
    won = session.execute(
        update(RosterImport)
        .where(RosterImport.id == found.id, RosterImport.state == "running")
        .values(state="done", done_at=now)
        .returning(RosterImport.id)
    ).first()
    if won is not None:
        counts = roster_queries.done_counts(session, found.id)
        audit.record(
            session,
            now,
            "roster-imported",
            actor_id=found.created_by,
            organisation_id=found.organisation_id,
            which=found.ref,
            **counts,
        )


def undo(session: Session, now: datetime, found: RosterImport, *, actor_id: int) -> None:
    """Take a list back: its names that nobody has claimed, the ends it made, the training it noted. Once."""
    hold(session, Organisation, found.organisation_id)
    won = session.execute(
        update(RosterImport)
        .where(RosterImport.id == found.id, RosterImport.state == "done")
        .values(state="undone", undone_at=now)
        .returning(RosterImport.id)
    ).first()
    if won is None:
        return
    _mark_names(session, found.id, "added", removed_at=now)
    _mark_names(session, found.id, "removed", removed_at=None)
    ended = select(Membership).join(RosterRow, RosterRow.membership_id == Membership.id)
    mine = (RosterRow.import_id == found.id, RosterRow.done == "ended", Membership.ended_at.is_not(None))
    for membership in session.scalars(ended.where(*mine).order_by(Membership.id)).all():
        reopen_membership(session, now, membership, actor_id=actor_id)
    session.execute(delete(EarlierTraining).where(EarlierTraining.import_id == found.id))
    audit.record(
        session,
        now,
        "roster-undone",
        actor_id=actor_id,
        organisation_id=found.organisation_id,
        which=found.ref,
    )


def _mark_names(session: Session, import_id: int, done: str, *, removed_at: datetime | None) -> None:
    hers = select(RosterRow.expected_id).where(
        RosterRow.import_id == import_id, RosterRow.done == done, RosterRow.expected_id.is_not(None)
    )
    session.execute(
        update(ExpectedPerson)
        .where(
            ExpectedPerson.id.in_(hers),
            ExpectedPerson.membership_id.is_(None),
            ExpectedPerson.removed_at.is_(None) if removed_at else ExpectedPerson.removed_at.is_not(None),
        )
        .values(removed_at=removed_at)
        .execution_options(synchronize_session=False)
    )
