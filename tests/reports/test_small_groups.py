"""Everything a trainer and a contact person can fetch, scraped: nothing in it depends on a group under five."""

from datetime import UTC, datetime
from itertools import product
from random import Random

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete

from care.models import ClosedItem, ClosedOption, ClosedQuarter, ClosedScenario, ClosedSign
from core import clock
from core.db import session, writing
from core.quarters import Quarter
from organisations import role_actions
from organisations.rules import RoleName
from quiz.content import Content
from tests.builders.cast import COURSE, NETWORK, Cast, Place, build_cast, make_learner, make_place
from tests.builders.exams import take
from tests.builders.pages import Browser
from tests.builders.read_papers import words as paper_words
from tests.reports.test_tables_as_files import cells

SUMMER, SPRING = Quarter(2026, 3), Quarter(2026, 2)
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)
FILTERS = ("", "?kurs=hotell", "?kurs=bostad", "?fran=2026-07-01&till=2026-07-02", "?sprak=en&visa=alla")


def teach(cast: Cast, place: Place) -> None:
    """David trains there too."""
    role_actions.grant_role(
        session(), clock.now(), cast.david.id, RoleName.TRAINER,
        network=NETWORK, organisation_id=place.id, actor_id=None,
    )  # fmt: skip


def write_sums(random: Random, content: Content, place: Place, quarter: Quarter, people: int) -> None:
    """Closed sums of a place, made by chance, with so many people behind each; nothing for nobody."""
    at = {"organisation_id": place.id, "course_key": COURSE, "quarter": str(quarter)}
    for sign in content.catalogue.signs if people else ():
        session().add(
            ClosedSign(
                **at,
                sign_key=sign,
                people=people,
                people_lured=people,
                people_sure=people,
                seen=random.randint(0, 3 * people),
                missed=random.randint(0, 3 * people),
                left_alone=random.randint(0, 2 * people),
                false_alarm=random.randint(0, people),
                sure=people,
                sure_wrong=random.randint(0, people),
            )
        )
    course = content.catalogue.courses[COURSE]
    for question in [each for each in content.bank.pool(course) if not each.items][:12] if people else ():
        key = {"question_key": question.key, "question_version": question.version}
        session().add(ClosedItem(**at, **key, n=people, sum_x=0, sum_rest=0, sum_x_rest=0, sum_rest2=0))
        for option in question.options:
            session().add(ClosedOption(**at, **key, option_key=option.key, chosen=random.randint(0, people)))
    for story in [each for each in content.catalogue.scenarios.values() if "hotell" in each.audiences]:
        for scene in story.scenes.values() if people else ():
            left = people
            for thought in scene.options:
                chosen = random.randint(0, left)
                left -= chosen
                session().add(
                    ClosedScenario(
                        **at,
                        scenario_key=story.key,
                        scene_key=scene.key,
                        option_key=thought.key,
                        chosen=chosen,
                    )
                )


def rewrite(random: Random, content: Content, place: Place, people: int) -> None:
    """Other sums of a place, in both quarters."""
    for table in (ClosedSign, ClosedItem, ClosedOption, ClosedScenario):
        session().execute(delete(table).where(table.organisation_id == place.id))
    session().flush()
    for quarter in (SPRING, SUMMER):
        write_sums(random, content, place, quarter, people)


def scraped(device: Browser, path: str) -> str:
    """All of a page's main part with every attribute, but for the token that differs each time."""
    main = device.get(path).soup.select_one("main")
    assert main is not None
    for each in main.select("input[name=csrf_token]"):
        each.decompose()
    return str(main)


def everything(cast: Cast, content: Content, places: list[Place]) -> dict[str, str]:
    """Every page and file of the trainer with every filter, and the contact person's page."""
    trainer, contact = cast.trainer(), cast.contact()
    paths = ["/utbildare", *(f"/utbildare/{each.ref}/pass" for each in places)]
    paths += [f"/utbildare/{each.ref}/{sign}" for each, sign in product(places, content.catalogue.signs)]
    found = {path + query: scraped(trainer, path + query) for path in paths for query in FILTERS[:3]}
    found |= {"/utbildare" + query: scraped(trainer, "/utbildare" + query) for query in FILTERS}
    for name in ("antal", "ovning"):
        for query in FILTERS:
            found[f"{name}.csv{query}"] = trainer.client.get(f"/utbildare/{name}.csv{query}").text
        found[f"{name}.xlsx"] = str(cells(trainer.client.get(f"/utbildare/{name}.xlsx").data))
        found[f"{name}.pdf"] = paper_words(trainer.client.get(f"/utbildare/{name}.pdf").data)
    found["overview"] = scraped(contact, f"/oversikt/{cast.here.ref}")
    return found


@pytest.mark.slow
def test_s11_no_filter_file_or_attribute_tells_anything_of_a_group_under_five(
    app: Flask, content: Content
) -> None:
    """Two worlds that differ only in small groups, in numbers and in people, read the same to the letter."""
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        random = Random(11)
        with app.app_context(), writing():
            small = make_place(clock.now(), NETWORK, "Hotell Liten", "hotell")
            large = [make_place(clock.now(), NETWORK, f"Hotell {each}", "hotell") for each in "ABCD"]
            for quarter in (SPRING, SUMMER):
                session().add(ClosedQuarter(quarter=str(quarter), definitions="1", closed_at=OCTOBER))
            session().flush()
            for place in (small, *large):
                teach(cast, place)
            for place in large:
                rewrite(random, content, place, random.choice([5, 11, 20]))
            session().commit()
        places = [cast.here, small, *large[:1]]
        seen = []
        for people in (0, 1, 4, 3):
            with app.app_context(), writing():
                rewrite(random, content, small, people)
                rewrite(random, content, cast.here, people)
                if people:
                    make_learner(clock.now(), small, f"Elev {people}")
                session().commit()
            seen.append(everything(cast, content, places))
    for other in seen[1:]:
        assert other.keys() == seen[0].keys()
        for path, text in seen[0].items():
            assert other[path] == text, path
    assert any("Vanligaste tanken" in text for text in seen[0].values()), "there is something to hide among"
    assert any("minst 90 %" in text for text in seen[0].values())


def test_s12_what_is_answered_today_changes_nothing_that_is_shown_of_answers(
    app: Flask, content: Content
) -> None:
    """Yesterday and today cannot be subtracted: only closed quarters are shown."""
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        with app.app_context(), writing():
            session().add(ClosedQuarter(quarter=str(SUMMER), definitions="1", closed_at=OCTOBER))
            session().flush()
            write_sums(Random(2), content, cast.here, SUMMER, 12)
            session().commit()
        trainer = cast.trainer()
        paths = [f"/utbildare/{cast.here.ref}/{sign}" for sign in content.catalogue.signs]
        paths.append(f"/utbildare/{cast.here.ref}/pass")
        before = [scraped(trainer, path) for path in paths]
        file = trainer.client.get("/utbildare/ovning.csv").data
        with app.app_context(), writing():
            for letter in "ABCDEFG":
                person = make_learner(clock.now(), cast.here, f"Elev {letter}")
                take(session(), content, clock.now(), person.id, cast.here.id)
            session().commit()
        assert [scraped(trainer, path) for path in paths] == before
        assert trainer.client.get("/utbildare/ovning.csv").data == file
