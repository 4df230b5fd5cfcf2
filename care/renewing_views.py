"""The contact person's list of who must renew, and the slips for them."""

import io

from flask import Blueprint, current_app, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from care import reminder_plan_actions, reminder_queries
from care.forms import HandOutForm
from care.reminder_pages import RenewingPage, RenewingRow
from care.reminder_queries import Renewing
from care.renewal_slips import RenewalSlip, renewal_slips_pdf
from core import clock
from core.db import session
from core.forms import select_choices
from core.language import current_language
from core.page import render
from core.settings import Settings
from organisations.guards import contact
from organisations.models import Organisation
from organisations.site_models import Site

blueprint = Blueprint("renewing", __name__, url_prefix="/oversikt/<ref>/fornya")


@blueprint.get("")
@contact(site=True)
def people(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str:
    """Who must renew, the first to end first. It tells of nobody whether she has an address of her own."""
    found = reminder_queries.renewing(session(), clock.now(), organisation.id, scope)
    return shown(organisation, found, HandOutForm(data={"people": [each.ref for each in found]}))


def shown(organisation: Organisation, found: tuple[Renewing, ...], form: HandOutForm) -> str:
    """The list, with those ticked whom the form has."""
    names: dict[str, str] = current_app.extensions["course_names"]
    today, ref = clock.today(), organisation.ref
    offer(form, found)
    page = RenewingPage(
        organisation_name=organisation.name,
        rows=tuple(
            RenewingRow(
                each.name, names.get(each.course_key, each.course_key), each.last_day, each.last_day < today
            )
            for each in found
        ),
        form=form,
        slips_url=url_for("renewing.slips", ref=ref),
        hand_out_url=url_for("renewing.hand_out", ref=ref),
        handed_out=request.args.get("utdelat") == "ja",
        reminders_url=url_for("reminders.mine"),
        back_url=url_for("overview.overview", ref=ref),
    )
    return render("care/renewing.html", page)


def offer(form: HandOutForm, found: tuple[Renewing, ...]) -> None:
    """Everybody who must renew can be ticked, once, in however many courses she must."""
    form.people.choices = select_choices({each.ref: each.name for each in found}.items())


@blueprint.get("/lappar.pdf")
@contact(site=True)
def slips(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> Response:
    """A slip for each of them, to cut out and fold: only "Utbildning" is seen on its outside."""
    settings: Settings = current_app.extensions["settings"]
    found = [
        RenewalSlip(each.name, each.last_day)
        for each in reminder_queries.renewing(session(), clock.now(), organisation.id, scope)
    ]
    session().rollback()  # the paper takes a while: nobody waits for a connection meanwhile
    address = settings.base_url.partition("://")[2]
    content = renewal_slips_pdf(found, clock.today(), address, current_language().code)
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name="lappar.pdf")


@blueprint.post("/utdelat")
@contact(site=True)
def hand_out(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str | Response:
    """These people have their slips: none of them is reminded of the same in that way again."""
    found = reminder_queries.renewing(session(), clock.now(), organisation.id, scope)
    if not found:
        return redirect(url_for("renewing.people", ref=ref), 303)
    form = HandOutForm()
    offer(form, found)
    if not form.validate_on_submit():
        return shown(organisation, found, form)
    refs = form.people.data or ()
    reminder_plan_actions.hand_out(session(), clock.now(), organisation.id, refs, actor_id=actor.user_id)
    session().commit()
    return redirect(url_for("renewing.people", ref=ref, utdelat="ja"), 303)
