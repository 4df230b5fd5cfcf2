"""A certificate for the tests: earned, looked at in the database, and checked by a stranger."""

from flask import Flask
from sqlalchemy import select

from certificates.models import Certificate
from core import clock
from core.db import session, writing
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.exams import take
from tests.builders.pages import Browser, Page

NEW_NAME = "Anna Åhlund"


def earn(app: Flask, cast: Cast, content: Content) -> Certificate:
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()
    return all_rows(app)[-1]


def all_rows(app: Flask) -> list[Certificate]:
    with app.app_context():
        return list(session().scalars(select(Certificate).order_by(Certificate.cycle, Certificate.edition)))


def check(app: Flask, number: str, name: str) -> Page:
    stranger = Browser(app)
    return stranger.submit(stranger.get("/intyg/kontroll"), number=number, name=name)


def grouped(number: str) -> str:
    return f"{number[:4]}-{number[4:8]}-{number[8:]}"
