"""Whatever two accounts did, and whatever leads to them: merging keeps it, undoing restores it."""

import itertools
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import Connection, func, select

from accounts import actions as accounts
from accounts.rules import SignInKind
from care import merge_actions
from care.actions import closed_quarters
from certificates.models import Certificate
from core import clock
from core.db import db, session, writing
from courses.actions import mark_read
from courses.models import ScreenRead
from courses.progress import required_screens
from organisations.models import Membership
from quiz.content import Content
from quiz.models import Attempt
from quiz.rebuild import rebuild_counters
from tests.builders import rows
from tests.builders.cast import COURSE, PIN, Cast
from tests.builders.exams import answer_before, any_answer, begin, right_answer, take, wrong_answer
from tests.builders.merges import DAY, do, everything, undo
from tests.builders.moves import join, leave, somebody
from tests.builders.rounds import rounds
from tests.builders.sums import counted
from tests.conftest import PEPPER

# ---- whatever leads to a person ----------------------------------------------------------------------


@pytest.mark.both
def test_every_row_that_leads_to_the_one_leads_to_the_other(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of every table, made up: after the merge none points at the closed account, undone all do again."""
    monkeypatch.setattr(rows, "_numbers", itertools.count(1_000_000))  # not the cast's own
    with app.app_context(), writing():
        source = somebody(session(), clock.now(), cast.dora.name)
        session().commit()
        leading = [
            column
            for column in merge_actions.leading_to_people()
            if column.table.name not in ("role", "staff_login", "account_merge")
        ]
        with db.engine.begin() as connection:
            for column in leading:
                insert(connection, column, source)
    before = everything(app)
    do(app, source, cast.dora.id)
    with app.app_context():
        for column in leading:
            points = select(func.count()).select_from(column.table).where(column == source)
            assert session().scalar(points) == 0, column
    undo(app)
    assert everything(app) == before


def insert(connection: Connection, column: sa.Column[Any], user_id: int) -> None:
    more: dict[str, Any] = {"course_key": "annan"} if column.table.name in ("attempt", "certificate") else {}
    rows.insert(connection, column.table.name, **{column.name: user_id}, **more)


# ---- histories ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.both
def test_whatever_the_two_did_merging_keeps_it_and_undoing_restores_it(
    app: Flask, cast: Cast, content: Content
) -> None:
    """Random lives of two accounts: all tries, certificates and periods are there; undone every row is as it was."""
    for number in range(rounds(4, 40)):
        random = Random(number)
        with app.app_context(), writing():
            one, two = (live(random, cast, content) for _ in range(2))
            rebuild_counters(session(), closed_quarters(session()))
            session().commit()
            wanted = union((one, two))
        before = everything(app)
        do(app, one, two)
        with app.app_context(), writing():
            assert union((two,)) == wanted, number
            assert union((one,)) == union(()), number
            sums = counted(session())
            rebuild_counters(session(), closed_quarters(session()))
            assert counted(session()) == sums, number
            session().rollback()
        undo(app)
        assert everything(app) == before, number


def live(random: Random, cast: Cast, content: Content) -> int:
    """An account with some weeks behind it."""
    now = clock.now()
    at = now - 60 * DAY
    user_id = somebody(session(), at)
    place = random.choice((cast.here, cast.there))
    membership = join(session(), at, place, user_id)
    for _ in range(random.randint(1, 7)):
        at += timedelta(hours=random.randint(25, 100))
        act = random.choice(("exam", "open", "before", "move", "card", "sign in"))
        if act == "exam":
            drop_open(user_id)
            sit_exam(random, content, at, user_id, place.id)
        elif act == "open":
            begin(session(), content, at, user_id, place.id)
        elif act == "before" and not session().scalar(select(Attempt.id).where(Attempt.user_id == user_id)):
            answer_before(session(), content, at, user_id, place.id, wrong_answer)
        elif act == "move":
            leave(session(), at, membership)
            place = random.choice((cast.here, cast.there))
            membership = join(session(), at, place, user_id)
        elif act == "card":
            accounts.make_card(session(), at, user_id, PIN, PEPPER)
        elif act == "sign in":
            accounts.start_sign_in(session(), at, user_id, SignInKind.OWN)
            session().flush()
    return user_id


def sit_exam(random: Random, content: Content, at: datetime, user_id: int, place_id: int) -> None:
    """A whole try, right, wrong or as it comes, after reading everything or some lessons."""
    screens = required_screens(content.catalogue.courses[COURSE])
    mark_read(session(), at, user_id, COURSE, screens[: random.choice((3, len(screens)))], "1")
    choose = random.choice((right_answer, wrong_answer, lambda question: any_answer(random, question)))
    take(session(), content, at, user_id, place_id, choose)


def drop_open(user_id: int) -> None:
    """Take an open try out of the way."""
    for each in session().scalars(
        select(Attempt).where(Attempt.user_id == user_id, Attempt.finished_at.is_(None), Attempt.number > 0)
    ):
        session().delete(each)
    session().flush()


def union(people: tuple[int, ...]) -> dict[str, list[str]]:
    """What people have, whoever of them: tries with their outcomes, certificates, periods, what was read first."""
    read: dict[tuple[str, str], str] = {}
    for row in session().scalars(select(ScreenRead).where(ScreenRead.user_id.in_(people))):
        key = (row.lesson_key, row.screen_key)
        read[key] = min(read.get(key, "9"), str(row.read_at))
    return {
        "tries": sorted(
            f"{each.ref} {each.passed} {each.right_count}"
            for each in session().scalars(select(Attempt).where(Attempt.user_id.in_(people)))
        ),
        "certificates": sorted(
            f"{each.number} {each.valid_until} {each.name}"
            for each in session().scalars(select(Certificate).where(Certificate.user_id.in_(people)))
        ),
        "periods": sorted(
            f"{each.ref} {each.joined_at}"
            for each in session().scalars(select(Membership).where(Membership.user_id.in_(people)))
        ),
        "read": sorted(f"{key} {at}" for key, at in read.items()),
    }
