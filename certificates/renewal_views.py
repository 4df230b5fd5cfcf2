"""The coordinator chooses how long certificates last, and sees whom it concerns before it is saved."""

from dataclasses import replace

from flask import Blueprint, abort, current_app, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.queries import SignedIn
from certificates import renewal
from certificates.models import ChosenRule
from certificates.renewal import Kind, RenewalRule
from certificates.renewal_actions import choose_rule
from certificates.renewal_forms import RenewalForm, written_day
from certificates.renewal_pages import CourseRule, PreviewPage, RenewalFormPage, RenewalPage, SpanRow
from certificates.renewal_queries import as_rule, chosen_in, last_days, rule_at
from certificates.rules import add_months
from core import clock
from core.db import session
from core.language import date_short, gettext, ngettext
from core.page import render, said_in
from courses.catalogue import Catalogue, Course
from courses.screen_shown_views import course_in_language
from organisations.guards import coordinator

blueprint = Blueprint("renewal", __name__, url_prefix="/samordnare/fornyelse")


def courses() -> dict[str, Course]:
    """The courses by key."""
    found: Catalogue = current_app.extensions["catalogue"]
    return dict(found.courses)


def course_name(course: Course) -> Markup:
    """A course's name in the language of the request, or marked as Swedish."""
    shown, lang = course_in_language(course)
    return said_in(shown.name, lang)


def rule_words(rule: RenewalRule) -> tuple[str, ...]:
    """A rule in words: how long, and from when it may be renewed."""
    how_long = {
        Kind.ROLLING: gettext("%(num)s månader, räknat från provet.", num=rule.months),
        Kind.MONTH_END: gettext("Till slutet av månaden, %(num)s månader efter provet.", num=rule.months),
        Kind.FIXED_DATE: gettext(
            "Till nästa %(day)s, men minst %(num)s månader.", day=day_in_words(rule), num=rule.months
        ),
    }[rule.kind]
    return how_long, gettext("Går att förnya från %(num)s dagar före sista dagen.", num=rule.window_days)


def day_in_words(rule: RenewalRule) -> str:
    """A rule's fixed day, such as "31 mars"; empty when it has none."""
    return date_short(renewal.fixed_day(rule.day, renewal.A_LEAP_YEAR)) if rule.day else ""


def require_course(course_key: str) -> Course:
    """The course of an address; else 404."""
    found = courses().get(course_key)
    return found if found is not None else abort(404)


@blueprint.get("")
@coordinator()
def overview(network: str, actor: SignedIn) -> str:
    """Every course with its rule, and what stood before."""
    chosen = chosen_in(session(), network)
    newest: dict[str, ChosenRule] = {}
    for row in reversed(chosen):
        newest[row.course_key] = row
    page = RenewalPage(
        courses=tuple(course_rule(course, newest.get(key)) for key, course in courses().items()),
        earlier=tuple(
            course_rule(courses()[row.course_key], row)
            for row in chosen
            if row.course_key in courses() and row is not newest[row.course_key]
        ),
        done="klart" in request.args,
        back_url=url_for("coordinator.home"),
    )
    return render("certificates/renewal.html", page)


def course_rule(course: Course, row: ChosenRule | None) -> CourseRule:
    """A course with a rule that was chosen for it, or with the default."""
    return CourseRule(
        course=course_name(course),
        words=rule_words(as_rule(row) if row else RenewalRule()),
        since=row.valid_from if row else None,
        change_url=url_for("renewal.change", course_key=course.key),
    )


@blueprint.route("/<course_key>", methods=["GET", "POST"])
@coordinator(fresh=True)
def change(course_key: str, network: str, actor: SignedIn) -> str:
    """Choose another rule; the answer is the preview. Nothing is changed here."""
    course = require_course(course_key)
    now = rule_at(session(), network, course_key, clock.now())
    form = filled_form(now)
    if form.validate_on_submit():
        if form.rule != now:
            return render("certificates/renewal_preview.html", preview(network, course, now, form))
        form.kind.errors = [gettext("Det är så det är nu. Välj något annat, eller gå tillbaka.")]
    return form_page(course, now, form)


def filled_form(rule: RenewalRule) -> RenewalForm:
    """The form as it is sent, or with what stands now."""
    return RenewalForm(
        data={
            "kind": str(rule.kind),
            "months": str(rule.months),
            "window": str(rule.window_days),
            "day": written_day(rule),
        }
    )


def form_page(course: Course, now: RenewalRule, form: RenewalForm) -> str:
    """The form's page."""
    page = RenewalFormPage(
        form=form,
        course=course_name(course),
        words=rule_words(now),
        back_url=url_for("renewal.overview"),
    )
    return render("certificates/renewal_form.html", page)


def preview(network: str, course: Course, now: RenewalRule, form: RenewalForm) -> PreviewPage:
    """Whom another rule concerns: counts of people, never under five, by whole months."""
    then = form.rule
    today = clock.today()
    until = add_months(today, renewal.PREVIEW_MONTHS)
    found = renewal.spans(last_days(session(), network, course.key, today, until))
    people = sum(span.people for span in found)
    return PreviewPage(
        course=course_name(course),
        now=rule_words(now),
        then=rule_words(then),
        people=people,
        people_text=people_in_words(people),
        moves_days=replace(then, window_days=now.window_days) != now,
        rows=tuple(
            SpanRow(
                first=span.first,
                last=span.last,
                people=people_in_words(span.people),
                now=renewal.next_ends(now, span),
                then=renewal.next_ends(then, span),
            )
            for span in found
        ),
        fields=tuple((name, str(form[name].data or "")) for name in ("kind", "months", "day", "window")),
        save_url=url_for("renewal.save", course_key=course.key),
        back_url=url_for("renewal.change", course_key=course.key),
    )


def people_in_words(people: int) -> str:
    """How many people; under five never the number."""
    if people < renewal.FEWEST_TOLD:
        return gettext("Färre än 5 personer")
    return ngettext("%(num)s person", "%(num)s personer", people)


@blueprint.post("/<course_key>/spara")
@coordinator(fresh=True)
def save(course_key: str, network: str, actor: SignedIn) -> str | Response:
    """Let the rule stand for the certificates to come. A second time changes nothing."""
    course = require_course(course_key)
    now = clock.now()
    standing = rule_at(session(), network, course_key, now)
    form = filled_form(standing)
    if not form.validate_on_submit():
        return form_page(course, standing, form)
    choose_rule(session(), now, network, course_key, form.rule, actor_id=actor.user_id)
    session().commit()
    return redirect(url_for("renewal.overview", klart=1), 303)
