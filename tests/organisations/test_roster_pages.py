"""A contact person hands in a list: looked at first, put in once, taken back, and never anybody else's."""

import json
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts.models import AuditEntry
from care import retention
from care.retention_actions import Night, lists
from core import clock
from core.db import session, writing
from core.jobs import work
from core.names import fold_name
from organisations.models import ExpectedPerson
from organisations.roster_files import MAX_BYTES, TOO_BIG
from organisations.roster_models import EarlierTraining, RosterImport, RosterRow
from organisations.roster_rules import BATCH
from tests.attacks.watch import statements
from tests.builders.cast import Cast, Place, members_of
from tests.builders.lists import csv_of, form_with, hand_in, letters, workbook
from tests.builders.pages import Browser, Page, words
from tests.builders.rows import count
from tests.conftest import PEPPER

pytestmark = pytest.mark.usefixtures("noon")
XLSX = "lista.xlsx"


def everybody(browser: Browser, place: Place) -> list[str]:
    page = browser.get(f"/oversikt/{place.ref}?visa=alla")
    return sorted(words(each) for each in page.soup.select("main tbody th"))


def shown(page: Page) -> dict[str, int]:
    """How many rows each verdict has."""
    views = [words(each) for each in page.soup.select("a.view")]
    return {each.rpartition(" (")[0]: int(each.rpartition("(")[2].rstrip(")")) for each in views}


@pytest.mark.both
def test_a_list_is_looked_at_put_in_and_taken_back(app: Flask, cast: Cast) -> None:
    """Dry run, idempotent, a double click is one import, never removes by omission, undo is idempotent."""
    bo = cast.contact()
    content = csv_of(["Åsa Öberg", "anna  ÅLUND", "R2D2", "Li Wen"])
    page = hand_in(bo, cast.here, content)
    assert page.h1 == "4 rader i filen"
    assert shown(page) == {"Fel": 1, "Ny": 2, "Samma person": 1}
    assert "Rad R2D2" not in page.text
    assert "Ett namn har inga siffror. Ta bort dem." in page.text, "the errors first"
    assert everybody(bo, cast.here) == [cast.anna.name], "nothing is changed yet"
    again = hand_in(bo, cast.here, content)
    assert again.path == page.path, "a double click is one list"
    for _ in range(2):
        done = bo.post(page.path)
        assert done.h1 == "Listan är inläst"
        assert "2 personer är tillagda." in done.text
    assert everybody(bo, cast.here) == sorted([cast.anna.name, "Li Wen", "Åsa Öberg"])

    twice = hand_in(bo, cast.here, content)
    assert shown(twice) == {"Fel": 1, "Samma person": 3}
    assert "Inget behöver ändras." in twice.text
    assert not twice.soup.select(f"form[action='{twice.path}']"), "no button"
    fewer = hand_in(bo, cast.here, csv_of(["Li Wen"]))
    assert "2 personer på er lista finns inte i filen. De är kvar." in fewer.text

    phone = Browser(app)
    phone.submit(phone.get(f"/g/{cast.here.code}/namn"), "Gå med", name="Li Wen", language="sv")
    for _ in range(2):
        undone = bo.post(f"{page.path}/angra")
        assert undone.h1 == "Importen är ångrad"
    assert everybody(bo, cast.here) == [cast.anna.name, "Li Wen"], "who has joined stays"
    with app.app_context():
        found = session().scalars(select(AuditEntry.action).where(AuditEntry.action.like("roster%"))).all()
        told = session().scalars(select(AuditEntry.details)).all()
    assert sorted(found) == ["roster-imported", "roster-undone"]
    assert "Öberg" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.both
def test_who_has_left_is_taken_off_by_her_own_tick_only(app: Flask, cast: Cast) -> None:
    bo = cast.contact()
    bo.post(f"/oversikt/{cast.here.ref}/lagg-till", name="Ida Ek", place="")
    content = "Namn;Slutat\nAnna Ålund;2026-05-31\nIda Ek;ja\nNils Ny;\nMaj Okänd;ja\n".encode()
    page = hand_in(bo, cast.here, content)
    assert shown(page) == {"Okänd": 1, "Har slutat": 2, "Ny": 1}
    bo.post(page.path)
    assert everybody(bo, cast.here) == sorted([cast.anna.name, "Ida Ek", "Nils Ny"]), "no tick, no end"

    page = hand_in(bo, cast.here, content)
    assert "Kryssa för dem som ska bort" in page.text
    left = bo.get(page.link("Har slutat (2)"))
    ticks = {
        words(each.find_parent("label")): str(each["value"])
        for each in left.soup.select("input[name=slutat]")
    }
    left = bo.submit(left, "Spara kryssen", slutat=[ticks[f"Ta bort {cast.anna.name}"], "999"])
    assert len(left.soup.select("input[name=slutat][checked]")) == 1
    done = bo.submit(left, "Ta bort 1 person från listan")
    assert "1 är borttagen från listan." in done.text
    assert members_of(app, cast.here) == []
    assert everybody(bo, cast.here) == ["Ida Ek", "Nils Ny"]
    bo.submit(done, "Ångra importen")
    assert members_of(app, cast.here) == [cast.anna.name]

    left = bo.get(hand_in(bo, cast.here, content + b"\n").link("Har slutat (2)"))
    left = bo.submit(left, "Spara kryssen", slutat=list(ticks.values()))
    done = bo.submit(left, "Ta bort 2 personer från listan")
    assert everybody(bo, cast.here) == ["Nils Ny"]
    bo.submit(done, "Ångra importen")
    assert everybody(bo, cast.here) == sorted([cast.anna.name, "Ida Ek", "Nils Ny"])


