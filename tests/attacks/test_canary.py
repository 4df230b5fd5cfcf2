"""S57: names, PINs, secrets, passwords and addresses of people never reach logs, addresses or, unhashed, the database."""

import re
from dataclasses import dataclass, field

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from core import clock
from core.db import session
from quiz.content import Content
from tests.attacks.watch import edit, everything_logged, rows_of
from tests.builders.cast import COURSE, Cast, Person
from tests.builders.exams import read_everything, running
from tests.builders.pages import Browser, Page

NAME = "Kanarina Gulfjäder"
USERNAME = "kanarina.gul"
PASSWORD = "kanariefågel sittpinne vattenskål"
PIN = "739164"
IP = "203.0.113.77"
AGENT = "Kanarieläsare/9.7"
PERSONAL = (NAME, "Kanarina", USERNAME, PASSWORD, PIN, IP, AGENT)


@dataclass
class Canaries:
    """What must not be found, and every address that was asked for or offered."""

    secrets: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)


class Watched(Browser):
    """A browser that notes every address it is given, and brings its own address and name of program."""

    def __init__(self, app: Flask, canaries: Canaries) -> None:
        super().__init__(app)
        self.canaries = canaries
        self.client.environ_base.update(REMOTE_ADDR=IP, HTTP_USER_AGENT=AGENT, HTTP_X_FORWARDED_FOR=IP)

    def _take(self, response: object, status: int) -> Page:
        page = super()._take(response, status)  # type: ignore[arg-type]
        for step in (*page.response.history, page.response):
            self.canaries.addresses.append(step.location or "")
        for each in page.soup.select("[href], [action], [src]"):
            self.canaries.addresses.append(str(each.get("href") or each.get("action") or each.get("src")))
        return page


def become_staff(app: Flask, browser: Watched, canaries: Canaries) -> None:
    """Come in by the command's link, make an organisation, get a wrong password wrong."""
    printed = app.test_cli_runner().invoke(args=["invite-coordinator"]).output
    secret = re.search(r"/bjudin/(\S+)", printed)
    assert secret is not None
    page = browser.get(f"/bjudin/{secret[1]}")
    totp = max((each.get_text("").replace(" ", "") for each in page.soup.select(".code, code, bdi")), key=len)
    code = pyotp.TOTP(totp).at(clock.now())
    page = browser.submit(page, name=NAME, username=USERNAME, password=PASSWORD, totp=code)
    assert "/samordnare" in page.path
    page = browser.post("/samordnare/ny-organisation", name="Hotell Buren", kind="hotell", courses=COURSE)
    page = browser.post(f"{page.path}/bjud-in/kontaktperson")
    invited = re.search(r"/bjudin/([\w-]{22})", page.html)
    assert invited is not None
    canaries.secrets |= {"invitation": secret[1], "second invitation": invited[1], "totp": totp}
    browser.get("/samordnare")
    browser.post("/logga-ut")
    for password in (PASSWORD, PASSWORD + "x"):
        browser.post("/personal", username=USERNAME, password=password, totp="000000")
    browser.get(f"/bjudin/{secret[1]}", 404)


