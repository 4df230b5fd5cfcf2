"""All certificates of a workplace in one file: the right ones, by names that fit everywhere, counted on the way."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from certificates import paper_views
from certificates.actions import correct_name, revoke
from certificates.models import Certificate
from certificates.packs import MOST_BYTES_OF_A_NAME, paper_name, zipped
from core import clock
from core.db import session, writing
from core.job_models import Job, JobFile, JobState
from core.jobs import Running, work
from organisations import membership_actions
from organisations.models import Membership, Role
from quiz.content import Content
from tests.attacks.watch import statements
from tests.builders.cast import Cast
from tests.builders.exams import read_everything, take
from tests.builders.many_papers import STUB, give_certificates, stub_press
from tests.builders.moves import leave, pass_exam
from tests.builders.pages import Browser
from tests.builders.read_papers import poppler_picture, poppler_words, qr_codes
from tests.builders.rounds import rounds
from tests.builders.sites import divide

NOW = datetime(2031, 3, 5, 9, tzinfo=UTC)
NUMBER = "HV4K29MT8RX2P"


def at(cast: Cast, rest: str = "") -> str:
    return f"/oversikt/{cast.here.ref}/intyg{rest}"


def press_button(device: Browser, cast: Cast, button: str) -> str:
    """Press a button of the page; the address of the job."""
    form = device.get(at(cast)).form(button)
    answer = device.client.post(
        str(form["action"]),
        data={"csrf_token": str(form.select_one("[name=csrf_token]")["value"])},  # type: ignore[index]
    )
    assert answer.status_code == 303
    return str(answer.location)


def fetched(app: Flask, device: Browser, cast: Cast, button: str = "Hämta alla intyg") -> zipfile.ZipFile:
    """Press the button, let the work be done, fetch the file."""
    job = press_button(device, cast, button)
    work(app)
    page = device.get(job)
    assert "Klart." in page.text
    answer = device.client.get(page.link("Hämta filen"))
    assert answer.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(answer.get_data()))


@pytest.fixture
def no_printing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A press that prints nothing."""
    monkeypatch.setattr(paper_views, "press", stub_press)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Åsa Öberg-Ängström", "Åsa-Öberg-Ängström"),
        ("محمد الحسن", "محمد-الحسن"),
        ("ተስፋይ ገብረእየሱስ", "ተስፋይ-ገብረእየሱስ"),
        ("สมชาย ทองงาม", "สมชาย-ทองงาม"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\x.exe. ", "C-x-exe"),
        ("a\u202egpj.b\n\x00", "a-gpj-b"),
    ],
)
def test_names_of_files_are_safe_everywhere(name: str, safe: str) -> None:
    assert paper_name(NUMBER, name) == f"{NUMBER}-{safe}.pdf"


@given(st.text(max_size=80))
def test_no_name_leads_anywhere(name: str) -> None:
    made = paper_name(NUMBER, name)
    assert not set(made) & set('/\\:*?"<>|\x00')
    assert made.startswith(NUMBER)
    assert made.count(".") == 1
    assert len(made.encode()) <= len(NUMBER) + 1 + MOST_BYTES_OF_A_NAME + 4


def test_a_long_name_is_cut_between_letters() -> None:
    made = paper_name(NUMBER, "ጠ" * 60)
    assert made == f"{NUMBER}-{'ጠ' * 40}.pdf"


def test_the_same_files_give_the_same_zip() -> None:
    files = {"a.pdf": b"1" * 999, "ö.txt": b"2" * 999}
    made = zipped(files, NOW)
    assert made == zipped(files, NOW)
    opened = zipfile.ZipFile(io.BytesIO(made))
    assert {name: opened.read(name) for name in opened.namelist()} == files


@pytest.mark.both
def test_the_zip_has_what_the_overview_tells_of(
    app: Flask, cast: Cast, content: Content, no_printing: None
) -> None:
    """Members' certificates earned here, in the newest edition; none revoked, of nobody who has left, of no other."""
    with time_machine.travel(NOW, tick=False) as hand:
        read_everything(app, content, cast.anna, cast.dora)
        kept, gone, bad = give_certificates(app, cast.here, 3)
        with app.app_context(), writing():
            take(session(), content, clock.now(), cast.anna.id, cast.here.id)
            take(session(), content, clock.now(), cast.dora.id, cast.there.id)
            hand.shift(timedelta(days=1))
            correct_name(session(), clock.now(), cast.anna.id, "Anna Åslund")
            left = (
                session()
                .scalars(
                    select(Membership)
                    .join(Certificate, Certificate.user_id == Membership.user_id)
                    .where(Certificate.number == gone)
                )
                .one()
            )
            leave(session(), clock.now(), left)
            found = session().scalars(select(Certificate).where(Certificate.number == bad)).one()
            revoke(session(), clock.now(), found, "tekniskt-fel", actor_id=cast.eva.id)
            newest = (
                session().scalars(select(Certificate.number).where(Certificate.name == "Anna Åslund")).one()
            )
            session().commit()
        opened = fetched(app, cast.contact(), cast)
    assert {name.partition("-")[0] for name in opened.namelist()} == {kept, newest}
    assert f"{newest}-Anna-Åslund.pdf" in opened.namelist()


@pytest.mark.both
def test_what_was_earned_elsewhere_comes_when_she_shows_it(
    app: Flask, cast: Cast, content: Content, no_printing: None
) -> None:
    """Earned at another workplace and not shown: not in the file."""
    with time_machine.travel(NOW, tick=False) as hand:
        with app.app_context(), writing():
            earned = pass_exam(session(), content, clock.now(), cast.dora.id, cast.there)
            hand.shift(timedelta(days=1))
            membership_actions.join(session(), clock.now(), cast.here.id, cast.dora.id, "Dora Dahl")
            session().commit()
            number = earned.number
        give_certificates(app, cast.here, 1)
        opened = fetched(app, cast.contact(), cast)
    assert len(opened.namelist()) == 1
    assert not any(number in name for name in opened.namelist())