@pytest.mark.both
def test_f37_one_poisoned_row_is_listed_and_the_others_go_on(app: Flask, cast: Cast) -> None:
    poison = [
        "x" * 5000,
        "\u202eanna\u2066",
        "\U0001f469\u200d\U0001f3a4",
        "\ufdfa" * 60,
        "=cmd|'/c calc'!A1",
        "\x00\x07",
    ]
    bo = cast.contact()
    page = hand_in(bo, cast.here, csv_of([*poison, "Nils Ny", "محمد علي"]))
    assert shown(page) == {"Fel": 6, "Ny": 2}
    faults = bo.client.get(f"{page.path}/fel.csv")
    rows = faults.data.decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows] == ["Rad", "2", "3", "4", "5", "6", "7"]
    assert not [row for row in rows if row.split(";")[1].startswith("=")], "no formula leaves the site"
    bo.post(page.path)
    assert everybody(bo, cast.here) == sorted([cast.anna.name, "Nils Ny", "محمد علي"])


@pytest.mark.both
@pytest.mark.slow
def test_ten_thousand_people_in_one_file_by_a_job_that_tells_how_far_it_is(app: Flask, cast: Cast) -> None:
    """Statements are bounded by batches, not by people; a job that died goes on where it was; once is once."""
    bo = cast.contact()
    names = [f"{letters(number)} {letters(number * 7 + 3)}" for number in range(10_000)]
    with statements(app) as sent:
        page = hand_in(bo, cast.here, workbook([["Namn"], *([name] for name in names)]), XLSX)
    assert page.h1 == "10000 rader i filen"
    assert len(sent) < 80
    folded = len({fold_name(name) for name in names})
    for _ in range(2):
        answer = bo.client.post(page.path, data={"csrf_token": bo.token()})
        assert (answer.status_code, "/jobb/" in answer.location) == (303, True)
    bo.get(answer.location)
    assert "0 av" in bo.get(page.path).text
    with statements(app) as sent:
        assert work(app) == 1
    assert len(sent) < 40 * (10_000 // BATCH + 2)
    with app.app_context():
        waiting = session().scalar(select(func.count()).select_from(ExpectedPerson))
    assert waiting == folded
    done = bo.get(page.path)
    assert f"{folded} personer är tillagda." in done.text
    twice = hand_in(bo, cast.here, csv_of(names))
    assert "Ny" not in shown(twice)
    bo.submit(bo.get(page.path), "Ångra importen")
    assert everybody(bo, cast.here) == [cast.anna.name]


@pytest.mark.both
def test_a_job_that_stopped_goes_on_where_it_was(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core import jobs
    from organisations import roster_job_actions, roster_list_views

    monkeypatch.setattr(roster_list_views, "ROWS_AT_ONCE", 5)
    monkeypatch.setattr(roster_job_actions, "BATCH", 4)
    bo = cast.contact()
    names = [f"{letters(number)} Ek" for number in range(30, 50)]
    page = hand_in(bo, cast.here, csv_of(names))
    bo.post(page.path)
    told: list[tuple[int, int]] = []
    tell = jobs.Running.progress

    def stop_after_two(running: jobs.Running, done: int, total: int) -> None:
        tell(running, done, total)
        told.append((done, total))
        if len(told) == 2:
            raise RuntimeError("the lights went out")

    monkeypatch.setattr(jobs.Running, "progress", stop_after_two)
    work(app)
    running = bo.get(page.path)
    assert "8 av 20 rader är klara." in running.text
    bo.submit(running, "Fortsätt")
    work(app)
    assert told == [(4, 20), (8, 20), (12, 20), (16, 20), (20, 20)]
    assert everybody(bo, cast.here) == sorted([cast.anna.name, *names])


@pytest.mark.both
def test_who_joins_between_looking_and_putting_in_stands_once(app: Flask, cast: Cast) -> None:
    bo = cast.contact()
    page = hand_in(bo, cast.here, csv_of(["Nils Ny", "Ida Ek"]))
    phone = Browser(app)
    phone.submit(phone.get(f"/g/{cast.here.code}/namn"), "Gå med", name="NILS ny", language="sv")
    bo.post(page.path)
    assert everybody(bo, cast.here) == sorted([cast.anna.name, "NILS ny", "Ida Ek"])


def test_nobody_sees_or_touches_another_workplaces_list(cast: Cast) -> None:
    bo, cecilia = cast.contact(), cast.sign_in(cast.cecilia, staff=True)
    page = hand_in(bo, cast.here, csv_of(["Nils Ny"]))
    for path in (page.path, page.path.replace(cast.here.ref, cast.there.ref)):
        for rest in ("", "/fel.csv"):
            cecilia.get(path + rest, 404)
        for rest in ("", "/kryss", "/angra"):
            cecilia.post(path + rest, 404)
    cecilia.get(f"/oversikt/{cast.here.ref}/lista", 404)
    cast.learner().get(page.path, 404)
    cast.coordinator().get(page.path, 404)
    assert everybody(bo, cast.here) == [cast.anna.name]


def test_a_list_without_a_header_is_asked_about(cast: Cast) -> None:
    bo = cast.contact()
    content = b"17;Nils Ny\n18;Ida Ek\n"
    page = hand_in(bo, cast.here, content)
    assert page.title.startswith("Fel: ")
    assert [words(each) for each in page.soup.select("option")] == ["A: 17", "B: Nils Ny"]
    page = hand_in(bo, cast.here, content, kolumn="1")
    assert shown(page) == {"Ny": 2}
    for odd in ("9999", "-1", "x"):
        assert hand_in(bo, cast.here, content, kolumn=odd).h1


def test_s47_a_refused_file_says_what_to_do_and_leaves_nothing(app: Flask, cast: Cast) -> None:
    bo = cast.contact()
    page = hand_in(bo, cast.here, b"x" * (MAX_BYTES + 1))
    assert TOO_BIG in page.text
    assert "Välj en fil först." in bo.post(f"/oversikt/{cast.here.ref}/lista").text
    response = bo.client.post(
        f"/oversikt/{cast.here.ref}/lista",
        **form_with(b"x" * (MAX_BYTES + 400_000), "a.csv", csrf_token=bo.token()),
    )
    assert response.status_code == 413
    other = bo.client.post(
        f"/oversikt/{cast.here.ref}/lagg-till",
        **form_with(b"x" * 400_000, "a.csv", csrf_token=bo.token()),
    )
    assert other.status_code == 413, "every other page takes no large body"
    assert count(app, RosterImport) == 0


def test_the_templates_can_be_handed_in_again(cast: Cast) -> None:
    bo = cast.contact()
    page = bo.get(f"/oversikt/{cast.here.ref}/lista")
    for label, name in (("Hämta mall för Excel", "mall.xlsx"), ("Hämta mall som CSV", "mall.csv")):
        for lang in ("sv", "en", "sv-x-lattlast"):
            bo.post("/anpassa", language=lang, theme="auto", text_size="normal")
            response = bo.client.get(page.link(label))
            assert response.status_code == 200
            answer = hand_in(bo, cast.here, response.data, name)
            assert answer.title.startswith(("Fel: ", "Error: "))
            assert not answer.soup.select("option"), "its columns are known"
            more = response.data.decode("utf-8-sig") + "Nils Ny\r\n" if name.endswith("csv") else ""
            assert not more or "/lista/" in hand_in(bo, cast.here, more.encode(), name).path
        bo.post("/anpassa", language="sv", theme="auto", text_size="normal")


def test_sites_of_the_file_are_where_the_names_belong(app: Flask, cast: Cast) -> None:
    from organisations.site_actions import open_site
    from organisations.site_models import ExpectedPlace

    with app.app_context(), writing():
        open_site(session(), clock.now(), cast.here.id, "Norr 1", actor_id=cast.bo.id)
        session().commit()
    bo = cast.contact()
    content = "Namn;Arbetsställe\nNils Ny;NORR 1\nIda Ek;Söder\nUno Ek;\n".encode()
    page = hand_in(bo, cast.here, content)
    assert shown(page) == {"Fel": 1, "Ny": 2}
    bo.post(page.path)
    assert count(app, ExpectedPlace) == 1


@pytest.mark.both
def test_lists_are_deleted_after_a_month_and_what_they_brought_stays(
    app: Flask, cast: Cast, noon: time_machine.Traveller
) -> None:
    bo = cast.contact()
    content = "Namn;Tidigare utbildning;Bevis\nNils Ny;2024-05-31;Närvarolista\n".encode()
    bo.post(hand_in(bo, cast.here, content).path)
    for later, left in ((retention.LISTS_KEPT, 1), (timedelta(seconds=1), 0)):
        noon.shift(later)
        with app.app_context(), writing():
            lists(session(), Night(clock.now(), PEPPER))
            session().commit()
        assert (count(app, RosterImport), count(app, RosterRow)) == (left, left)
    assert (count(app, ExpectedPerson), count(app, EarlierTraining)) == (1, 1)
