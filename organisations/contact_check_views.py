"""The network's contacts: when each was last rung, and saying that one rang."""

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from core import clock
from core.db import session
from core.forms import PressForm
from core.language import current_language, gettext
from core.page import render
from organisations import actions
from organisations.contacts import ContactBook
from organisations.coordinator_pages import ContactDue, ContactsPage
from organisations.coordinator_views import blueprint
from organisations.guards import coordinator
from organisations.network import EMERGENCY_NUMBERS
from organisations.rules import is_contacts_number


def book() -> ContactBook:
    """The network's contacts."""
    found: ContactBook = current_app.extensions["contact_book"]
    return found


@blueprint.get("/kontakter")
@coordinator()
def contacts(network: str, actor: SignedIn) -> str:
    """Every contact, and a form to say that somebody rang."""
    return render("organisations/contacts.html", contacts_page())


def contacts_page(error_key: str = "", error: str = "", typed: str = "") -> ContactsPage:
    """What the page of contacts shows; `typed` stays where the error is."""
    return ContactsPage(
        contacts=tuple(
            ContactDue(
                key=each.key,
                lang=each.lang,
                name=each.name,
                number=each.number or each.web,
                checked=each.checked,
                note=each.note,
                check_url=url_for("coordinator.check_contact", key=each.key),
            )
            for each in book().contacts(session(), current_language().code)
            if each.number not in EMERGENCY_NUMBERS
        ),
        error_key=error_key,
        error=error,
        typed=typed,
        back_url=url_for("coordinator.home"),
    )


@blueprint.post("/kontakter/<key>")
@coordinator(fresh=True)
def check_contact(key: str, network: str, actor: SignedIn) -> str | Response | tuple[str, int]:
    """ "Jag har ringt": the number is right, or it is another one."""
    found = next((each for each in book().contacts(session()) if each.key == key), None)
    if found is None or found.number in EMERGENCY_NUMBERS or not PressForm().validate_on_submit():
        abort(404)
    number = request.form.get("number", "").strip()
    if number and not is_contacts_number(number):
        error = gettext("Skriv ett telefonnummer med siffror, till exempel 08-465 004 00.")
        return render("organisations/contacts.html", contacts_page(key, error, number)), 400
    actions.check_contact(
        session(),
        clock.now(),
        network,
        key,
        day=clock.today(),
        number=number or found.number,
        actor_id=actor.user_id,
    )
    session().commit()
    book().forget()
    return redirect(url_for("coordinator.contacts", _anchor=key), 303)
