"""Erasing oneself: everything goes at once, what stays names nobody, and a restored backup does not bring it back."""

import re
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from accounts import actions as accounts
from accounts.erase_actions import ref_digest
from accounts.models import AuditEntry, Erasure, ReturnCard, SignIn, User
from accounts.rules import ERASED_NAME
from app import create_app
from care import erase_actions, erasure_file
from care.actions import close_due_quarters, closed_quarters
from certificates.models import Certificate
from core import clock
from core.db import Base, db, session, writing
from core.settings import Settings
from courses.models import ScreenRead
from organisations import membership_actions, role_actions
from organisations.rules import RoleName
from quiz.content import Content
from quiz.rebuild import rebuild_counters
from tests.builders.cast import NETWORK, PASSWORD, PIN, Cast, Person, give_password, totp_now
from tests.builders.exams import read_everything, take
from tests.builders.pages import Browser, Page
from tests.builders.rounds import rounds
from tests.builders.sums import counted
from tests.care.test_my_data import TOLD_BY, live_a_life
from tests.conftest import PEPPER, dispose, make_settings

STEP_ONE, STEP_TWO, DONE = (
    "/mina-uppgifter/radera",
    "/mina-uppgifter/radera/bekrafta",
    "/mina-uppgifter/raderat",
)
YES = "Ja, radera allt om mig"


def erase(browser: Browser, pin: str = PIN) -> Page:
    """The whole way, as a person goes it."""
    page = browser.get(STEP_ONE)
    page = browser.get(page.link("Fortsätt till sista steget"))
    fields: dict[str, Any] = {"pin": pin} if page.soup.select("input[name=pin]") else {}
    return browser.submit(page, YES, **fields)


def everything(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    with app.app_context():
        return {
            table.name: [dict(row) for row in session().execute(sa.select(table)).mappings()]
            for table in Base.metadata.sorted_tables
        }


def run(app: Flask, *arguments: str, status: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=list(arguments))
    assert result.exit_code == status, result.output
    return result.output


def sole_certificate(app: Flask) -> Certificate:
    with app.app_context():
        return session().scalars(select(Certificate)).one()


# ---- what goes and what stays ------------------------------------------------------------------------


@pytest.mark.both
def test_nothing_is_left_of_her(app: Flask, cast: Cast, content: Content, settings: Settings) -> None:
    """No row is hers, and neither name, ref, number nor link stands anywhere in the database.

    The log has the ref of a membership that is gone: it leads nowhere.
    """
    live_a_life(cast, content)
    with app.app_context():
        ref = session().get_one(User, cast.anna.id).ref
    earned = sole_certificate(app)
    page = erase(cast.learner())
    assert (page.path, page.h1) == (DONE, "Allt om dig är raderat")
    left = everything(app)
    text = re.sub(r"\s+", " ", repr({name: rows for name, rows in left.items() if name != "bank_version"}))
    for secret in (cast.anna.name, "Anna Å", ref, earned.number, earned.link):
        assert secret not in text, secret
    for name in set(TOLD_BY) - {"user", "audit_entry"}:
        assert all(row.get("user_id") != cast.anna.id for row in left[name]), name
    assert left["answer"] == left["attempt"] == left["sign_result"] == left["card_slip"] == []
    assert all(cast.anna.ref not in repr(rows) for name, rows in left.items() if name != "audit_entry")
    (shell,) = [row for row in left["user"] if row["id"] == cast.anna.id]
    assert (shell["name"], shell["join_nonce"], shell["erased_at"] is not None) == (ERASED_NAME, None, True)
    assert [row["ref_digest"] for row in left["erasure"]] == [ref_digest(ref, PEPPER)]
    assert erasure_file.read(settings.erasures_file) == {ref_digest(ref, PEPPER)}
    with app.app_context():
        last = session().scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.action, last.details) == ("person-erased", {})
    assert cast.dora.name in repr(left["user"]), "others stay"


