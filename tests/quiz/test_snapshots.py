"""A try keeps the questions it was started with, also when courses of one bank ask different ones."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from core import clock
from core.db import session, writing
from quiz import actions, queries, snapshots
from quiz.models import BankVersion
from quiz.questions import Question
from quiz.rules import ExamRules
from tests.builders.cast import Cast
from tests.quiz.made_bank import SIGNS, standard_bank

pytestmark = pytest.mark.both


def begin(cast: Cast, course_key: str, questions: tuple[Question, ...], version: str) -> int:
    attempt = actions.start(
        session(),
        clock.now(),
        user_id=cast.anna.id,
        organisation_id=cast.here.id,
        course_key=course_key,
        pool=questions,
        signs=SIGNS,
        rules=ExamRules(),
        bank_version=version,
    )
    return attempt.id


def test_two_courses_of_one_bank_keep_their_own_questions(app: Flask, cast: Cast) -> None:
    hotel = standard_bank()
    housing = tuple(replace(each, key=f"bostad-{each.key}") for each in hotel)
    with app.app_context(), writing():
        begin(cast, "hotell", hotel, "v" * 64)
        begin(cast, "bostad", housing, "v" * 64)
        session().commit()
        snapshots._parsed.clear()
        for course_key in ("hotell", "bostad"):
            attempt = queries.open_attempt(session(), cast.anna.id, course_key)
            assert attempt is not None
            assert [each.key for each in actions.questions_of(session(), attempt)] == attempt.drawn
        assert session().scalar(select(func.count()).select_from(BankVersion)) == 2
