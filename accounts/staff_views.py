"""Staff sign-in: username, password and TOTP code, and proving oneself again before a dangerous act."""

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from accounts import actions, queries
from accounts.forms import ProveForm, StaffForm
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.models import StaffLogin
from accounts.pages import FormPage
from accounts.rules import SignInKind
from accounts.sign_in import public, require_person, signed_in
from accounts.views import blueprint, enter, pepper
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
    return render("accounts/staff_sign_in.html", FormPage(form=form))


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
    """Give password and code again before a dangerous act."""
    found = require_person()
    login = queries.staff_login_of(session(), found.user_id)
    if login is None:
        return redirect(url_for("training.my_training"), 303)
    form = ProveForm()
    if form.validate_on_submit():
        if prove_staff(login, form, login.username_folded):
            return enter(found.user_id, SignInKind.STAFF, url_for("staff.home"))
        form.totp.errors = [gettext("Lösenord och kod hör inte ihop. Vänta på en ny kod och försök igen.")]
    return render("accounts/prove.html", FormPage(form=form))