@pytest.mark.both
def test_every_screen_of_hers_is_signed_out_at_once(app: Flask, cast: Cast, content: Content) -> None:
    live_a_life(cast, content)
    phone, tablet, old = cast.learner(), cast.sign_in(cast.anna, shared=True), cast.learner()
    dora = cast.sign_in(cast.dora)
    old_page = old.get("/min-utbildning")
    assert erase(phone).path == DONE
    assert tablet.get("/min-utbildning").path == "/kort/"
    assert old.get("/min-utbildning").path == "/kort/"
    assert old_page.response.status_code == 200
    assert dora.get("/min-utbildning").path == "/min-utbildning"


@pytest.mark.both
def test_open_sums_lose_her_and_closed_ones_do_not_change(app: Flask, cast: Cast, content: Content) -> None:
    """The open counters are what a rebuild makes of the others' tries; a closed quarter stays to the last row."""
    read_everything(app, content, cast.anna, cast.dora)
    with app.app_context(), writing():
        now = clock.now()
        long_ago = now - timedelta(days=120)
        take(session(), content, long_ago, cast.anna.id, cast.here.id)
        close_due_quarters(session(), now)
        assert closed_quarters(session())
        take(session(), content, now, cast.anna.id, cast.here.id)
        other = accounts.create_user(session(), now, name="Elev Två", language="sv")
        membership_actions.join(session(), now, cast.here.id, other.id, other.name)
        take(session(), content, now, other.id, cast.here.id)
        take(session(), content, now, cast.dora.id, cast.there.id)
        session().commit()
    before = everything(app)
    erase(cast.learner())
    after = everything(app)
    for name in before:
        if name.startswith("closed_"):
            assert after[name] == before[name], name
    with app.app_context(), writing():
        left = counted(session())
        rebuild_counters(session(), closed_quarters(session()))
        assert counted(session()) == left
        session().rollback()
    assert {row["people"] for row in after["sign_count"] if row["organisation_id"] == cast.here.id} == {1}


def test_s42_the_check_says_that_the_certificate_is_deleted(app: Flask, cast: Cast, content: Content) -> None:
    """By link and by number; any name will do, for there is none left to compare, and nothing else is told."""
    live_a_life(cast, content)
    earned = sole_certificate(app)
    browser = cast.learner()
    offered = browser.get(STEP_ONE)
    assert "Spara ditt intyg först" in offered.text
    assert offered.soup.select_one(f"main a[href='/intyg/{earned.number}']") is not None
    assert browser.client.get(f"/intyg/{earned.number}/intyg.pdf").data.startswith(b"%PDF")
    erase(browser)
    stranger = Browser(app)
    page = stranger.get(f"/i/{earned.link}")
    assert "Raderat" in page.text
    assert cast.anna.name not in page.html
    assert earned.course_name not in page.html
    for name in (cast.anna.name, "Vem Som Helst"):
        page = stranger.submit(stranger.get("/intyg/kontroll"), number=earned.number, name=name)
        assert "Raderat" in page.text
        assert cast.anna.name not in page.html
    page = stranger.submit(stranger.get("/intyg/kontroll"), number="0000-0000-00000", name=cast.anna.name)
    assert "Vi hittar inget intyg" in page.text


def test_the_contact_person_sees_a_number_and_no_name(app: Flask, cast: Cast, content: Content) -> None:
    """C3: "1 intyg, raderat på begäran"; who had none leaves no trace there."""
    live_a_life(cast, content)
    assert cast.anna.name in cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla").text
    erase(cast.learner())
    page = cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla")
    assert "1 intyg är raderat på begäran." in page.text
    assert cast.anna.name not in page.html
    assert ERASED_NAME not in page.html
    erase(cast.sign_in(cast.dora))
    other = cast.sign_in(cast.cecilia, staff=True).get(f"/oversikt/{cast.there.ref}")
    assert "raderat på begäran" not in other.text


# ---- twice, by halves, by mistake --------------------------------------------------------------------


@pytest.mark.both
def test_f12_a_second_click_is_told_the_same(app: Flask, cast: Cast, content: Content) -> None:
    live_a_life(cast, content)
    browser = cast.learner()
    browser.get(STEP_TWO)
    form = {"csrf_token": browser.token(), "pin": PIN}
    second = Browser(app)
    with browser.client.session_transaction() as cookie, second.client.session_transaction() as copy:
        copy.update(cookie)
    assert browser.client.post(STEP_TWO, data=form).location == DONE
    again = second.client.post(STEP_TWO, data=form)
    assert (again.status_code, again.location) == (303, DONE)
    with app.app_context(), writing():
        assert not erase_actions.erase(session(), clock.now(), cast.anna.id, pepper=PEPPER)
        assert session().scalar(select(sa.func.count()).select_from(Erasure)) == 1


