"""Staff: accepting an invitation, and where to go with several roles."""

import pyotp
from flask import Blueprint, abort, current_app, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts import actions as accounts
from accounts.rules import SignInKind
from accounts.sign_in import person, public, require_person, sign_in
from core import clock, qr
from core.db import session
from core.errors import Refusal
from core.forms import PressForm
from core.ids import cipher
from core.language import N_, current_language, gettext
from core.names import clean_name, first_name
from core.page import render
from organisations import queries, role_actions, site_queries
from organisations.forms import StaffAccountForm
from organisations.guards import staff
from organisations.models import Invitation, Organisation
from organisations.pages import InvitationPage, StaffHomePage
from organisations.rules import ROLE_LABELS, RoleName

blueprint = Blueprint("staff", __name__)


@blueprint.get("/bjudin/<secret>")
@public
def invitation(secret: str) -> str:
    """Show an invitation. Opening the link alone does nothing: a mail scanner may open it too."""
    found = require_invitation(secret)
    return render("organisations/invitation.html", invitation_page(found, form_for(found)))


@blueprint.post("/bjudin/<secret>")
@public
def accept(secret: str) -> str | Response:
    """Accept an invitation: a new staff account, or the role for the account that is signed in."""
    found = require_invitation(secret)
    form = form_for(found)
    if not form.validate_on_submit():
        return render("organisations/invitation.html", invitation_page(found, form))
    now = clock.now()
    if isinstance(form, StaffAccountForm):
        user_id = new_account(found, form)
        if user_id is None:
            return render("organisations/invitation.html", invitation_page(found, form))
    else:
        user_id = require_person().user_id
    if not role_actions.accept_invitation(session(), now, found, user_id):
        abort(404)
    if isinstance(form, StaffAccountForm):
        sign_in(user_id, SignInKind.STAFF)
    session().commit()
    return redirect(url_for("staff.home"), 303)


def require_invitation(secret: str) -> Invitation:
    """The live invitation of a link, or a refusal that says whom to ask."""
    found = queries.find_invitation(session(), secret, clock.now())
    if found is None:
        raise Refusal(
            N_("Länken är använd eller för gammal"),
            N_("En inbjudan gäller i 24 timmar och bara en gång."),
            N_("Be den som bjöd in dig om en ny länk."),
            status=404,
        )
    return found


def form_for(found: Invitation) -> StaffAccountForm | PressForm:
    """A full form for a newcomer, a bare button for somebody who is signed in as staff."""
    here = person()
    known = here is not None and here.kind is SignInKind.STAFF
    if known:
        return PressForm()
    form = StaffAccountForm()
    form.context = words_of_the_place(found)
    return form


def words_of_the_place(found: Invitation) -> tuple[str, ...]:
    """Words that whoever knows the place would try as a password."""
    network = current_app.extensions["network"]
    organisation = session().get(Organisation, found.organisation_id) if found.organisation_id else None
    return (network.city, network.name, organisation.name if organisation else "")


def totp_secret(found: Invitation) -> str:
    """The second factor this invitation hands out."""
    pepper = current_app.extensions["settings"].pepper.get_secret_value()
    return cipher(pepper).decrypt(found.totp_secret.encode()).decode()


def new_account(found: Invitation, form: StaffAccountForm) -> int | None:
    """Make the person and her staff login; None with errors on the form when code or username is wrong."""
    now = clock.now()
    secret = totp_secret(found)
    step = accounts.totp_step(secret, form.totp.data or "", now)
    if step is None:
        form.totp.errors = [gettext("Koden stämmer inte. Vänta på en ny kod i appen och skriv den.")]
        return None
    user = accounts.create_user(
        session(), now, name=clean_name(form.name.data or ""), language=current_language().code
    )
    made = accounts.create_staff_login(
        session(),
        now,
        user.id,
        username=form.username.data or "",
        password=form.password.data or "",
        totp_secret=secret,
        pepper=current_app.extensions["settings"].pepper.get_secret_value(),
        totp_last_step=step,
    )
    if not made:
        session().rollback()
        form.username.errors = [
            gettext("Användarnamnet är upptaget. Lägg till din arbetsplats eller en siffra.")
        ]
        return None
    return user.id


def invitation_page(found: Invitation, form: StaffAccountForm | PressForm) -> InvitationPage:
    """What the invitation page shows."""
    secret = totp_secret(found)
    address = pyotp.TOTP(secret).provisioning_uri(name=gettext("Utbildning"), issuer_name="En säker hand")
    organisation = session().get(Organisation, found.organisation_id) if found.organisation_id else None
    site = site_queries.invited_to(session(), found)
    network = current_app.extensions["network"]
    return InvitationPage(
        form=form,
        role=gettext(ROLE_LABELS[RoleName(found.role)]),
        place=", ".join(filter(None, (organisation.name, site.name if site else None)))
        if organisation
        else network.city,
        known=isinstance(form, PressForm),
        qr_svg=Markup(qr.svg(address, gettext("Kod att läsa med din app för engångskoder"))),  # noqa: S704
        totp_secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
    )


@blueprint.get("/personal/start")
@staff
def home() -> str | Response:
    """The one page a person's role opens, or the choice between several."""
    found = require_person()
    places = places_of(found.user_id)
    if len(places) == 1:
        return redirect(places[0][0], 303)
    return render(
        "organisations/staff_home.html", StaffHomePage(name=first_name(found.name), places=tuple(places))
    )


def places_of(user_id: int) -> list[tuple[str, str]]:
    """The staff pages a person may open: address and label."""
    places = [
        (url_for("overview.overview", ref=each.ref), each.name)
        for each in queries.organisations_of(session(), user_id, RoleName.CONTACT)
    ]
    roles = queries.roles_of(session(), user_id)
    if RoleName.TRAINER in roles:
        places.append((url_for("trainer.home"), gettext("Utbildare")))
    if RoleName.COORDINATOR in roles:
        places.append((url_for("coordinator.home"), gettext("Samordnare")))
    return places
