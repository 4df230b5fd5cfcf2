"""The certificate for a digital wallet: the files for its person, and what anybody needs to check one."""

import io
import json

from flask import Response, abort, send_file, url_for

from accounts.sign_in import public, signed_in
from certificates import badge, badge_queries
from certificates.badge_actions import allot
from certificates.certificate_views import require_in_force, settings
from certificates.check_views import blueprint
from certificates.models import BadgeStatus, Certificate
from core import clock
from core.db import session, set_writing


def signer() -> badge.Signer:
    """Who signs on this site."""
    return badge.signer(settings().base_url, secret())


def secret() -> str:
    """What the signing key is made of."""
    return (settings().badge_secret or settings().pepper).get_secret_value()


def place_of(found: Certificate) -> BadgeStatus:
    """The certificate's place in a status list, allotted and kept the first time a file is made."""
    place = badge_queries.place_of(session(), found.id)
    if place is None:
        session().rollback()
        set_writing(True)
        place = allot(session(), found, settings().pepper.get_secret_value())
        session().commit()
    return place


def badge_of(found: Certificate) -> badge.Badge:
    """What the credential says."""
    place = place_of(found)
    here = settings().base_url
    return badge.Badge(
        name=found.name,
        number=found.number,
        course_name=found.course_name,
        course_url=f"{here}/#{found.course_key}",
        issuer=found.issuer,
        issued_on=found.issued_on,
        valid_until=found.valid_until,
        list_url=here + url_for("certificates.status_list", list_number=place.list_number),
        position=place.position,
    )


@blueprint.get("/intyg/<number>/intyg.json")
@signed_in
def badge_file(number: str) -> Response:
    """The certificate as a signed Open Badges 3.0 credential."""
    content = badge.badge_file(badge_of(require_in_force(number)), signer(), clock.now())
    return send_file(io.BytesIO(content), "application/json", as_attachment=True, download_name="intyg.json")


@blueprint.get("/intyg/<number>/intyg.svg")
@signed_in
def badge_picture(number: str) -> Response:
    """A picture with the same credential inside it, which wallets read too."""
    content = badge.badge_picture(badge_of(require_in_force(number)), signer(), clock.now())
    return send_file(io.BytesIO(content), "image/svg+xml", as_attachment=True, download_name="intyg.svg")


@blueprint.get("/intyg/status/<int:list_number>")
@public
def status_list(list_number: int) -> Response:
    """Which digital certificates hold no more: bits at places that only the holder of a file knows. Names nobody."""
    newest = badge_queries.newest_list(session())
    if not 1 <= list_number <= (newest[0] if newest else 1):
        abort(404)
    url = settings().base_url + url_for("certificates.status_list", list_number=list_number)
    places = frozenset(badge_queries.taken_back(session(), list_number))
    return for_everybody(badge.status_list(signer(), url, places, clock.today()))


@blueprint.get("/.well-known/did.json")
@public
def did_document() -> Response:
    """The keys that the signatures are checked with."""
    found = badge.did_document(signer(), settings().badge_old_keys)
    return for_everybody(json.dumps(found, indent=2).encode())


def for_everybody(content: bytes) -> Response:
    """JSON that a page of any other site may read, too: a verifier in a browser. It depends on nobody's cookie."""
    response = Response(content, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
