"""A learner's way as forms without a browser window: for the four colleagues who only have to be there."""

from flask import Flask
from sqlalchemy import select

from accounts.models import User
from core.db import session
from courses.catalogue import Course
from quiz.actions import questions_of
from quiz.drawing import page_key
from quiz.models import Attempt
from tests.builders.cast import COURSE, PIN
from tests.builders.pages import Browser, Page


def join(app: Flask, code: str, name: str) -> Browser:
    """Join with the poster's code and make a card; returns the device."""
    device = Browser(app)
    page = device.get(f"/g/{code}/namn")
    page = device.submit(page, name=name, language="sv")
    page = device.submit(page, pin=PIN)
    device.submit(page, "Klart, till utbildningen")
    return device


def pass_course(app: Flask, device: Browser, name: str, course: Course) -> Page:
    """Read every lesson on one page and answer every question right; returns the result page."""
    for module in course.modules:
        if module.scenario:
            story = device.get(f"/kurser/{course.key}/berattelser/{module.scenario.slug}")
            device.submit(story, "Hoppa över berättelsen")
        for lesson in module.lessons:
            page = device.get(f"/kurser/{course.key}/{module.key}/{lesson.slug}")
            device.submit(page, "Jag har läst allt")
    page = device.submit(device.get(f"/prov/{course.key}"), "Börja")
    while page.soup.select("#question"):
        number = int(page.path.rsplit("/", 1)[1])
        page = device.submit(page, "Svara", answer=right_values(app, name, number))
        page = device.get(str(page.soup.select(".action-bar a.button-main")[0]["href"]))
    return page


def right_values(app: Flask, name: str, number: int) -> list[str]:
    """The values of the right options of a question, in the try that the person of this name has begun."""
    with app.app_context():
        attempt = (
            session()
            .scalars(
                select(Attempt)
                .join(User, User.id == Attempt.user_id)
                .where(User.name == name, Attempt.course_key == COURSE, Attempt.finished_at.is_(None))
            )
            .one()
        )
        question = questions_of(session(), attempt)[number - 1]
        return [page_key(attempt.seed, question.key, each.key) for each in question.options if each.correct]
