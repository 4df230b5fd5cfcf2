"""Passkeys: signing in, proving oneself, making and removing them. A script is needed; a card or password is not lost."""

import secrets
from typing import NoReturn

from flask import Response, abort, redirect, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response as BaseResponse

from accounts import passkey_actions, queries
from accounts.forms import KeyForm
from accounts.models import Passkey
from accounts.pages import NewKeyPage
from accounts.passkey_queries import passkeys_of
from accounts.passkeys import (
    CHALLENGE_LASTS,
    Label,
    Party,
    creation_options,
    party,
    read_answer,
    read_new_key,
    request_options,
)
from accounts.queries import SignedIn
from accounts.rules import SignInKind, kind_on
from accounts.sign_in import just_proved, public, recently_proved, require_person, signed_in
from accounts.views import blueprint, enter, key_door, settings
from core import clock
from core.db import session
from core.errors import Refusal
from core.language import N_, gettext
from core.names import first_name
from core.page import render


def here() -> Party:
    """The party that keys of this site are made for."""
    return party(settings().base_url)


def new_challenge() -> str:
    """A random challenge, 256 bits in base64url, remembered in this browser's signed session."""
    challenge = secrets.token_urlsafe(32)
    browser["challenge"] = (challenge, int(clock.now().timestamp()))
    return challenge


def take_challenge() -> str | None:
    """This browser's challenge, once, if it is younger than five minutes."""
    challenge, made_at = browser.pop("challenge", ("", 0))
    fresh = clock.now().timestamp() - made_at < CHALLENGE_LASTS.total_seconds()
    return str(challenge) if challenge and fresh else None


@blueprint.post("/nyckel/fraga")
@public
def ask_key() -> Response:
    """What a browser asks its keys to sign. The same for everybody: it names no person and no key."""
    return Response(request_options(here(), new_challenge()), mimetype="application/json")


@blueprint.post("/nyckel")
@public
def key_sign_in() -> BaseResponse:
    """Sign in with a key: at work with one that was made there, else as with the card."""
    key, in_this_device = require_key()
    if key.staff:
        return enter(key.user_id, SignInKind.STAFF, url_for("staff.home"))
    own = in_this_device and not browser.get("shared")
    kind = kind_on(SignInKind.OWN if own else SignInKind.SHARED)
    return enter(key.user_id, kind, url_for("training.my_training"))


@blueprint.post("/personal/bekrafta/nyckel")
@signed_in
def key_prove() -> BaseResponse:
    """Prove with one's own key that it is still oneself."""
    found = require_person()
    key, _ = require_key()
    staff = found.kind is SignInKind.STAFF
    if key.user_id != found.user_id or (staff and not key.staff):
        session().rollback()
        refuse_key()
    return enter(found.user_id, found.kind, url_for("staff.home" if staff else "training.my_training"))


def require_key() -> tuple[Passkey, bool]:
    """The key that answered, and whether it lies in this device; a Refusal that never tells what was wrong."""
    challenge, answer = take_challenge(), request.form.get("credential", "")
    key = (
        passkey_actions.use_passkey(session(), clock.now(), here(), challenge, answer) if challenge else None
    )
    named = read_answer(answer)
    if key is None or named is None:
        session().commit()
        refuse_key()
    return key, named.in_this_device


def refuse_key() -> NoReturn:
    """Say that the key does not open anything here."""
    raise Refusal(
        N_("Nyckeln fungerade inte"),
        N_("Den kan vara borttagen, eller så tog det för lång tid."),
        N_("Försök igen, eller logga in som vanligt med kort eller lösenord."),
        status=403,
    )


# ---- one's own keys ----------------------------------------------------------------------------------


def may_add_key(found: SignedIn) -> bool:
    """Whether the person may make a key here: never on a shared screen, and only beside another way back."""
    if found.kind is SignInKind.STAFF:
        return queries.staff_login_of(session(), found.user_id) is not None
    return found.kind is SignInKind.OWN and queries.card_of(session(), found.user_id) is not None


@blueprint.route("/konto/nyckel", methods=["GET", "POST"])
@just_proved
def new_key() -> str | BaseResponse:
    """Make a key in this device; the browser's answer comes back as an ordinary form."""
    found = require_person()
    if not may_add_key(found):
        return redirect(url_for("accounts.account"), 303)
    form = KeyForm()
    if form.validate_on_submit():
        add_key(found, form)
        session().commit()
        return redirect(url_for("accounts.account"), 303)
    door = key_door(url_for("accounts.new_key"), asks=url_for("accounts.ask_new_key"))
    return render("accounts/new_key.html", NewKeyPage(form=form, key=door))


def add_key(found: SignedIn, form: KeyForm) -> None:
    """Keep the key that the browser made, or raise a Refusal."""
    challenge, now = take_challenge(), clock.now()
    key = read_new_key(here(), challenge, form.credential.data or "") if challenge else None
    made = (
        key is not None
        and challenge is not None
        and passkey_actions.spend(session(), now, challenge)
        and passkey_actions.add_passkey(
            session(),
            now,
            found.user_id,
            key,
            Label(form.label.data),
            staff=found.kind is SignInKind.STAFF,
        )
    )
    if not made:
        raise Refusal(
            N_("Nyckeln blev inte sparad"),
            N_("Det tog för lång tid, eller så finns nyckeln redan."),
            N_("Gå tillbaka och försök igen. Det du loggar in med i dag fungerar som förut."),
            status=403,
        )


@blueprint.post("/konto/nyckel/fraga")
@signed_in
def ask_new_key() -> Response:
    """What a browser makes a key by. A script asks, so there is no page to send to: the page before has asked."""
    found = require_person()
    if not recently_proved(found) or not may_add_key(found):
        abort(403)
    options = creation_options(
        here(),
        new_challenge(),
        site=gettext("Utbildning"),
        handle=found.ref,
        name=first_name(found.name),
        known=[each.credential_id for each in passkeys_of(session(), found.user_id)],
    )
    return Response(options, mimetype="application/json")


@blueprint.post("/konto/nyckel/<ref>/ta-bort")
@just_proved
def remove_key(ref: str) -> BaseResponse:
    """Remove one of one's own keys: it opens nothing any more."""
    found = require_person()
    gone = passkey_actions.remove_passkey(
        session(), clock.now(), found.user_id, ref, staff=found.kind is SignInKind.STAFF
    )
    if not gone:
        abort(404)
    session().commit()
    return redirect(url_for("accounts.account"), 303)
