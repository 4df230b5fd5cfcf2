"""The page of a job and its file: for whoever asked, with the way out, and no longer than said."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from care.erase_actions import erase
from core import clock, jobs
from core.db import session, writing
from core.job_models import Job, JobState
from core.jobs import JobProblem, Running
from core.queue import each_minute
from tests.builders.cast import Cast
from tests.builders.jobs import FILE, ask, job_in, kind
from tests.conftest import PEPPER

NOW = datetime(2026, 8, 14, 10, 0, tzinfo=UTC)
NOT_BEGUN = "Arbetet har inte börjat."


def read(running: Running) -> dict[str, object]:
    """Two batches; then a file and a page to go on to."""
    running.progress(30, 120)
    name, media_type, content = FILE
    running.file(name, media_type, content)
    return {"url": "/natverket"}


def test_from_asking_to_the_file_and_the_day_after(app: Flask, cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False) as hand, kind("read", read):
        device = cast.contact()
        path = f"/jobb/{ask(app, 'read', cast.bo.id)}"
        page = device.get(path)
        assert "Läs in namn" in page.text
        assert "Väntar på sin tur." in page.text
        assert "14 augusti 2026 klockan 12.00" in page.text
        assert device.client.get(f"{path}/fil").status_code == 404, "there is no file yet"
        jobs.work(app)
        page = device.get(path)
        assert "Klart." in page.text
        assert {"/natverket", f"{path}/fil"} <= {str(link["href"]) for link in page.soup.select("main a")}
        got = device.client.get(f"{path}/fil")
        assert got.data == FILE[2]
        assert got.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert got.headers["Content-Disposition"] == "attachment; filename=lista.csv"
        assert got.headers["Cache-Control"] == "no-store"
        hand.shift(timedelta(hours=24))
        device = cast.contact()
        assert device.client.get(f"{path}/fil").status_code == 404, "also before the night has come by"
        assert "Filen är raderad" in device.get(path).text
        assert app.test_cli_runner().invoke(args=["nightly"]).exit_code == 0
        assert "Filen är raderad" in device.get(path).text
        assert "Filer som någon har bett om" in cast.coordinator().get("/samordnare/raderat").text
        hand.shift(timedelta(days=31))
        app.test_cli_runner().invoke(args=["nightly"])
        cast.contact().get(path, status=404)


def test_nobody_else_finds_it(app: Flask, cast: Cast) -> None:
    """Not a colleague, not who governs the network, not the other organisation's contact person."""
    with app.app_context(), writing():
        ref = job_in(session(), JobState.DONE, cast.bo.id, organisation_id=cast.here.id)
        session().commit()
    for device in (
        cast.sign_in(cast.cecilia, staff=True),
        cast.learner(),
        cast.trainer(),
        cast.coordinator(),
    ):
        device.get(f"/jobb/{ref}", status=404)
        assert device.client.get(f"/jobb/{ref}/fil").status_code == 404
    cast.contact().get(f"/jobb/{ref}")


def test_progress_is_seen(app: Flask, cast: Cast) -> None:
    seen: list[str] = []

    def look(running: Running) -> dict[str, object]:
        running.progress(30, 120)
        seen.append(cast.contact().get(f"/jobb/{running.ref}").text)
        return {}

    with kind("read", look):
        ask(app, "read", cast.bo.id)
        jobs.work(app)
    assert "Pågår." in seen[0]
    assert "30 av 120" in seen[0]


def test_what_went_wrong_and_what_to_do(app: Flask, cast: Cast) -> None:
    def no_names(_running: Running) -> dict[str, object]:
        raise JobProblem("empty")

    def fault(_running: Running) -> dict[str, object]:
        raise ValueError

    words = {"empty": ("Filen var tom.", "Spara den igen.")}
    with kind("names", no_names, problems=words), kind("fault", fault):
        known, unknown = ask(app, "names", cast.bo.id), ask(app, "fault", cast.bo.id)
        jobs.work(app)
        page = cast.contact().get(f"/jobb/{known}").text
        assert "Filen var tom." in page
        assert "Spara den igen." in page
        page = cast.contact().get(f"/jobb/{unknown}").text
    assert "Det gick fel hos oss." in page
    assert "Ärende " in page


@pytest.mark.parametrize(
    ("state", "words"), [(JobState.WAITING, NOT_BEGUN), (JobState.RUNNING, "Arbetet har stannat.")]
)
def test_without_a_heartbeat_it_says_who_can_help(
    app: Flask, cast: Cast, state: JobState, words: str
) -> None:
    with time_machine.travel(NOW, tick=False) as hand:
        with app.app_context(), writing():
            ref = job_in(session(), state, cast.bo.id, created_at=NOW)
            session().commit()
        hand.shift(timedelta(minutes=3))
        assert words not in cast.contact().get(f"/jobb/{ref}").text
        hand.shift(timedelta(seconds=1))
        page = cast.contact().get(f"/jobb/{ref}").text
        assert words in page
        assert "arbetaren (drift)" in page
        each_minute(app)
        assert words not in cast.contact().get(f"/jobb/{ref}").text


def test_an_erased_persons_jobs_go_with_her(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        job_in(session(), JobState.DONE, cast.anna.id)
        erase(session(), clock.now(), cast.anna.id, pepper=PEPPER)
        session().commit()
        assert session().scalars(select(Job)).all() == []