def learn(app: Flask, content: Content, cast: Cast, browser: Watched, canaries: Canaries) -> None:
    """Join, make a card, come back with it, pass, show the certificate; be wrong everywhere once."""
    browser.get(f"/g/{cast.here.code}")
    browser.post(f"/g/{cast.here.code}/namn", name=NAME, language="sv")
    page = browser.post("/mitt-kort", pin=PIN)
    code = page.soup.select_one(".code")
    assert code is not None
    with browser.client.session_transaction() as kept:
        canaries.secrets |= {"card": code.get_text().replace("-", ""), "sign-in": kept["_user_id"]}
    for path in ("/mitt-kort/utbildning.png", "/mitt-kort/utbildning.pdf"):
        assert browser.client.get(path).status_code == 200
    browser.post("/mitt-kort/klart")
    browser.post("/logga-ut")
    for pin in ("000001", PIN):
        page = browser.post("/kort/", code=code.get_text(), pin=pin, screen="shared")
    assert page.path == "/min-utbildning"
    me = person_named(app, NAME)
    read_everything(app, content, me)
    browser.post(f"/prov/{COURSE}")
    sitting = running(app, me)
    for number in range(1, 13):
        browser.post(sitting.url(number), answer=sitting.right(number))
    page = browser.get(f"/intyg/min/{COURSE}")
    assert NAME in page.text
    printed = page.path.rsplit("/", 1)[1]
    link = str(rows_of(app)["certificate"][0][2])
    assert len(link) == 22
    canaries.secrets |= {"certificate's link": link, "certificate's number": printed}
    browser.client.get(f"/intyg/{printed}/intyg.pdf")
    for path in (f"/i/{link}", f"/i/{link}?name={NAME}"):
        browser.get(path)
    for name in (NAME, NAME + "a"):
        browser.post("/intyg/kontroll", number=printed, name=name)


def person_named(app: Flask, name: str) -> Person:
    with app.app_context():
        found = session().execute(sa.text('SELECT max(id) FROM "user" WHERE name = :name'), {"name": name})
        return Person(id=found.scalar_one(), name=name)


def fail(
    app: Flask, browser: Watched, canaries: Canaries, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses that do not exist, a fault with a name in its words, a database that lacks a table."""
    for secret in canaries.secrets.values():
        for path in (f"/{secret}", f"/i/{secret}x", f"/oversikt/{secret}", f"/intyg/{secret}x"):
            browser.client.get(path)
        browser.client.post(f"/kort/{secret}", data={"pin": PIN, "name": NAME})
    with monkeypatch.context() as patched:
        patched.setattr(
            "certificates.training_views.belongings", raise_with(f"{NAME} {PIN} {canaries.secrets['card']}")
        )
        browser.get("/min-utbildning", 500)
    edit(app, lambda: session().execute(sa.text("ALTER TABLE audit_entry RENAME TO gone")))
    for path, fields in (
        ("/mitt-kort", {"pin": PIN}),
        ("/kort/", {"code": canaries.secrets["card"], "pin": PIN, "screen": "own"}),
        (f"/g/{code}/namn", {"name": NAME, "language": "sv"}),
    ):
        sender = browser if path == "/mitt-kort" else Watched(app, canaries)
        response = sender.client.post(path, data={"csrf_token": sender.token(), **fields})
        assert response.status_code in {500, 503}, path


def raise_with(words: str) -> object:
    def broken(*_: object) -> None:
        raise ValueError(words)

    return broken


@pytest.mark.slow
@pytest.mark.both
def test_s57_no_canary_sings(
    app: Flask,
    cast: Cast,
    content: Content,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A whole life on the site, its faults included, with every logger at DEBUG: nothing in logs, addresses, rows."""
    canaries = Canaries()
    browser = Watched(app, canaries)
    with everything_logged() as log:
        become_staff(app, Watched(app, canaries), canaries)
        learn(app, content, cast, browser, canaries)
        rows = repr(rows_of(app))
        fail(app, browser, canaries, cast.here.code, monkeypatch)
    written = log.getvalue() + capfd.readouterr().err
    assert written.count('"fault"') == written.count('"case"') >= 3
    for what, canary in {**{each: each for each in PERSONAL}, **canaries.secrets}.items():
        assert canary not in written, f"{what} in a log"
        assert repr(canary)[1:-1].encode("ascii", "backslashreplace").decode() not in written, (
            f"{what} in a log"
        )
    offered = "\n".join(canaries.addresses)
    for canary in (
        *PERSONAL,
        *(canaries.secrets[each] for each in ("card", "sign-in", "totp", "invitation")),
    ):
        assert canary not in offered, f"{canary} in an address"
    for what in ("card", "sign-in", "totp", "invitation", "second invitation"):
        assert canaries.secrets[what] not in rows, f"{what} in the database"
    for canary in (PASSWORD, PIN, IP, AGENT):
        assert canary not in rows, f"{canary} in the database"
