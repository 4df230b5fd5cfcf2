"""What has been deleted because its time was over, for the coordinator: numbers by day and kind."""

from flask import Blueprint, url_for

from accounts.queries import SignedIn
from care.pages import RecordPage
from care.retention import KINDS
from care.retention_actions import deletions
from core.db import session
from core.language import gettext
from core.page import render
from organisations.guards import coordinator

blueprint = Blueprint("record", __name__)


@blueprint.get("/samordnare/raderat")
@coordinator()
def deleted(network: str, actor: SignedIn) -> str:
    """The record of the nights; no person stands in it."""
    rows = tuple((each.day, gettext(KINDS[each.kind]), each.count) for each in deletions(session()))
    return render("care/deleted.html", RecordPage(rows=rows, back_url=url_for("coordinator.home")))
