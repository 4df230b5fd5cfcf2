"""The coordinator's quarterly report: made by one press, kept for ever, the same as page, PDF and CSV."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, update

from accounts.models import AuditEntry, Erasure, User
from care.models import ClosedCompletion, ClosedGain, ClosedQuarter, ClosedSign
from core.db import session, writing
from core.job_models import Heartbeat
from organisations import role_actions
from organisations.models import Organisation
from organisations.rules import RoleName
from quiz.content import Content
from quiz.models import Attempt, BankVersion
from reports.models import QuarterReport
from tests.builders.cast import COURSE, NETWORK, Cast, Place, make_place
from tests.builders.pages import Browser, Page, words
from tests.builders.read_papers import all_fonts_embedded, facts, reader, tags
from tests.builders.read_papers import words as paper_words

ADDRESS = "/samordnare/rapport"
NOW = datetime(2026, 10, 20, 9, tzinfo=UTC)
SPRING, SUMMER = "2026-2", "2026-3"
BEFORE_AND_AFTER = "av svaren i första försöket var rätt. Före första lektionen var det 30 %."
PRESS = "Gör rapporten för kvartal 3 2026"


@pytest.fixture(autouse=True)
def october() -> Iterator[None]:
    """The summer has just been closed."""
    with time_machine.travel(NOW, tick=False):
        yield


def network(app: Flask, cast: Cast, *sizes: int) -> list[Place]:
    """Workplaces with so many people each in the summer, and one in the spring; the first is `here`."""
    with app.app_context(), writing():
        places = [cast.here]
        places += [
            make_place(NOW, NETWORK, f"Hotell {letter}", "hotell") for letter in "ABCDEFG"[: len(sizes) - 1]
        ]
        for place in places[1:]:
            role_actions.grant_role(
                session(), NOW, cast.david.id, RoleName.TRAINER,
                network=NETWORK, organisation_id=place.id, actor_id=None,
            )  # fmt: skip
        for quarter in (SPRING, SUMMER):
            session().add(ClosedQuarter(quarter=quarter, definitions="1", closed_at=NOW))
        session().flush()
        for place, size in zip(places, sizes, strict=True):
            session().add_all(rows_of(place, SPRING, 1) + rows_of(place, SUMMER, size))
        session().commit()
    return places


def rows_of(place: Place, quarter: str, size: int) -> list[object]:
    """Closed rows of one workplace: everybody is certified, four of ten options are seen, two alarmed about."""
    at = {"organisation_id": place.id, "course_key": COURSE, "quarter": quarter}
    rows: list[object] = [ClosedCompletion(**at, members=size + 3, begun=size, certified=size)]
    rows += [
        ClosedSign(
            **at,
            sign_key=sign,
            people=size,
            people_lured=size,
            people_sure=size,
            seen=4 * size,
            missed=6 * size,
            left_alone=8 * size,
            false_alarm=2 * size,
            sure=2 * size,
            sure_wrong=size,
        )
        for sign in ("pengar", "forsvinner", "kontrollerad", "kriminella")
    ]
    if size:
        rows.append(
            ClosedGain(
                **at,
                people=size,
                before_asked=3 * size,
                before_right=size,
                after_asked=12 * size,
                after_right=10 * size,
            )
        )
    return rows


def make(device: Browser) -> Page:
    return device.submit(device.get(ADDRESS), PRESS)


def csv_rows(device: Browser, quarter: str = SUMMER) -> list[list[str]]:
    content = device.client.get(f"{ADDRESS}/{quarter}/siffror.csv").data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content), delimiter=";"))


def pdf(device: Browser, quarter: str = SUMMER) -> bytes:
    answer = device.client.get(f"{ADDRESS}/{quarter}/rapport.pdf")
    assert answer.status_code == 200
    content: bytes = answer.data
    return content


@pytest.mark.both
def test_one_press_makes_the_report_and_page_pdf_and_file_say_the_same(app: Flask, cast: Cast) -> None:
    network(app, cast, 20, 10, 8, 6, 3)
    device = cast.coordinator()
    page = make(device)
    assert page.path == f"{ADDRESS}/{SUMMER}"
    findings = [words(each) for each in page.soup.select(".findings li")]
    assert findings == [
        "Giltiga intyg: 44 giltiga intyg på 4 av 5 arbetsplatser. Där har 80 % ett. Förra kvartalet visades inte.",
        "Ser tecknen: 40 % av tecknen i proven blev sedda. Förra kvartalet visades inte.",
        "Larmar i onödan: 20 % av det vardagliga i proven blev larm i onödan. Förra kvartalet visades inte.",
        f"Före och efter: 80 % {BEFORE_AND_AFTER} Förra kvartalet visades inte.",
    ]
    file = csv_rows(device)
    assert [row[1:3] for row in file[1:5]] == [
        ["Giltiga intyg", "44"], ["Ser tecknen", "40 %"], ["Larmar i onödan", "20 %"], ["Före och efter", "80 %"],
    ]  # fmt: skip
    printed = paper_words(pdf(device))
    sheet = " ".join(words(each) for each in page.soup.select(".sheet"))
    for row in file[1:]:
        for cell in row[2:]:
            assert cell in sheet
            assert cell in printed
    for text in [
        words(each) for each in page.soup.select(".sheet p, .sheet h1, .sheet h2, .sheet h3, .sheet td")
    ]:
        if "giltiga intyg på" not in text and "Förra kvartalet" not in text and "Så räknar vi" not in text:
            assert text in printed, text
    assert "Per den 30 september 2026. Gjord den 20 oktober 2026. Definitioner, version 1." in sheet


def test_the_pdf_is_two_tagged_pages_and_the_same_for_ever(app: Flask, cast: Cast) -> None:
    network(app, cast, 20, 10, 8, 6)
    device = cast.coordinator()
    make(device)
    paper = pdf(device)
    told = facts(paper)
    assert (told.title, told.lang) == ("Kvartalsrapport, kvartal 3 2026", "sv")
    assert told.is_tagged
    assert told.shows_title
    assert told.claims_pdf_ua
    assert len(reader(paper).pages) == 2
    assert [tag for tag, _ in tags(paper)].count("/H1") == 1
    assert all_fonts_embedded(paper)
    assert pdf(device) == paper


def test_a_full_sheet_still_has_two_pages(app: Flask, cast: Cast, content: Content) -> None:
    """Four kinds of workplace, long names, every line of every note."""
    places = network(app, cast, 20, 10, 8, 6, 12, 30, 40, 50)
    with app.app_context(), writing():
        for place, kind in zip(places[1:5], ("bostad", "bevakning", "annan", "annan"), strict=True):
            session().get_one(Organisation, place.id).kind = kind
        session().commit()
    device = cast.coordinator()
    make(device)
    for language in ("sv", "en"):
        device.client.set_cookie("lang", language)
        assert len(reader(pdf(device)).pages) == 2


@pytest.mark.both
def test_a_report_never_changes(app: Flask, cast: Cast) -> None:
    """Made a second time, after its rows have changed, it stays what it was, with the same definitions."""
    network(app, cast, 20, 10, 8, 6)
    device = cast.coordinator()
    first = make(device)
    paper, file = pdf(device), csv_rows(device)
    with app.app_context(), writing():
        session().execute(update(ClosedCompletion).values(certified=50))
        session().commit()
    again = device.post(ADDRESS, quarter=SUMMER)
    assert words(again.soup.select_one(".sheet")) == words(first.soup.select_one(".sheet"))
    assert (pdf(device), csv_rows(device)) == (paper, file)
    with app.app_context():
        (report,) = session().scalars(select(QuarterReport))
        assert (report.network, report.quarter, report.definitions) == (NETWORK, SUMMER, "1")
        assert (report.made_at, report.made_by) == (NOW, cast.eva.id)
        assert session().scalars(
            select(AuditEntry.actor_id).where(AuditEntry.action == "report-made")
        ).all() == [cast.eva.id]


def test_the_page_offers_what_can_be_made_and_lists_what_is(app: Flask, cast: Cast) -> None:
    device = cast.coordinator()
    page = device.get(ADDRESS)
    assert page.h1 == "Kvartalsrapport"
    assert "Den första rapporten kan göras när ett kvartal är avslutat." in page.text
    assert not page.soup.select("main form[action='/samordnare/rapport']")
    network(app, cast, 20, 10, 8, 6)
    page = make(device)
    assert "Gör rapporten för kvartal 2 2026" in page.text
    assert PRESS not in page.text
    assert device.get(ADDRESS).h1 == page.h1
    page = device.post(ADDRESS, quarter=SPRING)
    listed = [words(each) for each in page.soup.select("section[aria-labelledby=quarters] a")]
    assert listed == ["Kvartal 3 2026", "Kvartal 2 2026"]
    assert "Kvartal utan rapport" not in page.text
    assert words(device.get(ADDRESS).soup.select_one(".sheet .step")) == "Kvartalsrapport, kvartal 3 2026"


@pytest.mark.parametrize("quarter", ["2026-4", "2026-5", "", "x", "2026-03", "0-0", "9999-4", "10000-1"])
def test_what_is_not_closed_cannot_be_made(app: Flask, cast: Cast, quarter: str) -> None:
    network(app, cast, 20)
    device = cast.coordinator()
    device.post(ADDRESS, 404, quarter=quarter)
    device.get(f"{ADDRESS}/{quarter or 'x'}", 404)
    with app.app_context():
        assert session().scalars(select(QuarterReport)).all() == []


def test_the_report_stands_in_every_language_as_it_was_made(app: Flask, cast: Cast) -> None:
    network(app, cast, 20, 10, 8, 6)
    device = cast.coordinator()
    make(device)
    device.client.set_cookie("lang", "en")
    with app.app_context(), writing():
        session().execute(update(User).values(language="en"))
        session().commit()
    page = device.get(f"{ADDRESS}/{SUMMER}")
    assert words(page.soup.select_one(".sheet .step")) == "Quarterly report, quarter 3 2026"
    assert facts(pdf(device)).lang == "en"
    with app.app_context(), writing():
        report = session().scalars(select(QuarterReport)).one()
        report.sheets = {"sv": report.sheets["sv"]}
        session().commit()
    page = device.get(f"{ADDRESS}/{SUMMER}")
    sheet = page.soup.select_one(".sheet")
    assert sheet is not None
    assert sheet["lang"] == "sv"
    assert facts(pdf(device)).lang == "sv"


def test_the_next_meetings_stand_on_the_coordinators_page(cast: Cast) -> None:
    page = cast.coordinator().get("/samordnare")
    assert "Kärngruppen: möte 4 av 4, senast 31 december 2026." in page.text
    assert "Det stora nätverket: möte 4 av 4, senast 31 december 2026." in page.text
    assert page.link("Till kvartalsrapporten") == ADDRESS


def test_content_and_requests_of_the_quarter_are_counted(app: Flask, cast: Cast) -> None:
    network(app, cast, 20)
    with app.app_context(), writing():
        for number, day in enumerate((1, 2, 3, 4, 5, 6)):
            at = datetime(2026, 8, day, tzinfo=UTC)
            session().add(Erasure(ref_digest=f"{number}", erased_at=at))
            session().add(AuditEntry(at=at, action="name-corrected", actor_id=1, details={}))
        session().add(
            AuditEntry(at=datetime(2026, 8, 1, tzinfo=UTC), action="certificate-erased", details={})
        )
        session().add(AuditEntry(at=NOW, action="certificate-erased", details={}))
        for version, month in (("old", 5), ("new", 8)):
            began = datetime(2026, month, 1, tzinfo=UTC)
            session().add(BankVersion(version=version, questions="[]", first_used_at=began))
            session().flush()
            session().add(
                Attempt(
                    user_id=cast.anna.id, organisation_id=cast.here.id, course_key=COURSE, number=month, seed="s",
                    bank_version=version, rules="{}", drawn=[], started_at=began, finished_at=began, passed=False,
                    right_count=0,
                )
            )  # fmt: skip
        session().commit()
    page = make(cast.coordinator())
    assert "Raderade på begäran: personer 6, intyg färre än 5. Rättade namn: 6." in page.text
    assert "Under kvartalet: frågorna i 1 kurs ändrades." in page.text
    assert "Hur länge sidan har legat nere: vet inte." in page.text


def test_down_time_is_on_the_page_in_the_file_and_on_paper_and_stays(app: Flask, cast: Cast) -> None:
    network(app, cast, 20, 10, 8, 6)
    begins = datetime(2026, 6, 30, 22, tzinfo=UTC)
    with app.app_context(), writing():
        minutes = [*range(-1, 100), *range(142, 200)]  # 99, then 142: 43 minutes
        session().add_all(Heartbeat(minute=begins + timedelta(minutes=each)) for each in minutes)
        session().add(Heartbeat(minute=NOW))
        session().commit()
    device = cast.coordinator()
    summer = timedelta(days=92) - timedelta(minutes=199 - 43)
    sentence = f"Hur länge sidan har legat nere: {round(summer / timedelta(hours=1))} timmar."
    page = make(device)
    assert sentence in page.text
    assert sentence in paper_words(pdf(device))
    assert ["2026-3", *sentence.removesuffix(".").split(": "), ""] in csv_rows(device)
    with app.app_context(), writing():
        session().execute(delete(Heartbeat))
        session().commit()
    assert sentence in device.get(page.path).text, "what was made stays"


def everything(app: Flask, cast: Cast) -> list[str]:
    """All that anybody can see of the quarter: report, its file and PDF, the trainer's page and files."""
    with app.app_context(), writing():
        session().execute(delete(QuarterReport))
        session().commit()
    device, trainer = cast.coordinator(), cast.trainer()
    report = words(make(device).soup.select_one("main"))
    seen = [report, str(csv_rows(device)), paper_words(pdf(device)), trainer.get("/utbildare").text]
    return seen + [trainer.client.get(f"/utbildare/{name}.csv").text for name in ("antal", "ovning")]


@pytest.mark.both
def test_report_file_and_trainers_page_together_tell_nothing_of_a_small_workplace(
    app: Flask, cast: Cast
) -> None:
    """Nobody there, one or four: everything reads the same, so no difference of any two numbers tells."""
    places = network(app, cast, 20, 10, 8, 6, 0)
    shown = everything(app, cast)
    for size in (1, 4):
        with app.app_context(), writing():
            small = places[-1]
            for table in (ClosedCompletion, ClosedSign, ClosedGain):
                session().execute(
                    delete(table).where(table.organisation_id == small.id, table.quarter == SUMMER)
                )
            session().add_all(rows_of(small, SUMMER, size))
            session().commit()
        assert everything(app, cast) == shown


def test_no_small_number_of_people_stands_in_the_report(app: Flask, cast: Cast) -> None:
    network(app, cast, 7, 6, 5, 5, 4, 3, 2, 1)
    device = cast.coordinator()
    make(device)
    for row in csv_rows(device)[1:]:
        for number in re.findall(r"\d+", " ".join(row[2:])):
            assert int(number) >= 5, row
