"""How a job is going, and the file it made: for whoever asked for it, and nobody else."""

from datetime import datetime
from io import BytesIO

from flask import Blueprint, abort, send_file, url_for
from werkzeug.wrappers import Response

from accounts.sign_in import require_person, safe_path, signed_in
from care.pages import JobPage
from care.retention import JOB_FILES_KEPT
from core import clock
from core.db import session
from core.heartbeats import MISSED_AFTER, somebody_works
from core.job_models import Job, JobState
from core.job_queries import file_of, job_of, title_of
from core.jobs import FAULT, KINDS, STOPPED
from core.language import N_, clock_time, date_long, gettext
from core.page import render

blueprint = Blueprint("jobs", __name__, url_prefix="/jobb")

NOT_BEGUN = (
    N_("Arbetet har inte börjat."),
    N_(
        "Någon behöver starta arbetaren (drift). Sedan börjar det av sig självt. Du behöver inte göra om något."
    ),
)
STANDS_STILL = (
    N_("Arbetet har stannat."),
    N_(
        "Någon behöver starta arbetaren (drift). Sedan går det vidare av sig självt. Du behöver inte göra om något."
    ),
)
WAITS = (N_("Väntar på sin tur."), N_("Du kan lämna sidan. Arbetet görs ändå."))
RUNS = (N_("Pågår."), N_("Du kan lämna sidan. Arbetet görs ändå."))
DONE = (N_("Klart."), "")
FILE_GONE = (N_("Klart. Filen är raderad."), N_("En fil sparas i 24 timmar. Be om den igen."))
PROBLEMS = {
    FAULT: (
        N_("Det gick fel hos oss."),
        N_("Försök igen. Går det fel igen, berätta det för den som sköter driften och nämn ärendet."),
    ),
    STOPPED: (
        N_("Arbetet avbröts tre gånger."),
        N_("Försök igen senare. Avbryts det igen, berätta det för den som sköter driften."),
    ),
}


@blueprint.get("/<ref>")
@signed_in
def show(ref: str) -> str:
    """How far it is, how it ended, and what to do."""
    now = clock.now()
    job = my_job(ref)
    file = file_of(session(), job, now, JOB_FILES_KEPT)
    state, way_out = words(job, now, has_file=file is not None)
    moving = job.state in (JobState.WAITING, JobState.RUNNING)
    page = JobPage(
        heading=gettext(title_of(job.kind)),
        state=gettext(state),
        way_out=gettext(way_out) if way_out else "",
        asked=gettext(
            "Du bad om det %(day)s klockan %(time)s.",
            day=date_long(clock.local_date(job.created_at)),
            time=clock_time(job.created_at),
        ),
        steps=steps(job) if job.state == JobState.RUNNING and job.steps_total else None,
        case=job.case or "",
        file_url=url_for("jobs.file", ref=ref) if file else None,
        result_url=safe_path(job.result.get("url")) if job.state == JobState.DONE else None,
        again_url=url_for("jobs.show", ref=ref) if moving else None,
        back_url=safe_path(job.back_url) or "/",
    )
    return render("care/job.html", page)


@blueprint.get("/<ref>/fil")
@signed_in
def file(ref: str) -> Response:
    """The file, for a day."""
    found = file_of(session(), my_job(ref), clock.now(), JOB_FILES_KEPT)
    if found is None:
        abort(404)
    return send_file(
        BytesIO(found.content), mimetype=found.media_type, as_attachment=True, download_name=found.name
    )


def my_job(ref: str) -> Job:
    """The job, if whoever asks has asked for it; 404 else."""
    found = job_of(session(), ref, require_person().user_id)
    if found is None:
        abort(404)
    return found


def words(job: Job, now: datetime, *, has_file: bool) -> tuple[str, str]:
    """What is the matter and what to do, as msgids."""
    match job.state:
        case JobState.DONE:
            return FILE_GONE if job.result.get("file") and not has_file else DONE
        case JobState.FAILED:
            return words_of_problem(job)
    heard_at = job.beat_at or job.created_at
    if now - heard_at <= MISSED_AFTER or somebody_works(session(), now):
        return WAITS if job.state == JobState.WAITING else RUNS
    return NOT_BEGUN if job.state == JobState.WAITING else STANDS_STILL


def words_of_problem(job: Job) -> tuple[str, str]:
    """What went wrong and what to do, as msgids: what the kind of job says, else what is said of every kind."""
    kind = KINDS.get(job.kind)
    own = kind.problems if kind else {}
    key = job.problem or FAULT
    return own.get(key) or PROBLEMS.get(key, PROBLEMS[FAULT])


def steps(job: Job) -> tuple[float, str]:
    """How far a job is: a share (0-1), and in words."""
    share = min(1.0, job.steps_done / job.steps_total)
    return share, gettext("%(done)s av %(total)s", done=job.steps_done, total=job.steps_total)
