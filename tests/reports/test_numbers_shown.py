"""What trainers and contact persons really see: the same on the screen and in the file, and never too little behind it."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts import actions as accounts
from care.actions import REST, close_due_quarters, run_night
from care.models import ClosedQuarter, ClosedSign
from core import clock
from core.db import session, writing
from core.quarters import Quarter, quarter_at
from courses.actions import begin as begin_course
from organisations import membership_actions, role_actions
from organisations.models import Organisation
from organisations.rules import RoleName
from quiz.content import Content
from tests.builders import sums
from tests.builders.cast import COURSE, NETWORK, Cast, Place, build_cast, make_learner, make_place
from tests.builders.exams import any_answer, read_everything, take
from tests.builders.pages import Page, words
from tests.builders.rounds import rounds

SUMMER = Quarter(2026, 3)
OCTOBER = datetime(2026, 10, 20, 9, tzinfo=UTC)
FEW = "färre än 5"
SIGNS_FILE = "/utbildare/ovning.csv"
COUNTS_FILE = "/utbildare/antal.csv"


def file_rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV file of ours, without its header."""
    assert content.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]


def trained_places(app: Flask, cast: Cast, number: int) -> list[Place]:
    """`here` and more workplaces of the same network, all with David as their trainer."""
    with app.app_context(), writing():
        made = [
            make_place(clock.now(), NETWORK, f"Hotell {letter}", "hotell") for letter in "ABCDEFG"[:number]
        ]
        for each in made:
            role_actions.grant_role(
                session(),
                clock.now(),
                cast.david.id,
                RoleName.TRAINER,
                network=NETWORK,
                organisation_id=each.id,
                actor_id=None,
            )
        session().commit()
    return made


