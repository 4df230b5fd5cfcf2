"""S08: a list takes as many statements for 200 people as for one, so that its work tells nothing and stays small."""

import pytest
from flask import Flask

from core import clock
from core.db import session, writing
from courses.actions import begin
from organisations import membership_actions
from quiz.content import Content
from tests.attacks.watch import statements
from tests.builders.cast import COURSE, NETWORK, Cast, Place, make_learner, make_place
from tests.builders.exams import read_everything, take


def fill(app: Flask, content: Content, place: Place, people: int) -> None:
    """Let people join: most have begun, some have passed, some are only names."""
    with app.app_context(), writing():
        now = clock.now()
        joined = [
            make_learner(now, place, f"Person {'abcdefghij'[i % 10]}{'abcdefghij' * (i // 10)}"[:60])
            for i in range(people)
        ]
        for person in joined[::2]:
            begin(session(), now, person.id, COURSE)
        for number in range(people // 4):
            membership_actions.expect(
                session(), now, place.id, f"Namn {'abcdefghij'[number % 10]}", actor_id=joined[0].id
            )
        for number in range(people // 5):
            make_place(now, NETWORK, f"Hotell {number}", "hotell")
        session().commit()
    some = joined[:10:3]
    read_everything(app, content, *some)
    with app.app_context(), writing():
        for person in some:
            take(session(), content, clock.now(), person.id, place.id)
        session().commit()


@pytest.mark.slow
def test_s08_lists_take_the_same_statements_for_1_and_200_people(
    app: Flask, cast: Cast, content: Content
) -> None:
    """The contact person's and the trainer's pages and files, and the coordinator's with many organisations."""
    pages = {
        f"/oversikt/{cast.here.ref}": cast.contact(),
        f"/oversikt/{cast.here.ref}?visa=alla": cast.contact(),
        f"/oversikt/{cast.here.ref}/personer.csv": cast.contact(),
        "/utbildare": cast.trainer(),
        "/utbildare/antal.csv": cast.trainer(),
        "/utbildare/ovning.csv": cast.trainer(),
        "/samordnare": cast.coordinator(),
        f"/samordnare/organisation/{cast.here.ref}": cast.coordinator(),
    }
    counts = []
    for people in (1, 199):
        fill(app, content, cast.here, people)
        found = {}
        for path, browser in pages.items():
            browser.get(path)
            with statements(app) as sent:
                browser.get(path)
            found[path] = len(sent)
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 30
    many = pages[f"/oversikt/{cast.here.ref}?visa=alla"].get(f"/oversikt/{cast.here.ref}?visa=alla")
    assert len(many.soup.select("tbody tr")) == 100, "a page of the list"
