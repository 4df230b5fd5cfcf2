"""S58: the log is sealed each night, and whoever edits it is found out."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts import audit
from accounts.models import AuditEntry, AuditSeal
from core import clock
from core.db import session, writing
from tests.builders.cast import Cast
from tests.builders.nights import night, nights, record
from tests.builders.reminders import START
from tests.builders.rows import count

pytestmark = pytest.mark.usefixtures("hand")


def check_audit(app: Flask, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["check-audit"])
    assert result.exit_code == status, result.output
    return result.output


def sealed_log(app: Flask, cast: Cast, hand: time_machine.Traveller) -> None:
    """Three nights with something in the log before each."""
    for _ in range(3):
        hand.shift(timedelta(days=1))
        with app.app_context(), writing():
            for _ in range(3):
                audit.record(session(), clock.now(), "sign-in", actor_id=cast.anna.id, kind="own")
            session().commit()
        hand.shift(timedelta(hours=2))
        night(app)


@pytest.mark.both
@pytest.mark.parametrize(
    "deed",
    [
        sa.update(AuditEntry).where(AuditEntry.action == "sign-in").values(actor_id=999),
        sa.update(AuditEntry).where(AuditEntry.action == "sign-in").values(at=START - timedelta(days=3)),
        sa.delete(AuditEntry).where(AuditEntry.action == "sign-in"),
        sa.delete(AuditSeal).where(AuditSeal.last_id <= 15),
        sa.update(AuditSeal).values(content="0" * 64),
        sa.update(AuditSeal).values(emptied_at=START),
    ],
)
def test_s58_whoever_edits_the_sealed_log_is_found_out(
    app: Flask, cast: Cast, hand: time_machine.Traveller, deed: Any
) -> None:
    sealed_log(app, cast, hand)
    assert "0 seals are broken." in check_audit(app)
    with app.app_context(), writing():
        session().execute(deed)
        session().commit()
    assert "0 seals" not in check_audit(app, status=1)


def test_s58_an_entry_slipped_in_or_all_of_the_newest_taken_away_is_found_out(
    app: Flask, cast: Cast, hand: time_machine.Traveller
) -> None:
    sealed_log(app, cast, hand)
    with app.app_context(), writing():
        some = session().scalars(select(AuditEntry.id).where(AuditEntry.action == "sign-in")).first()
        session().execute(sa.delete(AuditEntry).where(AuditEntry.id == some))
        session().add(AuditEntry(id=some, at=START, action="sign-in", actor_id=cast.bo.id, details={}))
        session().commit()
    assert "are not what was sealed" in check_audit(app, status=1)


def test_s58_the_clock_may_go_wrong_and_the_seals_hold(
    app: Flask, cast: Cast, hand: time_machine.Traveller
) -> None:
    """Entries are sealed in the order they were written, whatever their time says."""
    sealed_log(app, cast, hand)
    with app.app_context(), writing():
        for skew in (timedelta(days=2), -timedelta(days=900), timedelta()):
            audit.record(session(), clock.now() + skew, "sign-in", actor_id=cast.anna.id)
        session().commit()
    hand.shift(timedelta(hours=3))
    night(app)
    assert "0 seals are broken." in check_audit(app)


@pytest.mark.slow
def test_the_log_goes_after_two_years_by_whole_seals_and_the_chain_holds(
    app: Flask, cast: Cast, hand: time_machine.Traveller
) -> None:
    sealed_log(app, cast, hand)
    first = count(app, AuditEntry)
    nights(app, hand, START + timedelta(days=734))
    night(app)
    assert record(app)["log"] >= first
    assert "0 seals are broken." in check_audit(app)
    with app.app_context():
        oldest = session().scalar(select(func.min(AuditEntry.at)))
    assert oldest is None or oldest > START + timedelta(days=3)
