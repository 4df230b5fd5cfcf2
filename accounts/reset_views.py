"""A one-time link with which somebody at work gives her own login a new password and new codes."""

from flask import abort, current_app, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from accounts import actions, login_actions, queries
from accounts.account_views import in_fours, totp_qr
from accounts.forms import ResetForm
from accounts.models import StaffLogin, StaffReset, User
from accounts.pages import ResetPage
from accounts.rules import SignInKind
from accounts.sign_in import public, sign_in
from accounts.views import blueprint, pepper
from core import clock
from core.db import session
from core.errors import Refusal
from core.language import N_, gettext
from core.page import render


@blueprint.get("/ny-inloggning/<secret>")
@public
def reset(secret: str) -> str:
    """Show whose login it is. Opening the link alone does nothing: a scanner may open it too."""
    found, login = require_reset(secret)
    return reset_page(ResetForm(), found, login)


@blueprint.post("/ny-inloggning/<secret>")
@public
def use_reset(secret: str) -> str | BaseResponse:
    """Choose a password and bind an app; whoever was signed in with the old ones is signed out."""
    found, login = require_reset(secret)
    form = ResetForm()
    network = current_app.extensions["network"]
    person = session().get_one(User, login.user_id)
    form.context = (login.username, person.name, network.city, network.name)
    if not form.validate_on_submit():
        return reset_page(form, found, login)
    now, codes = clock.now(), login_actions.opened(found.totp_secret, pepper())
    step = actions.totp_step(codes, form.totp.data or "", now)
    if step is None:
        form.totp.errors = [gettext("Koden stämmer inte. Vänta på en ny kod i appen och skriv den.")]
        return reset_page(form, found, login)
    password = form.new_password.data or ""
    if not login_actions.use_reset(
        session(), now, found, login, password=password, step=step, pepper=pepper()
    ):
        abort(404)
    sign_in(login.user_id, SignInKind.STAFF)
    session().commit()
    return redirect(url_for("staff.home"), 303)


def require_reset(secret: str) -> tuple[StaffReset, StaffLogin]:
    """The live link and the login it is for, or a refusal that says whom to ask."""
    found = queries.find_reset(session(), secret, clock.now())
    login = queries.staff_login_of(session(), found.user_id) if found else None
    if found is None or login is None:
        raise Refusal(
            N_("Länken är använd eller för gammal"),
            N_("En länk för en ny inloggning gäller i 24 timmar och bara en gång."),
            N_("Be samordnaren om en ny länk."),
            status=404,
        )
    return found, login


def reset_page(form: ResetForm, found: StaffReset, login: StaffLogin) -> str:
    """The page with the form."""
    codes = login_actions.opened(found.totp_secret, pepper())
    page = ResetPage(form=form, username=login.username, qr_svg=totp_qr(codes), secret=in_fours(codes))
    return render("accounts/reset.html", page)
