"""Mails: neutral on every screen, in the reader's language, each sent at most once."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.models import User
from care.mail import Letter, Outcome
from care.reminder_commands import office
from care.reminder_models import MailAddress, Reminder
from care.reminder_plan_actions import plan
from care.reminder_rules import Purpose, State
from care.reminder_send_actions import send_due
from core import clock, jobs
from core.db import session, writing
from core.settings import Settings
from organisations.models import Role
from tests.builders.cast import Cast, make_learner
from tests.builders.mail_servers import SENDER, by_mail, mail_server
from tests.builders.reminders import ADDRESS, TOPIC, Town, ago, run

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("hand")]


# ---- what is sent ------------------------------------------------------------------------------------


def test_a_mail_says_why_how_to_stop_and_nothing_of_the_subject(town: Town, app: Flask, cast: Cast) -> None:
    """U10; neutral on a locked screen; plain text without pictures or links but the site's own; no name."""
    last_day = town.certify(cast.anna)
    [stop] = town.with_address(cast.anna)
    town.move(ago(last_day, 60))
    changes = {"public_url": "https://utbildning.example.se", "trusted_hosts": ("utbildning.example.se",)}
    with mail_server() as inbox, town.site(**by_mail(inbox.port), **changes) as other:
        assert run(other) == "Mail: sent 1.\n"
        assert run(other) == "Mail: nothing to send.\n"
    [mail] = inbox.mails
    assert mail["Subject"] == "Påminnelse från Utbildning"
    assert mail["From"] == f"Utbildning <{SENDER}>"
    assert mail["To"] == ADDRESS
    assert mail.get_content_type() == "text/plain"
    text = mail.get_content()
    assert "12 januari 2028" in text
    assert "Varför får du det här?" in text
    assert "högst två mejl" in text
    assert mail["List-Unsubscribe"] == f"<https://utbildning.example.se/sluta/{stop}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert set(re.findall(r"https?://[^\s>]+", text)) == {
        "https://utbildning.example.se",
        f"https://utbildning.example.se/sluta/{stop}",
    }
    assert not TOPIC.search(text + str(mail))
    assert cast.anna.name not in text + str(mail)
    with app.app_context():
        row = session().scalars(select(Reminder)).one()
        assert (row.state, row.sent_at, row.tries) == (State.SENT, clock.now(), 1)


def test_the_mail_is_in_her_language(town: Town, app: Flask, cast: Cast) -> None:
    last_day = town.certify(cast.anna)
    town.with_address(cast.anna)
    with app.app_context(), writing():
        session().execute(update(User).where(User.id == cast.anna.id).values(language="en"))
        session().commit()
    town.move(ago(last_day, 14))
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        run(other)
    assert "12 January 2028" in inbox.mails[0].get_content()


def test_a_contact_person_gets_a_number_once_a_week(town: Town, app: Flask, cast: Cast) -> None:
    """Of her own people only; no names; nothing when nobody has to do anything, and nothing after her role."""
    last_day = town.certify(cast.anna)
    town.certify(cast.dora, place=cast.there)
    town.with_address(cast.bo, cast.cecilia, purpose=Purpose.WORK)
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        town.move(ago(last_day, 80))
        run(other)
        assert inbox.mails == []
        town.move(ago(last_day, 58))
        for _ in range(3):
            run(other)
        assert len(inbox.mails) == 2
        text = inbox.mails[0].get_content()
        assert "1 person behöver göra något." in text
        assert "Varför får du det här? Du är kontaktperson" in text
        assert "Anna" not in str(inbox.mails) + text
        assert not TOPIC.search(text)
        with app.app_context(), writing():
            session().execute(update(Role).where(Role.user_id == cast.bo.id).values(ended_at=clock.now()))
            session().commit()
        town.hand.shift(timedelta(days=7))
        run(other)
        assert [mail["To"] for mail in inbox.mails[2:]] == [f"{cast.cecilia.id}.{ADDRESS}"]


# ---- at most once (F36), and one bad row (F37) -------------------------------------------------------


def test_f36_two_at_once_send_each_once(town: Town, cast: Cast) -> None:
    """A second process runs the whole list while the first is in the middle of each mail."""
    town.first_mail_due(cast.anna, cast.dora)
    with (
        mail_server() as inbox,
        mail_server() as another,
        town.site(**by_mail(inbox.port)) as one,
        town.site(**by_mail(another.port)) as two,
    ):
        inbox.meanwhile = lambda: None if another.mails else ignore(run(two))
        run(one)
        run(two)
    got = [str(mail["To"]) for mail in (*inbox.mails, *another.mails)]
    assert sorted(got) == sorted(f"{each.id}.{ADDRESS}" for each in (cast.anna, cast.dora))
    assert len(another.mails) == 1, "the second did what the first had not begun"


def ignore(_said: str) -> None:
    """A run's words do not matter here."""


class Died(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("sent", [False, True])
def test_f36_who_dies_in_the_middle_sends_at_most_once_and_the_rest_next_time(
    town: Town, cast: Cast, *, sent: bool
) -> None:
    """Between the claim and what became of it: it stays begun, is never begun again, and is given up."""
    town.first_mail_due(cast.anna, cast.dora)
    posted: list[str] = []

    def post(_settings: Settings, letter: Letter, _now: datetime) -> Outcome:
        if sent or posted:
            posted.append(letter.to)
        if len(posted) < 2:
            raise Died
        return Outcome.SENT

    with town.site(**by_mail(1)) as other, other.app_context(), writing():
        plan(session(), clock.now(), office())
        session().commit()
        with pytest.raises(Died):
            send_due(session(), office(), session().commit, post)
        session().rollback()
        posted.append("the next run")
        send_due(session(), office(), session().commit, post)
        assert [each[2] for each in town.rows()] == ["sending", "sent"]
        town.hand.shift(timedelta(hours=2))
        plan(session(), clock.now(), office())
        session().commit()
        send_due(session(), office(), session().commit, post)
    assert [each[2] for each in town.rows()] == ["failed", "sent"]
    assert len(posted) == len(set(posted))


def test_f37_one_bad_row_does_not_stop_the_others(town: Town, app: Flask, cast: Cast) -> None:
    """An address that cannot be read, one that the server hangs up on, and a person without a word of a name."""
    with app.app_context(), writing():
        more = [make_learner(clock.now(), cast.here, f"Nils {letter}") for letter in "ABC"]
        session().commit()
    last_day = town.certify(*more)
    town.with_address(*more)
    with app.app_context(), writing():
        session().execute(
            update(MailAddress).where(MailAddress.user_id == more[0].id).values(sealed="poisoned")
        )
        session().execute(
            update(User).where(User.id == more[1].id).values(name="\u202e=1+1\r\nBcc: x@y.se 💥")
        )
        session().execute(update(User).where(User.id == more[1].id).values(language="xx"))
        session().commit()
    town.move(ago(last_day, 60))
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        run(other)
    assert [each[2] for each in town.rows()] == ["failed", "sent", "sent"]
    assert all(
        "Bcc" not in mail and b"1+1" not in raw for mail, raw in zip(inbox.mails, inbox.raw, strict=True)
    )


def test_the_daily_job_does_the_same(town: Town, cast: Cast) -> None:
    town.first_mail_due(cast.anna)
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        with other.app_context(), writing():
            jobs.ask_daily(session(), clock.now())
            session().commit()
        jobs.work(other)
        jobs.work(other)
    assert len(inbox.mails) == 1
