"""A list that is too long for a request is ordered, made by a job and fetched; only by who may see it."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from core import clock
from core.db import session, writing
from core.job_models import Job
from core.jobs import work
from organisations import membership_actions
from organisations.models import Role
from reports import overview_views, people_views
from tests.builders.cast import Cast
from tests.reports.test_tables_as_files import csv_rows


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people are a long list here."""
    for module in (overview_views, people_views):
        monkeypatch.setattr(module, "LONG", 1)


def test_s48_a_long_list_is_made_by_a_job_and_fetched(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        membership_actions.expect(session(), clock.now(), cast.here.id, "=Nils Ny", actor_id=cast.bo.id)
        session().commit()
    device, address = cast.contact(), f"/oversikt/{cast.here.ref}"
    page = device.get(f"{address}?visa=alla")
    assert not page.soup.select("a[href*='personer.']")
    assert {each["value"] for each in page.soup.select("button[name=form]")} == {"xlsx", "csv", "pdf"}
    assert device.get(f"{address}/personer.csv").path == address, "no file of it in a request"
    first, second = (device.post(f"{address}/personer?visa=alla", form="csv").path for _ in range(2))
    assert first == second, "pressed twice it is made once"
    assert first.startswith("/jobb/")
    assert work(app) == 1
    assert first.removeprefix("/jobb/") in str(device.get(first).soup.select_one("a[href$='/fil']"))
    rows = csv_rows(device.client.get(f"{first}/fil").data)
    assert {row[0] for row in rows[1:]} == {"Anna Ålund", "'=Nils Ny"}
    assert rows[1][rows[0].index("Urval")] == "Alla"
    assert cast.coordinator().client.get(f"{first}/fil").status_code == 404


def test_s09_who_is_no_longer_its_contact_person_gets_no_list(app: Flask, cast: Cast) -> None:
    path = cast.contact().post(f"/oversikt/{cast.here.ref}/personer", form="pdf").path
    with app.app_context(), writing():
        session().execute(update(Role).where(Role.user_id == cast.bo.id).values(ended_at=clock.now()))
        session().commit()
    assert work(app) == 1
    with app.app_context():
        job = session().scalars(select(Job).where(Job.ref == path.removeprefix("/jobb/"))).one()
        assert job.problem == "gone"


def test_an_unknown_form_makes_nothing(app: Flask, cast: Cast) -> None:
    cast.contact().post(f"/oversikt/{cast.here.ref}/personer", 404, form="exe")
    with app.app_context():
        assert session().scalars(select(Job)).all() == []
