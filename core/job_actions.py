"""Erasing a person: the jobs she asked for. The caller commits, all rooms at once."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.job_models import Job, JobFile


def erase(session: Session, user_id: int) -> None:
    """Delete a person's jobs and their files. One that is being done finds itself gone and stops."""
    hers = select(Job.id).where(Job.asked_by == user_id)
    session.execute(delete(JobFile).where(JobFile.job_id.in_(hers)))
    session.execute(delete(Job).where(Job.asked_by == user_id))
