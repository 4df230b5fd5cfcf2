"""The three questions before the first lesson: offered, never required, answered without a word of right or wrong."""

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response

from accounts.sign_in import require_person, signed_in
from core import clock
from core.db import session
from core.errors import NotAllowedNow
from core.forms import PressForm
from core.page import render
from courses.screen_shown_views import course_in_language
from quiz import actions, queries
from quiz.before import BEFORE_RULES
from quiz.pages import BeforePage
from quiz.views import bank, blueprint, may_answer_before, next_question_url, require_course


@blueprint.get("/fore")
@signed_in
def before(course_key: str) -> str | Response:
    """What the questions are, or thanks for the answers."""
    course, _ = require_course(course_key)
    found = queries.before_attempt(session(), require_person().user_id, course_key)
    done = found is not None and found.finished_at is not None
    if not done and not may_answer_before(course, require_person().user_id):
        return redirect(url_for("training.my_training", kurs=course_key), 303)
    shown, course_lang = course_in_language(course)
    page = BeforePage(
        course_name=shown.name,
        course_lang=course_lang,
        questions=BEFORE_RULES.questions,
        done=done,
        on_url=url_for("training.my_training", kurs=course_key),
    )
    return render("quiz/before.html", page)


@blueprint.post("/fore")
@signed_in
def begin_before(course_key: str) -> str | Response:
    """Start them, or go on with those that wait."""
    course, belonging = require_course(course_key)
    if not PressForm().validate_on_submit():
        abort(400)
    user_id = require_person().user_id
    if not may_answer_before(course, user_id):
        return redirect(url_for("training.my_training", kurs=course_key), 303)
    try:
        attempt = actions.start_before(
            session(),
            clock.now(),
            user_id=user_id,
            organisation_id=belonging.organisation_id,
            course_key=course_key,
            pool=bank().pool(course),
            bank_version=bank().version,
        )
    except NotAllowedNow:
        session().rollback()
        return redirect(url_for("training.my_training", kurs=course_key), 303)
    target = next_question_url(attempt)
    session().commit()
    return redirect(target, 303)
