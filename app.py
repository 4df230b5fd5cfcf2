"""Wiring: settings → floor → content → rooms. Nothing imports this file."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session

import accounts.account_views
import accounts.leaving_views
import accounts.passkey_views
import accounts.reset_views
import accounts.staff_views
import accounts.views
import care.commands
import care.job_views
import care.merge_views
import care.my_data_views
import care.record_views
import care.reminder_commands
import care.reminder_views
import care.renewing_views
import certificates.badge_views
import certificates.certificate_views
import certificates.check_views
import certificates.paper_views
import certificates.renewal_views
import certificates.revoke_views
import certificates.share_views
import certificates.training_views
import courses.agera_views
import courses.scenario_views
import courses.sign_views
import courses.views
import demo.commands
import demo.views
import organisations.commands
import organisations.contact_check_views
import organisations.contact_views
import organisations.coordinator_views
import organisations.earlier_views
import organisations.join_views
import organisations.network_views
import organisations.people_views
import organisations.phrase_views
import organisations.roster_list_views
import organisations.site_views
import organisations.slip_views
import organisations.sso_views
import organisations.staff_views
import quiz.before_views
import quiz.commands
import quiz.practice_views
import quiz.question_views
import quiz.result_views
import quiz.views
import reports.content_views
import reports.item_views
import reports.network_views
import reports.overview_views
import reports.people_views
import reports.quarter_views
import reports.session_views
import reports.trainer_views
from accounts.rules import SignInKind
from accounts.sign_in import init_sign_in, person
from care.retention import LIMITS
from certificates.actions import issue_if_complete
from certificates.queries import exam_is_needed, latest
from certificates.renewal_queries import rule_at
from core import clock, commands, health
from core.db import init_db
from core.language import init_language
from core.logs import init_logs
from core.names import first_name
from core.page import init_pages
from core.problem_pages import init_problem_pages
from core.queue import Queue
from core.security import init_security
from core.settings import ROOT, Settings, load_settings
from core.static_files import init_static_files
from courses.catalogue import Course
from courses.progress import total_minutes
from organisations.contacts import ContactBook
from organisations.network_views import help_lines
from organisations.phrases import load_phrases
from quiz.content import Content, load_content
from quiz.rules import ExamRules
from reports.menu_views import staff_menu

BLUEPRINTS = (
    accounts.views.blueprint,
    organisations.join_views.blueprint,
    organisations.slip_views.blueprint,
    organisations.staff_views.blueprint,
    organisations.contact_views.blueprint,
    organisations.coordinator_views.blueprint,
    organisations.network_views.blueprint,
    organisations.phrase_views.blueprint,
    courses.views.blueprint,
    courses.agera_views.blueprint,
    courses.scenario_views.blueprint,
    courses.sign_views.blueprint,
    quiz.views.blueprint,
    certificates.training_views.blueprint,
    certificates.check_views.blueprint,
    certificates.renewal_views.blueprint,
    certificates.paper_views.blueprint,
    certificates.revoke_views.blueprint,
    certificates.share_views.blueprint,
    care.job_views.blueprint,
    care.my_data_views.blueprint,
    care.merge_views.blueprint,
    care.record_views.blueprint,
    care.reminder_views.blueprint,
    care.renewing_views.blueprint,
    reports.content_views.blueprint,
    reports.item_views.blueprint,
    reports.network_views.blueprint,
    reports.overview_views.blueprint,
    reports.people_views.blueprint,
    reports.quarter_views.blueprint,
    reports.session_views.blueprint,
    reports.trainer_views.blueprint,
)


def create_app(settings: Settings | None = None, content: Content | None = None) -> Flask:
    """The site. Raises SettingsError or ContentError when it must not start; both say what to do."""
    settings = settings or load_settings()
    content = content or load_content(ROOT, settings.network)
    app = Flask(__name__, static_folder=str(ROOT / "static"), template_folder=str(ROOT / "templates"))
    app.extensions.update(
        settings=settings,
        network=content.network,
        contact_book=ContactBook(content.network),
        phrases=load_phrases(ROOT / "organisations" / "phrases"),
        catalogue=content.catalogue,
        bank=content.bank,
        cards=content.cards,
        retention=LIMITS,
        whole_way=minutes_of_the_longest(content.catalogue.courses.values()),
        course_names={key: course.name for key, course in content.catalogue.courses.items()},
    )
    init_logs()
    init_sign_in(app)  # first, so that whatever is refused is told in the person's own language
    init_security(app, settings)
    init_db(app, settings.database_url)
    app.extensions["queue"] = Queue(app, settings.database_url)
    init_language(app, settings.translations)
    init_pages(
        app,
        settings,
        help_lines=help_lines,
        nav=staff_menu,
        person_name=signed_in_name,
        shared=on_shared_screen,
    )
    init_problem_pages(app)
    init_static_files(app)
    wire_exam(app, content)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    organisations.sso_views.register(app, settings)
    health.register(app)
    if settings.demo:
        app.register_blueprint(demo.views.blueprint)
    for room in (
        commands,
        organisations.commands,
        quiz.commands,
        care.commands,
        care.reminder_commands,
        demo.commands,
    ):
        room.register(app, settings)
    return app


def minutes_of_the_longest(courses: Iterable[Course]) -> int:
    """What pages and posters say that a course takes: lessons, one story and the exam, of the longest course."""
    return max(
        (total_minutes(each, ExamRules.from_overrides(each.exam).questions) for each in courses), default=0
    )


def wire_exam(app: Flask, content: Content) -> None:
    """Hand the exam what it must not know: how a certificate is issued, and when one is needed."""
    app.extensions["exam"] = quiz.views.ExamWiring(
        on_pass=partial(
            issue_if_complete,
            courses=content.catalogue.courses,
            issuer=content.network.issuer,
        ),
        needed=partial(certificate_needed, network=content.network.key),
    )
    app.extensions["replays"] = {"quiz.answer": quiz.question_views.replay_answer}


def certificate_needed(
    session: Session, user_id: int, course_key: str, now: datetime, *, network: str
) -> bool:
    """Whether another exam leads to a certificate, by the rule of renewal in force."""
    newest = latest(session, user_id, course_key)
    return exam_is_needed(rule_at(session, network, course_key, now), newest, clock.local_date(now))


def signed_in_name() -> str | None:
    """The first name of the person who is signed in."""
    found = person()
    return first_name(found.name) if found else None


def on_shared_screen() -> bool:
    """Whether the person who is signed in shares this screen with others."""
    found = person()
    return found is not None and found.kind is SignInKind.SHARED
