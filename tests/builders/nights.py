"""Nights for the tests: what there is to delete, the command on one and on many of them, and its record."""

from datetime import datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from accounts import actions as accounts
from accounts.models import User
from accounts.rules import SignInKind
from care.models import Deletion
from core import clock
from core.db import session, writing
from organisations import actions as organisations
from organisations import membership_actions, role_actions
from organisations.models import Membership
from organisations.rules import RoleName
from organisations.slip_actions import make_slip
from quiz.content import Content
from tests.builders.cast import NETWORK, PIN, Cast
from tests.builders.exams import begin, read_everything
from tests.conftest import PEPPER


def night(app: Flask, *options: str, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["nightly", *options])
    assert result.exit_code == status, result.output
    return result.output


def record(app: Flask) -> dict[str, int]:
    """What the record says, by kind, over all days."""
    with app.app_context():
        found: dict[str, int] = {}
        for row in session().scalars(select(Deletion)):
            found[row.kind] = found.get(row.kind, 0) + row.count
        return found


def nights(
    app: Flask, hand: time_machine.Traveller, until: datetime, step: timedelta = timedelta(days=39)
) -> None:
    """Run the nightly command now and then, as a real site does, until an instant."""
    while clock.now() + step < until:
        hand.shift(step)
        night(app)
    hand.move_to(until)


# ---- each limit to the day ---------------------------------------------------------------------------


def leave_behind(cast: Cast, content: Content) -> None:
    """One of everything that has a limit, all begun at START."""
    read_everything(cast.app, content, cast.anna)
    with cast.app.app_context(), writing():
        now = clock.now()
        begin(session(), content, now, cast.anna.id, cast.here.id)
        token = accounts.start_sign_in(session(), now, cast.anna.id, SignInKind.OWN)
        assert token
        accounts.end_all_sign_ins(session(), now, cast.anna.id)
        role_actions.invite(
            session(),
            now,
            RoleName.TRAINER,
            network=NETWORK,
            organisation_id=cast.here.id,
            actor_id=cast.eva.id,
            pepper=PEPPER,
        )
        organisations.renew_join_code(session(), now, cast.here.id, actor_id=cast.bo.id)
        membership = session().scalars(select(Membership).where(Membership.user_id == cast.anna.id)).one()
        make_slip(session(), now, membership, actor_id=cast.bo.id, pepper=PEPPER)
        accounts.make_card(session(), now, cast.anna.id, PIN, PEPPER)
        accounts.make_card(session(), now, cast.anna.id, PIN, PEPPER)
        membership_actions.expect(session(), now, cast.here.id, "Ingen Kom", actor_id=cast.bo.id)
        removed = membership_actions.expect(session(), now, cast.here.id, "Fel Namn", actor_id=cast.bo.id)
        membership_actions.forget_expected(session(), now, removed, actor_id=cast.bo.id)
        session().commit()


def erased_people(app: Flask) -> list[User]:
    with app.app_context():
        return list(session().scalars(select(User).where(User.erased_at.is_not(None)).order_by(User.id)))
