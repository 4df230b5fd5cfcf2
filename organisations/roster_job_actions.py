"""The job that puts a long list in, a batch at a time. Begun again after a fault it goes on where it was."""

from typing import Any

from core import clock
from core.jobs import JobProblem, Running, worker
from core.language import N_
from organisations import roster_actions, roster_queries
from organisations.roster_models import RosterImport
from organisations.roster_rules import BATCH

ROSTER_IMPORT = "roster-import"


@worker(
    ROSTER_IMPORT,
    title=N_("Listan läggs in"),
    problems={
        "gone": (N_("Listan finns inte kvar."), N_("Välj filen en gång till på sidan Läs in en lista.")),
    },
)
def put_list_in(running: Running) -> dict[str, Any]:
    """Put a list in. `arguments` are its `ref` and the `url` of its page; the result is what was done."""
    found = (
        roster_queries.import_in(running.session, running.organisation_id, running.arguments["ref"])
        if running.organisation_id is not None
        else None
    )
    if found is None:
        raise JobProblem("gone")
    import_id = found.id
    while roster_actions.put_in(running.session, clock.now(), found, BATCH):
        running.progress(*roster_queries.work_left(running.session, import_id))
        running.session.expunge_all()  # rows that are settled are not looked at again
        found = running.session.get_one(RosterImport, import_id)
    roster_actions.finish(running.session, clock.now(), found)
    return {"url": running.arguments["url"], **roster_queries.done_counts(running.session, import_id)}
