"""A new card with a slip from the contact person: code, PIN, card. Who gave the slip never sees the PIN."""

import secrets

from flask import Blueprint, current_app, redirect, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from accounts.forms import SlipCodeForm, SlipPinForm
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.models import User
from accounts.rules import SignInKind, kind_on
from accounts.sign_in import person, public, sign_in
from core import clock
from core.db import hold, session, set_writing
from core.errors import Refusal
from core.language import N_, gettext
from core.names import first_name
from core.page import render
from core.security import client_prefix
from organisations import slip_actions, slip_queries
from organisations.slip_pages import SlipCodePage, SlipPinPage
from organisations.slip_queries import Slip

blueprint = Blueprint("slip", __name__, url_prefix="/nytt-kort")
# As for join codes. A slip's code is 2^20 times longer and lives a day: nobody hits one by guessing.
WRONG_SLIPS_PER_ADDRESS = 30
WRONG_SLIPS_IN_ALL = 200
UNKNOWN_SLIP = N_(
    "Koden finns inte, är använd eller är för gammal. En lapp gäller i 24 timmar och bara en gång."
)


def pepper() -> str:
    """The secret mixed into codes."""
    found: str = current_app.extensions["settings"].pepper.get_secret_value()
    return found


@blueprint.route("/", methods=["GET", "POST"])
@public
def code() -> str | Response:
    """Type the code from the slip."""
    form = SlipCodeForm()
    if form.validate_on_submit():
        if find(form.code.data or "") is not None:
            return redirect(url_for("slip.choose_pin", code=form.code.data), 303)
        form.code.errors = [gettext(UNKNOWN_SLIP)]
    return render("organisations/slip_code.html", SlipCodePage(form=form))


def find(typed: str) -> Slip | None:
    """The slip of a code. A wrong one is counted, with a commit of its own."""
    now = clock.now()
    guesses = (
        Guess("slip", client_prefix(), WRONG_SLIPS_PER_ADDRESS),
        Guess("slip-all", "", WRONG_SLIPS_IN_ALL),
    )
    refuse_if_too_many(session(), now, pepper(), *guesses)
    found = slip_queries.find_slip(session(), typed, now, pepper())
    if found is None:
        session().rollback()
        set_writing(True)
        count_wrong(session(), now, pepper(), *guesses)
        session().commit()
    return found


def require(typed: str) -> Slip:
    """The slip of a code in an address, or a refusal that says whom to ask.

    Somebody who is at work as staff here is stopped: a slip is for the person whose name stands on it, and
    her contact person must not open it by mistake.
    """
    found = find(typed)
    if found is None:
        raise Refusal(
            N_("Lappen fungerar inte"),
            UNKNOWN_SLIP,
            N_("Be din kontaktperson om en ny lapp."),
            status=404,
            endpoint="slip.code",
            link_text=N_("Skriv koden själv"),
        )
    here = person()
    if here is not None and here.kind is SignInKind.STAFF:
        raise Refusal(
            N_("Lappen är inte till dig"),
            N_("Du är inloggad som personal här. Bara den som lappen är till ska välja siffrorna."),
            N_("Låt henne eller honom göra det på en annan skärm. Ska det ske här, logga ut först."),
            status=403,
        )
    return found


@blueprint.route("/<code>", methods=["GET", "POST"])
@public
def choose_pin(code: str) -> str | Response:
    """Choose a PIN and get the card. Opening the page alone does nothing."""
    form = SlipPinForm()
    if form.validate_on_submit():
        user_id = used_here(code) or use(code, (form.pin.data or "").strip())
        sign_in(user_id, kind_on(form.screen.data))
        session().commit()
        return redirect(url_for("accounts.new_card"), 303)
    slip = require(code)
    browser.setdefault("slip", secrets.token_urlsafe(16))
    page = SlipPinPage(form=form, first_name=first_name(slip.name))
    return render("organisations/slip_pin.html", page)


def used_here(typed: str) -> int | None:
    """The person who has just used the slip in this very browser: a second click answers like the first."""
    nonce = browser.get("slip")
    return slip_queries.claimed_by(session(), typed, nonce, clock.now(), pepper()) if nonce else None


def use(typed: str, pin: str) -> int:
    """Make the card; returns whose it is. Raises the refusal of a slip that is used when somebody was faster."""
    slip = require(typed)
    hold(session(), User, slip.user_id)  # she may be making a card of her own on another screen
    nonce = browser.get("slip") or secrets.token_urlsafe(16)
    if slip_actions.use_slip(session(), clock.now(), slip, pin=pin, nonce=nonce, pepper=pepper()):
        return slip.user_id
    return used_here(typed) or require(typed).user_id
