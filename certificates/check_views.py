"""Checking a certificate, open to everybody: by its QR code, or by number and name."""

from collections.abc import Callable

from flask import Blueprint, current_app, url_for
from sqlalchemy.orm import Session

from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.sign_in import public
from certificates import queries
from certificates.forms import CheckForm
from certificates.models import Certificate
from certificates.pages import CheckPage, Facts, LinkPage, Verdict, VerdictPage
from certificates.queries import standing
from certificates.rules import Status
from core import clock
from core.crockford import group_certificate
from core.db import OUT_OF_REACH, session
from core.names import fold_name
from core.page import render
from core.security import client_prefix

blueprint = Blueprint("certificates", __name__ + ".check")
WRONG_CHECKS = 60
NOTHING = Verdict("none")
ERASED = Verdict("erased")


def pepper() -> str:
    """The secret mixed into digests."""
    found: str = current_app.extensions["settings"].pepper.get_secret_value()
    return found


def verdict_of(found: Certificate) -> Verdict:
    """What is told about a certificate that was found. That a later one renews it is told to nobody else."""
    now = standing(session(), found, clock.today())
    if now.instead is not None:
        return Verdict("corrected", instead=group_certificate(now.instead))
    if now.status is Status.REVOKED:
        return Verdict("revoked")
    return Verdict("expired" if found.valid_until < clock.today() else "valid", found.valid_until)


@blueprint.get("/i/<link>")
@public
def by_link(link: str) -> str | tuple[str, int]:
    """What the QR code opens: everything that is printed, to compare with the paper."""
    found = queries.by_link(session(), link)
    if found is None:
        verdict = ERASED if queries.link_was_erased(session(), link, pepper()) else NOTHING
    else:
        verdict = verdict_of(found)
    facts = None
    if found is not None and verdict.kind != "corrected":
        facts = Facts(
            name=found.name,
            course_name=found.course_name,
            issued=found.issued_on,
            valid_until=found.valid_until,
            number=group_certificate(found.number),
        )
    page = LinkPage(verdict=verdict, facts=facts, check_url=url_for("certificates.check"))
    return render("certificates/link_view.html", page), 404 if verdict is NOTHING else 200


@blueprint.route("/intyg/kontroll", methods=["GET", "POST"])
@public
def check() -> str:
    """Number and name: stämmer, stämmer inte, har gått ut, rättat, återkallat or raderat, and no more."""
    form = CheckForm()
    if not form.validate_on_submit():
        return render("certificates/check.html", CheckPage(form=form))
    verdict = checked(form.number.data or "", form.name.data or "")
    page = VerdictPage(verdict=verdict, again_url=url_for("certificates.check"))
    return render("certificates/verdict.html", page)


def checked(typed: str, name: str) -> Verdict:
    """The verdict on a typed number and name. Of a deleted certificate the name is gone: its number is enough."""
    found = found_by(queries.by_number, typed, name)
    if found is not None:
        return verdict_of(found)
    return ERASED if queries.number_was_erased(session(), typed, pepper()) else NOTHING


def found_by(look: Callable[[Session, str], Certificate | None], typed: str, name: str) -> Certificate | None:
    """The certificate of a typed number and name. Wrong ones are counted where the database takes writes."""
    guess = Guess("certificate", client_prefix(), WRONG_CHECKS)
    now = clock.now()
    refuse_if_too_many(session(), now, pepper(), guess)
    found = look(session(), typed)
    if found is not None and fold_name(found.name) == fold_name(name):
        return found
    try:
        count_wrong(session(), now, pepper(), guess)
        session().commit()
    except OUT_OF_REACH:
        session().rollback()  # read-only: checking goes on
    return None
