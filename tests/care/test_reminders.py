"""Reminders: planned from what is, sent once each, neutral on every screen; addresses that only their owner sees."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from accounts.models import User
from app import create_app
from care import reminder_actions
from care.mail import Letter, Outcome
from care.reminder_commands import office
from care.reminder_models import CalendarFeed, Digest, MailAddress, Reminder
from care.reminder_rules import Channel, Kind, Purpose, State
from certificates.models import Certificate
from core import clock, jobs
from core.db import session, writing
from core.settings import Settings
from organisations import actions as organisations
from organisations.models import Membership, Role
from organisations.queries import live_join_code
from quiz.content import Content
from tests.builders.cast import Cast, Person, Place, make_learner
from tests.builders.exams import read_everything, take
from tests.builders.mail_servers import SENDER, Inbox, by_mail, mail_server, mute_server
from tests.builders.pages import Browser
from tests.builders.read_papers import words
from tests.builders.reminders import ADDRESS, give_address
from tests.conftest import PEPPER, dispose, make_settings

pytestmark = pytest.mark.both
START = datetime(2026, 1, 12, 9, tzinfo=UTC)
TOPIC = re.compile("människohandel|prostitution|utsatt|trafficking|exploit|säker hand|hotell", re.IGNORECASE)


@pytest.fixture(autouse=True)
def hand() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@contextmanager
def site(url: str, content: Content, **changes: Any) -> Iterator[Flask]:
    """Another process of the same site, with other settings."""
    made = create_app(make_settings(url, **changes), content)
    try:
        yield made
    finally:
        dispose(made)


def certify(cast: Cast, content: Content, *people: Person, place: Place | None = None) -> date:
    """Let people pass now; returns the last day of their certificates."""
    read_everything(cast.app, content, *people)
    with cast.app.app_context(), writing():
        for person in people:
            take(session(), content, clock.now(), person.id, (place or cast.here).id)
        session().commit()
        return session().scalars(select(Certificate.valid_until)).first() or date.max


def move(hand: time_machine.Traveller, day: date) -> None:
    """Nine o'clock in the morning, Stockholm."""
    hand.move_to(datetime.combine(day, time(8, 30), tzinfo=UTC))


def run(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["reminders"])
    assert result.exit_code == 0, result.output
    return result.output


