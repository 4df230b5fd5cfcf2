"""Checking a certificate, open to everybody: by its QR code, or by number and name."""

from datetime import date

from flask import Blueprint, current_app, url_for

from accounts.guessing import Guess, count_wrong, refuse_if_too_many
from accounts.sign_in import public
from certificates import queries
from certificates.forms import CheckForm
from certificates.models import Certificate
from certificates.pages import CheckPage, Facts, LinkPage, VerdictPage
from certificates.rules import Status, status
from core import clock
from core.crockford import group_certificate, is_checked, read
from core.db import OUT_OF_REACH, session
from core.names import fold_name
from core.page import render
from core.security import client_prefix

blueprint = Blueprint("certificates", __name__ + ".check")
WRONG_CHECKS = 60
NOTHING: tuple[str, None] = ("none", None)


def verdict_of(found: Certificate | None) -> tuple[str, date | None]:
    """valid, expired, revoked or none, and the day that goes with it."""
    if found is None:
        return NOTHING
    now = status(found.valid_until, revoked=found.revoked_at is not None, today=clock.today())
    if now is Status.REVOKED:
        return "revoked", None
    return ("expired" if now is Status.EXPIRED else "valid"), found.valid_until


@blueprint.get("/i/<link>")
@public
def by_link(link: str) -> str | tuple[str, int]:
    """What the QR code opens: everything that is printed, to compare with the paper."""
    found = queries.by_link(session(), link)
    verdict, day = verdict_of(found)
    facts = None
    if found is not None:
        facts = Facts(
            name=found.name,
            course_name=found.course_name,
            issued=found.issued_on,
            valid_until=found.valid_until,
            number=group_certificate(found.number),
        )
    page = LinkPage(verdict=verdict, day=day, facts=facts, check_url=url_for("certificates.check"))
    return render("certificates/link_view.html", page), 200 if found else 404


@blueprint.route("/intyg/kontroll", methods=["GET", "POST"])
@public
def check() -> str:
    """Number and name: stämmer, stämmer inte, har gått ut or återkallat. Nothing more about the person."""
    form = CheckForm()
    if not form.validate_on_submit():
        return render("certificates/check.html", CheckPage(form=form))
    verdict, day = checked(form.number.data or "", form.name.data or "")
    page = VerdictPage(verdict=verdict, day=day, again_url=url_for("certificates.check"))
    return render("certificates/verdict.html", page)


def checked(typed: str, name: str) -> tuple[str, date | None]:
    """The verdict on a typed number and name. Wrong ones are counted where the database takes writes."""
    pepper = current_app.extensions["settings"].pepper.get_secret_value()
    guess = Guess("certificate", client_prefix(), WRONG_CHECKS)
    now = clock.now()
    refuse_if_too_many(session(), now, pepper, guess)
    found = find(typed)
    if found is not None and fold_name(found.name) == fold_name(name):
        return verdict_of(found)
    try:
        count_wrong(session(), now, pepper, guess)
        session().commit()
    except OUT_OF_REACH:
        session().rollback()  # read-only: checking goes on
    return NOTHING


def find(typed: str) -> Certificate | None:
    """The certificate of a typed number; look-alike letters read as meant, a wrong check character finds none."""
    try:
        number = read(typed)
    except ValueError:
        return None
    return queries.by_number(session(), number) if is_checked(number) else None
