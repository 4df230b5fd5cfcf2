"""What the content covers, for coordinators: the same report as `flask content-report`, and the lessons' votes."""

from flask import Blueprint, Response, abort, current_app, url_for

from accounts.queries import SignedIn
from core.db import session
from core.language import languages
from core.page import render
from courses.catalogue import Catalogue
from courses.queries import votes
from organisations.guards import coordinator
from quiz.bank import Bank
from quiz.content_report import course_report, sources_used
from quiz.gift.export import export_gift
from reports.pages import ContentPage, VoteRow
from reports.privacy import K

blueprint = Blueprint("content", __name__, url_prefix="/samordnare/innehall")


@blueprint.get("")
@coordinator()
def report(network: str, actor: SignedIn) -> str:
    """Coverage per course, sources, and whether the lessons helped."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    bank: Bank = current_app.extensions["bank"]
    texts = catalogue.texts["sv"].lessons
    page = ContentPage(
        courses=tuple(
            course_report(each, catalogue, bank, languages()) for each in catalogue.courses.values()
        ),
        gift_urls={key: url_for("content.gift_file", course_key=key) for key in catalogue.courses},
        items_url=url_for("items.items"),
        sign_names=tuple((key, sign.short) for key, sign in catalogue.signs.items()),
        sources=tuple(
            (catalogue.sources[code].title, count) for code, count in sources_used(catalogue, bank).items()
        ),
        votes=tuple(
            VoteRow(title=texts[key].title, version=version, helped=helped, not_helped=not_helped)
            for key, version, helped, not_helped in votes(session())
            if key in texts and helped + not_helped >= K
        ),
        back_url=url_for("coordinator.home"),
    )
    return render("reports/content.html", page)


@blueprint.get("/<course_key>/fragor.txt")
@coordinator()
def gift_file(course_key: str, network: str, actor: SignedIn) -> Response:
    """A course's questions as a GIFT file, for Moodle; what it does not carry stands at its top."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    bank: Bank = current_app.extensions["bank"]
    if course_key not in catalogue.courses:
        abort(404)
    text = export_gift(bank.pool(catalogue.courses[course_key])).text
    name = f"fragor-{course_key}.txt"
    return Response(
        text, mimetype="text/plain", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
