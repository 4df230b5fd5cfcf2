"""The learner's own certificates: page, paper and picture."""

import io

from flask import Response, abort, current_app, redirect, send_file, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from accounts.sign_in import require_person, signed_in
from certificates import queries, rules
from certificates.check_views import blueprint
from certificates.models import Certificate
from certificates.pages import CertificatePage, CertificateRow
from certificates.paper import CertificatePaper, certificate_pdf, phone_png
from certificates.rules import Status
from core import clock, qr
from core.crockford import group_certificate
from core.db import session
from core.language import current_language, date_long, gettext
from core.page import render
from core.settings import Settings
from organisations.network import Network


def settings() -> Settings:
    """The site's settings."""
    found: Settings = current_app.extensions["settings"]
    return found


def status_row(found: Certificate, *, renewed: bool = False) -> CertificateRow:
    """The state of a certificate in its newest edition; `renewed` when a later one in the course exists."""
    now = rules.status(
        found.valid_until, today=clock.today(), revoked=found.revoked_at is not None, renewed=renewed
    )
    kind = {Status.VALID: "valid", Status.RENEWED: "valid", Status.EXPIRING: "soon"}.get(now, "late")
    return CertificateRow(
        url_for("certificates.certificate", number=found.number), kind, state_text(found, now)
    )


def state_text(found: Certificate, now: Status) -> str:
    """A certificate's state in words for its own person."""
    day = date_long(found.valid_until)
    if now is Status.REVOKED and found.revoked_for is not None:
        why = gettext(rules.REVOCATION_REASONS[found.revoked_for])
        return gettext("Återkallat: %(why)s.", why=why)
    return {
        Status.CORRECTED: gettext("Rättat: ett nytt intyg har tagit dess plats."),
        Status.RENEWED: gettext("Förnyat: du har ett nyare intyg."),
        Status.EXPIRED: gettext("Gick ut %(day)s", day=day),
        Status.EXPIRING: gettext("Går ut %(day)s", day=day),
    }.get(now, gettext("Gäller till %(day)s", day=day))


def require_certificate(number: str) -> Certificate:
    """The person's own certificate of a number; else 404."""
    found = queries.own(session(), require_person().user_id, number)
    if found is None:
        abort(404)
    return found


@blueprint.get("/intyg/min/<course_key>")
@signed_in
def newest(course_key: str) -> BaseResponse:
    """The newest certificate in a course, or the learner's page when there is none."""
    found = queries.latest(session(), require_person().user_id, course_key)
    if found is None:
        return redirect(url_for("training.my_training", kurs=course_key), 303)
    return redirect(url_for("certificates.certificate", number=found.number), 303)


@blueprint.get("/intyg/<number>")
@signed_in
def certificate(number: str) -> str:
    """The learner's certificate."""
    found = require_certificate(number)
    now = queries.standing(session(), found, clock.today())
    page = CertificatePage(
        name=found.name,
        course_name=found.course_name,
        issued=found.issued_on,
        valid_until=found.valid_until,
        state_text="" if now.status in (Status.VALID, Status.EXPIRING) else state_text(found, now.status),
        instead_url=url_for("certificates.certificate", number=now.instead) if now.instead else None,
        has_paper=has_paper(now.status),
        issuer=issuer_name(found.issuer),
        number=group_certificate(found.number),
        qr_svg=Markup(qr.svg(link_of(found), gettext("Kod som öppnar kontrollen av intyget"))),  # noqa: S704
        check_address=check_address(),
        pdf_url=url_for("certificates.certificate_file", number=found.number),
        image_url=url_for("certificates.certificate_image", number=found.number),
        badge_url=url_for("certificates.badge_file", number=found.number),
        badge_picture_url=url_for("certificates.badge_picture", number=found.number),
        back_url=url_for("training.my_training", kurs=found.course_key),
    )
    return render("certificates/certificate.html", page)


def has_paper(now: Status) -> bool:
    """Whether a paper is made: not of what another has taken the place of, nor of what was taken back."""
    return now not in (Status.CORRECTED, Status.REVOKED)


def require_in_force(number: str) -> Certificate:
    """The person's own certificate, to make a paper or file of; 404 when none is made of it."""
    found = require_certificate(number)
    if not has_paper(queries.standing(session(), found, clock.today()).status):
        abort(404)
    return found


def issuer_name(issuer: str) -> str:
    """Who issued it: this network in the language of the request, any other as it was called then."""
    network: Network = current_app.extensions["network"]
    if issuer != network.issuer:
        return issuer
    return gettext("nätverket i %(city)s", city=network.city)


def link_of(found: Certificate) -> str:
    """The address in the QR code."""
    return settings().base_url + url_for("certificates.by_link", link=found.link)


def check_address() -> str:
    """The address to type, without its scheme."""
    return settings().base_url.partition("://")[2] + url_for("certificates.check")


def paper_of(found: Certificate) -> CertificatePaper:
    """What stands on the paper."""
    return CertificatePaper(
        name=found.name,
        course_name=found.course_name,
        issued_on=found.issued_on,
        valid_until=found.valid_until,
        number=found.number,
        verify_url=link_of(found),
        check_address=check_address(),
        issuer=issuer_name(found.issuer),
        lang=current_language().code,
    )


@blueprint.get("/intyg/<number>/intyg.pdf")
@signed_in
def certificate_file(number: str) -> Response:
    """The certificate as a PDF file."""
    content = certificate_pdf(paper_of(require_in_force(number)))
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name="intyg.pdf")


@blueprint.get("/intyg/<number>/intyg.png")
@signed_in
def certificate_image(number: str) -> Response:
    """The certificate as a picture for the telephone."""
    content = phone_png(paper_of(require_in_force(number)))
    return send_file(io.BytesIO(content), mimetype="image/png", download_name="intyg.png")
