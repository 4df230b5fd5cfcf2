"""Mail servers that are away, put off, refuse or fall silent (F35)."""

from datetime import timedelta

import pytest
from flask import Flask

from core import clock
from core.db import session, writing
from organisations import actions as organisations
from organisations.queries import live_join_code
from tests.builders.cast import Cast
from tests.builders.mail_servers import by_mail, mail_server, mute_server
from tests.builders.pages import Browser
from tests.builders.reminders import ADDRESS, Town, run

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("hand")]


def test_f35_a_server_that_is_away_costs_nothing_and_is_tried_again(town: Town, cast: Cast) -> None:
    town.first_mail_due(cast.anna)
    with town.site(**by_mail(1)) as other:
        for _ in range(5):
            assert run(other) == "Mail: away 1.\n"
    assert town.rows() == [("first", "mail", "due")], "no try is used up"
    with mail_server() as inbox, town.site(**by_mail(inbox.port)) as other:
        run(other)
        run(other)
        assert len(inbox.mails) == 1


def test_f35_451_is_tried_in_the_next_runs_three_times_in_all(town: Town, cast: Cast) -> None:
    town.first_mail_due(cast.anna)
    with (
        mail_server(data_answer="451 later") as inbox,
        town.site(**by_mail(inbox.port)) as other,
    ):
        states = []
        for _ in range(5):
            run(other)
            states.append(town.rows()[0][2])
            town.hand.shift(timedelta(days=1))
    assert states == ["due", "due", "failed", "failed", "failed"]
    assert len(inbox.asked) == 3


def test_f35_451_then_250_is_sent_once(town: Town, cast: Cast) -> None:
    town.first_mail_due(cast.anna)
    with (
        mail_server(rcpt_answer="451 greylisted") as inbox,
        town.site(**by_mail(inbox.port)) as other,
    ):
        run(other)
        inbox.rcpt_answer = "250 OK"
        run(other)
        run(other)
    assert (len(inbox.asked), len(inbox.mails)) == (2, 1)
    assert town.rows() == [("first", "mail", "sent")]


def test_f35_who_is_refused_is_told_on_her_own_page_alone(town: Town, cast: Cast) -> None:
    town.first_mail_due(cast.anna)
    with (
        mail_server(rcpt_answer="550 no such person") as inbox,
        town.site(**by_mail(inbox.port)) as other,
    ):
        run(other)
        run(other)
        assert len(inbox.asked) == 1
        assert town.rows() == [("first", "mail", "failed")]
        there = town.cast_on(other)
        assert "gick inte fram" in there.learner().get("/paminnelser").text
        page = there.contact().get(f"/oversikt/{cast.here.ref}/fornya")
        assert cast.anna.name in page.text
        assert "gick inte fram" not in page.text
        assert ADDRESS not in page.html


@pytest.mark.parametrize(("after", "state"), [("greeting", "due"), ("text", "failed")])
def test_f35_a_server_that_falls_silent(
    town: Town, cast: Cast, monkeypatch: pytest.MonkeyPatch, after: str, state: str
) -> None:
    """Before the text: again another day. After it nobody knows whether it arrived: never again."""
    monkeypatch.setattr("care.mail.TIMEOUT", 0.3)
    town.first_mail_due(cast.anna, cast.dora)
    with mute_server(after=after) as server, town.site(**by_mail(server.port)) as other:
        run(other)
        assert {each[2] for each in town.rows()} == {state}
        assert server.calls == (1 if after == "greeting" else 2), "one silent greeting ends the run"
        if after == "text":
            run(other)
            assert server.calls == 2


def test_f35_the_site_works_while_the_mail_server_takes_its_time(town: Town, app: Flask, cast: Cast) -> None:
    """In the middle of a mail's text somebody joins, writes, and a certificate is shown: nothing is locked."""
    town.first_mail_due(cast.anna)
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
        town.site(**by_mail(inbox.port)) as other,
    ):
        run(other)
    assert seen == [200, 200]
    assert len(inbox.mails) == 1


def test_nothing_is_sent_in_clear_to_a_server_that_speaks_no_tls(town: Town, cast: Cast) -> None:
    town.first_mail_due(cast.anna)
    with mail_server() as inbox:
        for tls in ("starttls", "tls"):
            changes = by_mail(inbox.port) | {"smtp_tls": tls}
            with town.site(**changes) as other:
                assert run(other) == "Mail: away 1.\n"
    assert inbox.asked == []
