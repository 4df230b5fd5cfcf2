"""Deleting what has been kept long enough. Each duty stands for itself; the command commits after each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from accounts import oidc_actions
from accounts.models import AuditEntry, ReturnCard, SignIn, StaffReset, User
from accounts.rules import LIFETIMES
from accounts.seal_actions import delete_sealed
from care import address_actions, reminder_plan_actions, retention
from care.erase_actions import erase
from care.merge_actions import settle
from care.models import Deletion
from certificates.erase_actions import delete_certificates
from certificates.models import Certificate, ShareCode
from certificates.rules import add_months
from core import clock
from core.db import Base, Meta, insert
from core.job_models import Heartbeat, Job, JobFile
from organisations.models import CardSlip, ExpectedPerson, Invitation, JoinCode, Role
from organisations.roster_models import RosterImport, RosterRow
from quiz.models import Answer, Attempt

LAST_NIGHT = "last_night"


@dataclass(frozen=True, slots=True)
class Night:
    """The moment of a night, and the pepper under which deleted certificates and people are noted."""

    at: datetime
    pepper: str

    def months_ago(self, months: int) -> datetime:
        """The first instant of the Stockholm day so many months ago."""
        return clock.start_of_day(add_months(clock.local_date(self.at), -months))


def unfinished_tries(session: Session, night: Night) -> int:
    """Tries that were begun and never finished, with their answers. They were never counted."""
    old = select(Attempt.id).where(
        Attempt.finished_at.is_(None), Attempt.started_at < night.at - retention.UNFINISHED_KEPT
    )
    ids = session.scalars(old.order_by(Attempt.id).with_for_update()).all()
    session.execute(delete(Answer).where(Answer.attempt_id.in_(ids)))
    session.execute(delete(Attempt).where(Attempt.id.in_(ids)))
    return len(ids)


def sign_ins(session: Session, night: Night) -> int:
    """Sign-ins that were ended, or that ran out by themselves."""
    before = night.at - retention.SIGN_INS_KEPT
    ran_out = [
        and_(
            SignIn.kind == kind,
            or_(SignIn.last_seen_at < before - each.idle, SignIn.created_at < before - each.absolute),
        )
        for kind, each in LIFETIMES.items()
    ]
    return gone(session, SignIn, or_(SignIn.ended_at < before, *ran_out))


def invitations(session: Session, night: Night) -> int:
    """Invitations, and links for a new login, that were used or ran out."""
    before = night.at - retention.LINKS_KEPT
    old = [or_(each.used_at < before, each.expires_at < before) for each in (Invitation, StaffReset)]
    return gone(session, Invitation, old[0]) + gone(session, StaffReset, old[1])


def join_codes(session: Session, night: Night) -> int:
    """Codes that another one has replaced. A workplace's present code stays, also when it has run out."""
    return gone(session, JoinCode, JoinCode.ended_at < night.at - retention.LINKS_KEPT)


def card_slips(session: Session, night: Night) -> int:
    """Slips that were used, replaced, or ran out."""
    before = night.at - retention.LINKS_KEPT
    return gone(session, CardSlip, or_(CardSlip.ended_at < before, CardSlip.expires_at < before))


def share_codes(session: Session, night: Night) -> int:
    """Codes that let a workplace see a certificate, used, replaced or run out."""
    before = night.at - retention.LINKS_KEPT
    return gone(session, ShareCode, or_(ShareCode.ended_at < before, ShareCode.expires_at < before))


def cards(session: Session, night: Night) -> int:
    """Cards that another one has replaced; one made by a slip parts a person's answers and stays with her."""
    before = night.at - retention.OLD_CARDS_KEPT
    return gone(session, ReturnCard, and_(ReturnCard.replaced_at < before, ReturnCard.given_by.is_(None)))


def names(session: Session, night: Night) -> int:
    """Names a contact person wrote down: taken off the list, or nobody joined under them."""
    removed = ExpectedPerson.removed_at < night.at - retention.REMOVED_NAMES_KEPT
    waiting = and_(
        ExpectedPerson.membership_id.is_(None),
        ExpectedPerson.added_at < night.months_ago(retention.UNCLAIMED_NAMES_KEPT),
    )
    return gone(session, ExpectedPerson, or_(removed, waiting))


def lists(session: Session, night: Night) -> int:
    """Lists that a contact person handed in, with their rows. What they brought to the workplace's list stays."""
    old = select(RosterImport.id).where(RosterImport.created_at < night.at - retention.LISTS_KEPT)
    ids = session.scalars(old.order_by(RosterImport.id)).all()
    session.execute(delete(RosterRow).where(RosterRow.import_id.in_(ids)))
    return gone(session, RosterImport, RosterImport.id.in_(ids))


def gone(session: Session, table: type[Base], where: ColumnElement[bool]) -> int:
    """Delete rows; returns how many went."""
    key = table.__table__.c.id
    return len(session.execute(delete(table).where(where).returning(key)).all())


