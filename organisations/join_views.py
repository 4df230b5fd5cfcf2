"""Joining with the code on a poster: code, workplace, name, then a return card. No e-mail."""

import secrets

from flask import Blueprint, current_app, redirect, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from accounts import actions as accounts
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.rules import SignInKind, kind_on
from accounts.sign_in import person, public, sign_in
from core import clock, crockford
from core.db import session, set_writing
from core.errors import Refusal
from core.forms import PressForm
from core.language import N_, current_language, gettext, use_language
from core.names import clean_name
from core.page import render
from core.security import client_prefix
from organisations import membership_actions, membership_queries, queries
from organisations.forms import JoinCodeForm, NameForm
from organisations.models import Organisation
from organisations.pages import JoinCodePage, JoinConfirmPage, JoinNamePage
from organisations.rules import KINDS

blueprint = Blueprint("join", __name__)
# 200 wrong codes in ten minutes over the whole site: with 100 live codes among 32^8 a guesser who never
# stops hits one in a thousand years (a test computes it).
WRONG_CODES_PER_ADDRESS = 30
WRONG_CODES_IN_ALL = 200
UNKNOWN_CODE = N_("Koden finns inte, eller så har den gått ut. Titta på affischen en gång till.")


@blueprint.route("/g/", methods=["GET", "POST"])
@public
def code() -> str | Response:
    """Type the code on the poster."""
    form = JoinCodeForm()
    if form.validate_on_submit():
        found = find(form.code.data or "")
        if found is not None:
            return redirect(url_for("join.confirm", code=form.code.data), 303)
        form.code.errors = [gettext(UNKNOWN_CODE)]
    return render("organisations/join_code.html", JoinCodePage(form=form))


def find(typed: str) -> Organisation | None:
    """The organisation of a live code. A wrong one is counted, with a commit of its own."""
    now = clock.now()
    pepper = current_app.extensions["settings"].pepper.get_secret_value()
    guesses = (
        Guess("join", client_prefix(), WRONG_CODES_PER_ADDRESS),
        Guess("join-all", "", WRONG_CODES_IN_ALL),
    )
    refuse_if_too_many(session(), now, pepper, *guesses)
    found = queries.find_join_code(session(), typed, now)
    if found is None:
        session().rollback()
        set_writing(True)
        count_wrong(session(), now, pepper, *guesses)
        session().commit()
        return None
    return found[1]


def require(typed: str) -> Organisation:
    """The organisation of a code in an address, or a refusal that leads back to typing it."""
    found = find(typed)
    if found is None:
        raise Refusal(
            N_("Koden fungerar inte"),
            UNKNOWN_CODE,
            N_("Fråga den som har satt upp affischen efter en ny kod."),
            status=404,
            endpoint="join.code",
            link_text=N_("Skriv koden själv"),
        )
    return found


@blueprint.get("/g/<code>")
@public
def confirm(code: str) -> str:
    """Show which workplace the code belongs to before anything is kept."""
    organisation = require(code)
    page = JoinConfirmPage(
        organisation_name=organisation.name,
        kind=gettext(KINDS[organisation.kind]),
        code=crockford.group(crockford.read(code), 4, 4),
        contact_names=queries.contact_names(session(), organisation.id),
        next_url=url_for("join.name", code=code),
        back_url=url_for("join.code"),
    )
    return render("organisations/join_confirm.html", page)


@blueprint.route("/g/<code>/namn", methods=["GET", "POST"])
@public
def name(code: str) -> str | Response:
    """Give the name for the certificate; the person and her membership are made here."""
    organisation = require(code)
    found = person()
    if found is not None:
        return join_again(organisation, code)
    # Most scan the poster with their own phone; after "Klart, nästa person" it is known to be otherwise.
    screen = SignInKind.SHARED if browser.get("shared") else SignInKind.OWN
    form = NameForm(language=current_language().code, screen=screen)
    if form.validate_on_submit():
        now = clock.now()
        cleaned = clean_name(form.name.data or "")
        user = accounts.create_user(
            session(), now, name=cleaned, language=form.language.data, join_nonce=browser.get("joining")
        )
        membership_actions.join(session(), now, organisation.id, user.id, cleaned)
        use_language(form.language.data)
        sign_in(user.id, kind_on(form.screen.data))
        session().commit()
        return redirect(url_for("accounts.choose_pin"), 303)
    browser.setdefault("joining", secrets.token_urlsafe(16))
    page = JoinNamePage(
        form=form, organisation_name=organisation.name, back_url=url_for("join.confirm", code=code)
    )
    return render("organisations/join_name.html", page)


def join_again(organisation: Organisation, code: str) -> str | Response:
    """Somebody who is signed in joins one more workplace under the name she has."""
    found = person()
    assert found is not None  # noqa: S101  the caller looked
    if membership_queries.live_membership(session(), organisation.id, found.user_id) is not None:
        return redirect(url_for("training.my_training"), 303)
    form = PressForm()
    if form.validate_on_submit():
        membership_actions.join(session(), clock.now(), organisation.id, found.user_id, found.name)
        session().commit()
        return redirect(url_for("training.my_training"), 303)
    page = JoinNamePage(
        form=form, organisation_name=organisation.name, back_url=url_for("join.confirm", code=code)
    )
    return render("organisations/join_again.html", page)
