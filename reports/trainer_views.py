"""The trainer's page: headcounts, months, and seen and false alarms per sign. No person can be seen."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, current_app, url_for

from core import clock
from core.db import session
from core.language import current_language, date_long, gettext, month_short
from core.page import render
from core.quarters import Quarter
from core.sheets import files_of
from courses.catalogue import Catalogue
from courses.pages import SignChip
from organisations.coordinator_views import course_names
from organisations.guards import trainer
from organisations.models import Organisation
from organisations.rules import KINDS
from reports import rows
from reports.file_views import counts_table, signs_table
from reports.pages import (
    Cell,
    GainRow,
    HeadcountRow,
    KindLine,
    MonthRow,
    SignRow,
    SignTable,
    TrainerPage,
)
from reports.people_views import course_name
from reports.privacy import Shares
from reports.queries import last_closed
from reports.rows import Counts, SignLine, SignMap
from reports.shares import MANY_ALARMS
from reports.table_views import FORMS, table_response
from reports.texts import count_text, heat_step, quarter_text, share_text

blueprint = Blueprint("trainer", __name__, url_prefix="/utbildare")


@blueprint.get("")
@trainer
def home(organisations: Sequence[Organisation]) -> str:
    """What needs practice, and where."""
    now = clock.now()
    quarter = last_closed(session())
    curves = rows.curves(session(), organisations)
    lines = rows.kind_lines(curves.lines)
    page = TrainerPage(
        headcounts=tuple(headcount_row(each) for each in rows.counts(session(), now, organisations)),
        months=curves.days,
        curves=tuple(
            MonthRow(
                name=each.organisation,
                course_name=course_name(each.course_key),
                totals=tuple(count_text(total) for total in each.totals),
            )
            for each in curves.lines
        ),
        kinds=tuple(kind_line(kind, line, curves.days) for kind, line in lines.items()),
        highest=max((max(line) for line in lines.values()), default=1),
        quarter=quarter_text(quarter) if quarter else None,
        tables=sign_tables(sign_maps(organisations, quarter)),
        plans=tuple((each.name, url_for("session.plan", ref=each.ref)) for each in organisations),
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
        counts_files=files_of(lambda form: url_for("trainer.counts_file", form=form)),
        signs_files=files_of(lambda form: url_for("trainer.signs_file", form=form)),
    )
    return render("reports/trainer.html", page)


def kind_line(kind: str, line: tuple[int, ...], months: Sequence[date]) -> KindLine:
    """One kind of organisation over the months, with the sentence that says what the line shows."""
    name = gettext(KINDS[kind])
    first, last = line[0], line[-1]
    words = (
        gettext("%(kind)s: fler giltiga intyg nu än för ett år sedan.", kind=name)
        if last > first
        else gettext("%(kind)s: färre giltiga intyg nu än för ett år sedan.", kind=name)
        if last < first
        else gettext("%(kind)s: lika många giltiga intyg som för ett år sedan.", kind=name)
    )
    return KindLine(name, line, month_short(months[0]), month_short(months[-1]), words)


def headcount_row(found: Counts) -> HeadcountRow:
    """One row of headcounts as texts."""
    return HeadcountRow(
        name=found.organisation,
        course_name=course_name(found.course_key),
        members=count_text(found.members),
        begun=count_text(found.begun),
        passed=count_text(found.passed),
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
            rows=tuple(sign_row(each, line) for line in sorted(each.lines, key=need_of_practice)),
        )
        for each in maps
    )


def need_of_practice(line: SignLine) -> tuple[float, str]:
    """The mean of what is shown of a sign: the lowest needs practice most."""
    shown = [each.seen.percent for each in line.organisations if each.seen]
    return (sum(shown) / len(shown) if shown else 100, line.sign_key)


def sign_row(shown: SignMap, line: SignLine) -> SignRow:
    """One sign as the table shows it; each cell leads to what to practise there."""
    sign, lang = catalogue().sign(line.sign_key, current_language().code)
    return SignRow(
        sign=SignChip(key=line.sign_key, name=sign.short, lang=lang, url=None),
        cells=tuple(
            cell(each, url_for("session.sign", ref=ref, sign_key=line.sign_key, kurs=shown.course_key))
            for ref, each in zip(shown.refs, line.organisations, strict=True)
        ),
        mean=cell(line.network) if shown.compared else None,
    )


def cell(shares: Shares, url: str | None = None) -> Cell:
    """One cell; groups under five show nothing, not even in attributes."""
    if shares.seen is None:
        return Cell(few=True)
    return Cell(
        few=False,
        seen=share_text(shares.seen),
        false=share_text(shares.false_alarm),
        step=heat_step(shares),
        many=shares.false_alarm is not None and shares.false_alarm.percent >= MANY_ALARMS,
        url=url,
    )


@blueprint.get(f"/antal.<{FORMS}:form>")
@trainer
def counts_file(form: str, organisations: Sequence[Organisation]) -> Response:
    """The headcounts as a file."""
    found = rows.counts(session(), clock.now(), organisations)
    return table_response(counts_table(found, course_names(), date_long(clock.today())), form, "antal")


@blueprint.get(f"/ovning.<{FORMS}:form>")
@trainer
def signs_file(form: str, organisations: Sequence[Organisation]) -> Response:
    """Seen and false alarms as a file."""
    quarter = last_closed(session())
    day = date_long(quarter.ends_at - timedelta(seconds=1)) if quarter else ""
    found = sign_maps(organisations, quarter)
    table = signs_table(found, quarter, catalogue().signs, course_names(), day)
    return table_response(table, form, "ovning")
