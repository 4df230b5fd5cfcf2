"""Two accounts for the tests: made one, made two again, and every row that there is."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from care import merge_actions
from care.models import AccountMerge
from core import clock
from core.db import Base, session, writing
from tests.conftest import PEPPER

DAY = timedelta(days=1)
# What a merge and its undoing leave behind on purpose.
OWN = {"account_merge", "audit_entry"}


def everything(app: Flask) -> dict[str, list[str]]:
    """Every row of every table but the record of the merge and the log."""
    with app.app_context():
        return {
            table.name: sorted(repr(dict(row)) for row in session().execute(sa.select(table)).mappings())
            for table in Base.metadata.sorted_tables
            if table.name not in OWN
        }


def do(app: Flask, source: int, target: int) -> None:
    with app.app_context(), writing():
        merge_actions.merge(session(), clock.now(), source, target, pepper=PEPPER)
        session().commit()


def undo(app: Flask) -> None:
    with app.app_context(), writing():
        found = session().scalars(select(AccountMerge).order_by(AccountMerge.id.desc())).first()
        assert found is not None
        merge_actions.undo(session(), clock.now(), found)
        session().commit()