def test_papers_in_the_zip_are_the_learners_own(app: Flask, cast: Cast, content: Content) -> None:
    """Byte for byte what Anna downloads herself; its code opens the check."""
    read_everything(app, content, cast.anna)
    with app.app_context(), writing():
        number = take(session(), content, clock.now(), cast.anna.id, cast.here.id)
        found = session().scalars(select(Certificate)).one()
        session().commit()
    assert number
    opened = fetched(app, cast.contact(), cast)
    (name,) = opened.namelist()
    pdf = opened.read(name)
    assert pdf == cast.learner().client.get(f"/intyg/{found.number}/intyg.pdf").get_data()
    assert cast.anna.name in poppler_words(pdf)
    (link,) = qr_codes(poppler_picture(pdf))
    assert link.endswith(f"/i/{found.link}")
    with time_machine.travel(NOW):
        assert cast.anna.name in cast.contact().get(link.removeprefix("http://localhost:8000")).text


def test_a_poisoned_certificate_stops_no_other_and_is_listed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = give_certificates(app, cast.here, 5)
    bad = f"{numbers[2][:4]}-{numbers[2][4:8]}-{numbers[2][8:]}"
    monkeypatch.setattr(paper_views, "press", partial(stub_press, poisoned=bad))
    opened = fetched(app, cast.contact(), cast)
    assert bad in opened.read("SAKNAS.txt").decode()
    papers = {name.partition("-")[0] for name in opened.namelist()} - {"SAKNAS.txt"}
    assert papers == set(numbers) - {numbers[2]}


@pytest.mark.slow
def test_a_thousand_certificates_in_one_file(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted progress to the last one, a bounded number of statements, and real papers among them."""
    count, real = 1000, rounds(6, 1000)
    numbers = give_certificates(app, cast.here, count)
    monkeypatch.setattr(paper_views, "press", partial(stub_press, real=real))
    told: list[int] = []
    progress = Running.progress

    def counted(running: Running, done: int, total: int) -> None:
        progress(running, done, total)
        told.append(done)
        assert total == count

    monkeypatch.setattr(Running, "progress", counted)
    device = cast.contact()
    job = press_button(device, cast, "Hämta alla intyg")
    with statements(app) as seen:
        work(app)
    assert told == list(range(20, count + 1, 20))
    assert len(seen) < 40 + 3 * len(told), "no statement for each certificate"
    page = device.get(job)
    opened = zipfile.ZipFile(io.BytesIO(device.client.get(page.link("Hämta filen")).get_data()))
    names = opened.namelist()
    assert len(names) == len(set(names)) == count
    assert {name.partition("-")[0] for name in names} == set(numbers)
    printed = [name for name in names if opened.read(name) != STUB]
    assert len(printed) == real
    with app.app_context():
        links = {row.number: row.link for row in session().scalars(select(Certificate))}
    for name in printed[:: max(1, real // 40)]:
        (link,) = qr_codes(poppler_picture(opened.read(name)))
        assert link.endswith(links[name.partition("-")[0]])


def test_pressed_twice_it_is_done_once(app: Flask, cast: Cast, no_printing: None) -> None:
    give_certificates(app, cast.here, 2)
    device = cast.contact()
    first = press_button(device, cast, "Hämta alla intyg")
    assert press_button(device, cast, "Hämta alla intyg") == first
    assert press_button(device, cast, "Gör ett underlag") != first
    work(app)
    assert press_button(device, cast, "Hämta alla intyg") != first, "afterwards it can be made anew"


def test_who_is_contact_person_no_more_gets_no_file(app: Flask, cast: Cast, no_printing: None) -> None:
    give_certificates(app, cast.here, 2)
    press_button(cast.contact(), cast, "Hämta alla intyg")
    with app.app_context(), writing():
        session().execute(update(Role).values(ended_at=clock.now()))
        session().commit()
    work(app)
    with app.app_context():
        assert session().scalars(select(Job.state)).one() == JobState.FAILED
        assert session().scalars(select(JobFile)).all() == []


def test_without_certificates_there_is_nothing_to_fetch(cast: Cast) -> None:
    page = cast.contact().get(at(cast))
    assert "Ingen har intyg än." in page.text
    assert not page.soup.select("main form[action*='/intyg/']")


def test_only_the_contact_person_of_the_whole_workplace_enters(app: Flask, cast: Cast) -> None:
    divided = divide(cast)
    give_certificates(app, cast.here, 1)
    strangers = {
        "another workplace": cast.sign_in(cast.cecilia, staff=True),
        "one site": divided.limited(),
        "trainer": cast.trainer(),
        "coordinator": cast.coordinator(),
    }
    overview = cast.contact().get(f"/oversikt/{cast.here.ref}")
    assert overview.link("Alla intyg") == at(cast)
    for who, device in strangers.items():
        assert device.client.get(at(cast)).status_code == 404, who
        for rest in ("/alla", "/underlag"):
            assert device.client.post(at(cast, rest), data=token(device)).status_code == 404, who
    assert not divided.limited().get(f"/oversikt/{cast.here.ref}").has_link("Alla intyg")
    with app.app_context():
        assert session().scalars(select(Job)).all() == []


def token(device: Browser) -> dict[str, str]:
    """What a form of this device sends along."""
    found = device.get("/anpassa").soup.select_one("[name=csrf_token]")
    assert found is not None
    return {"csrf_token": str(found["value"])}
