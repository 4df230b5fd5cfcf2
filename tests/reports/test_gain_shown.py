"""What the course gave, on the trainer's page: only where five people answered both, in steps of ten."""

import re
from random import Random

import pytest
from flask import Flask

from care.models import ClosedGain, ClosedQuarter
from core.db import session, writing
from tests.builders.cast import COURSE, Cast
from tests.builders.pages import words
from tests.builders.rounds import rounds
from tests.reports.test_numbers_shown import OCTOBER, SUMMER, trained_places


@pytest.mark.parametrize("seed", range(rounds(3, 40)))
def test_before_and_after_are_of_five_people_or_not_shown(app: Flask, cast: Cast, seed: int) -> None:
    random = Random(seed)
    places = [cast.here, *trained_places(app, cast, 4)]
    people = dict(zip((each.name for each in places), random.sample([0, 4, 5, 6, 30], 5), strict=True))
    with app.app_context(), writing():
        session().add(ClosedQuarter(quarter=str(SUMMER), definitions="1", closed_at=OCTOBER))
        session().flush()
        for place in places:
            number = people[place.name]
            session().add(
                ClosedGain(
                    organisation_id=place.id, course_key=COURSE, quarter=str(SUMMER), people=number,
                    before_asked=3 * number, before_right=random.randint(0, 3 * number),
                    after_asked=12 * number, after_right=random.randint(0, 12 * number),
                )
            )  # fmt: skip
        session().commit()
    page = cast.trainer().get("/utbildare")
    rows = page.soup.select("section[aria-labelledby=gains] tbody tr")
    shown = {words(row.select_one("th")): [words(cell) for cell in row.select("td")] for row in rows}
    assert shown.keys() == {name for name, number in people.items() if number >= 5}
    for texts in shown.values():
        assert all(re.fullmatch(r"(högst 10|[2-8]0|minst 90) %", text) for text in texts)
    assert cast.there.name not in page.text


def test_without_answers_before_there_is_no_table(cast: Cast) -> None:
    assert "Vad kursen gav" not in cast.trainer().get("/utbildare").text
