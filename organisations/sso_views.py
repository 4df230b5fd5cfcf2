"""Single sign-on: to the provider and back, a name, linking a login one has, and proving oneself again.

Registered only when it is set up. While another machine is asked nothing in the database is held: a provider that
is slow must slow nobody else.
"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, redirect, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from accounts import actions as accounts
from accounts import oidc_actions, oidc_queries
from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.oidc import Arrival, NotBelieved, Provider, ProviderDown, Secrets, Terms, from_plain
from accounts.oidc_actions import Journey, Purpose
from accounts.rules import SignInKind
from accounts.sign_in import (
    ask_to_prove,
    browser_digest,
    person,
    public,
    recently_proved,
    require_person,
    signed_in,
)
from accounts.views import enter, pepper
from core import clock
from core.db import session, set_writing
from core.forms import PressForm
from core.ids import digest, keyed_digest, new_secret
from core.language import current_language
from core.names import clean_name, name_problem
from core.page import render
from core.security import client_prefix
from core.settings import Settings
from organisations import sso_actions, sso_queries, sso_refusals
from organisations.forms import OwnNameForm
from organisations.guards import staff
from organisations.queries import roles_of
from organisations.rules import RoleName
from organisations.sso_groups import GroupMap, load_groups
from organisations.sso_pages import SsoPage

blueprint = Blueprint("sso", __name__)
# A whole shift comes in from one address; a machine that presses on is slowed before it fills the table.
JOURNEYS = 300


@dataclass(frozen=True, slots=True)
class SingleSignOn:
    """What single sign-on needs at hand: the provider, the operator's file, and what counts as a second factor."""

    provider: Provider
    groups: GroupMap
    second_factor: frozenset[str]

    @property
    def issuer(self) -> str:
        """The provider's address."""
        return self.provider.terms.issuer

    @property
    def host(self) -> str:
        """The provider's host, as a person may recognise it."""
        return urlsplit(self.issuer).netloc


def register(app: Flask, settings: Settings) -> None:
    """Add the pages when single sign-on is set up. Raises ContentError when the file of groups cannot be used."""
    if not (
        settings.sso_issuer and settings.sso_client_id and settings.sso_client_secret and settings.sso_groups
    ):
        return
    groups = load_groups(settings.sso_groups)
    terms = Terms(
        issuer=settings.sso_issuer,
        client_id=settings.sso_client_id,
        client_secret=settings.sso_client_secret.get_secret_value(),
        redirect_uri=f"{settings.base_url}/logga-in/sso/klar",
        hosts=frozenset(settings.sso_hosts),
        groups_claim=groups.claim,
    )
    app.extensions["sso"] = SingleSignOn(Provider(terms), groups, frozenset(settings.sso_mfa))
    app.register_blueprint(blueprint)


def sso() -> SingleSignOn:
    """The site's single sign-on; its pages exist only with it."""
    found: SingleSignOn = current_app.extensions["sso"]
    return found


@blueprint.post("/logga-in/sso")
@public
def start() -> Response:
    """Go to the provider to sign in."""
    guess = Guess("sso", client_prefix(), JOURNEYS)
    refuse_if_too_many(session(), clock.now(), pepper(), guess)
    address = way_there(Purpose.ENTER, digest(browser.setdefault("sso", new_secret())))
    count_wrong(session(), clock.now(), pepper(), guess)
    session().commit()
    return redirect(address, 303)


@blueprint.route("/personal/bekrafta/sso", methods=["GET", "POST"])
@signed_in
def prove() -> str | Response:
    """Prove oneself again at the provider before a dangerous act."""
    if oidc_queries.identity_of(session(), require_person().user_id) is None:
        return redirect(url_for("training.my_training"), 303)
    form = PressForm()
    if form.validate_on_submit():
        return go(Purpose.PROVE)
    return render("sso/prove.html", SsoPage(form=form, host=sso().host))


@blueprint.route("/personal/koppla", methods=["GET", "POST"])
@staff
def link() -> str | Response:
    """Link the login one has with the provider's account. Never by name: only the person herself can do it."""
    found = require_person()
    if not recently_proved(found):
        return ask_to_prove(found)
    done = oidc_queries.identity_of(session(), found.user_id) is not None
    form = PressForm()
    if form.validate_on_submit() and not done:
        return go(Purpose.LINK)
    return render("sso/link.html", SsoPage(form=form, host=sso().host, done=done))


def go(purpose: Purpose) -> Response:
    """To the provider. Only the sign-in that pressed the button may come back."""
    address = way_there(purpose, browser_digest() or "")
    session().commit()
    return redirect(address, 303)


def way_there(purpose: Purpose, who: str) -> str:
    """Where to send the browser, after noting that it goes. Raises a Refusal when the provider does not answer."""
    session().rollback()
    now = clock.now()
    secrets = Secrets(new_secret(), pepper())
    try:
        address = sso().provider.address(now, secrets, again=purpose is Purpose.PROVE)
    except (ProviderDown, NotBelieved) as error:
        sso_refusals.the_way(error)
    oidc_actions.begin(session(), now, secrets.state, who, purpose)
    return address