def test_looking_erases_nothing(app: Flask, cast: Cast, content: Content) -> None:
    """GET and HEAD of both steps and of the last page, by her and by nobody."""
    live_a_life(cast, content)
    browser = cast.learner()
    before = everything(app)
    for path in (STEP_ONE, STEP_TWO, DONE, f"{STEP_TWO}?pin={PIN}"):
        for method in ("GET", "HEAD"):
            assert browser.client.open(path, method=method).status_code == 200
    assert everything(app) == {**before, "sign_in": everything(app)["sign_in"]}
    assert Browser(app).get(STEP_TWO).path == "/kort/"


def test_whatever_breaks_on_the_way_leaves_everything(app: Flask, cast: Cast, content: Content) -> None:
    """The n-th statement fails, n = 1, 2, …: not a row is gone. Then it goes through, and everything is."""
    live_a_life(cast, content)
    before = everything(app)
    failed = 0
    step = rounds(5, 1)
    for number in range(1, 2000, step):
        if not dies_at(app, number, lambda: erase_now(app, cast.anna)):
            break
        failed += 1
        assert everything(app) == before, f"after statement {number}"
    assert failed > 20 / step
    assert everything(app)["attempt"] == []


def erase_now(app: Flask, person: Person) -> None:
    with app.app_context(), writing():
        erase_actions.erase(session(), clock.now(), person.id, pepper=PEPPER)
        session().commit()


def dies_at(app: Flask, number: int, act: Callable[[], None]) -> bool:
    """Do something while its n-th statement breaks. Returns whether it came to that."""
    left = number

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise InterruptedError

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        act()
    except InterruptedError:
        return True
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    return False


def test_what_another_screen_wrote_in_that_moment_is_swept(app: Flask, cast: Cast, content: Content) -> None:
    live_a_life(cast, content)
    erase(cast.learner())
    with app.app_context(), writing():
        late = ScreenRead(
            user_id=cast.anna.id, lesson_key="x", screen_key="y", lesson_version="1", read_at=clock.now()
        )
        session().add(late)
        session().commit()
    run(app, "nightly")
    assert all(row["user_id"] != cast.anna.id for row in everything(app)["screen_read"])


# ---- who it is ---------------------------------------------------------------------------------------


def test_a_wrong_pin_erases_nothing_and_ten_let_the_card_sleep(
    app: Flask, cast: Cast, content: Content
) -> None:
    live_a_life(cast, content)
    browser = cast.learner()
    page = browser.get(STEP_TWO)
    for _ in range(10):
        page = browser.submit(page, YES, pin="000111")
        assert page.path == STEP_TWO
        assert page.soup.select(".error")
    page = browser.submit(page, YES, pin=PIN)
    assert "Kortet vilar" in page.text
    with app.app_context():
        assert session().get_one(User, cast.anna.id).name == cast.anna.name
        assert session().scalars(select(ReturnCard.wrong_pins)).all() == [0]


def test_without_a_card_nothing_is_asked_but_the_two_steps_stand(app: Flask, cast: Cast) -> None:
    browser = cast.sign_in(cast.dora)
    page = browser.get(STEP_ONE)
    assert "Det går inte att ångra" in page.text
    assert not page.soup.select("main form"), "the first step only tells"
    page = browser.get(STEP_TWO)
    assert not page.soup.select("main input[name=pin]")
    assert browser.submit(page, YES).path == DONE


def test_staff_prove_themselves_again(app: Flask, cast: Cast) -> None:
    """S29: a trainer whose sign-in is older than ten minutes gives password and code; then her role is gone too."""
    give_password(app, cast.david, PEPPER)
    browser = cast.trainer()
    with app.app_context(), writing():
        session().execute(sa.update(SignIn).values(proved_at=clock.now() - timedelta(minutes=11)))
        session().commit()
    page = browser.get(STEP_TWO)
    assert page.path == "/personal/bekrafta"
    assert browser.post(STEP_TWO).path == "/personal/bekrafta"
    page = browser.submit(browser.get("/personal/bekrafta"), password=PASSWORD, totp=totp_now())
    assert page.path == STEP_TWO
    assert browser.submit(page, YES).path == DONE
    assert all(row["user_id"] != cast.david.id for row in everything(app)["role"])
    assert everything(app)["staff_login"] == []


