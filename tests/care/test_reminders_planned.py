"""Which messages are meant, from what is: two over a certificate's life, whatever the clock does, until they go."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from care import address_actions
from care.erase_actions import delete_messages
from care.reminder_models import Digest, MailAddress, Reminder
from care.reminder_rules import Channel, Kind, Purpose
from certificates.models import Certificate
from core import clock
from core.db import session, writing
from organisations import membership_actions
from organisations.models import Membership
from quiz.content import Content
from tests.builders.cast import Cast
from tests.builders.exams import take
from tests.builders.mail_servers import by_mail, mail_server
from tests.builders.reminders import ADDRESS, Town, ago, give_address, run
from tests.conftest import PEPPER

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("hand")]


# ---- what is planned ---------------------------------------------------------------------------------


def test_two_messages_over_a_certificates_life(town: Town, app: Flask, cast: Cast) -> None:
    """Every night of the last half year, also twice: one message at 60 days, one at 14, and none after."""
    last_day = town.certify(cast.anna)
    for days in range(70, -10, -5):
        town.move(ago(last_day, days))
        town.run()
        town.run()
    assert town.rows() == [("first", "slip", "cancelled"), ("last", "slip", "cancelled")]
    with app.app_context():
        due = session().scalars(select(Reminder.due_on).order_by(Reminder.id)).all()
    assert due == [ago(last_day, 60), ago(last_day, 14)]


def test_who_renews_is_done(town: Town, cast: Cast) -> None:
    last_day = town.first_slip_due(cast.anna)
    assert town.rows() == [("first", "slip", "due")]
    town.certify(cast.anna)
    town.run()
    assert town.rows() == [("first", "slip", "done")]
    town.move(ago(last_day, 14))
    town.run()
    assert town.rows() == [("first", "slip", "done")], "K2, U60: never after it is done"


@pytest.mark.parametrize("how", ["left", "revoked", "erased", "course"])
def test_who_is_gone_is_not_reminded(town: Town, app: Flask, cast: Cast, how: str) -> None:
    last_day = town.first_slip_due(cast.anna)
    with app.app_context(), writing():
        if how == "left":
            hers = session().scalars(select(Membership).where(Membership.user_id == cast.anna.id)).one()
            membership_actions.end_membership(session(), clock.now(), hers, actor_id=cast.bo.id)
        if how == "revoked":
            session().execute(update(Certificate).values(revoked_at=clock.now(), revoked_for="fel-namn"))
        if how == "course":
            session().execute(update(Certificate).values(course_key="nedlagd"))
        if how == "erased":
            delete_messages(session(), cast.anna.id)
            session().execute(update(Membership).values(ended_at=clock.now()))
        session().commit()
    town.run()
    assert town.rows() == ([] if how == "erased" else [("first", "slip", "cancelled")])
    town.move(ago(last_day, 14))
    town.run()
    assert len(town.rows()) < 2


def test_a_corrected_name_and_a_merged_account_are_not_reminded_twice(
    town: Town, app: Flask, cast: Cast
) -> None:
    """The message belongs to the try that was passed, not to a row of paper or of an account."""
    town.first_slip_due(cast.anna)
    with app.app_context(), writing():
        old = session().scalars(select(Certificate)).one()
        values = {column.name: getattr(old, column.name) for column in Certificate.__table__.columns}
        del values["id"]
        session().add(Certificate(**values | {"edition": 2, "number": "X" * 13, "link": "y" * 22}))
        session().commit()
    town.run()
    assert len(town.rows()) == 1


# ---- clocks (F34) ------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1), timedelta(hours=25)])
def test_f34_a_clock_that_jumps_sends_nothing_twice(town: Town, cast: Cast, jump: timedelta) -> None:
    town.first_mail_due(cast.anna)
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        run(other)
        town.hand.shift(jump)
        run(other)
        town.hand.shift(-jump)
        run(other)
        assert len(inbox.mails) == 1


def test_f34_a_clock_far_ahead_sends_nothing_at_all(town: Town, app: Flask, cast: Cast) -> None:
    """After the night's guard has seen the jump; and within it only what is still worth sending."""
    last_day = town.certify(cast.anna)
    town.with_address(cast.anna)
    assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
    town.move(ago(last_day, 60))
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        result = other.test_cli_runner().invoke(args=["reminders"])
        assert result.exit_code == 1
        assert "look at the clock" in result.output
        assert other.test_cli_runner().invoke(args=["nightly", "--clock-is-right"]).exit_code == 0
        town.move(ago(last_day, 40))
        run(other)
        assert inbox.mails == [], "the first is too old, the last is not due"


# ---- what goes ---------------------------------------------------------------------------------------


def test_what_is_old_or_unused_goes_at_night(town: Town, app: Flask, cast: Cast, content: Content) -> None:
    with app.app_context(), writing():
        now = clock.now()
        give_address(session(), cast.bo.id, Purpose.WORK)
        give_address(session(), cast.david.id, Purpose.WORK)
        give_address(session(), cast.anna.id)
        address_actions.give_address(session(), now, cast.dora.id, Purpose.OWN, ADDRESS, PEPPER)
        session().add(Digest(user_id=cast.bo.id, week="2026-W01", people=2))
        attempt = take(session(), content, now, cast.anna.id, cast.here.id)
        session().add(
            Reminder(
                attempt_id=attempt.id,
                kind=Kind.LAST,
                user_id=cast.anna.id,
                channel=Channel.SLIP,
                due_on=date(2026, 1, 1),
                valid_until=date(2026, 1, 12),
            )
        )
        session().commit()
    town.hand.shift(timedelta(days=2))
    assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
    with app.app_context():
        left = session().scalars(select(MailAddress.user_id).order_by(MailAddress.user_id)).all()
        assert left == sorted((cast.anna.id, cast.bo.id)), "unconfirmed, and not contact person"
        assert len(session().scalars(select(Reminder)).all()) == 1
    for _ in range(2):
        town.hand.shift(timedelta(days=50))
        assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
    with app.app_context():
        assert session().scalars(select(Reminder)).all() == []
        assert session().scalars(select(Digest)).all() == []
