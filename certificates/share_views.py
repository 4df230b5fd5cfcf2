"""Letting a workplace see certificates from before: the learner's own pages, and the contact person's way by a code."""

from flask import Blueprint, abort, current_app, redirect, url_for
from werkzeug.wrappers import Response

from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.queries import SignedIn
from accounts.sign_in import require_person, signed_in
from certificates import share_actions, share_queries
from certificates.forms import ShareCodeForm
from certificates.queries import all_of
from certificates.share_pages import ShareCodePage, SharePlace, SharePlacePage, SharingPage, UseCodePage
from certificates.share_queries import Workplace
from certificates.share_rules import SHARE_CODE_LASTS
from core import clock, crockford
from core.db import session
from core.forms import PressForm
from core.language import N_, gettext
from core.page import render
from organisations.guards import contact
from organisations.membership_queries import live_membership, membership_in
from organisations.models import Membership, Organisation
from organisations.site_models import Site

blueprint = Blueprint("sharing", __name__)
# As for slips, for each contact person: 40 bits live for two weeks, and a hit is only of use among one's own members.
WRONG_CODES = 30
UNKNOWN_CODE = N_(
    "Koden finns inte, är använd eller är för gammal. En kod gäller i 14 dagar och bara en gång."
)
NOT_YOURS = N_(
    "Den som gjorde koden är inte med hos er. Be personen gå med först, med koden på affischen. "
    "Skriv sedan samma kod här."
)


def pepper() -> str:
    """The secret mixed into codes."""
    found: str = current_app.extensions["settings"].pepper.get_secret_value()
    return found


@blueprint.get("/intyg/dela")
@signed_in
def overview() -> str:
    """Which workplaces see her certificates, and the code for a new one."""
    user_id = require_person().user_id
    code = share_queries.live_code(session(), user_id)
    now = clock.now()
    page = SharingPage(
        places=tuple(place(each) for each in share_queries.workplaces(session(), now, user_id)),
        has_certificate=bool(all_of(session(), user_id)),
        code_until=code.expires_at if code and code.expires_at > now else None,
        form=PressForm(),
        back_url=url_for("training.my_training"),
    )
    return render("certificates/sharing.html", page)


def place(found: Workplace) -> SharePlace:
    """What one workplace sees."""
    url = url_for("sharing.workplace", ref=found.ref)
    if found.shared:
        sees = gettext("Ser alla dina intyg, för att du visar dem.")
        return SharePlace(found.name, sees, url, gettext("Sluta visa"))
    if found.hidden:
        return SharePlace(
            found.name, gettext("Ser inte ditt intyg från tidigare."), url, gettext("Visa intyget för dem")
        )
    return SharePlace(found.name, gettext("Ser de intyg som du har tagit medan du är med där."), None, "")


@blueprint.route("/intyg/dela/<ref>", methods=["GET", "POST"])
@signed_in
def workplace(ref: str) -> str | Response:
    """Ask once more; then this workplace sees her certificates from before, or sees them no more."""
    found = share_queries.workplace_of(session(), clock.now(), require_person().user_id, ref)
    if found is None:
        abort(404)
    form = PressForm()
    if form.validate_on_submit():
        membership = session().get_one(Membership, found.membership_id)
        share_actions.share(session(), clock.now(), membership)
        session().commit()
        return redirect(url_for("sharing.overview"), 303)
    stop_url = url_for("sharing.stop", ref=ref)
    page = SharePlacePage(found.name, found.shared, form, stop_url, url_for("sharing.overview"))
    return render("certificates/share_workplace.html", page)


@blueprint.post("/intyg/dela/<ref>/sluta")
@signed_in
def stop(ref: str) -> Response:
    """This workplace sees them no more."""
    found = share_queries.workplace_of(session(), clock.now(), require_person().user_id, ref)
    if found is None:
        abort(404)
    if not PressForm().validate_on_submit():
        abort(400)
    share_actions.unshare(session(), clock.now(), session().get_one(Membership, found.membership_id))
    session().commit()
    return redirect(url_for("sharing.overview"), 303)


@blueprint.post("/intyg/dela/kod")
@signed_in
def make_code() -> str:
    """A new code, shown once; an older one ends."""
    if not PressForm().validate_on_submit():
        abort(400)
    now = clock.now()
    code = share_actions.make_code(session(), now, require_person().user_id, pepper=pepper())
    session().commit()
    page = ShareCodePage(crockford.group(code, 4, 4), now + SHARE_CODE_LASTS, url_for("sharing.overview"))
    return render("certificates/share_code.html", page)


@blueprint.route("/oversikt/<ref>/intyg-med-kod", methods=["GET", "POST"])
@contact(site=True)
def use_code(ref: str, organisation: Organisation, actor: SignedIn, scope: Site | None) -> str | Response:
    """Type a member's code: then her certificates from before are seen here. Of who is no member nothing is told."""
    form = ShareCodeForm()
    if form.validate_on_submit():
        membership = opened(form, organisation, actor, scope)
        if membership is not None:
            session().commit()
            return redirect(url_for("contact.person", ref=ref, person_ref=membership.ref), 303)
    page = UseCodePage(organisation.name, form, url_for("overview.overview", ref=ref, visa="alla"))
    return render("certificates/use_share_code.html", page)


def opened(
    form: ShareCodeForm, organisation: Organisation, actor: SignedIn, scope: Site | None
) -> Membership | None:
    """The membership whose certificates are seen now; else None, and why stands on the form."""
    now = clock.now()
    guess = Guess("share-code", str(actor.user_id), WRONG_CODES)
    refuse_if_too_many(session(), now, pepper(), guess)
    found = share_queries.find_code(session(), form.code.data or "", now, pepper())
    member = live_membership(session(), organisation.id, found.user_id) if found else None
    if member is not None and not membership_in(session(), organisation.id, member.ref, part=scope):
        member = None  # at another site than this contact person's
    if found is None or member is None:
        count_wrong(session(), now, pepper(), guess)
        session().commit()
        form.code.errors = [gettext(NOT_YOURS if found else UNKNOWN_CODE)]
        return None
    share_actions.use_code(session(), now, found, member)
    return member
