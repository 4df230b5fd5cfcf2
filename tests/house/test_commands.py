"""The commands that an operator or an author runs, through `flask` itself."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts.models import AuditEntry, User
from app import create_app
from care.models import ClosedQuarter, ClosedSign
from core import clock
from core.db import Meta, db, session, writing
from core.settings import ROOT
from organisations.models import Invitation
from quiz.content import Content
from quiz.models import Answer, Attempt, BankVersion, SignCount
from tests.builders.cast import Cast
from tests.builders.pages import Browser
from tests.builders.rows import count
from tests.conftest import dispose, make_settings

PROBLEM = re.compile(r"^(fel|varning): [\w./-]+\.(yaml|md):\d+ .+ — .+$")
NOON = datetime(2026, 8, 14, 10, 0, tzinfo=clock.SWEDEN)


def run(app: Flask, *arguments: str, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == status, result.output
    return result.output


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


# ---- settings, database ------------------------------------------------------------------------------


def test_settings_lists_every_setting(app: Flask) -> None:
    said = run(app, "settings")
    for variable in ("ESH_SECRET_KEY", "ESH_PEPPER", "DATABASE_URL", "PORT", "ESH_DEMO", "ESH_SECRET_FILE"):
        assert variable in said
    assert "s" * 48 not in said, "the list tells names, never values"


def test_upgrade_makes_a_database_and_its_folder(tmp_path: Path, content: Content) -> None:
    path = tmp_path / "new" / "folder" / "site.db"
    made = create_app(make_settings(f"sqlite:///{path}"), content)
    assert "newest schema" in run(made, "upgrade")
    assert "newest schema" in run(made, "upgrade"), "a second time changes nothing"
    with made.app_context():
        assert session().scalar(select(func.count()).select_from(User)) == 0
    dispose(made)


# ---- content -----------------------------------------------------------------------------------------


def test_check_content_tells_file_line_what_and_remedy(app: Flask) -> None:
    lines = run(app, "check-content").splitlines()
    assert lines[-1] == f"0 fel, {len(lines) - 1} varningar."
    assert len(lines) > 1
    for line in lines[:-1]:
        assert PROBLEM.match(line), line


def test_check_content_fails_on_broken_content(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in (
        "courses/content",
        "quiz/bank",
        "organisations/networks",
        "static/images",
        "templates/drawings",
    ):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    bank = tmp_path / "quiz" / "bank" / "hotell.yaml"
    lines = bank.read_text("utf-8").splitlines()
    number = next(i for i, line in enumerate(lines, 1) if line.strip().startswith("step: "))
    lines[number - 1] = "    step: sova"
    bank.write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setattr("quiz.commands.ROOT", tmp_path)
    said = run(app, "check-content", status=1)
    assert any(
        line.startswith(f"fel: quiz/bank/hotell.yaml:{number} ") and PROBLEM.match(line)
        for line in said.splitlines()
    ), said
    assert not said.endswith("0 fel, 0 varningar.\n")


# ---- the first coordinator ---------------------------------------------------------------------------


@pytest.mark.both
def test_invite_coordinator_prints_a_link_that_works(app: Flask, device: Browser) -> None:
    said = run(app, "invite-coordinator")
    link = said.splitlines()[0]
    assert link.startswith("http://localhost:8000/bjudin/")
    assert "once and for 24 hours" in said
    page = device.get(link.removeprefix("http://localhost:8000"))
    assert page.form(), "the invitation asks for name, password and code"
    with app.app_context():
        kept = session().scalars(select(Invitation)).one()
        assert link.rpartition("/")[2] not in (kept.secret_digest, kept.totp_secret)
        assert session().scalars(select(AuditEntry.action)).all() == ["invited"]


def test_the_link_dies_after_a_day(app: Flask, device: Browser, noon: time_machine.Traveller) -> None:
    path = run(app, "invite-coordinator").splitlines()[0].removeprefix("http://localhost:8000")
    noon.shift(timedelta(hours=23, minutes=59))
    device.get(path)
    noon.shift(timedelta(minutes=2))
    page = device.get(path, 404)
    assert page.h1 == "Länken är använd eller för gammal"
    assert "Be den som bjöd in dig om en ny länk." in page.text


# ---- the night ---------------------------------------------------------------------------------------


def finished_try(cast: Cast, at: datetime) -> None:
    """One finished try with one answer and its sums, as a person leaves behind."""
    with cast.app.app_context(), writing():
        session().add(BankVersion(version="v" * 64, questions="[]", first_used_at=at))
        session().flush()
        attempt = Attempt(
            user_id=cast.anna.id,
            organisation_id=cast.here.id,
            course_key="hotell",
            number=1,
            seed="0" * 32,
            bank_version="v" * 64,
            rules="{}",
            drawn=["a"],
            started_at=at,
            finished_at=at,
            passed=False,
            right_count=0,
        )
        session().add(attempt)
        session().flush()
        session().add(
            Answer(
                attempt_id=attempt.id,
                position=1,
                question_key="a",
                chosen=["x"],
                unsure=False,
                answered_at=at,
            )
        )
        session().add(
            SignCount(
                organisation_id=cast.here.id,
                course_key="hotell",
                quarter="2026-3",
                sign_key="pengar",
                people=1,
                people_lured=0,
                people_sure=0,
                seen=1,
                missed=0,
                left_alone=0,
                false_alarm=0,
                sure=0,
                sure_wrong=0,
            )
        )
        session().commit()


@pytest.mark.both
def test_nightly_closes_first_and_deletes_later(app: Flask, noon: time_machine.Traveller, cast: Cast) -> None:
    finished_try(cast, NOON)
    assert run(app, "nightly") == "Closed: none. Answers deleted: 0. Also deleted: nothing.\n"
    noon.move_to(datetime(2026, 10, 2, 3, 0, tzinfo=clock.SWEDEN))
    assert run(app, "nightly") == "Closed: 2026-3. Answers deleted: 0. Also deleted: nothing.\n"
    assert count(app, ClosedQuarter) == 1
    assert count(app, ClosedSign) == 1
    assert count(app, SignCount) == 0
    assert count(app, Answer) == 1, "the answers stay for 90 days"
    assert run(app, "nightly") == "Closed: none. Answers deleted: 0. Also deleted: nothing.\n", (
        "a second night changes nothing"
    )
    noon.move_to(NOON + timedelta(days=91))
    assert run(app, "nightly") == "Closed: none. Answers deleted: 1. Also deleted: nothing.\n"
    assert count(app, Answer) == 0
    assert count(app, ClosedSign) == 1, "the sums stay"
    assert count(app, Attempt) == 1, "that there was a try stays; what was answered goes"


def test_rebuild_counters_leaves_closed_quarters_alone(
    app: Flask, noon: time_machine.Traveller, cast: Cast
) -> None:
    finished_try(cast, NOON)
    noon.move_to(datetime(2026, 10, 2, 3, 0, tzinfo=clock.SWEDEN))
    run(app, "nightly")
    assert run(app, "rebuild-counters") == "Counted 0 tries.\n"
    assert count(app, ClosedSign) == 1


# ---- the demonstration -------------------------------------------------------------------------------


def test_demo_refuses_a_database_with_people(app: Flask, cast: Cast) -> None:
    before = count(app, User)
    said = run(app, "demo", status=1)
    assert "holds real people" in said
    assert "DATABASE_URL" in said
    assert count(app, User) == before
    assert count(app, Meta) == 0


def test_demo_does_nothing_when_the_town_is_there(app: Flask) -> None:
    with app.app_context(), writing():
        session().add(Meta(key="made_by", value="demo"))
        session().commit()
    assert run(app, "demo") == ""
    assert count(app, User) == 0


@pytest.mark.slow
def test_demo_builds_a_town_with_something_to_show(
    database_url: str, content: Content, noon: time_machine.Traveller
) -> None:
    made = create_app(make_settings(database_url, demo=True), content)
    assert "Ready." in run(made, "demo")
    assert count(made, User) > 55
    assert count(made, ClosedQuarter) >= 4
    assert run(made, "demo") == "", "a second run keeps the town"
    with made.app_context():
        db.engine.dispose()


def test_every_command_says_what_it_does(app: Flask) -> None:
    for name, command in app.cli.commands.items():
        assert command.help or command.short_help, f"flask {name} has no help"
