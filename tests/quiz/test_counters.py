"""The counters: equal to an independent count of the facts, whatever people do and however many at once."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, func, select, update

from care.actions import closed_quarters
from core import clock
from core.db import db, session, writing
from core.errors import NotAllowedNow
from quiz.content import Content
from quiz.models import Attempt, ItemCount, OptionCount, SignCount
from quiz.rebuild import rebuild_counters
from tests.builders import sums
from tests.builders.cast import Cast, Person, Place, make_learner
from tests.builders.crowds import all_at_once
from tests.builders.exams import answer_before, any_answer, sit, take
from tests.builders.rounds import rounds

pytestmark = [pytest.mark.both, pytest.mark.slow]
AT_ONCE = 10
LONG_ENOUGH = 1.0  # seconds in which a last answer is stored, if nothing holds it back


def live() -> list[sums.Sums]:
    return sums.counted(session())


def independent() -> list[sums.Sums]:
    return sums.facts(session())


def learners(app: Flask, cast: Cast, number: int) -> list[tuple[Person, Place]]:
    """People at two workplaces."""
    made = []
    with app.app_context(), writing():
        for index in range(number):
            place = (cast.here, cast.there)[index % 2]
            made.append((make_learner(clock.now(), place, f"Elev {chr(ord('A') + index)}"), place))
        session().commit()
    return made


def live_some_months(app: Flask, cast: Cast, content: Content, seed: int) -> None:
    """Random tries, retakes and passes of six people over three quarters."""
    random = Random(seed)
    people = learners(app, cast, 6)
    now = datetime(2026, 5, 2, 9, tzinfo=UTC)
    with app.app_context(), writing():
        for _ in range(22):
            now += timedelta(days=random.randint(0, 14), hours=random.randint(1, 30))
            person, place = random.choice(people)
            if random.random() < 0.2:
                place = random.choice((cast.here, cast.there))
            if random.random() < 0.5:
                with suppress(NotAllowedNow):  # it is too late once the exam has been tried
                    answer_before(session(), content, now, person.id, place.id, partial(any_answer, random))
            try:
                take(
                    session(),
                    content,
                    now,
                    person.id,
                    place.id,
                    partial(any_answer, random),
                    says=lambda: random.choice([True, False, None]),
                )
            except NotAllowedNow:
                continue
        session().commit()


@pytest.mark.parametrize("seed", range(rounds(2, 40)))
def test_live_counters_and_rebuilt_ones_equal_an_independent_count(
    app: Flask, cast: Cast, content: Content, seed: int
) -> None:
    live_some_months(app, cast, content, seed)
    with app.app_context(), writing():
        assert live() == independent()
        before = live()
        assert len({key[2] for key in before[0]}) >= 2  # several quarters
        assert (session().scalar(select(func.max(Attempt.number))) or 0) > 1  # retakes among them
        assert before[1]  # some answered before the first lesson
        assert any(row["sure_wrong"] for row in before[0].values())
        session().execute(update(SignCount).values(seen=SignCount.seen + 7))
        session().execute(delete(ItemCount).where(ItemCount.sum_x == 0))
        session().execute(delete(OptionCount))
        assert live() != before
        counted = rebuild_counters(session(), closed_quarters(session()))
        session().commit()
        assert counted == session().scalar(
            select(func.count())
            .select_from(Attempt)
            .where(Attempt.finished_at.is_not(None), Attempt.number > 0)
        )
        assert live() == before
        rebuild_counters(session(), closed_quarters(session()))
        assert live() == before


@pytest.mark.parametrize("seed", range(rounds(1, 20)))
def test_ten_people_finishing_at_once_are_all_counted(
    app: Flask, cast: Cast, content: Content, seed: int
) -> None:
    finish_at_once(app, cast, content)


def test_somebody_who_finishes_in_the_middle_of_a_rebuild_is_counted_once(
    app: Flask, cast: Cast, content: Content
) -> None:
    """The rebuild has deleted and not yet read the tries when somebody's last answer comes in."""
    ((person, place),) = learners(app, cast, 1)
    sitting = sit(app, content, person, place, answered=11)
    device = cast.sign_in(person)
    data = {"csrf_token": device.token(), "answer": sitting.right(12)}
    statuses: list[int] = []
    finishing = threading.Thread(
        target=lambda: statuses.append(device.client.post(sitting.url(12), data=data).status_code)
    )

    def at_the_tries(_: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        reading = statement.startswith("SELECT attempt.") and "finished_at IS NOT NULL" in statement
        if reading and threading.current_thread() is threading.main_thread() and not finishing.ident:
            finishing.start()
            finishing.join(LONG_ENOUGH)

    with app.app_context(), writing():
        event.listen(db.engine, "before_cursor_execute", at_the_tries)
        rebuild_counters(session(), closed_quarters(session()))
        session().commit()
        finishing.join(20)
        event.remove(db.engine, "before_cursor_execute", at_the_tries)
    assert statuses == [303]
    with app.app_context():
        assert live() == independent()
        assert live()[0]


def finish_at_once(app: Flask, cast: Cast, content: Content) -> None:
    posts = []
    for person, place in learners(app, cast, AT_ONCE):
        sitting = sit(app, content, person, place, answered=11)
        device = cast.sign_in(person)
        data = {"csrf_token": device.token(), "answer": sitting.right(12)}
        posts.append(partial(device.client.post, sitting.url(12), data=data))
    assert {response.status_code for response in all_at_once(*posts)} == {303}
    with app.app_context():
        assert live() == independent()
        people = session().execute(select(SignCount.organisation_id, SignCount.people).distinct()).all()
        assert sorted(count for _, count in people) == [AT_ONCE // 2, AT_ONCE // 2]
