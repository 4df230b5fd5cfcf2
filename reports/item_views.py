"""How the questions work, for coordinators: what needs to be read again, and how signs are told from everyday things."""

from flask import Blueprint, current_app, request, url_for

from accounts.queries import SignedIn
from core.db import session
from core.language import current_language, gettext
from core.page import render
from courses.catalogue import Catalogue, Course
from courses.pages import SignChip
from organisations.guards import coordinator
from quiz.bank import Bank
from quiz.item_health import FEWEST_PEOPLE, Finding, Sums
from quiz.questions import Question
from reports import rows
from reports.item_figures import UNSURE, ItemFigures, OptionFigures, by_need, figures
from reports.pages import ItemCard, ItemOption, ItemsPage, SkillRow, View
from reports.queries import item_sums, last_closed
from reports.texts import quarter_text, share_text

blueprint = Blueprint("items", __name__)
LONGEST_HEADING = 60


@blueprint.get("/samordnare/innehall/fragor")
@coordinator()
def items(network: str, actor: SignedIn) -> str:
    """The questions of one course over the whole network, from closed quarters; those that need work first."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    course = catalogue.courses.get(request.args.get("kurs", "")) or next(iter(catalogue.courses.values()))
    found = by_need(items_of(course, item_sums(session(), network, course.key)))
    quarter = last_closed(session())
    skills = rows.sign_skills(session(), quarter, network, course.key, catalogue.signs) if quarter else []
    page = ItemsPage(
        courses=tuple(
            View(each.name, url_for("items.items", kurs=each.key), each.key == course.key)
            for each in catalogue.courses.values()
        ),
        course_name=course.name,
        work=tuple(card(each) for each in found if each.finding.asks_for_work),
        fine=tuple(card(each) for each in found if each.finding in (Finding.GOOD, Finding.EASY)),
        too_few=tuple(heading_of(each.question) for each in found if each.finding is Finding.TOO_FEW),
        too_few_text=gettext(Finding.TOO_FEW.value, fewest=FEWEST_PEOPLE),
        quarter=quarter_text(quarter) if quarter else None,
        skills=tuple(skill_row(each) for each in skills if each.network.seen or each.network.false_alarm),
        back_url=url_for("content.report"),
    )
    return render("reports/items.html", page)


def items_of(course: Course, sums: dict[tuple[str, str], dict[str, Sums]]) -> list[ItemFigures]:
    """The figures of every question of a course, as it is written now."""
    bank: Bank = current_app.extensions["bank"]
    return [figures(each, sums.get((each.key, each.version), {})) for each in bank.pool(course)]


def said(question: Question) -> tuple[Question, str]:
    """The question in the page's language if it is there, and the language it is in."""
    bank: Bank = current_app.extensions["bank"]
    return bank.question(question.key, current_language().code)


def heading_of(question: Question) -> tuple[str, str]:
    """The beginning of a question's event, whole words, and its language."""
    own, lang = said(question)
    begin = own.text[:LONGEST_HEADING]
    return (own.text if begin == own.text else begin.rpartition(" ")[0] + " …"), lang


def card(found: ItemFigures) -> ItemCard:
    """One question as the page shows it."""
    own, lang = said(found.question)
    return ItemCard(
        key=own.key,
        heading=heading_of(own)[0],
        text=own.text,
        ask=own.ask,
        lang=lang,
        status="soon" if found.finding.asks_for_work else "valid",
        sentence=gettext(found.finding.value),
        right=share_text(found.right),
        discrimination=relation_text(found.discrimination),
        options=tuple(option_row(own, each) for each in found.options),
        of_rows=bool(own.items),
    )


def relation_text(value: float | None) -> str:
    """The correlation with the language's own decimal sign, or that there is none."""
    if value is None:
        return gettext("Går inte att räkna. Alla svarar lika.")
    whole, _, tenth = str(value).replace("-", "−").partition(".")
    return gettext("%(whole)s,%(tenth)s (från −1 till 1)", whole=whole, tenth=tenth)


def option_row(question: Question, found: OptionFigures) -> ItemOption:
    """One answer as the page shows it."""
    if found.key == UNSURE:
        return ItemOption(gettext("Jag är inte säker"), False, None, share_text(found.share), "")
    row = next(each for each in question.rows if each.key == found.key)
    right = next((each.correct for each in question.options if each.key == found.key), None)
    notes = {"idle": gettext("väljs nästan aldrig"), "luring": gettext("larm i onödan som många gör")}
    return ItemOption(row.text, True, right, share_text(found.share), notes.get(found.note, ""))


def skill_row(found: rows.SignSkill) -> SkillRow:
    """One sign as the page shows it."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    sign, lang = catalogue.sign(found.sign_key, current_language().code)
    return SkillRow(
        sign=SignChip(key=found.sign_key, name=sign.short, lang=lang, url=None),
        seen=share_text(found.network.seen),
        false=share_text(found.network.false_alarm),
        told_apart=gettext(found.told_apart) if found.told_apart else share_text(None),
    )
