"""Reading for the quarterly report: closed sums of one network, facts of one quarter, reports that are made."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import AuditEntry, Erasure
from care.models import ClosedCompletion, ClosedGain, ClosedQuarter, ClosedSign
from core.job_models import Heartbeat
from core.quarters import Quarter, parse_quarter
from courses.models import ScreenRead
from organisations.models import Organisation
from quiz.models import Attempt, BankVersion
from reports.down_time import down_time
from reports.models import QuarterReport
from reports.quarter_figures import Closed, CompletionRow, GainRow, SignRow
from reports.quarter_notes import Facts


def closed_sums(session: Session, network: str, quarter: Quarter) -> Closed | None:
    """The closed sums of a network up to a quarter; None when the quarter is not closed. Four queries."""
    versions = {
        parse_quarter(name): definitions
        for name, definitions in session.execute(select(ClosedQuarter.quarter, ClosedQuarter.definitions))
    }
    if quarter not in versions:
        return None
    quarters = tuple(str(each) for each in sorted(versions) if each <= quarter)
    return Closed(
        quarters=quarters,
        definitions=versions[quarter],
        completions=completions(session, network, quarters),
        signs=signs(session, network, quarter),
        gains=gains(session, network, quarter),
    )


def completions(session: Session, network: str, quarters: Sequence[str]) -> tuple[CompletionRow, ...]:
    """The headcounts at the ends of quarters."""
    row = ClosedCompletion
    found = session.execute(
        select(row.organisation_id, Organisation.kind, row.quarter, row.members, row.certified)
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(Organisation.network == network, row.quarter.in_(quarters))
        .order_by(row.quarter, row.organisation_id, row.course_key)
    )
    return tuple(CompletionRow(*each) for each in found)


def signs(session: Session, network: str, quarter: Quarter) -> tuple[SignRow, ...]:
    """The sums per sign of a quarter."""
    row = ClosedSign
    found = session.execute(
        select(
            row.organisation_id,
            row.sign_key,
            row.people,
            row.people_lured,
            row.people_sure,
            row.seen,
            row.missed,
            row.left_alone,
            row.false_alarm,
            row.sure,
            row.sure_wrong,
        )
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(Organisation.network == network, row.quarter == str(quarter))
        .order_by(row.organisation_id, row.course_key, row.sign_key)
    )
    return tuple(SignRow(*each) for each in found)


def gains(session: Session, network: str, quarter: Quarter) -> tuple[GainRow, ...]:
    """The sums of right answers before the first lesson and in the first try of a quarter."""
    row = ClosedGain
    found = session.execute(
        select(
            row.organisation_id,
            row.people,
            row.before_asked,
            row.before_right,
            row.after_asked,
            row.after_right,
        )
        .join(Organisation, Organisation.id == row.organisation_id)
        .where(Organisation.network == network, row.quarter == str(quarter))
        .order_by(row.organisation_id, row.course_key)
    )
    return tuple(GainRow(*each) for each in found)


def facts(session: Session, quarter: Quarter) -> Facts:
    """What happened on the site in a quarter beside people's answers. Six queries."""
    asked = audit_counts(session, quarter)
    erased = session.scalar(
        select(func.count())
        .select_from(Erasure)
        .where(Erasure.erased_at >= quarter.starts_at, Erasure.erased_at < quarter.ends_at)
    )
    return Facts(
        changed_banks=changed_banks(session, quarter),
        changed_lessons=changed_lessons(session, quarter),
        erased_people=erased or 0,
        erased_certificates=asked.get("certificate-erased", 0),
        mended_names=asked.get("name-corrected", 0),
        down=down_time(heartbeats(session, quarter), quarter.starts_at, quarter.ends_at),
    )


def heartbeats(session: Session, quarter: Quarter) -> list[datetime]:
    """The heartbeats of a quarter, with the last before it and the first after it. Two queries."""
    begins, ends = quarter.starts_at, quarter.ends_at
    before = select(func.max(Heartbeat.minute)).where(Heartbeat.minute < begins).scalar_subquery()
    after = select(func.min(Heartbeat.minute)).where(Heartbeat.minute >= ends).scalar_subquery()
    edges = session.execute(select(before, after)).one()
    inside = session.scalars(
        select(Heartbeat.minute).where(Heartbeat.minute >= begins, Heartbeat.minute < ends)
    )
    return [*(each for each in edges if each is not None), *inside]


def audit_counts(session: Session, quarter: Quarter) -> dict[str, int]:
    """How often each thing that people ask for was done in a quarter, by action."""
    rows = session.execute(
        select(AuditEntry.action, func.count(AuditEntry.id))
        .where(
            AuditEntry.action.in_(("certificate-erased", "name-corrected")),
            AuditEntry.at >= quarter.starts_at,
            AuditEntry.at < quarter.ends_at,
        )
        .group_by(AuditEntry.action)
    )
    return dict(rows.all())


def changed_banks(session: Session, quarter: Quarter) -> int:
    """How many courses' questions were first used in a quarter in a version that took another one's place."""
    rows = session.execute(
        select(Attempt.course_key, BankVersion.first_used_at)
        .join(BankVersion, BankVersion.version == Attempt.bank_version)
        .distinct()
    )
    return renewed(rows.all(), quarter)


def changed_lessons(session: Session, quarter: Quarter) -> int:
    """How many lessons were first read in a quarter in a version that took another one's place."""
    rows = session.execute(
        select(ScreenRead.lesson_key, func.min(ScreenRead.read_at)).group_by(
            ScreenRead.lesson_key, ScreenRead.lesson_version
        )
    )
    return renewed(rows.all(), quarter)


def renewed(first_used: Sequence[tuple[str, datetime]], quarter: Quarter) -> int:
    """Of how many things a version that is not the first began in the quarter.

    `first_used` has a thing's key and an instant for each of its versions.
    """
    began: dict[str, list[bool]] = {}
    for key, at in sorted(first_used):
        began.setdefault(key, []).append(quarter.starts_at <= at < quarter.ends_at)
    return sum(any(versions[1:]) for versions in began.values())


def report_of(session: Session, network: str, quarter: str) -> QuarterReport | None:
    """A network's report of a quarter ("2026-3"), if it is made."""
    return session.get(QuarterReport, (network, quarter))


def made_quarters(session: Session, network: str) -> list[Quarter]:
    """The quarters whose reports are made, newest first."""
    rows = session.scalars(select(QuarterReport.quarter).where(QuarterReport.network == network))
    return sorted((parse_quarter(each) for each in rows), reverse=True)


def closed(session: Session) -> list[Quarter]:
    """The closed quarters, newest first."""
    rows = session.scalars(select(ClosedQuarter.quarter))
    return sorted((parse_quarter(each) for each in rows), reverse=True)
