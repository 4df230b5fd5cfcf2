"""A network's sums per sign as the database adds them up: the same as the rules make of every single row."""

from random import Random

import pytest
from flask import Flask

from care.models import ClosedSign
from core import clock
from core.db import session, writing
from core.quarters import Quarter
from quiz.grading import SignTally
from quiz.measures import told_apart
from reports.network_queries import network_signs, people_asked
from reports.privacy import HIDDEN
from reports.rows import network_told_apart, shares_together
from reports.shares import alarmed, network_share, seen, sure_but_wrong
from tests.builders.cast import make_place
from tests.builders.rounds import rounds

SUMMER = Quarter(2026, 3)
COURSES, SIGNS = ("hotell", "bostad"), ("pengar", "papper", "radsla")


def some_row(random: Random, organisation_id: int, course: str, sign: str) -> ClosedSign:
    """Often few people, sometimes nothing to be wrong about."""
    people, sure = random.choice((0, 3, 4, 5, 6, 40)), random.choice((0, random.randint(1, 50)))
    return ClosedSign(
        organisation_id=organisation_id,
        course_key=course,
        quarter=str(SUMMER),
        sign_key=sign,
        people=people,
        people_lured=random.randint(people // 2, people),
        people_sure=random.randint(people // 2, people),
        seen=random.randint(0, 60),
        missed=random.randint(0, 60),
        left_alone=random.choice((0, random.randint(0, 60))),
        false_alarm=random.choice((0, random.randint(0, 60))),
        sure=sure,
        sure_wrong=random.randint(0, sure),
    )


def told(rows: list[ClosedSign]) -> str | None:
    """How well a sign is told apart, over the workplaces with five people behind both shares."""
    both = [each for each in rows if each.people >= 5 and each.people_lured >= 5]
    if len(both) < 4:
        return None
    tally = SignTally(
        "",
        seen=sum(each.seen for each in both),
        missed=sum(each.missed for each in both),
        left_alone=sum(each.left_alone for each in both),
        false_alarm=sum(each.false_alarm for each in both),
    )
    return told_apart(tally)


@pytest.mark.both
@pytest.mark.parametrize("seed", range(rounds(3, 40)))
def test_the_database_adds_up_what_the_rules_say(app: Flask, seed: int) -> None:
    random = Random(seed)
    with app.app_context(), writing():
        now = clock.now()
        places = [
            make_place(now, "helsingborg", f"Plats {'ABCDEFGHIJ'[each]}", "hotell") for each in range(9)
        ]
        foreign = make_place(now, "annanstad", "Plats Borta", "hotell")
        rows = [
            some_row(random, place.id, course, sign)
            for place in (*places, foreign)
            for course in COURSES
            for sign in SIGNS
            if random.random() < 0.8
        ]
        session().add_all(rows)
        session().flush()
        found = network_signs(session(), "helsingborg", SUMMER)
        shown = 0
        for course in COURSES:
            one = network_signs(session(), "helsingborg", SUMMER, course)
            assert one == {key: each for key, each in found.items() if key[0] == course}
            for sign in SIGNS:
                mine = [
                    each
                    for each in rows
                    if (each.course_key, each.sign_key) == (course, sign)
                    and each.organisation_id != foreign.id
                ]
                shares = shares_together(found.get((course, sign)))
                assert shares.seen == network_share(map(seen, mine))
                assert shares.false_alarm == network_share(map(alarmed, mine))
                assert shares.sure_wrong == network_share(map(sure_but_wrong, mine))
                assert network_told_apart(sign, found[course, sign]) == told(mine)
                shown += shares != HIDDEN
                asked = people_asked(session(), "helsingborg", SUMMER, course, sign)
                assert asked == {each.organisation_id: each.people for each in mine}
        assert shown > 0
        assert network_signs(session(), "helsingborg", SUMMER.next()) == {}
        session().rollback()
