"""Reading jobs: one person's, and what is kept about her."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.job_models import Job, JobFile, JobState
from core.jobs import KINDS
from core.language import N_
from core.own_data import Kept, Word

STATES = {
    JobState.WAITING: N_("Väntar"),
    JobState.RUNNING: N_("Pågår"),
    JobState.DONE: N_("Klart"),
    JobState.FAILED: N_("Blev inte av"),
}


def job_of(session: Session, ref: str, user_id: int) -> Job | None:
    """The job with this ref, if this person asked for it."""
    return session.scalar(select(Job).where(Job.ref == ref, Job.asked_by == user_id))


def file_of(session: Session, job: Job, now: datetime, kept: timedelta) -> JobFile | None:
    """The file a job has made, while it is kept."""
    if job.state != JobState.DONE:
        return None
    return session.scalar(select(JobFile).where(JobFile.job_id == job.id, JobFile.made_at > now - kept))


def unfinished(session: Session, kind: str, user_id: int, organisation_id: int) -> Job | None:
    """The job of a kind that a person has asked for, for an organisation, and that has not ended."""
    return session.scalar(
        select(Job)
        .where(
            Job.kind == kind,
            Job.asked_by == user_id,
            Job.organisation_id == organisation_id,
            Job.state.in_((JobState.WAITING, JobState.RUNNING)),
        )
        .order_by(Job.id)
        .limit(1)
    )


def title_of(kind: str) -> str:
    """What a kind of job is called, as a msgid."""
    return KINDS[kind].title if kind in KINDS else N_("Arbetet")


def kept(session: Session, user_id: int) -> tuple[Kept, ...]:
    """The jobs a person has asked for, and the files they made."""
    rows = session.execute(
        select(Job.kind, Job.state, Job.created_at, Job.finished_at, JobFile.name)
        .outerjoin(JobFile, JobFile.job_id == Job.id)
        .where(Job.asked_by == user_id)
        .order_by(Job.created_at, Job.id)
    )
    return (
        Kept(
            "jobs",
            N_("Arbeten du har satt igång"),
            N_(
                "Så att du ser hur det går och kan hämta filen. De raderas efter en månad, filen efter 24 timmar."
            ),
            (
                ("what", N_("Vad")),
                ("state", N_("Läge")),
                ("asked", N_("När")),
                ("ended", N_("Klart")),
                ("file", N_("Fil")),
            ),
            tuple(
                (Word(title_of(kind)), Word(STATES[JobState(state)]), asked, ended, name)
                for kind, state, asked, ended, name in rows
            ),
        ),
    )
