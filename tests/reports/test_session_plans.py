"""What a trainer prepares a session with: the thought behind a sign, what to ask, three signs to print."""

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from care.models import ClosedQuarter, ClosedScenario, ClosedSign
from core.db import session, writing
from quiz.content import Content
from tests.builders.cast import COURSE, Cast, build_cast
from tests.reports.test_small_groups import OCTOBER, SUMMER

SIGN = "kontrollerad"
ALARMED, SEEN = "kan det också bero på", "vad talar emot"


def close(
    cast: Cast, app: Flask, content: Content, *, alarms: int = 0, chosen: tuple[int, int] = (0, 0)
) -> str:
    """A closed quarter of twelve people who saw half; so many chose an unsound and a sound thought in a story.

    Returns the unsound thought.
    """
    story = next(
        each
        for each in content.catalogue.scenarios.values()
        if SIGN in each.signs and "hotell" in each.audiences
    )
    scene = story.scenes[story.start]
    unsound = next(each for each in scene.options if each.value != "stark")
    sound = next(each for each in scene.options if each.value == "stark")
    at = {"organisation_id": cast.here.id, "course_key": COURSE, "quarter": str(SUMMER)}
    with app.app_context(), writing():
        session().add(ClosedQuarter(quarter=str(SUMMER), definitions="1", closed_at=OCTOBER))
        session().flush()
        for sign in content.catalogue.signs:
            session().add(
                ClosedSign(
                    **at,
                    sign_key=sign,
                    people=12,
                    people_lured=12,
                    people_sure=0,
                    seen=4 if sign == SIGN else 9,
                    missed=6 if sign == SIGN else 1,
                    left_alone=10 - alarms,
                    false_alarm=alarms,
                    sure=0,
                    sure_wrong=0,
                )
            )
        for option, number in zip((unsound, sound), chosen, strict=True):
            if number:
                session().add(
                    ClosedScenario(
                        **at,
                        scenario_key=story.key,
                        scene_key=scene.key,
                        option_key=option.key,
                        chosen=number,
                    )
                )
        session().commit()
    return unsound.text


def test_the_commonest_thought_stands_with_its_scene_and_answer(app: Flask, content: Content) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        thought = close(cast, app, content, chosen=(5, 5))
        page = cast.trainer().get(f"/utbildare/{cast.here.ref}/{SIGN}?kurs={COURSE}")
        plan = cast.trainer().get(f"/utbildare/{cast.here.ref}/pass")
    for each in (page, plan):
        assert thought in each.text
        assert "Vanligaste tanken här" in each.text
    assert cast.here.name in page.h1
    assert "40 %" in page.text


@pytest.mark.parametrize("chosen", [(4, 8), (8, 4), (12, 0)])
def test_s11_a_thought_that_four_share_or_four_do_not_is_not_told(
    app: Flask, content: Content, chosen: tuple[int, int]
) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        thought = close(cast, app, content, chosen=chosen)
        page = cast.trainer().get(f"/utbildare/{cast.here.ref}/{SIGN}")
    assert thought not in page.text
    assert "Vanligaste tanken" not in page.text
    assert "Färre än fem har tänkt likadant" in page.text


def test_the_question_follows_what_goes_wrong(app: Flask, content: Content) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        close(cast, app, content, alarms=3)
        page = cast.trainer().get(f"/utbildare/{cast.here.ref}/{SIGN}")
        assert ALARMED in page.text
    assert SEEN not in page.text


def test_a_session_has_three_signs_the_weakest_first_and_whom_to_ring(app: Flask, content: Content) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        close(cast, app, content)
        page = cast.trainer().get(f"/utbildare/{cast.here.ref}/pass")
    parts = [each.get_text(" ", strip=True) for each in page.soup.select("h2") if "(6 minuter)" in each.text]
    assert len(parts) == 3
    assert content.catalogue.signs[SIGN].short in parts[0]
    assert len(page.soup.select(".band .prose")) == 3, "each has a scene of the course"
    for each in ("112", "114 14", "ring själv"):
        assert each in page.text
    assert not page.soup.select("main form, main textarea, main input")


def test_without_a_closed_quarter_a_session_is_the_courses_first_signs(cast: Cast) -> None:
    page = cast.trainer().get(f"/utbildare/{cast.here.ref}/pass")
    assert "För få har gjort provet" in page.text
    assert "färre än 5" in cast.trainer().get(f"/utbildare/{cast.here.ref}/{SIGN}").text


def test_s03_a_sign_of_another_trainers_organisation_does_not_exist(cast: Cast) -> None:
    trainer = cast.trainer()
    for path in (
        f"{cast.there.ref}/{SIGN}",
        f"{cast.there.ref}/pass",
        f"{cast.here.ref}/ingenting",
        "x/pass",
    ):
        trainer.get(f"/utbildare/{path}", 404)


def test_the_contact_person_sees_what_her_group_sees_and_what_to_practise(
    app: Flask, content: Content
) -> None:
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        assert "när ett kvartal är avslutat" in cast.contact().get(f"/oversikt/{cast.here.ref}").text
        close(cast, app, content, alarms=3)
        page = cast.contact().get(f"/oversikt/{cast.here.ref}")
        practise = page.soup.select_one("section[aria-labelledby=practise]")
        assert practise is not None
        first = practise.select_one("li")
        assert first is not None
        assert content.catalogue.signs[SIGN].short in first.text
        assert "40 % ser det, 30 % larmar i onödan" in first.text
        with app.app_context(), writing():
            session().execute(update(ClosedSign).values(people=4))
            session().commit()
        page = cast.contact().get(f"/oversikt/{cast.here.ref}")
        assert "Ni är för få för att visa. Det skyddar er." in page.text
        assert " % ser det" not in page.text
