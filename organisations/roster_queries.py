"""Reading lists that were handed in, who is on an organisation's list, and training that somebody had before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from accounts.models import User
from core.job_models import Job, JobState
from core.names import fold_name
from organisations.earlier_rules import Proof
from organisations.membership_queries import unclaimed
from organisations.models import ExpectedPerson, Membership, Organisation
from organisations.roster_models import EarlierTraining, RosterImport, RosterRow
from organisations.roster_rules import Place, Planned, Verdict, Whom, place_key
from organisations.site_queries import open_sites

PAGE_ROWS = 50
RECENT = 5


def known_people(session: Session, organisation_id: int) -> dict[str, list[Whom]]:
    """Everybody on an organisation's list by folded name: members, and names under which nobody has joined."""
    found: dict[str, list[Whom]] = {}
    members = session.execute(
        select(User.name, Membership.id)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.organisation_id == organisation_id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    for name, membership_id in members:
        found.setdefault(fold_name(name), []).append(Whom(membership_id=membership_id))
    waiting = unclaimed(organisation_id).with_only_columns(ExpectedPerson.name_folded, ExpectedPerson.id)
    for folded, expected_id in session.execute(waiting):
        found.setdefault(folded, []).append(Whom(expected_id=expected_id))
    return found


def places_of(session: Session, organisation_id: int) -> dict[tuple[str, str], Place]:
    """The open sites and teams of an organisation by `place_key`."""
    found: dict[tuple[str, str], Place] = {}
    for each in open_sites(session, organisation_id):
        found[place_key(each.site.name)] = Place(each.site.id)
        for team in each.teams:
            found[place_key(each.site.name, team.name)] = Place(each.site.id, team.id)
    return found


def import_in(session: Session, organisation_id: int, ref: str) -> RosterImport | None:
    """The list of a ref if it was handed in for the organisation."""
    return session.scalar(
        select(RosterImport).where(RosterImport.organisation_id == organisation_id, RosterImport.ref == ref)
    )


def recent_imports(session: Session, organisation_id: int) -> Sequence[RosterImport]:
    """The latest lists of an organisation, newest first."""
    return session.scalars(
        select(RosterImport)
        .where(RosterImport.organisation_id == organisation_id)
        .order_by(RosterImport.id.desc())
        .limit(RECENT)
    ).all()


def verdict_counts(session: Session, import_id: int) -> dict[Verdict, int]:
    """How many rows of a list have each verdict; none has no entry."""
    rows = session.execute(
        select(RosterRow.verdict, func.count())
        .where(RosterRow.import_id == import_id)
        .group_by(RosterRow.verdict)
    )
    return {Verdict(verdict): count for verdict, count in rows}


def done_counts(session: Session, import_id: int) -> dict[str, int]:
    """How many rows were added, ended and removed, and under "earlier" how much earlier training was noted."""
    rows = session.execute(
        select(RosterRow.done, func.count())
        .where(RosterRow.import_id == import_id, RosterRow.done.is_not(None))
        .group_by(RosterRow.done)
    )
    noted = session.scalar(
        select(func.count()).select_from(EarlierTraining).where(EarlierTraining.import_id == import_id)
    )
    return {**{str(done): count for done, count in rows}, "earlier": noted or 0}


def rows_of(session: Session, import_id: int, verdict: Verdict, page: int) -> Sequence[RosterRow]:
    """One page of a list's rows of one verdict, in the file's order. Pages count from 1."""
    return session.scalars(
        select(RosterRow)
        .where(RosterRow.import_id == import_id, RosterRow.verdict == verdict)
        .order_by(RosterRow.number)
        .offset((page - 1) * PAGE_ROWS)
        .limit(PAGE_ROWS)
    ).all()


def faulty_rows(session: Session, import_id: int) -> Sequence[RosterRow]:
    """The rows that need a look: errors and what is not known, in the file's order."""
    return session.scalars(
        select(RosterRow)
        .where(RosterRow.import_id == import_id, RosterRow.problem.is_not(None))
        .order_by(RosterRow.number)
    ).all()


def to_do(import_id: int) -> ColumnElement[bool]:
    """Which rows of a list change something: new names, ticked ends, earlier training."""
    return and_(
        RosterRow.import_id == import_id,
        or_(
            RosterRow.verdict == Verdict.NEW,
            and_(RosterRow.verdict == Verdict.LEFT, RosterRow.ticked),
            and_(RosterRow.verdict.in_((Verdict.SAME, Verdict.LEFT)), RosterRow.earlier_on.is_not(None)),
        ),
    )


def work_left(session: Session, import_id: int) -> tuple[int, int]:
    """How many rows that change something are settled, and how many there are."""
    found = dict(
        session.execute(
            select(RosterRow.settled, func.count()).where(to_do(import_id)).group_by(RosterRow.settled)
        ).all()
    )
    return found.get(True, 0), sum(found.values())


def job_to_wait_for(session: Session, ref: str | None) -> Job | None:
    """The job that puts a list in, unless it failed or is gone."""
    return session.scalar(select(Job).where(Job.ref == ref, Job.state != JobState.FAILED)) if ref else None


def ticked(session: Session, import_id: int) -> int:
    """How many ends are ticked."""
    found = session.scalar(
        select(func.count())
        .select_from(RosterRow)
        .where(RosterRow.import_id == import_id, RosterRow.verdict == Verdict.LEFT, RosterRow.ticked)
    )
    return found or 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """Training somebody had before, and who vouches for it; `by` is empty when that person was erased."""

    ref: str
    proof: Proof
    trained_on: date
    by: str
    workplace: str


def earlier_for(session: Session, about: ColumnElement[bool]) -> tuple[Earlier, ...]:
    """Earlier training, the newest first. `about` tells of whom: see `of_membership` and the others."""
    rows = session.execute(
        select(
            EarlierTraining.ref,
            EarlierTraining.proof,
            EarlierTraining.trained_on,
            User.name,
            User.erased_at,
            Organisation.name,
        )
        .join(User, User.id == EarlierTraining.vouched_by)
        .outerjoin(ExpectedPerson, ExpectedPerson.id == EarlierTraining.expected_id)
        .outerjoin(
            Membership,
            Membership.id == func.coalesce(EarlierTraining.membership_id, ExpectedPerson.membership_id),
        )
        .join(
            Organisation,
            Organisation.id == func.coalesce(Membership.organisation_id, ExpectedPerson.organisation_id),
        )
        .where(about)
        .order_by(EarlierTraining.trained_on.desc(), EarlierTraining.id)
    )
    return tuple(
        Earlier(ref, Proof(proof), day, "" if erased else by, place)
        for ref, proof, day, by, erased, place in rows
    )


def of_membership(membership_id: int) -> ColumnElement[bool]:
    """What was written down for a member, also before she joined."""
    return Membership.id == membership_id


def of_expected(expected_id: int) -> ColumnElement[bool]:
    """What was written down for a name."""
    return EarlierTraining.expected_id == expected_id


def of_user(user_id: int) -> ColumnElement[bool]:
    """What was written down for a person at any workplace."""
    return Membership.user_id == user_id


def earlier_noted(
    session: Session, memberships: Collection[int], names: Collection[int]
) -> set[tuple[Whom, str, date]]:
    """What is noted of these already, as (whom, proof, day). A claimed name's counts as its member's."""
    rows = session.execute(
        select(
            func.coalesce(EarlierTraining.membership_id, ExpectedPerson.membership_id),
            EarlierTraining.expected_id,
            EarlierTraining.proof,
            EarlierTraining.trained_on,
        )
        .outerjoin(ExpectedPerson, ExpectedPerson.id == EarlierTraining.expected_id)
        .where(
            or_(
                EarlierTraining.membership_id.in_(memberships),
                ExpectedPerson.membership_id.in_(memberships),
                EarlierTraining.expected_id.in_(names),
            )
        )
    )
    return {
        (Whom(membership_id=member) if member is not None else Whom(expected_id=name), proof, day)
        for member, name, proof, day in rows
    }


def without_noted(session: Session, planned: Sequence[Planned]) -> tuple[Planned, ...]:
    """The same rows without the earlier training that is noted already: the same list twice changes nothing."""
    about = [each.whom for each in planned if each.entry.earlier_on is not None and each.whom != Whom()]
    if not about:
        return tuple(planned)
    members = [each.membership_id for each in about if each.membership_id is not None]
    names = [each.expected_id for each in about if each.expected_id is not None]
    noted = earlier_noted(session, members, names)
    return tuple(
        replace(each, entry=replace(each.entry, earlier_on=None, earlier_proof=None))
        if (each.whom, each.entry.earlier_proof, each.entry.earlier_on) in noted
        else each
        for each in planned
    )


def joined_since(session: Session, names: Iterable[int]) -> Mapping[int, int]:
    """The memberships that have claimed some of these names, by name."""
    rows = session.execute(
        select(ExpectedPerson.id, ExpectedPerson.membership_id).where(
            ExpectedPerson.id.in_(tuple(names)), ExpectedPerson.membership_id.is_not(None)
        )
    )
    return {name: membership for name, membership in rows if membership is not None}


def rows_about(user_id: int, name_folded: str) -> ColumnElement[bool]:
    """Which rows of lists are about a person: linked to her, or under her name at a workplace of hers."""
    hers = select(Membership.id).where(Membership.user_id == user_id)
    names = select(ExpectedPerson.id).where(ExpectedPerson.membership_id.in_(hers))
    here = exists().where(
        RosterImport.id == RosterRow.import_id,
        RosterImport.organisation_id == Membership.organisation_id,
        Membership.user_id == user_id,
    )
    return or_(
        RosterRow.membership_id.in_(hers),
        RosterRow.expected_id.in_(names),
        and_(RosterRow.name_folded == name_folded, RosterRow.name_folded != "", here),
    )
