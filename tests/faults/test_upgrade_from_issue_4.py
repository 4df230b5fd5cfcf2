"""A site as it was after issue 4 is brought to today: nothing is lost, and the old program could go on (F25, F26)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.models import User
from app import create_app
from care.backup_actions import mend_counters
from care.backup_commands import faults_of
from certificates.models import Certificate
from core import clock
from core.db import db, session, writing
from core.settings import ROOT, Settings
from quiz.content import Content, load_content
from quiz.models import Answer
from tests.builders.after_issue_4 import (
    CARD_OWNER,
    CARD_SECRET,
    NETWORK,
    SCHEMA,
    STAFF,
    contents,
    empty_database,
    fill,
    tables_of,
)
from tests.builders.cast import PASSWORD, PIN, totp_now
from tests.builders.pages import Browser
from tests.conftest import dispose, make_settings

pytestmark = [pytest.mark.both, pytest.mark.slow]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def city() -> Content:
    return load_content(ROOT, NETWORK)


@pytest.fixture
def noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def site(
    database_kind: str, tmp_path: Path, request: pytest.FixtureRequest, city: Content, noon: None
) -> Iterator[Flask]:
    """The site of today before an empty database."""
    with empty_database(database_kind, tmp_path, request, "after_issue_4") as url:
        made = create_app(settings_of(url), city)
        yield made
        dispose(made)


def settings_of(url: str) -> Settings:
    return make_settings(url, network=NETWORK)


def test_f25_every_row_is_as_it_was(site: Flask) -> None:
    fill(site, SCHEMA)
    old = tables_of(site)
    before = contents(site, old)
    assert before["certificate"][0] == 78
    assert before["answer"][0] == 600
    assert sum(count for count, _ in before.values()) > 4000
    assert site.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
    assert contents(site, old) == before
    assert len(tables_of(site).tables) > len(old.tables), "the newest schema has nothing new"
    with site.app_context(), writing():
        assert faults_of(site.extensions["settings"], clock.now()) == []
        assert not mend_counters(session()), "the open sums are not what the tries say"
        session().rollback()


def test_f25_people_come_in_and_certificates_hold(site: Flask) -> None:
    fill(site, SCHEMA)
    assert site.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
    with site.app_context():
        certificate = session().scalars(select(Certificate).where(Certificate.user_id == CARD_OWNER)).one()
        name = session().get_one(User, CARD_OWNER).name
        links = session().scalars(select(Certificate.link)).all()
    stranger = Browser(site)
    for link in links:
        assert stranger.client.get(f"/i/{link}").status_code == 200
    page = stranger.get(f"/i/{certificate.link}")
    assert name in page.text
    page = stranger.submit(stranger.get("/intyg/kontroll"), number=certificate.number, name=name)
    assert "Stämmer" in page.text

    learner = Browser(site)
    page = learner.submit(learner.get(f"/kort/{CARD_SECRET}"), pin=PIN, screen="own")
    assert page.path == "/min-utbildning"
    assert name in learner.get(f"/intyg/{certificate.number}").text

    staff = Browser(site)
    page = staff.post("/personal", username=STAFF, password=PASSWORD, totp=totp_now())
    assert page.path.startswith("/oversikt")
    assert "Hotell Exempel" in page.text


# ---- F26: the program of that time before the newest schema ------------------------------------------


def shape(engine: sa.Engine, table: str) -> dict[str, Any]:
    """What an INSERT of an older program must be able to rely on."""
    found = sa.inspect(engine)
    return {
        "columns": {
            each["name"]: (str(each["type"]), each["nullable"], str(each["default"]))
            for each in found.get_columns(table)
        },
        "key": found.get_pk_constraint(table)["constrained_columns"],
        "unique": sorted(str(each["name"]) for each in found.get_unique_constraints(table)),
        "checks": sorted((str(each["name"]), each["sqltext"]) for each in found.get_check_constraints(table)),
        "foreign": sorted(str(each["name"]) for each in found.get_foreign_keys(table)),
        "unique indexes": sorted(str(each["name"]) for each in found.get_indexes(table) if each["unique"]),
    }


def test_f26_the_newest_schema_takes_nothing_away_and_asks_for_nothing_new(site: Flask) -> None:
    fill(site, SCHEMA)
    with site.app_context():
        names = list(tables_of(site).tables)
        before = {name: shape(db.engine, name) for name in names}
        assert site.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
        for name in names:
            after = shape(db.engine, name)
            old, new = before[name].pop("columns"), after.pop("columns")
            assert {column: new.get(column) for column in old} == old, name
            for column in new.keys() - old.keys():
                _, nullable, default = new[column]
                assert nullable or default != "None", f"{name}.{column}: an older program cannot fill it in"
            assert after == before[name], f"{name}: a rule that an older program does not know"


def test_f26_what_the_program_of_that_time_wrote_the_newest_schema_takes(site: Flask) -> None:
    """Every INSERT of that time, an UPDATE of each row and a DELETE of each row, with that time's columns alone."""
    fill(site, SCHEMA)
    old = tables_of(site)
    before = contents(site, old)
    with site.app_context(), db.engine.begin() as connection:
        for table in reversed(old.sorted_tables):
            connection.execute(sa.delete(table))
    assert site.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
    fill(site, "head")
    assert contents(site, old) == before
    with site.app_context(), db.engine.begin() as connection:
        for table in old.sorted_tables:
            columns = {each.name: each for each in table.columns if not each.primary_key}
            if columns:
                changed = connection.execute(sa.update(table).values(columns)).rowcount
                assert changed == before[table.name][0]
        for table in reversed(old.sorted_tables):
            assert connection.execute(sa.delete(table)).rowcount == before[table.name][0]


def test_the_old_answers_still_lead_to_their_questions(site: Flask) -> None:
    """A learner opens what she answered before the upgrade."""
    fill(site, SCHEMA)
    assert site.test_cli_runner().invoke(args=["upgrade"]).exit_code == 0
    with site.app_context():
        assert session().scalar(select(Answer.attempt_id).limit(1)) is not None
    learner = Browser(site)
    learner.submit(learner.get(f"/kort/{CARD_SECRET}"), pin=PIN, screen="own")
    assert learner.get("/mina-uppgifter").h1