def test_a_card_alone_does_not_end_a_staff_login(app: Flask, cast: Cast) -> None:
    give_password(app, cast.david, PEPPER)
    browser = cast.sign_in(cast.david)
    page = browser.get(STEP_ONE)
    assert page.has_link("Logga in som personal")
    assert not page.has_link("Fortsätt till sista steget")
    assert browser.post(STEP_TWO).path == STEP_ONE
    with app.app_context():
        assert session().get_one(User, cast.david.id).erased_at is None


@pytest.mark.both
@pytest.mark.parametrize(
    ("who", "role", "says"),
    [
        ("bo", RoleName.CONTACT, "Du är den enda kontaktpersonen på Hotell Sundet."),
        ("eva", RoleName.COORDINATOR, "Du är den enda samordnaren i nätverket."),
    ],
)
def test_who_is_the_only_one_hands_over_first(
    app: Flask, cast: Cast, who: str, role: RoleName, says: str
) -> None:
    person: Person = getattr(cast, who)
    browser = cast.sign_in(person, staff=True)
    page = browser.get(STEP_ONE)
    assert says in page.text
    assert not page.has_link("Fortsätt till sista steget")
    assert browser.post(STEP_TWO).path == STEP_ONE
    with app.app_context(), writing():
        place = cast.here.id if role is RoleName.CONTACT else None
        role_actions.grant_role(
            session(), clock.now(), cast.dora.id, role, network=NETWORK, organisation_id=place, actor_id=None
        )
        session().commit()
    assert erase(browser).path == DONE


# ---- restored backups --------------------------------------------------------------------------------


@pytest.mark.sqlite
def test_a_restored_backup_does_not_bring_her_back(
    cast: Cast, content: Content, app: Flask, settings: Settings, tmp_path: Path
) -> None:
    """The backup is older than the erasure: one command erases again, twice is once, others stay."""
    live_a_life(cast, content)
    dispose(app)
    backup = tmp_path / "backup.db"
    shutil.copy(settings.database_url.removeprefix("sqlite:///"), backup)
    earned = sole_certificate(app)
    erase(cast.learner())
    restored = create_app(make_settings(f"sqlite:///{backup}", erasures_file=settings.erasures_file), content)
    assert cast.anna.name in repr(everything(restored))
    assert "1 erasures in the file, 1 people erased again" in run(restored, "replay-erasures")
    assert cast.anna.name not in repr(everything(restored))
    assert cast.dora.name in repr(everything(restored))
    assert "Raderat" in Browser(restored).get(f"/i/{earned.link}").text
    assert "1 erasures in the file, 0 people erased again" in run(restored, "replay-erasures")
    dispose(restored)


def test_a_list_that_cannot_be_written_stops_nobody_and_the_night_catches_up(
    app: Flask, cast: Cast, settings: Settings
) -> None:
    settings.erasures_file.mkdir(parents=True)  # a folder where the file should be: nothing can be written
    assert erase(cast.sign_in(cast.dora)).path == DONE
    settings.erasures_file.rmdir()
    run(app, "nightly")
    with app.app_context():
        (noted,) = session().scalars(select(Erasure.ref_digest))
    assert erasure_file.read(settings.erasures_file) == {noted}
    run(app, "nightly")
    assert settings.erasures_file.read_text().count(noted) == 1


def test_a_line_cut_off_is_no_digest_and_the_next_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "list"
    one, two = "a" * 64, "b" * 64
    assert erasure_file.keep(path, [one]) == 1
    with path.open("a") as file:
        file.write("c" * 40)
    assert erasure_file.read(path) == {one}
    assert erasure_file.keep(path, [one, two]) == 1
    assert erasure_file.read(path) == {one, two}
    assert path.stat().st_mode & 0o777 == 0o600
