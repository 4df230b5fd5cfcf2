"""Staff sign-in: username, password and TOTP code, and proving oneself again before a dangerous act."""

from flask import current_app, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from accounts import actions, queries
from accounts.forms import ProofForm, ProveForm, StaffForm
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.models import StaffLogin
from accounts.oidc_queries import identity_of
from accounts.pages import KeyDoor, ProvePage, StaffSignInPage
from accounts.passkey_queries import has_passkey
from accounts.queries import SignedIn
from accounts.rules import SignInKind
from accounts.sign_in import public, require_person, signed_in
from accounts.views import WRONG_PIN, blueprint, enter, key_door, pepper, pin_opens
from core import clock
from core.db import session
from core.language import gettext
from core.page import render
from core.security import client_prefix

STAFF_GUESSES = 20


@blueprint.route("/personal", methods=["GET", "POST"])
@public
def staff_sign_in() -> str | BaseResponse:
    """Sign in with username, password and TOTP code."""
    form = StaffForm()
    if form.validate_on_submit():
        login = queries.find_staff(session(), form.username.data or "")
        if prove_staff(login, form, form.username.data or "") and login is not None:
            return enter(login.user_id, SignInKind.STAFF, url_for("staff.home"))
        form.totp.errors = [
            gettext("Användarnamn, lösenord och kod hör inte ihop. Vänta på en ny kod och försök igen.")
        ]
    page = StaffSignInPage(form=form, key=key_door(url_for("accounts.key_sign_in")))
    return render("accounts/staff_sign_in.html", page)


def prove_staff(login: StaffLogin | None, form: ProveForm, username: str) -> bool:
    """Whether password and code on the form are this login's. Wrong ones are counted and kept."""
    now = clock.now()
    guesses = (
        Guess("staff-name", username.casefold()[:80], STAFF_GUESSES),
        Guess("staff", client_prefix(), 3 * STAFF_GUESSES),
    )
    refuse_if_too_many(session(), now, pepper(), *guesses)
    right = actions.check_staff(
        session(),
        now,
        login,
        password=form.password.data or "",
        code=form.totp.data or "",
        pepper=pepper(),
    )
    if not right:
        count_wrong(session(), now, pepper(), *guesses)
        session().commit()
    return right


@blueprint.route("/personal/bekrafta", methods=["GET", "POST"])
@signed_in
def prove() -> str | BaseResponse:
    """Give password and code, PIN or key again before a dangerous act: what she signed in with."""
    found = require_person()
    if found.kind is not SignInKind.STAFF:
        return prove_by_pin(found)
    login = queries.staff_login_of(session(), found.user_id)
    if login is None:
        return prove_elsewhere(found, "training.my_training")
    form = ProveForm()
    if form.validate_on_submit():
        if prove_staff(login, form, login.username_folded):
            return enter(found.user_id, SignInKind.STAFF, url_for("staff.home"))
        form.totp.errors = [gettext("Lösenord och kod hör inte ihop. Vänta på en ny kod och försök igen.")]
    return render("accounts/prove.html", ProvePage(form=form, by_pin=False, key=own_key_door(found)))


def prove_elsewhere(found: SignedIn, otherwise: str) -> BaseResponse:
    """To the employer's sign-in for somebody who comes by it, else to an endpoint."""
    linked = "sso" in current_app.extensions and identity_of(session(), found.user_id) is not None
    return redirect(url_for("sso.prove" if linked else otherwise), 303)


def prove_by_pin(found: SignedIn) -> str | BaseResponse:
    """The same for somebody who came with a card: its PIN. Who has no card yet makes one first."""
    card = queries.card_of(session(), found.user_id)
    if card is None:
        return prove_elsewhere(found, "accounts.choose_pin")
    form = ProofForm()
    if form.validate_on_submit() and pin_opens(card, form.pin, WRONG_PIN):
        return enter(found.user_id, found.kind, url_for("training.my_training"))
    return render("accounts/prove.html", ProvePage(form=form, by_pin=True, key=own_key_door(found)))


def own_key_door(found: SignedIn) -> KeyDoor | None:
    """The way to prove oneself by a key, for whoever has one that counts here."""
    has = has_passkey(session(), found.user_id, staff=found.kind is SignInKind.STAFF)
    return key_door(url_for("accounts.key_prove")) if has else None