def certificates(session: Session, night: Night) -> int:
    """Certificates that ran out a year ago."""
    last_day = add_months(clock.local_date(night.at), -retention.EXPIRED_CERTIFICATES_KEPT)
    ids = session.scalars(
        select(Certificate.id).where(Certificate.valid_until < last_day).order_by(Certificate.id)
    ).all()
    delete_certificates(session, ids, pepper=night.pepper)
    return len(ids)


def merged(session: Session, night: Night) -> int:
    """Accounts that became part of another a week ago: emptied, for it can be undone no more."""
    return settle(session, night.at)


def log(session: Session, night: Night) -> int:
    """Entries of the log, by whole sealed segments."""
    return delete_sealed(session, night.at, night.months_ago(retention.LOG_KEPT))


def job_files(session: Session, night: Night) -> int:
    """Files that were made to be fetched, a day ago."""
    before = night.at - retention.JOB_FILES_KEPT
    return len(
        session.execute(delete(JobFile).where(JobFile.made_at <= before).returning(JobFile.job_id)).all()
    )


def jobs(session: Session, night: Night) -> int:
    """Jobs that have ended. Their files are gone by then."""
    ended = and_(
        Job.finished_at < night.at - retention.JOBS_KEPT,
        ~select(JobFile.job_id).where(JobFile.job_id == Job.id).exists(),
    )
    return gone(session, Job, ended)


def heartbeats(session: Session, night: Night) -> int:
    """Minutes in which the job process was there."""
    before = night.at - retention.HEARTBEATS_STAY
    return len(
        session.execute(delete(Heartbeat).where(Heartbeat.minute < before).returning(Heartbeat.minute)).all()
    )


def single_sign_on(session: Session, night: Night) -> int:
    """Ways to the provider of single sign-on that nobody came back from in their ten minutes."""
    return oidc_actions.sweep(session, night.at)


def reminders(session: Session, night: Night) -> int:
    """Messages about certificates that ended long ago."""
    return reminder_plan_actions.delete_old(session, night.at)


def mail_addresses(session: Session, night: Night) -> int:
    """Addresses that nobody confirmed, and those for work of people who have no such role any more."""
    return address_actions.delete_unused_addresses(session, night.at)


DUTIES: dict[str, Callable[[Session, Night], int]] = {
    "unfinished-tries": unfinished_tries,
    "sign-ins": sign_ins,
    "invitations": invitations,
    "join-codes": join_codes,
    "card-slips": card_slips,
    "share-codes": share_codes,
    "cards": cards,
    "names": names,
    "lists": lists,
    "certificates": certificates,
    "merged-accounts": merged,
    "log": log,
    "single-sign-on": single_sign_on,
    "job-files": job_files,
    "jobs": jobs,
    "reminders": reminders,
    "mail-addresses": mail_addresses,
    "heartbeats": heartbeats,
}


def idle_people(session: Session, night: Night) -> Sequence[int]:
    """People without certificate and role who have not been here for a year, each to be erased by herself."""
    before = night.months_ago(retention.IDLE_ACCOUNTS_KEPT)
    came = and_(AuditEntry.actor_id == User.id, AuditEntry.at >= before)
    present = and_(SignIn.user_id == User.id, SignIn.last_seen_at >= before)
    statement = select(User.id).where(
        User.erased_at.is_(None),
        User.created_at < before,
        ~select(Certificate.id).where(Certificate.user_id == User.id).exists(),
        ~select(Role.id).where(Role.user_id == User.id, Role.ended_at.is_(None)).exists(),
        ~select(AuditEntry.id).where(came).exists(),
        ~select(SignIn.id).where(present).exists(),
    )
    return session.scalars(statement.order_by(User.id)).all()


def erase_idle(session: Session, night: Night, user_id: int) -> int:
    """Erase one of them. Returns 1, or 0 when somebody was faster."""
    return int(erase(session, night.at, user_id, pepper=night.pepper))


def note(session: Session, night: Night, kind: str, count: int) -> None:
    """Add to the record of what was deleted: a day, a kind, a number."""
    if not count:
        return
    day = clock.local_date(night.at)
    statement = insert(session, Deletion).values(day=day, kind=kind, count=count)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["day", "kind"], set_={"count": Deletion.count + statement.excluded.count}
        )
    )


def last_night(session: Session) -> datetime | None:
    """When the nightly command last ran, in UTC."""
    found = session.get(Meta, LAST_NIGHT)
    return datetime.fromisoformat(found.value) if found else None


def remember_night(session: Session, now: datetime) -> None:
    """Note that the nightly command has run."""
    statement = insert(session, Meta).values(key=LAST_NIGHT, value=now.isoformat())
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_={"value": now.isoformat()}))


def deletions(session: Session) -> Sequence[Deletion]:
    """The record, newest day first."""
    return session.scalars(select(Deletion).order_by(Deletion.day.desc(), Deletion.kind)).all()