@blueprint.get("/logga-in/sso/klar")
@public
def back() -> str | Response:
    """Back from the provider: once, in the browser that went."""
    state = request.args.get("state", "")
    journey = take(state)
    if journey is None:
        return start_page() if person() is not None else sso_refusals.stale()
    if "code" not in request.args:
        sso_refusals.turned_back()
    since = journey.began_at if journey.purpose is Purpose.PROVE else None
    try:
        arrival = sso().provider.arrival(clock.now(), Secrets(state, pepper()), request.args, since)
    except (ProviderDown, NotBelieved) as error:
        sso_refusals.the_way(error)
    set_writing(True)
    if journey.purpose is Purpose.LINK:
        return link_arrival(arrival)
    if journey.purpose is Purpose.PROVE:
        refuse_another(arrival)
    return come_in(arrival)


def take(state: str) -> Journey | None:
    """Take the journey of a state, and keep that it is taken whatever comes next."""
    session().rollback()
    set_writing(True)
    mine = (digest(browser.get("sso") or new_secret()), browser_digest() or "-")
    journey = oidc_actions.take(session(), clock.now(), state, mine)
    session().commit()
    set_writing(False)
    return journey


def come_in(arrival: Arrival) -> Response:
    """Sign in who came, with what her groups give now. Nobody is made for somebody whose groups give nothing."""
    now = clock.now()
    network = current_app.extensions["network"].key
    wanted = sso_queries.places_here(session(), network, sso().groups.given(arrival.groups))
    identity = oidc_queries.find_identity(session(), sso().issuer, arrival.subject)
    if identity is None and not wanted:
        sso_refusals.without_group()
    if identity is None and name_problem(arrival.name):
        return ask_for_name(now, arrival)
    has = roles_of(session(), identity.user_id) if identity else frozenset()
    if RoleName.COORDINATOR in has | {held.role for held in wanted}:
        refuse_without_second_factor(arrival)
    user_id = identity.user_id if identity else newcomer(now, arrival)
    sso_actions.follow(session(), now, user_id, clean_name(arrival.name), network, wanted)
    if not sso_queries.has_anything(session(), user_id):
        session().commit()  # what the groups no longer give has ended all the same
        sso_refusals.without_group()
    works = bool(roles_of(session(), user_id))
    session().commit()
    kind = SignInKind.STAFF if works else SignInKind.SHARED
    answer = enter(user_id, kind, url_for("staff.home" if works else "training.my_training"))
    oidc_actions.note_proof(session(), now, require_person().sign_in_id, arrival.authenticated_at)
    session().commit()
    return answer


def newcomer(now: datetime, arrival: Arrival) -> int:
    """Make the person, once for each of the provider's; two at the same moment make one."""
    user = accounts.create_user(
        session(),
        now,
        name=clean_name(arrival.name),
        language=current_language().code,
        join_nonce=keyed_digest(pepper(), "oidc-person", f"{sso().issuer}\n{arrival.subject}"),
    )
    oidc_actions.link(session(), now, user.id, sso().issuer, arrival.subject)
    return user.id


def ask_for_name(now: datetime, arrival: Arrival) -> Response:
    """Let her write the name herself; what the provider said waits for it on the server."""
    state = new_secret()
    who = digest(browser.setdefault("sso", new_secret()))
    oidc_actions.begin(session(), now, state, who, Purpose.NAME, arrival.plain())
    session().commit()
    browser["sso_name"] = state
    return redirect(url_for("sso.name"), 303)


@blueprint.route("/logga-in/sso/namn", methods=["GET", "POST"])
@public
def name() -> str | Response:
    """Write the name for the certificate, when the provider's cannot be taken."""
    state = browser.get("sso_name")
    if state is None:
        return start_page() if person() is not None else sso_refusals.stale()
    form = OwnNameForm()
    if not form.validate_on_submit():
        return render("sso/name.html", SsoPage(form=form, host=sso().host))
    journey = take(state)
    if journey is None or journey.purpose is not Purpose.NAME:
        return sso_refusals.stale()
    set_writing(True)
    return come_in(from_plain(journey.facts, form.name.data or ""))


def link_arrival(arrival: Arrival) -> Response:
    """Link the person who went with who came back, unless one of them belongs to another."""
    found = require_person()
    if not oidc_actions.link(session(), clock.now(), found.user_id, sso().issuer, arrival.subject):
        sso_refusals.taken()
    session().commit()
    return redirect(url_for("sso.link"), 303)


def refuse_another(arrival: Arrival) -> None:
    """Whoever proves herself must be who is signed in."""
    found, identity = person(), oidc_queries.find_identity(session(), sso().issuer, arrival.subject)
    if found is None or identity is None or identity.user_id != found.user_id:
        sso_refusals.another_person()


def refuse_without_second_factor(arrival: Arrival) -> None:
    """A coordinator by the provider's word needs the provider's word for two factors."""
    if sso().second_factor and not sso().second_factor & arrival.methods:
        sso_refusals.no_second_factor()


def start_page() -> Response:
    """Where somebody who is signed in begins."""
    works = require_person().kind is SignInKind.STAFF
    return redirect(url_for("staff.home" if works else "training.my_training"), 303)
