"""How a person comes in: her own page of password, codes, PIN, keys and sign-ins, and changing them."""

import pyotp
from flask import current_app, redirect, url_for
from flask import session as browser
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from accounts import actions, login_actions, queries
from accounts.forms import CodesForm, PasswordForm, PinForm
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.models import StaffLogin
from accounts.pages import AccountPage, CodesPage, FormPage, KeyRow, SignInRow
from accounts.passkey_queries import passkeys_of
from accounts.passkey_views import may_add_key
from accounts.passkeys import LABELS, Label
from accounts.queries import SignedIn
from accounts.rules import SIGN_IN_WORDS, SignInKind
from accounts.sign_in import just_proved, require_person, signed_in
from accounts.staff_views import STAFF_GUESSES
from accounts.views import blueprint, pepper
from core import clock, qr
from core.db import session
from core.language import gettext
from core.page import render


@blueprint.get("/konto")
@signed_in
def account() -> str:
    """How one comes in, and where one is signed in."""
    found = require_person()
    login = login_here(found)
    page = AccountPage(
        username=login.username if login else None,
        has_card=found.kind is not SignInKind.STAFF and queries.card_of(session(), found.user_id) is not None,
        keys=None if found.kind is SignInKind.SHARED else key_rows(found),
        may_add_key=may_add_key(found),
        sign_ins=tuple(
            SignInRow(gettext(SIGN_IN_WORDS[each.kind]), each.began_at, each.last_seen_at, each.here)
            for each in queries.live_sign_ins(session(), found, clock.now())
        ),
        back_url=url_for("staff.home" if found.kind is SignInKind.STAFF else "training.my_training"),
    )
    return render("accounts/account.html", page)


def login_here(found: SignedIn) -> StaffLogin | None:
    """The staff login that may be changed in this sign-in: not by somebody who came with a card."""
    return queries.staff_login_of(session(), found.user_id) if found.kind is SignInKind.STAFF else None


def key_rows(found: SignedIn) -> tuple[KeyRow, ...]:
    """The person's keys; one made at work is removed at work."""
    staff = found.kind is SignInKind.STAFF
    return tuple(
        KeyRow(
            label=gettext(LABELS[Label(each.label)]),
            made_at=each.created_at,
            last_used_at=each.last_used_at,
            remove_url=url_for("accounts.remove_key", ref=each.ref) if staff or not each.staff else None,
        )
        for each in passkeys_of(session(), found.user_id)
    )


@blueprint.route("/konto/losenord", methods=["GET", "POST"])
@just_proved
def change_password() -> str | BaseResponse:
    """Change the password; the present one is asked. Every other sign-in ends."""
    found = require_person()
    login = login_here(found)
    if login is None:
        return redirect(url_for("accounts.account"), 303)
    form = PasswordForm()
    form.context = guessable(found, login)
    if form.validate_on_submit() and is_present_password(form, login):
        login_actions.change_password(session(), clock.now(), login, form.new_password.data or "", pepper())
        return changed(found)
    return render("accounts/password.html", FormPage(form=form))


def guessable(found: SignedIn, login: StaffLogin) -> tuple[str, ...]:
    """Words that whoever knows her would try."""
    network = current_app.extensions["network"]
    return (login.username, found.name, network.city, network.name)


def is_present_password(form: PasswordForm, login: StaffLogin) -> bool:
    """Whether the present password is right. A wrong one counts as at any sign-in."""
    now = clock.now()
    guess = Guess("staff-name", login.username_folded, STAFF_GUESSES)
    refuse_if_too_many(session(), now, pepper(), guess)
    if login_actions.is_password(login, form.password.data or "", pepper()):
        return True
    count_wrong(session(), now, pepper(), guess)
    session().commit()
    form.password.errors = [gettext("Det är inte lösenordet du har nu. Försök igen.")]
    return False


def changed(found: SignedIn) -> BaseResponse:
    """Something one comes in with was changed: end the other sign-ins, commit, and show the account."""
    login_actions.end_other_sign_ins(session(), clock.now(), found.user_id, found.sign_in_id)
    session().commit()
    return redirect(url_for("accounts.account"), 303)


@blueprint.route("/konto/engangskoder", methods=["GET", "POST"])
@just_proved
def change_codes() -> str | BaseResponse:
    """Bind another app for one-time codes; the old one works until a code of the new one is typed."""
    found = require_person()
    login = login_here(found)
    if login is None:
        return redirect(url_for("accounts.account"), 303)
    form = CodesForm()
    secret = waiting_secret()
    if form.validate_on_submit():
        step = actions.totp_step(secret, form.totp.data or "", clock.now())
        if step is not None:
            login_actions.change_codes(session(), clock.now(), login, secret, step, pepper())
            browser.pop("codes", None)
            return changed(found)
        form.totp.errors = [gettext("Koden stämmer inte. Vänta på en ny kod i appen och skriv den.")]
    return render("accounts/codes.html", CodesPage(form, totp_qr(secret), in_fours(secret)))


def waiting_secret() -> str:
    """The new secret of this browser, kept encrypted in its session until a code confirms it."""
    kept = browser.get("codes")
    if kept is None:
        kept = browser["codes"] = login_actions.sealed(pyotp.random_base32(), pepper())
    return login_actions.opened(kept, pepper())


def totp_qr(secret: str) -> Markup:
    """A secret for one-time codes as a QR code that apps read."""
    address = pyotp.TOTP(secret).provisioning_uri(name=gettext("Utbildning"), issuer_name="En säker hand")
    return Markup(qr.svg(address, gettext("Kod att läsa med din app för engångskoder")))  # noqa: S704  made here


def in_fours(secret: str) -> str:
    """A secret as people type it."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


@blueprint.route("/konto/siffror", methods=["GET", "POST"])
@just_proved
def change_pin() -> str | BaseResponse:
    """Choose six other digits for the card one has."""
    found = require_person()
    card = queries.card_of(session(), found.user_id)
    if card is None:
        return redirect(url_for("accounts.choose_pin"), 303)
    form = PinForm()
    if form.validate_on_submit():
        login_actions.change_pin(session(), clock.now(), card, (form.pin.data or "").strip(), pepper())
        return changed(found)
    return render("accounts/new_pin.html", FormPage(form=form))


@blueprint.post("/konto/logga-ut-andra")
@just_proved
def sign_out_elsewhere() -> BaseResponse:
    """Sign out on every other screen."""
    return changed(require_person())