def rows(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        found = session().scalars(select(Reminder).order_by(Reminder.id)).all()
        return [(each.kind, each.channel, each.state) for each in found]


def with_address(app: Flask, *people: Person, purpose: Purpose = Purpose.OWN) -> list[str]:
    """Confirmed addresses; returns the ends of their links."""
    with app.app_context(), writing():
        made = [
            give_address(session(), each.id, purpose, f"{each.id}.{ADDRESS}" if len(people) > 1 else ADDRESS)
            for each in people
        ]
        session().commit()
        return made


def ago(last_day: date, days: int) -> date:
    return last_day - timedelta(days=days)


# ---- what is planned ---------------------------------------------------------------------------------


def test_two_messages_over_a_certificates_life(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """Every night of the last half year, also twice: one message at 60 days, one at 14, and none after."""
    last_day = certify(cast, content, cast.anna)
    for days in range(70, -10, -5):
        move(hand, ago(last_day, days))
        run(app)
        run(app)
    assert rows(app) == [("first", "slip", "cancelled"), ("last", "slip", "cancelled")]
    with app.app_context():
        due = session().scalars(select(Reminder.due_on).order_by(Reminder.id)).all()
    assert due == [ago(last_day, 60), ago(last_day, 14)]


def test_who_renews_is_done(app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller) -> None:
    last_day = certify(cast, content, cast.anna)
    move(hand, ago(last_day, 60))
    run(app)
    assert rows(app) == [("first", "slip", "due")]
    certify(cast, content, cast.anna)
    run(app)
    assert rows(app) == [("first", "slip", "done")]
    move(hand, ago(last_day, 14))
    run(app)
    assert rows(app) == [("first", "slip", "done")], "K2, U60: never after it is done"


@pytest.mark.parametrize("how", ["left", "revoked", "erased", "course"])
def test_who_is_gone_is_not_reminded(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, how: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    move(hand, ago(last_day, 60))
    run(app)
    with app.app_context(), writing():
        if how == "left":
            hers = session().scalars(select(Membership).where(Membership.user_id == cast.anna.id)).one()
            organisations.end_membership(session(), clock.now(), hers, actor_id=cast.bo.id)
        if how == "revoked":
            session().execute(update(Certificate).values(revoked_at=clock.now(), revoked_for="fel-namn"))
        if how == "course":
            session().execute(update(Certificate).values(course_key="nedlagd"))
        if how == "erased":
            reminder_actions.erase(session(), cast.anna.id)
            session().execute(update(Membership).values(ended_at=clock.now()))
        session().commit()
    run(app)
    assert rows(app) == ([] if how == "erased" else [("first", "slip", "cancelled")])
    move(hand, ago(last_day, 14))
    run(app)
    assert len(rows(app)) < 2


def test_a_corrected_name_and_a_merged_account_are_not_reminded_twice(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """The message belongs to the try that was passed, not to a row of paper or of an account."""
    last_day = certify(cast, content, cast.anna)
    move(hand, ago(last_day, 60))
    run(app)
    with app.app_context(), writing():
        old = session().scalars(select(Certificate)).one()
        values = {column.name: getattr(old, column.name) for column in Certificate.__table__.columns}
        del values["id"]
        session().add(Certificate(**values | {"edition": 2, "number": "X" * 13, "link": "y" * 22}))
        session().commit()
    run(app)
    assert len(rows(app)) == 1


# ---- clocks (F34) ------------------------------------------------------------------------------------


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=1), timedelta(hours=25)])
def test_f34_a_clock_that_jumps_sends_nothing_twice(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str, jump: timedelta
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        run(other)
        hand.shift(jump)
        run(other)
        hand.shift(-jump)
        run(other)
        assert len(inbox.mails) == 1


def test_f34_a_clock_far_ahead_sends_nothing_at_all(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """After the night's guard has seen the jump; and within it only what is still worth sending."""
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
    move(hand, ago(last_day, 60))
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        result = other.test_cli_runner().invoke(args=["reminders"])
        assert result.exit_code == 1
        assert "look at the clock" in result.output
        assert other.test_cli_runner().invoke(args=["nightly", "--clock-is-right"]).exit_code == 0
        move(hand, ago(last_day, 40))
        run(other)
        assert inbox.mails == [], "the first is too old, the last is not due"


# ---- what is sent ------------------------------------------------------------------------------------


def test_a_mail_says_why_how_to_stop_and_nothing_of_the_subject(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """U10; neutral on a locked screen; plain text without pictures or links but the site's own; no name."""
    last_day = certify(cast, content, cast.anna)
    [stop] = with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    changes = {"public_url": "https://utbildning.example.se", "trusted_hosts": ("utbildning.example.se",)}
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port), **changes) as other:
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


def test_the_mail_is_in_her_language(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    with app.app_context(), writing():
        session().execute(update(User).where(User.id == cast.anna.id).values(language="en"))
        session().commit()
    move(hand, ago(last_day, 14))
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        run(other)
    assert "12 January 2028" in inbox.mails[0].get_content()


def test_a_contact_person_gets_a_number_once_a_week(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """Of her own people only; no names; nothing when nobody has to do anything, and nothing after her role."""
    last_day = certify(cast, content, cast.anna)
    certify(cast, content, cast.dora, place=cast.there)
    with_address(app, cast.bo, cast.cecilia, purpose=Purpose.WORK)
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        move(hand, ago(last_day, 80))
        run(other)
        assert inbox.mails == []
        move(hand, ago(last_day, 58))
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
        hand.shift(timedelta(days=7))
        run(other)
        assert [mail["To"] for mail in inbox.mails[2:]] == [f"{cast.cecilia.id}.{ADDRESS}"]


# ---- mail servers (F35) ------------------------------------------------------------------------------


def test_f35_a_server_that_is_away_costs_nothing_and_is_tried_again(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with site(database_url, content, **by_mail(1)) as other:
        for _ in range(5):
            assert run(other) == "Mail: away 1.\n"
    assert rows(app) == [("first", "mail", "due")], "no try is used up"
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        run(other)
        run(other)
        assert len(inbox.mails) == 1


def test_f35_451_is_tried_in_the_next_runs_three_times_in_all(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with (
        mail_server(data_answer="451 later") as inbox,
        site(database_url, content, **by_mail(inbox.port)) as other,
    ):
        states = []
        for _ in range(5):
            run(other)
            states.append(rows(app)[0][2])
            hand.shift(timedelta(days=1))
    assert states == ["due", "due", "failed", "failed", "failed"]
    assert len(inbox.asked) == 3


def test_f35_451_then_250_is_sent_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with (
        mail_server(rcpt_answer="451 greylisted") as inbox,
        site(database_url, content, **by_mail(inbox.port)) as other,
    ):
        run(other)
        inbox.rcpt_answer = "250 OK"
        run(other)
        run(other)
    assert (len(inbox.asked), len(inbox.mails)) == (2, 1)
    assert rows(app) == [("first", "mail", "sent")]


def test_f35_who_is_refused_is_told_on_her_own_page_alone(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with (
        mail_server(rcpt_answer="550 no such person") as inbox,
        site(database_url, content, **by_mail(inbox.port)) as other,
    ):
        run(other)
        run(other)
        assert len(inbox.asked) == 1
        assert rows(app) == [("first", "mail", "failed")]
        there = Cast(**{**cast.__dict__, "app": other})
        assert "gick inte fram" in there.learner().get("/paminnelser").text
        page = there.contact().get(f"/oversikt/{cast.here.ref}/fornya")
        assert cast.anna.name in page.text
        assert "gick inte fram" not in page.text
        assert ADDRESS not in page.html


@pytest.mark.parametrize(("after", "state"), [("greeting", "due"), ("text", "failed")])
def test_f35_a_server_that_falls_silent(
    app: Flask,
    cast: Cast,
    content: Content,
    hand: time_machine.Traveller,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    after: str,
    state: str,
) -> None:
    """Before the text: again another day. After it nobody knows whether it arrived: never again."""
    monkeypatch.setattr("care.mail.TIMEOUT", 0.3)
    last_day = certify(cast, content, cast.anna, cast.dora)
    with_address(app, cast.anna, cast.dora)
    move(hand, ago(last_day, 60))
    with mute_server(after=after) as server, site(database_url, content, **by_mail(server.port)) as other:
        run(other)
        assert {each[2] for each in rows(app)} == {state}
        assert server.calls == (1 if after == "greeting" else 2), "one silent greeting ends the run"
        if after == "text":
            run(other)
            assert server.calls == 2


def test_f35_the_site_works_while_the_mail_server_takes_its_time(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """In the middle of a mail's text somebody joins, writes, and a certificate is shown: nothing is locked."""
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    seen: list[int] = []
    with app.app_context(), writing():
        organisations.renew_join_code(session(), clock.now(), cast.here.id, actor_id=cast.bo.id)
        session().commit()
        live = live_join_code(session(), cast.here.id)
        code = live.code if live else ""

    def meanwhile() -> None:
        device = Browser(app)
        page = device.get(f"/g/{code}/namn")
        joined = device.submit(page, name="Nils Ny", language="sv")
        seen.append(joined.response.status_code)
        seen.append(cast.learner().get("/min-utbildning").response.status_code)

    with (
        mail_server(meanwhile=meanwhile) as inbox,
        site(database_url, content, **by_mail(inbox.port)) as other,
    ):
        run(other)
    assert seen == [200, 200]
    assert len(inbox.mails) == 1


def test_nothing_is_sent_in_clear_to_a_server_that_speaks_no_tls(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with mail_server() as inbox:
        for tls in ("starttls", "tls"):
            changes = by_mail(inbox.port) | {"smtp_tls": tls}
            with site(database_url, content, **changes) as other:
                assert run(other) == "Mail: away 1.\n"
    assert inbox.asked == []


# ---- at most once (F36), and one bad row (F37) -------------------------------------------------------


def test_f36_two_at_once_send_each_once(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """A second process runs the whole list while the first is in the middle of each mail."""
    last_day = certify(cast, content, cast.anna, cast.dora)
    with_address(app, cast.anna, cast.dora)
    move(hand, ago(last_day, 60))
    with (
        mail_server() as inbox,
        mail_server() as another,
        site(database_url, content, **by_mail(inbox.port)) as one,
        site(database_url, content, **by_mail(another.port)) as two,
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
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str, *, sent: bool
) -> None:
    """Between the claim and what became of it: it stays begun, is never begun again, and is given up."""
    last_day = certify(cast, content, cast.anna, cast.dora)
    with_address(app, cast.anna, cast.dora)
    move(hand, ago(last_day, 60))
    posted: list[str] = []

    def post(_settings: Settings, letter: Letter, _now: datetime) -> Outcome:
        if sent or posted:
            posted.append(letter.to)
        if len(posted) < 2:
            raise Died
        return Outcome.SENT

    with site(database_url, content, **by_mail(1)) as other, other.app_context(), writing():
        reminder_actions.plan(session(), clock.now(), office())
        session().commit()
        with pytest.raises(Died):
            reminder_actions.send_due(session(), office(), session().commit, post)
        session().rollback()
        posted.append("the next run")
        reminder_actions.send_due(session(), office(), session().commit, post)
        assert [each[2] for each in rows(app)] == ["sending", "sent"]
        hand.shift(timedelta(hours=2))
        reminder_actions.plan(session(), clock.now(), office())
        session().commit()
        reminder_actions.send_due(session(), office(), session().commit, post)
    assert [each[2] for each in rows(app)] == ["failed", "sent"]
    assert len(posted) == len(set(posted))


def test_f37_one_bad_row_does_not_stop_the_others(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """An address that cannot be read, one that the server hangs up on, and a person without a word of a name."""
    with app.app_context(), writing():
        more = [make_learner(clock.now(), cast.here, f"Nils {letter}") for letter in "ABC"]
        session().commit()
    last_day = certify(cast, content, *more)
    with_address(app, *more)
    with app.app_context(), writing():
        session().execute(
            update(MailAddress).where(MailAddress.user_id == more[0].id).values(sealed="poisoned")
        )
        session().execute(
            update(User).where(User.id == more[1].id).values(name="\u202e=1+1\r\nBcc: x@y.se 💥")
        )
        session().execute(update(User).where(User.id == more[1].id).values(language="xx"))
        session().commit()
    move(hand, ago(last_day, 60))
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        run(other)
    assert [each[2] for each in rows(app)] == ["failed", "sent", "sent"]
    assert all(
        "Bcc" not in mail and b"1+1" not in raw for mail, raw in zip(inbox.mails, inbox.raw, strict=True)
    )


def test_the_daily_job_does_the_same(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with_address(app, cast.anna)
    move(hand, ago(last_day, 60))
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        with other.app_context(), writing():
            jobs.ask_daily(session(), clock.now())
            session().commit()
        jobs.work(other)
        jobs.work(other)
    assert len(inbox.mails) == 1


# ---- the address -------------------------------------------------------------------------------------


def code_in(inbox: Inbox) -> str:
    found = re.search(r"\b(\d{6})\b", inbox.mails[-1].get_content())
    assert found is not None
    return found[1]


def test_an_address_is_confirmed_by_a_code_and_removed_by_one_press(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    last_day = certify(cast, content, cast.anna)
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        anna = Cast(**{**cast.__dict__, "app": other}).learner()
        page = anna.get(anna.get("/mina-uppgifter").link("Mina påminnelser"))
        page = anna.submit(page, "Skicka en kod dit", address=" hemma@example.org ")
        assert inbox.mails == [], "the page does not wait for a mail server"
        jobs.work(other)
        jobs.work(other)
        [mail] = inbox.mails
        assert (mail["To"], mail["Subject"]) == ("hemma@example.org", "Kod från Utbildning")
        assert not TOPIC.search(mail.get_content())
        move(hand, ago(last_day, 60))
        run(other)
        assert len(inbox.mails) == 1, "nothing goes to an address that nobody has confirmed"
        hand.move_to(START)
        wrong = f"{(int(code_in(inbox)) + 1) % 10**6:06}"
        page = anna.submit(anna.get("/paminnelser"), "Bekräfta adressen", code=wrong)
        assert "Koden stämmer inte" in page.text
        page = anna.submit(page, "Bekräfta adressen", code=code_in(inbox))
        assert "Påslaget" in page.text
        assert "hemma@example.org" in page.text
        with app.app_context():
            kept = session().scalars(select(MailAddress)).one()
            assert "example.org" not in repr(vars(kept)), "encrypted"
        page = anna.submit(page, "Ta bort adressen")
        assert "Skicka en kod dit" in page.html
        with app.app_context():
            assert session().scalars(select(MailAddress)).all() == []


def test_s25_a_code_lives_ten_minutes_and_five_guesses(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    with mail_server() as inbox, site(database_url, content, **by_mail(inbox.port)) as other:
        anna = Cast(**{**cast.__dict__, "app": other}).learner()
        for spoil in ("late", "guesses"):
            anna.post("/paminnelser/adress", address="hemma@example.org")
            jobs.work(other)
            good = code_in(inbox)
            if spoil == "late":
                hand.shift(timedelta(minutes=10, seconds=1))
            else:
                for n in range(1, 6):
                    anna.post("/paminnelser/kod", code=f"{(int(good) + n) % 10**6:06}")
            page = anna.post("/paminnelser/kod", code=good)
            assert "Koden stämmer inte, eller är för gammal" in page.text, spoil
        for _ in range(3):
            anna.post("/paminnelser/adress", address="hemma@example.org")
        assert "Vänta till i morgon" in anna.post("/paminnelser/adress", 429, address="a@example.org").text


def test_the_link_in_a_mail_asks_and_one_press_stops(app: Flask, cast: Cast, content: Content) -> None:
    [stop] = with_address(app, cast.anna)
    stranger = Browser(app)
    page = stranger.get(f"/sluta/{stop}")
    with app.app_context():
        assert session().scalars(select(MailAddress)).one(), "opening it changes nothing (S25)"
    assert "Inga fler mejl" in stranger.submit(page, "Ta bort min adress").h1
    [stop] = with_address(app, cast.anna)
    one_click = Browser(app).client.post(f"/sluta/{stop}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    with app.app_context():
        assert session().scalars(select(MailAddress)).all() == []
    assert Browser(app).get("/sluta/" + "A" * 22).h1 == "Inga fler mejl", "it tells nobody who had one"


def test_not_on_a_shared_screen_and_not_for_a_trainer(app: Flask, cast: Cast) -> None:
    for browser in (cast.sign_in(cast.anna, shared=True), cast.trainer()):
        assert not browser.get("/paminnelser").soup.select("main form")
        browser.post("/paminnelser/adress", 403, address="a@example.org")
        browser.post("/paminnelser/kalender", 403)


# ---- the workplace -----------------------------------------------------------------------------------


def test_the_list_stands_first_and_slips_are_printed(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    """Without a mail server everything is there all the same. Outside only "Utbildning", the name inside."""
    last_day = certify(cast, content, cast.anna)
    move(hand, ago(last_day, 60))
    run(app)
    bo = cast.contact()
    page = bo.get(f"/oversikt/{cast.here.ref}")
    assert page.soup.select("main h2")[0].get_text() == "Behöver förnya"
    page = bo.get(page.link("Se alla (1) och skriv ut lappar"))
    assert cast.anna.name in page.text
    paper = bo.client.get(page.link("Hämta lapparna (PDF)"))
    text = words(paper.data)
    assert cast.anna.name in text
    assert "12 januari 2028" in text
    assert not TOPIC.search(text.replace(cast.anna.name, ""))
    page = bo.submit(page, "Lapparna är utdelade")
    assert "Lapparna är utdelade." in page.text
    assert rows(app) == [("first", "slip", "sent")]
    run(app)
    assert rows(app) == [("first", "slip", "sent")]


def test_the_list_is_the_same_whether_she_has_an_address_or_not(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller, database_url: str
) -> None:
    """Nobody at work can tell who has one."""
    last_day = certify(cast, content, cast.anna)
    move(hand, ago(last_day, 60))
    with site(database_url, content, **by_mail(1)) as other:
        there = Cast(**{**cast.__dict__, "app": other})
        path = f"/oversikt/{cast.here.ref}/fornya"
        run(other)
        before = there.contact().get(path).soup.select_one("main")
        with_address(app, cast.anna)
        run(other)
        after = there.contact().get(path).soup.select_one("main")
    strip = re.compile(r'value="[^"]+"')
    assert strip.sub("", str(before)) == strip.sub("", str(after))


# ---- the calendar ------------------------------------------------------------------------------------


def test_a_calendar_has_her_days_and_a_workplaces_numbers(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    last_day = certify(cast, content, cast.anna)
    move(hand, ago(last_day, 50))
    day = f"DTSTART;VALUE=DATE:{ago(last_day, 14):%Y%m%d}"
    for browser, summary in (
        (cast.learner(), "Utbildning: förnya"),
        (cast.contact(), "Utbildning: 1 att förnya"),
    ):
        page = browser.submit(browser.get("/paminnelser"), "Gör en kalender")
        shown = page.soup.select_one(".slip-address")
        assert shown is not None
        path = shown.get_text().removeprefix("http://localhost:8000")
        assert re.fullmatch(r"/kalender/[\w-]{22}\.ics", path)
        assert not browser.get("/paminnelser").soup.select(".slip-address"), "shown once"
        found = Browser(app).client.get(path)
        assert found.content_type == "text/calendar; charset=utf-8"
        assert found.headers["Cache-Control"] == "no-store"
        assert found.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert day in found.text, summary
        assert f"SUMMARY:{summary}" in found.text
        assert "Anna" not in found.text
        assert not TOPIC.search(found.text)
        assert found.text == Browser(app).client.get(path).text
        browser.submit(browser.get("/paminnelser"), "Gör en ny adress")
        assert Browser(app).client.get(path).status_code == 404
        browser.submit(browser.get("/paminnelser"), "Ta bort kalendern")
    with app.app_context():
        assert session().scalars(select(CalendarFeed)).all() == []


# ---- what goes ---------------------------------------------------------------------------------------


def test_what_is_old_or_unused_goes_at_night(
    app: Flask, cast: Cast, content: Content, hand: time_machine.Traveller
) -> None:
    with app.app_context(), writing():
        now = clock.now()
        give_address(session(), cast.bo.id, Purpose.WORK)
        give_address(session(), cast.david.id, Purpose.WORK)
        give_address(session(), cast.anna.id)
        reminder_actions.give_address(session(), now, cast.dora.id, Purpose.OWN, ADDRESS, PEPPER)
        session().add(Digest(user_id=cast.bo.id, week="2026-W01", people=2))
        attempt = take_one(content, cast)
        session().add(
            Reminder(
                attempt_id=attempt,
                kind=Kind.LAST,
                user_id=cast.anna.id,
                channel=Channel.SLIP,
                due_on=date(2026, 1, 1),
                valid_until=date(2026, 1, 12),
            )
        )
        session().commit()
    hand.shift(timedelta(days=2))
    assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
    with app.app_context():
        left = session().scalars(select(MailAddress.user_id).order_by(MailAddress.user_id)).all()
        assert left == sorted((cast.anna.id, cast.bo.id)), "unconfirmed, and not contact person"
        assert len(session().scalars(select(Reminder)).all()) == 1
    for _ in range(2):
        hand.shift(timedelta(days=50))
        assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
    with app.app_context():
        assert session().scalars(select(Reminder)).all() == []
        assert session().scalars(select(Digest)).all() == []


def take_one(content: Content, cast: Cast) -> int:
    found = take(session(), content, clock.now(), cast.anna.id, cast.here.id)
    return int(found.id)
