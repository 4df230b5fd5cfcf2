"""What to practise with an organisation: one sign with the thought behind it, and a session to print."""

from flask import Blueprint, abort, current_app, request, url_for
from markupsafe import Markup

from core.db import session
from core.language import current_language, gettext
from core.page import render
from core.quarters import Quarter
from courses.catalogue import Catalogue, Course
from courses.pages import SignChip
from organisations.guards import trainer
from organisations.models import Organisation
from organisations.queries import courses_of
from quiz.bank import Bank
from reports import queries, rows, thoughts
from reports.network_queries import people_asked
from reports.people_views import course_name
from reports.privacy import K, Shares, network_members
from reports.queries import last_closed
from reports.session_pages import PlanPage, Practice, SignPage
from reports.shares import MANY_ALARMS, SIGNS_TO_PRACTISE, most_needed
from reports.texts import quarter_text, share_text
from reports.thought_queries import choices
from reports.thoughts import Thought

blueprint = Blueprint("session", __name__, url_prefix="/utbildare")
SCENE = "scen"


@blueprint.get("/<ref>/pass")
@trainer
def plan(ref: str, organisation: Organisation) -> str:
    """A session of about 25 minutes: the three signs that most need practice, to print. Nobody stands in it."""
    course = chosen_course(organisation)
    quarter = last_closed(session())
    shares = shares_here(organisation, course, quarter)
    asked = request.args.get("tecken", "")
    begin = (asked,) if asked in shares else ()  # the sign she came from, then those that need it most
    rest = {key: each for key, each in shares.items() if key not in begin}
    signs = begin + most_needed(rest, SIGNS_TO_PRACTISE - len(begin))
    page = PlanPage(
        place_name=organisation.name,
        course_name=course_name(course.key),
        chosen=gettext(
            "%(quarter)s: de här tecknen behöver gruppen öva mest på.", quarter=quarter_text(quarter)
        )
        if quarter and any(each.seen for each in shares.values())
        else gettext(
            "För få har gjort provet för att visa vad gruppen behöver öva på. Det här är kursens första tecken."
        ),
        practices=tuple(practice(organisation, course, quarter, sign, shares[sign]) for sign in signs),
        back_url=url_for("trainer.home"),
    )
    return render("reports/plan.html", page)


@blueprint.get("/<ref>/<sign_key>")
@trainer
def sign(ref: str, sign_key: str, organisation: Organisation) -> str:
    """One sign at an organisation: seen, false alarms, the commonest thought, what to ask."""
    course = chosen_course(organisation)
    if sign_key not in catalogue().signs:
        abort(404)
    quarter = last_closed(session())
    shares = shares_here(organisation, course, quarter)[sign_key]
    page = SignPage(
        place_name=organisation.name,
        course_name=course_name(course.key),
        quarter=quarter_text(quarter) if quarter else None,
        practice=practice(organisation, course, quarter, sign_key, shares),
        plan_url=url_for("session.plan", ref=ref, kurs=course.key, tecken=sign_key),
        back_url=url_for("trainer.home"),
    )
    return render("reports/sign.html", page)


def catalogue() -> Catalogue:
    """The content."""
    found: Catalogue = current_app.extensions["catalogue"]
    return found


def chosen_course(organisation: Organisation) -> Course:
    """The course asked for, or the organisation's first."""
    keys = courses_of(session(), organisation.id)
    wanted = request.args.get("kurs", "")
    return catalogue().courses[wanted if wanted in keys else keys[0]]


def shares_here(organisation: Organisation, course: Course, quarter: Quarter | None) -> dict[str, Shares]:
    """What may be shown of each sign at an organisation."""
    found = queries.own_sign_sums(session(), organisation.id, course.key, quarter) if quarter else ()
    sums = {row.sign_key: row for row in found}
    return {key: rows.shares_of(sums.get(key)) for key in catalogue().signs}


def practice(
    organisation: Organisation, course: Course, quarter: Quarter | None, sign_key: str, shares: Shares
) -> Practice:
    """One sign with all that a trainer needs about it."""
    found, lang = catalogue().sign(sign_key, current_language().code)
    thought, whose = thought_about(organisation, course, quarter, sign_key)
    alarms = shares.false_alarm is not None and shares.false_alarm.percent >= MANY_ALARMS
    scene, scene_lang = scene_about(course, sign_key)
    return Practice(
        sign=SignChip(sign_key, found.short, lang, url_for("signs.sign", key=sign_key)),
        sentence=found.sentence,
        seen=share_text(shares.seen),
        false=share_text(shares.false_alarm),
        thought=thought,
        whose=whose,
        ask=gettext("Vad behöver ni se mer, innan det blir ett tecken? Vad kan det också bero på?")
        if alarms
        else gettext("Vad lägger ni märke till? Vad talar för att det är ett tecken, och vad talar emot?"),
        scene=scene,
        scene_lang=scene_lang,
        can_be=found.can_be,
    )


def scene_about(course: Course, sign_key: str) -> tuple[Markup, str]:
    """The course's own scene about a sign, else its screen about it, and the language it is in."""
    for each in (
        lesson for module in course.modules for lesson in module.lessons if sign_key in lesson.signs
    ):
        lesson, lang = catalogue().lesson(each.key, current_language().code)
        for screen in lesson.screens:
            if screen.key in (SCENE, sign_key):
                return Markup(screen.html), lang  # noqa: S704  made by courses.markdown, sanitised there
    return Markup(), current_language().code


def thought_about(
    organisation: Organisation, course: Course, quarter: Quarter | None, sign_key: str
) -> tuple[Thought | None, str]:
    """The commonest wrong thought here, or in the network where that may be shown, and whose it is."""
    if quarter is None:
        return None, ""
    here = thought_of(course, quarter, sign_key, [organisation.id])
    if here is not None:
        return here, gettext("Vanligaste tanken här")
    asked = people_asked(session(), organisation.network, quarter, course.key, sign_key)
    if not network_members(asked.values()):
        return None, ""
    large = [organisation_id for organisation_id, people in asked.items() if people >= K]
    return thought_of(course, quarter, sign_key, large), gettext("Vanligaste tanken i nätverket")


def thought_of(
    course: Course, quarter: Quarter, sign_key: str, organisation_ids: list[int]
) -> Thought | None:
    """The commonest wrong thought at some organisations, in the page's language where it is there."""
    bank: Bank = current_app.extensions["bank"]
    lang = current_language().code
    stories = [each for each in catalogue().scenarios.values() if course.audience in each.audiences]
    told = choices(session(), quarter, course.key, organisation_ids)
    key = thoughts.commonest_thought(sign_key, bank.pool(course), stories, told)
    if key is None:
        return None
    if key[0] in bank.questions:
        question, used = bank.question(key[0], lang)
        return thoughts.of_question(question, key[2], used)
    story, used = catalogue().scenario(key[0], lang)
    return thoughts.of_scene(story.scenes[key[1]], key[2], used)
