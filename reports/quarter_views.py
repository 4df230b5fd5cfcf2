"""The quarterly report for the network's meetings: made by one press, kept as it was, read as page, PDF or CSV."""

import io

from flask import Blueprint, Response, abort, current_app, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from accounts.queries import SignedIn
from core import clock
from core.db import session
from core.forms import PressForm
from core.language import current_language, gettext, voices
from core.page import render
from core.quarters import Quarter, parse_quarter
from core.settings import Settings
from core.sheets import to_csv
from courses.catalogue import Catalogue
from organisations.guards import coordinator
from organisations.network import Network
from reports import quarter_queries as queries
from reports.models import QuarterReport
from reports.pages import QuarterLine, QuarterPage
from reports.quarter_actions import make_report
from reports.quarter_paper import report_pdf
from reports.quarter_sheet import Sheet, from_json
from reports.table_views import csv_response
from reports.texts import quarter_text

blueprint = Blueprint("quarter", __name__, url_prefix="/samordnare/rapport")
BASE_LANGUAGE = "sv"


@blueprint.get("")
@coordinator()
def newest(network: str, actor: SignedIn) -> str:
    """The newest report, and what can be made."""
    made = queries.made_quarters(session(), network)
    return quarter_page(network, queries.report_of(session(), network, str(made[0])) if made else None)


@blueprint.post("")
@coordinator()
def make(network: str, actor: SignedIn) -> BaseResponse:
    """Make the report of a closed quarter; one that is made already is shown."""
    site: Network = current_app.extensions["network"]
    settings: Settings = current_app.extensions["settings"]
    catalogue: Catalogue = current_app.extensions["catalogue"]
    quarter = read_quarter(request.form.get("quarter", ""))
    if site.key != network or not PressForm().validate_on_submit():
        abort(404)
    made = make_report(
        session(),
        clock.now(),
        quarter,
        network=site,
        catalogue=catalogue,
        voices=voices(settings.translations),
        actor_id=actor.user_id,
    )
    if not made:
        abort(404)
    session().commit()
    return redirect(url_for("quarter.report", quarter=str(quarter)), 303)


@blueprint.get("/<quarter>")
@coordinator()
def report(quarter: str, network: str, actor: SignedIn) -> str:
    """The report of one quarter."""
    return quarter_page(network, require_report(network, quarter))


@blueprint.get("/<quarter>/rapport.pdf")
@coordinator()
def report_file(quarter: str, network: str, actor: SignedIn) -> Response:
    """The report as a PDF file."""
    found = require_report(network, quarter)
    sheet, lang = sheet_of(found)
    content = report_pdf(sheet, lang, clock.local_date(found.made_at))
    name = f"kvartalsrapport-{found.quarter}.pdf"
    return send_file(io.BytesIO(content), mimetype="application/pdf", download_name=name, as_attachment=True)


@blueprint.get("/<quarter>/siffror.csv")
@coordinator()
def figures_file(quarter: str, network: str, actor: SignedIn) -> Response:
    """The report's figures as a file."""
    found = require_report(network, quarter)
    sheet, _ = sheet_of(found)
    header = (gettext("Kvartal"), gettext("Vad"), gettext("Värde"), gettext("Förändring"))
    return csv_response(
        to_csv(header, [(found.quarter, *line) for line in figure_lines(sheet)]),
        f"kvartalsrapport-{found.quarter}.csv",
    )


def figure_lines(sheet: Sheet) -> list[tuple[str, str, str]]:
    """What, how much, and the change: every figure of the sheet, as it stands there."""
    lines = [(each.label, each.number, each.change) for each in sheet.findings]
    lines += [(f"{sheet.series_heading}: {each.name}", each.last, "") for each in sheet.series]
    _, *heads = sheet.sign_heads
    lines += [
        (f"{each.name}: {head}", share, "")
        for each in sheet.signs
        for head, share in zip(heads, (each.seen, each.false_alarm, each.sure_wrong), strict=True)
    ]
    return [*lines, (*sheet.down_time, "")] if sheet.down_time else lines


def read_quarter(text: str) -> Quarter:
    """The quarter that a form names; else 404."""
    try:
        return parse_quarter(text)
    except ValueError:
        abort(404)


def require_report(network: str, quarter: str) -> QuarterReport:
    """The network's own report of a quarter; else 404, whatever the address says."""
    found = queries.report_of(session(), network, quarter)
    if found is None:
        abort(404)
    return found


def sheet_of(found: QuarterReport) -> tuple[Sheet, str]:
    """The report in the language of the request, or in Swedish, and which it is."""
    sheets = from_json(found.sheets)
    wanted = current_language().code
    lang = wanted if wanted in sheets else BASE_LANGUAGE
    return sheets[lang], lang


def quarter_page(network: str, found: QuarterReport | None) -> str:
    """The page with one report, or with none."""
    made = set(queries.made_quarters(session(), network))
    shown = parse_quarter(found.quarter) if found else None
    lines = tuple(
        QuarterLine(
            name=quarter_text(each),
            value=str(each),
            make_label=gettext(
                "Gör rapporten för kvartal %(number)s %(year)s", number=each.number, year=each.year
            ),
            url=url_for("quarter.report", quarter=str(each)) if each in made else None,
            current=each == shown,
        )
        for each in queries.closed(session())
    )
    sheet, lang = sheet_of(found) if found else (None, BASE_LANGUAGE)
    at = str(shown)
    page = QuarterPage(
        sheet=sheet,
        lang=lang,
        to_make=lines[0] if lines and lines[0].url is None else None,
        quarters=lines,
        make_url=url_for("quarter.make"),
        pdf_url=url_for("quarter.report_file", quarter=at),
        csv_url=url_for("quarter.figures_file", quarter=at),
        back_url=url_for("coordinator.home"),
    )
    return render("reports/quarter.html", page)
