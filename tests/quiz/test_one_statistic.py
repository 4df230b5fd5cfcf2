"""Statistics are one for all languages: who reads in another language answers the same question."""

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.actions import set_language
from core import clock
from core.db import session, writing
from quiz.content import Content
from quiz.models import GainCount, ItemCount, OptionCount, SignCount
from tests.builders import sums
from tests.builders.cast import Cast, Person, make_learner
from tests.builders.exams import sit

LANGUAGES = ("sv", "sv-x-lattlast", "en")


def learners(app: Flask, cast: Cast) -> dict[str, Person]:
    """Somebody at the same workplace for each language."""
    with app.app_context(), writing():
        made = {lang: make_learner(clock.now(), cast.here, f"Elev {lang[-1]}") for lang in LANGUAGES}
        for lang, person in made.items():
            set_language(session(), person.id, lang)
        session().commit()
    return made


def take_on_pages(app: Flask, cast: Cast, content: Content, person: Person, lang: str) -> list[str]:
    """Answer a whole try on its pages, every third question wrong; what was asked, by key."""
    sitting = sit(app, content, person, cast.here)
    device = cast.sign_in(person)
    for number, question in enumerate(sitting.questions, start=1):
        page = device.get(sitting.url(number))
        shown, used = content.bank.question(question.key, lang)
        assert " ".join(shown.text.split()) in page.text
        assert used == lang
        values = sitting.wrong(number) if number % 3 == 0 else sitting.right(number)
        feedback = device.post(sitting.url(number), answer=values)
        assert all(" ".join(each.why.split()) in feedback.text for each in shown.options)
    return [question.key for question in sitting.questions]


@pytest.mark.slow
def test_three_people_in_three_languages_are_one_statistic(app: Flask, cast: Cast, content: Content) -> None:
    asked = {
        lang: take_on_pages(app, cast, content, person, lang) for lang, person in learners(app, cast).items()
    }
    with app.app_context():
        for table, facts in (
            (SignCount, sums.sign_sums),
            (ItemCount, sums.item_sums),
            (OptionCount, sums.option_sums),
        ):
            assert sums.rows_of(session(), table) == facts(session()), table.__name__
        assert all("lang" not in str(each.__table__.columns) for each in (SignCount, ItemCount, GainCount))
        signs = session().scalars(select(SignCount)).all()
        assert len(signs) == len(content.catalogue.signs), "one row a sign, whoever read in which language"
        assert {each.people for each in signs} == {len(LANGUAGES)}
        rows = {(each.question_key, each.question_version) for each in session().scalars(select(ItemCount))}
        assert rows == {(key, content.bank.questions[key].version) for keys in asked.values() for key in keys}
