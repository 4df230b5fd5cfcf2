"""The trainer's page: headcounts, months, and seen and false alarms per sign. No person can be seen."""

from collections.abc import Sequence

from flask import Blueprint, Response, current_app, url_for

from core import clock
from core.db import session
from core.language import current_language, gettext
from core.page import render
from core.quarters import Quarter
from core.sheets import Cell as FileCell
from core.sheets import to_csv
from courses.catalogue import Catalogue
from courses.pages import SignChip
from organisations.guards import trainer
from organisations.models import Organisation
from reports import rows
from reports.overview_views import course_name, csv_response
from reports.pages import Cell, GainRow, HeadcountRow, MonthRow, SignRow, SignTable, TrainerPage
from reports.privacy import Shares
from reports.queries import last_closed
from reports.rows import Counts, SignLine, SignMap
from reports.texts import count_text, heat_step, quarter_text, share_text

blueprint = Blueprint("trainer", __name__, url_prefix="/utbildare")
MANY_ALARMS = 20


@blueprint.get("")
@trainer
def home(organisations: Sequence[Organisation]) -> str:
    """What needs practice, and where."""
    now = clock.now()
    quarter = last_closed(session())
    page = TrainerPage(
        headcounts=tuple(headcount_row(each) for each in rows.counts(session(), now, organisations)),
        months=rows.month_ends(clock.local_date(now)),
        curves=tuple(
            MonthRow(
                name=each.organisation,
                course_name=course_name(each.course_key),
                totals=tuple(count_text(total) for total in each.totals),
            )
            for each in rows.curves(session(), now, organisations)
        ),
        quarter=quarter_text(quarter) if quarter else None,
        tables=sign_tables(sign_maps(organisations, quarter)),
        gains=tuple(
            GainRow(
                name=each.organisation,
                course_name=course_name(each.course_key),
                before=share_text(each.before),
                after=share_text(each.after),
            )
            for each in (rows.gains(session(), quarter, organisations) if quarter else [])
        ),
        few_text=gettext("Färre än 5"),
        counts_csv_url=url_for("trainer.counts_file"),
        signs_csv_url=url_for("trainer.signs_file"),
    )
    return render("reports/trainer.html", page)


def headcount_row(found: Counts) -> HeadcountRow:
    """One row of headcounts as texts."""
    return HeadcountRow(
        name=found.organisation,
        course_name=course_name(found.course_key),
        members=count_text(found.members),
        begun=count_text(found.begun),
        certified=count_text(found.certified),
        expiring=count_text(found.expiring),
    )


def catalogue() -> Catalogue:
    """The content."""
    found: Catalogue = current_app.extensions["catalogue"]
    return found


def sign_maps(organisations: Sequence[Organisation], quarter: Quarter | None) -> list[SignMap]:
    """The maps of the last closed quarter; nothing before there is one."""
    if quarter is None:
        return []
    network = organisations[0].network
    return rows.sign_maps(session(), quarter, network, organisations, catalogue().signs)


def sign_tables(maps: list[SignMap]) -> tuple[SignTable, ...]:
    """One table per course; the sign that fewest see stands first."""
    return tuple(
        SignTable(
            course_name=course_name(each.course_key),
            columns=each.organisations,
            rows=tuple(
                sign_row(line, compared=each.compared) for line in sorted(each.lines, key=need_of_practice)
            ),
        )
        for each in maps
    )


def need_of_practice(line: SignLine) -> tuple[float, str]:
    """The mean of what is shown of a sign: the lowest needs practice most."""
    shown = [each.seen.percent for each in line.organisations if each.seen]
    return (sum(shown) / len(shown) if shown else 100, line.sign_key)


def sign_row(line: SignLine, *, compared: bool) -> SignRow:
    """One sign as the table shows it."""
    sign, lang = catalogue().sign(line.sign_key, current_language().code)
    return SignRow(
        sign=SignChip(key=line.sign_key, name=sign.short, lang=lang, url=None),
        cells=tuple(cell(each) for each in line.organisations),
        mean=cell(line.network) if compared else None,
    )


def cell(shares: Shares) -> Cell:
    """One cell; groups under five show nothing, not even in attributes."""
    if shares.seen is None:
        return Cell(few=True)
    return Cell(
        few=False,
        seen=share_text(shares.seen),
        false=share_text(shares.false_alarm),
        step=heat_step(shares),
        many=shares.false_alarm is not None and shares.false_alarm.percent >= MANY_ALARMS,
    )


@blueprint.get("/antal.csv")
@trainer
def counts_file(organisations: Sequence[Organisation]) -> Response:
    """The headcounts as a file."""
    header = (
        gettext("Arbetsplats"),
        gettext("Kurs"),
        gettext("Med"),
        gettext("Har börjat"),
        gettext("Giltigt intyg"),
        gettext("Går ut inom 90 dagar"),
        gettext("Per den"),
    )
    today = clock.today().isoformat()
    lines = [
        (
            each.organisation,
            course_name(each.course_key),
            file_count(each.members),
            file_count(each.begun),
            file_count(each.certified),
            file_count(each.expiring),
            today,
        )
        for each in rows.counts(session(), clock.now(), organisations)
    ]
    return csv_response(to_csv(header, lines), "antal.csv")


def file_count(count: int | None) -> FileCell:
    """A number as a number, few as words."""
    return count_text(None) if count is None else count


@blueprint.get("/ovning.csv")
@trainer
def signs_file(organisations: Sequence[Organisation]) -> Response:
    """Seen and false alarms as a file."""
    quarter = last_closed(session())
    header = (
        gettext("Kvartal"),
        gettext("Kurs"),
        gettext("Tecken"),
        gettext("Arbetsplats"),
        gettext("Ser tecknet"),
        gettext("Larmar i onödan"),
        gettext("Säker men fel"),
    )
    lines = [
        (
            str(quarter),
            course_name(each.course_key),
            catalogue().signs[line.sign_key].short,
            place,
            *shares_text(shares),
        )
        for each in sign_maps(organisations, quarter)
        for line in each.lines
        for place, shares in places_of(each, line)
    ]
    return csv_response(to_csv(header, lines), "ovning.csv")


def places_of(shown: SignMap, line: SignLine) -> list[tuple[str, Shares]]:
    """The columns of a map with their shares: its organisations, and the network where it is compared."""
    places = list(zip(shown.organisations, line.organisations, strict=True))
    return [*places, (gettext("Alla"), line.network)] if shown.compared else places


def shares_text(shares: Shares) -> tuple[str, str, str]:
    """Seen, false alarms, and sure but wrong, in words."""
    return share_text(shares.seen), share_text(shares.false_alarm), share_text(shares.sure_wrong)
