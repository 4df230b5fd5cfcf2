"""Revoking a certificate: the coordinator has the paper before her, types number and name, and chooses a reason."""

from flask import Blueprint, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from certificates import queries
from certificates.actions import revoke
from certificates.check_views import found_by
from certificates.forms import RevokeForm
from certificates.models import Certificate
from certificates.pages import RevokeConfirmPage, RevokePage
from certificates.rules import REVOCATION_REASONS
from core import clock
from core.crockford import group_certificate
from core.db import session
from core.language import gettext
from core.page import render
from organisations.guards import coordinator

blueprint = Blueprint("revocation", __name__, url_prefix="/samordnare/intyg")


@blueprint.route("", methods=["GET", "POST"])
@coordinator(fresh=True)
def ask(network: str, actor: SignedIn) -> str:
    """Number, name and reason; then the question whether it is meant. Nothing is changed here."""
    form = RevokeForm()
    if form.validate_on_submit():
        found = certificate_of(form, network)
        if found is not None:
            return render("certificates/revoke_confirm.html", confirm_page(form, found))
    page = RevokePage(form=form, done="klart" in request.args, back_url=url_for("coordinator.home"))
    return render("certificates/revoke.html", page)


def certificate_of(form: RevokeForm, network: str) -> Certificate | None:
    """The certificate of the form; None with an error on the form. Who cannot name it learns nothing."""

    def look(session: Session, typed: str) -> Certificate | None:
        return queries.issued_in(session, network, typed)

    found = found_by(look, form.number.data or "", form.name.data or "")
    if found is None:
        form.name.errors = [gettext("Vi hittar inget intyg med det numret och det namnet.")]
    elif found.revoked_at is not None:
        form.number.errors = [gettext("Intyget är redan återkallat.")]
        return None
    return found


def confirm_page(form: RevokeForm, found: Certificate) -> RevokeConfirmPage:
    """What is asked once more."""
    return RevokeConfirmPage(
        number=group_certificate(found.number),
        reason=gettext(REVOCATION_REASONS[form.reason.data]),
        fields=tuple((name, str(form[name].data)) for name in ("number", "name", "reason")),
        confirm_url=url_for("revocation.revoke_certificate"),
        back_url=url_for("revocation.ask"),
    )


@blueprint.post("/aterkalla")
@coordinator(fresh=True)
def revoke_certificate(network: str, actor: SignedIn) -> str | Response:
    """Revoke it. A second time changes nothing."""
    form = RevokeForm()
    found = certificate_of(form, network) if form.validate_on_submit() else None
    if found is None:
        page = RevokePage(form=form, done=False, back_url=url_for("coordinator.home"))
        return render("certificates/revoke.html", page)
    revoke(session(), clock.now(), found, form.reason.data, actor_id=actor.user_id)
    session().commit()
    return redirect(url_for("revocation.ask", klart=1), 303)
