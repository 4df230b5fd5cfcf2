"""S24, S25, S29: a lost telephone or password. The coordinator starts it, its owner alone chooses the new secrets."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from flask import Flask
from time_machine import Traveller

from accounts.models import AuditEntry, Passkey, StaffReset
from accounts.rules import RESET_LASTS
from core import clock
from tests.attacks.watch import count_rows, rows_of
from tests.attacks.world import World
from tests.builders.authenticator import Telephone, make_key, use_key
from tests.builders.cast import PASSWORD, Cast, give_password, totp_now
from tests.builders.pages import Browser, Page
from tests.conftest import PEPPER

NEW_PASSWORD = "moln spade kaffe lampa"
DEAD = "Länken är använd eller för gammal"


def ask_for(cast: Cast, name: str = "Bo Berg") -> str:
    """The path of the link that the coordinator gets on her screen."""
    eva = cast.coordinator()
    page = eva.get(f"/samordnare/organisation/{cast.here.ref}")
    page = eva.submit(page, f"Ny inloggning {name}")
    link = page.soup.select_one(".one-time-link")
    assert link is not None
    return link.get_text().removeprefix("http://localhost:8000")


def renew(device: Browser, path: str, status: int = 200, **fields: Any) -> tuple[Page, str]:
    """Open a link and choose; returns the page after it and the new secret."""
    page = device.get(path)
    secret = max((each.get_text("").replace(" ", "") for each in page.soup.select(".code")), key=len)
    code = pyotp.TOTP(secret).at(clock.now())
    chosen: dict[str, Any] = {"new_password": NEW_PASSWORD, "totp": code, **fields}
    return device.submit(page, status=status, **chosen), secret


@pytest.mark.both
def test_s29_a_lost_login_from_the_coordinators_button_to_the_first_page(app: Flask, cast: Cast) -> None:
    """New password and codes by her own hand; old ones, other screens and keys from work open nothing."""
    give_password(app, cast.bo, PEPPER)
    thief, phone = cast.contact(), Telephone()
    make_key(thief, phone)
    path, device = ask_for(cast), Browser(app)
    assert thief.get(f"/oversikt/{cast.here.ref}").path != "/kort/"
    page, secret = renew(device, path)
    assert cast.here.name in page.text
    assert thief.get("/konto").path == "/kort/"
    assert count_rows(app, Passkey) == 0
    use_key(Browser(app), phone, status=403)
    old = Browser(app).post("/personal", username="bo", password=PASSWORD, totp=totp_now())
    assert "hör inte ihop" in old.text
    code = pyotp.TOTP(secret).at(clock.now())
    used = Browser(app).post("/personal", username="bo", password=NEW_PASSWORD, totp=code)
    assert "hör inte ihop" in used.text, "the code that confirmed the app works a second time"
    actions = [row[3] for row in rows_of(app, AuditEntry)["audit_entry"]]
    assert actions.count("reset-started") == actions.count("reset-used") == 1
    kept = device.get("/mina-uppgifter/allt").text
    assert "Eva Gren" in kept


def test_s25_looking_at_the_link_uses_nothing_up(world: World) -> None:
    """A scanner's GET and HEAD, from several devices, and a form with faults: the link still works, once."""
    path = f"/ny-inloggning/{world.here.reset}"
    before = rows_of(world.app)
    for device in (Browser(world.app), Browser(world.app)):
        for method in ("GET", "HEAD") * 5:
            response = device.client.open(path, method=method)
            assert response.status_code == 200
            assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    page, _ = renew(Browser(world.app), path, new_password="för kort")
    assert "för kort" in page.text
    page, _ = renew(Browser(world.app), path, totp="000000")
    assert "Koden stämmer inte" in page.text
    assert rows_of(world.app) == before
    first, second = Browser(world.app), Browser(world.app)
    kept = second.get(path)
    renew(first, path)
    late = second.submit(kept, status=404, new_password=NEW_PASSWORD, totp="000000")
    assert (late.h1, "Be samordnaren om en ny länk." in late.text) == (DEAD, True)
    assert first.get(path, 404).h1 == DEAD


def test_s25_after_a_day_or_a_newer_one_the_link_is_dead(app: Flask, cast: Cast, hand: Traveller) -> None:
    give_password(app, cast.bo, PEPPER)
    first, second = ask_for(cast), ask_for(cast)
    assert Browser(app).get(first, 404).h1 == DEAD
    hand.shift(RESET_LASTS + timedelta(seconds=1))
    assert Browser(app).get(second, 404).h1 == DEAD


def test_s29_the_link_is_asked_for_by_somebody_who_just_proved_herself(
    app: Flask, cast: Cast, hand: Traveller
) -> None:
    """After ten minutes the coordinator is asked again; for herself there is no button and no way."""
    give_password(app, cast.bo, PEPPER)
    give_password(app, cast.eva, PEPPER)
    eva = cast.coordinator()
    page = eva.get(f"/samordnare/organisation/{cast.here.ref}")
    hand.shift(timedelta(minutes=11))
    assert eva.submit(page, "Ny inloggning Bo Berg").path == "/personal/bekrafta"
    assert count_rows(app, StaffReset) == 0
    with app.app_context():
        from accounts.models import User
        from core.db import session

        ref = session().get_one(User, cast.eva.id).ref
    cast.coordinator().post(f"/samordnare/personal/{ref}/ny-inloggning", 404)


def test_s32_the_last_coordinator_gets_her_link_by_a_command(app: Flask, cast: Cast) -> None:
    give_password(app, cast.eva, PEPPER)
    run = app.test_cli_runner().invoke
    assert run(args=["reset-login", "ingen"]).exit_code == 1
    printed = run(args=["reset-login", "EVA"]).output
    path = "/ny-inloggning/" + printed.split("/ny-inloggning/")[1].split()[0]
    page, _ = renew(Browser(app), path)
    assert page.path == "/samordnare"
