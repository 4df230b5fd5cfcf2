"""Ending a coordinator's role: another one's, never one's own, never the last; and a code that works once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry, StaffLogin, User
from accounts.rules import REAUTHENTICATION_LASTS
from core import clock
from core.db import session, writing
from core.errors import NotAllowedNow
from organisations import role_actions
from organisations.models import Role
from organisations.rules import RoleName
from tests.builders.cast import NETWORK, PASSWORD, Cast, Person, give_password, make_staff
from tests.builders.pages import Browser, words
from tests.conftest import PEPPER

START = "/samordnare"


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 8, 14, 10, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def frida(app: Flask, cast: Cast) -> Person:
    """A second coordinator, who can sign in."""
    with app.app_context(), writing():
        made = make_staff(clock.now(), "Frida Falk", "frida", RoleName.COORDINATOR, None)
        session().commit()
    give_password(app, made, PEPPER)
    return made


def coordinators(app: Flask) -> list[str]:
    with app.app_context():
        rows = session().scalars(
            select(User.name)
            .join(Role, Role.user_id == User.id)
            .where(Role.role == RoleName.COORDINATOR, Role.ended_at.is_(None))
            .order_by(User.name)
        )
        return list(rows)


def ref_of(app: Flask, person: Person) -> str:
    with app.app_context():
        return session().get_one(User, person.id).ref


def ended(app: Flask) -> list[tuple[int | None, object]]:
    with app.app_context():
        rows = session().scalars(select(AuditEntry).where(AuditEntry.action == "role-ended"))
        return [(each.actor_id, each.details) for each in rows]


@pytest.mark.both
def test_a_coordinator_ends_anothers_role(app: Flask, cast: Cast, frida: Person) -> None:
    """She is out at her next press, and it is in the log by refs."""
    fridas = cast.sign_in(frida, staff=True)
    assert fridas.get(START).path == START
    eva = cast.coordinator()
    page = eva.get(START)
    rows = [words(each) for each in page.soup.select("section[aria-labelledby=coordinators] li")]
    assert rows == ["Eva Gren Du", "Frida Falk Ny inloggning Frida Falk Avsluta uppdraget Frida Falk"]
    page = eva.submit(page, "Avsluta uppdraget Frida Falk")
    assert page.path == START
    assert "Frida" not in page.text
    assert coordinators(app) == ["Eva Gren"]
    assert fridas.get(START).path == "/personal"
    assert ended(app) == [(cast.eva.id, {"role": "coordinator", "who": ref_of(app, frida)})]


@pytest.mark.both
def test_the_last_one_stays_and_nobody_ends_her_own(app: Flask, cast: Cast, frida: Person) -> None:
    eva = cast.coordinator()
    path = f"{START}/uppdrag/{ref_of(app, cast.eva)}/avsluta"
    eva.post(path, 404)
    assert coordinators(app) == ["Eva Gren", "Frida Falk"]
    eva.post(f"{START}/uppdrag/{ref_of(app, frida)}/avsluta")
    eva.post(f"{START}/uppdrag/{ref_of(app, frida)}/avsluta", 404)
    ref = ref_of(app, cast.eva)
    with app.app_context(), writing(), pytest.raises(NotAllowedNow):
        role_actions.end_coordinator(session(), clock.now(), NETWORK, ref, actor_id=None)
    assert coordinators(app) == ["Eva Gren"]


@pytest.mark.both
def test_two_who_end_each_other_leave_one(app: Flask, cast: Cast, frida: Person) -> None:
    """The second one's press is refused like any stranger's, whichever it is."""
    pages = [
        (cast.sign_in(who, staff=True), f"{START}/uppdrag/{ref_of(app, other)}/avsluta")
        for who, other in ((cast.eva, frida), (frida, cast.eva))
    ]
    answers = [
        browser.client.post(path, data={"csrf_token": browser.token()}).status_code for browser, path in pages
    ]
    assert (answers, coordinators(app)) == ([303, 303], ["Eva Gren"])


def test_it_is_asked_again_who_she_is(
    app: Flask, cast: Cast, frida: Person, noon: time_machine.Traveller
) -> None:
    give_password(app, cast.eva, PEPPER)
    eva = cast.coordinator()
    noon.shift(REAUTHENTICATION_LASTS)
    assert eva.post(f"{START}/uppdrag/{ref_of(app, frida)}/avsluta").path == "/personal/bekrafta"
    assert coordinators(app) == ["Eva Gren", "Frida Falk"]


@pytest.mark.both
def test_the_command_ends_her_too(app: Flask, cast: Cast, frida: Person) -> None:
    """By the username, case and spaces ignored; a stranger and the last one are refused with the remedy."""
    runner = app.test_cli_runner()
    fridas = cast.sign_in(frida, staff=True)
    give_password(app, cast.eva, PEPPER)
    give_password(app, cast.bo, PEPPER)
    for name in ("ingen", "bo"):
        said = runner.invoke(args=["end-coordinator", name])
        assert (said.exit_code, "No coordinator has this username." in said.output) == (1, True)
    said = runner.invoke(args=["end-coordinator", " Frida "])
    assert (said.exit_code, "signed out everywhere" in said.output) == (0, True)
    assert fridas.get(START).path == "/personal"
    said = runner.invoke(args=["end-coordinator", "eva"])
    assert (said.exit_code, "flask invite-coordinator" in said.output) == (1, True)
    assert coordinators(app) == ["Eva Gren"]
    assert ended(app) == [(None, {"role": "coordinator", "who": ref_of(app, frida)})]


@pytest.mark.both
def test_s30_the_code_typed_at_the_invitation_works_once(
    app: Flask, device: Browser, noon: time_machine.Traveller
) -> None:
    """Whoever looked over her shoulder cannot sign in with it; her next code works."""
    printed = app.test_cli_runner().invoke(args=["invite-coordinator"]).output
    page = device.get("/bjudin/" + printed.split("/bjudin/")[1].split()[0])
    secret = words(page.soup.select_one(".code")).replace(" ", "")
    code = pyotp.TOTP(secret).at(clock.now())
    page = device.submit(page, name="Eva Gren", username="eva", password=PASSWORD, totp=code)
    assert page.path == START
    with app.app_context():
        assert session().scalars(select(StaffLogin.totp_last_step)).one() > 0
    thief = Browser(app)
    assert "hör inte ihop" in thief.post("/personal", username="eva", password=PASSWORD, totp=code).text
    noon.shift(30)
    later = pyotp.TOTP(secret).at(clock.now())
    assert thief.post("/personal", username="eva", password=PASSWORD, totp=later).path == START