def heat_cells(page: Page) -> dict[tuple[str, str], tuple[str, str]]:
    """What the map says: (sign, workplace) to (seen, false alarms), as words."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for table in page.soup.select("table.heat"):
        columns = [words(each) for each in table.select("thead th")][1:]
        for row in table.select("tbody tr"):
            sign = words(row.select_one("th"))
            for column, cell in zip(columns, row.select("td"), strict=True):
                big = cell.select_one("b")
                small = cell.select_one("span")
                seen = words(big) if big else FEW
                false = words(small).removeprefix("larm ") if big else FEW
                found[sign, column] = (seen, false)
                if big is None:
                    assert words(cell).lower() == FEW
                    assert cell["class"] == ["cell-few"]  # no colour that would tell
                    assert not cell.select("a")
    return found


def write_closed(random: Random, places: list[Place], signs: list[str]) -> dict[tuple[str, int], ClosedSign]:
    """Random closed sums; some workplaces are small, some have hardly been lured."""
    rows = {}
    session().add(ClosedQuarter(quarter=str(SUMMER), definitions="1", closed_at=OCTOBER))
    session().flush()
    for place in places:
        size = random.choice([0, 3, 4, 5, 6, 20])
        for sign in signs:
            if not size or random.random() < 0.1:
                continue
            rows[sign, place.id] = ClosedSign(
                organisation_id=place.id,
                course_key=COURSE,
                quarter=str(SUMMER),
                sign_key=sign,
                people=size,
                people_lured=random.randint(0, size),
                people_sure=random.randint(0, size),
                seen=random.randint(0, 3 * size),
                missed=random.randint(0, 3 * size),
                left_alone=random.randint(0, 2 * size),
                false_alarm=random.randint(0, size),
                sure=20,
                sure_wrong=random.randint(0, 20),
            )
    session().add_all(rows.values())
    return rows


@pytest.mark.parametrize("seed", range(rounds(5, 100)))
def test_the_map_shows_only_what_five_people_stand_behind_and_the_file_says_the_same(
    app: Flask, cast: Cast, content: Content, seed: int
) -> None:
    random = Random(seed)
    places = [cast.here, *trained_places(app, cast, random.randint(0, 6))]
    names = {sign.short: key for key, sign in content.catalogue.signs.items()}
    with app.app_context(), writing():
        rows = write_closed(random, places, list(content.catalogue.signs))
        session().commit()
        session().expunge_all()
    device = cast.trainer()
    shown = heat_cells(device.get("/utbildare"))
    file = device.client.get(SIGNS_FILE)
    assert file.status_code == 200
    in_file = {(row[2], row[3]): (row[4], row[5]) for row in file_rows(file.data)}
    assert in_file == shown
    for row in file_rows(file.data):
        stands = [rows.get((names[row[2]], each.id)) for each in places if row[3] in (each.name, "Alla")]
        surely = [each for each in stands if each and each.people_sure >= 5]
        if row[6] != FEW:
            assert re.fullmatch(r"(högst 10|[2-8]0|minst 90) %", row[6])
            assert len(surely) >= (4 if row[3] == "Alla" else 1)
    assert {row[0] for row in file_rows(file.data)} <= {str(SUMMER)}
    compared = any(
        sum(row.people >= 5 and row.seen + row.missed > 0 for (key, _), row in rows.items() if key == sign)
        >= 4
        for sign in names.values()
    )
    if rows:
        columns = [*map(place_name, places), *(["Alla"] if compared else [])]
        assert shown.keys() == {(sign, place) for sign in names for place in columns}
    for (sign, place), (seen, false) in shown.items():
        here = [rows.get((names[sign], each.id)) for each in places if place in (each.name, "Alla")]
        asked = [row for row in here if row and row.people >= 5]
        lured = [row for row in here if row and row.people_lured >= 5]
        enough = 4 if place == "Alla" else 1
        for text, behind in ((seen, asked), (false, lured)):
            assert re.fullmatch(r"(högst 10|[2-8]0|minst 90) %|färre än 5", text), text
            if text != FEW:
                assert len(behind) >= enough, (sign, place)


def place_name(place: Place) -> str:
    return place.name


@pytest.mark.slow
@pytest.mark.both
def test_from_answers_to_the_map_five_different_people_stand_behind_each_number(
    app: Flask, cast: Cast, content: Content
) -> None:
    """Real tries of five people a workplace: what only four of them could be wrong about shows no false alarms."""
    random = Random(4)
    with time_machine.travel(datetime(2026, 7, 6, 9, tzinfo=UTC), tick=False) as traveller:
        places = [cast.here, *trained_places(app, cast, 5)]
        with app.app_context(), writing():
            for place in places:
                for letter in "ABCDE":
                    person = make_learner(clock.now(), place, f"Elev {letter}")
                    take(session(), content, clock.now(), person.id, place.id, partial(any_answer, random))
            true = {(key[3], key[0]): row for key, row in sums.sign_sums(session()).items()}
            session().commit()
        traveller.move_to(SUMMER.ends_at + REST)
        with app.app_context(), writing():
            close_due_quarters(session(), clock.now())
            session().commit()
        shown = heat_cells(cast.trainer().get("/utbildare"))
    assert shown
    for key, sign in content.catalogue.signs.items():
        here = [true.get((key, place.id), {"people": 0, "people_lured": 0}) for place in places]
        for place, row in zip(places, here, strict=True):
            seen, false = shown[sign.short, place.name]
            assert (seen == FEW) == (row["people"] < 5)
            assert (false == FEW) == (row["people_lured"] < 5)
        seen, false = shown[sign.short, "Alla"]
        assert (seen == FEW) == (sum(row["people"] >= 5 for row in here) < 4)
        assert (false == FEW) == (sum(row["people_lured"] >= 5 for row in here) < 4)
    lured = [row["people_lured"] for row in true.values()]
    assert min(lured) < 5 <= max(lured)  # both kinds were met


def test_nothing_of_the_running_quarter_is_shown(app: Flask, cast: Cast, content: Content) -> None:
    with time_machine.travel(datetime(2026, 7, 6, 9, tzinfo=UTC), tick=False):
        with app.app_context(), writing():
            for letter in "ABCDEFG":
                person = make_learner(clock.now(), cast.here, f"Elev {letter}")
                take(session(), content, clock.now(), person.id, cast.here.id)
            session().commit()
        page = cast.trainer().get("/utbildare")
        assert heat_cells(page) == {}
        assert "Kartan är tom än." in page.text
        assert file_rows(cast.trainer().client.get(SIGNS_FILE).data) == []


# ---- headcounts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        (4, [FEW, "visas inte", "visas inte", "visas inte", "visas inte"]),
        (5, ["5", "visas inte", "visas inte", "visas inte", "visas inte"]),
        (9, ["9", "nästan alla", FEW, FEW, FEW]),
        (14, ["14", "nästan alla", "7", "7", "visas inte"]),
        (24, ["24", "nästan alla", "12", "12", FEW]),
    ],
)
def test_s12_headcounts_are_live_hide_few_and_their_rest_and_are_the_same_in_the_file(
    app: Flask, content: Content, members: int, expected: list[str]
) -> None:
    """Anna is the first member and has not begun; half of all hold a certificate."""
    with time_machine.travel(OCTOBER, tick=False):
        cast = build_cast(app)
        with app.app_context(), writing():
            others = [
                make_learner(clock.now(), cast.here, f"Elev {chr(ord('A') + index)}")
                for index in range(members - 1)
            ]
            for person in others:
                begin_course(session(), clock.now(), person.id, COURSE)
            session().commit()
        read_everything(app, content, *others)
        with app.app_context(), writing():
            for person in others[: members // 2]:
                take(session(), content, clock.now(), person.id, cast.here.id)
            session().commit()
        device = cast.trainer()
        page = device.get("/utbildare")
        tables = [each for each in page.soup.select("table") if "Har börjat" in words(each)]
        (row,) = tables[0].select("tbody tr")
        shown = [words(each) for each in row.select("td")]
        assert shown == expected
        ((name, _course, *counts, chosen, total, day),) = file_rows(device.client.get(COUNTS_FILE).data)
        assert name == cast.here.name
        assert counts == shown
        assert (chosen, total, day) == ("Alla dina arbetsplatser", "1 rad", "20 oktober 2026")


def test_the_curve_waits_with_small_steps(app: Flask, cast: Cast, content: Content) -> None:
    """Six certificates in July, two in August, three in September: the two wait and come with the three.

    Ten others learn nothing, so that the rest is no small number either.
    """
    with time_machine.travel(datetime(2026, 6, 10, 9, tzinfo=UTC), tick=False) as traveller:
        with app.app_context(), writing():
            for _ in range(10):
                make_learner(clock.now(), cast.here, "Elev Annan")
            session().commit()
        for month, number in ((7, 6), (8, 2), (9, 3)):
            traveller.move_to(datetime(2026, month, 12, 9, tzinfo=UTC))
            with app.app_context(), writing():
                people = [make_learner(clock.now(), cast.here, "Elev Nummer") for _ in range(number)]
                session().commit()
            read_everything(app, content, *people)
            with app.app_context(), writing():
                for person in people:
                    take(session(), content, clock.now(), person.id, cast.here.id)
                session().commit()
        traveller.move_to(OCTOBER)
        with app.app_context(), writing():
            run_night(session(), clock.now())
            session().commit()
        page = cast.trainer().get("/utbildare")
        (table,) = [each for each in page.soup.select("table") if "juli" in words(each.select_one("thead"))]
        (row,) = table.select("tbody tr")
        assert [words(each) for each in row.select("td")][-4:] == [FEW, "6", "6", "11"]


# ---- the network beside a workplace ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "others", "size", "shown"),
    [(5, 3, 5, True), (1, 4, 5, True), (5, 2, 9, False), (5, 3, 4, False), (1, 3, 5, False)],
)
def test_the_contact_person_sees_the_network_only_from_three_others_of_five(
    app: Flask, cast: Cast, content: Content, own: int, others: int, size: int, *, shown: bool
) -> None:
    """Of four places with five people or more hers is at most one. The night counts: before it nothing is told."""
    places = trained_places(app, cast, others)
    with app.app_context(), writing():
        for number in range(own - 1):
            make_learner(clock.now(), cast.here, f"Elev {number}")
        people = [
            (make_learner(clock.now(), place, f"Elev {number}"), place)
            for place in places
            for number in range(size)
        ]
        session().commit()
    read_everything(app, content, *(person for person, _ in people))
    with app.app_context(), writing():
        for index, (person, place) in enumerate(people):
            if index % 3 == 0:
                take(session(), content, clock.now(), person.id, place.id)
        session().commit()
    overview = f"/oversikt/{cast.here.ref}"
    assert "nätverket" not in cast.contact().get(overview).html
    with app.app_context(), writing():
        run_night(session(), clock.now())
        session().commit()
    page = cast.contact().get(overview)
    assert ("nätverket" in page.html) == shown
    assert bool(page.soup.select(".bar-tick")) == shown
    if shown:
        found = re.search(r"Strecket visar nätverkets .* den (\d+ \w+ \d+): (\d+) %\.", page.html)
        assert found is not None
        today = clock.today()
        assert found[1].split()[::2] == [str(today.day), str(today.year)]
        assert int(found[2]) % 10 == 0


# ---- files -------------------------------------------------------------------------------------------

FORMULAS = ('=HYPERLINK("http://evil")', "+46", "-1+1", "@SUM(A1)", "\t=1", "＝1+1")


def test_the_contact_persons_file_is_her_screen_and_runs_no_formula(
    app: Flask, cast: Cast, content: Content
) -> None:
    with app.app_context(), writing():
        for name in FORMULAS:
            user = accounts.create_user(session(), clock.now(), name=name, language="sv")
            membership_actions.join(session(), clock.now(), cast.here.id, user.id, name)
        membership_actions.expect(session(), clock.now(), cast.here.id, "=1+2", actor_id=cast.bo.id)
        session().commit()
    take_one(app, cast, content)
    device = cast.contact()
    page = device.get(f"/oversikt/{cast.here.ref}?visa=alla")
    shown = sorted(
        (words(row.select_one("th")), words(row.select("td")[0]))
        for row in page.soup.select("table tbody tr")
    )
    file = file_rows(device.client.get(f"/oversikt/{cast.here.ref}/personer.csv").data)
    assert sorted((row[0].removeprefix("'").strip(), row[1]) for row in file) == shown
    assert len(file) == len(FORMULAS) + 2
    for row in file:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), cell
    assert {row[0] for row in file} >= {"'" + name for name in FORMULAS}


def take_one(app: Flask, cast: Cast, content: Content) -> None:
    """Anna earns her certificate."""
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        session().commit()


def test_the_trainers_files_run_no_formula(app: Flask, cast: Cast, content: Content) -> None:
    with app.app_context(), writing():
        place = session().scalars(select(Organisation).where(Organisation.id == cast.here.id)).one()
        place.name = '=cmd|"/c calc"!A0'
        quarter = quarter_at(clock.now() - timedelta(days=100))
        session().add(ClosedQuarter(quarter=str(quarter), definitions="1", closed_at=clock.now()))
        session().flush()
        session().add(
            ClosedSign(
                organisation_id=place.id,
                course_key=COURSE,
                quarter=str(quarter),
                sign_key=next(iter(content.catalogue.signs)),
                people=6,
                people_lured=6,
                people_sure=0,
                seen=3,
                missed=3,
                left_alone=3,
                false_alarm=3,
                sure=0,
                sure_wrong=0,
            )
        )
        session().commit()
    device = cast.trainer()
    for path in (COUNTS_FILE, SIGNS_FILE):
        rows = file_rows(device.client.get(path).data)
        assert any('\'=cmd|"/c calc"!A0' in row for row in rows)
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
