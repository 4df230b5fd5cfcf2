"""Single sign-on with a real OpenID provider that the tests start: who comes in, with what, and what ends."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry, OidcIdentity, OidcJourney, SignIn, User
from app import create_app
from care.erase_actions import erase
from core import clock
from core.db import session, writing
from organisations import membership_actions, role_actions
from organisations.models import Membership, MembershipFromProvider, Role, RoleFromProvider
from organisations.queries import roles_of
from organisations.rules import RoleName
from quiz.content import Content
from tests.builders.cast import Cast, Person, give_password
from tests.builders.openid import LABEL, RealProvider, groups_file, leave, real_provider, sso_settings, walk
from tests.builders.pages import Browser, Page
from tests.builders.rows import count
from tests.conftest import PEPPER, dispose, make_settings


@pytest.fixture(scope="module")
def provider() -> Iterator[RealProvider]:
    with real_provider() as running:
        yield running


@pytest.fixture
def town(
    cast: Cast, provider: RealProvider, database_url: str, content: Content, tmp_path: Path
) -> Iterator[Cast]:
    """The cast on a site that knows the provider."""
    groups = groups_file(tmp_path, cast.here.ref, cast.there.ref)
    made = create_app(make_settings(database_url, **sso_settings(provider.issuer, groups)), content)
    yield replace(cast, app=made)
    dispose(made)


def come_in(
    town: Cast, login: str, status: int = 200, browser: Browser | None = None
) -> tuple[Browser, Page]:
    """The whole way: the button, the provider, and back."""
    browser = browser or Browser(town.app)
    return browser, browser.get(walk(leave(browser), login), status)


def user_named(app: Flask, name: str) -> int | None:
    with app.app_context():
        return session().scalar(select(User.id).where(User.name == name))


def actions_of(app: Flask, user_id: int) -> list[str]:
    with app.app_context():
        rows = session().scalars(
            select(AuditEntry.action).where(AuditEntry.actor_id == user_id).order_by(AuditEntry.id)
        )
        return list(rows)


# ---- coming in ---------------------------------------------------------------------------------------


def test_the_button_is_there_only_when_it_is_set_up(cast: Cast, town: Cast) -> None:
    for path in ("/personal", "/kort/"):
        assert LABEL not in Browser(cast.app).get(path).text
        page = Browser(town.app).get(path)
        assert LABEL in page.text
        assert "kvar inloggad hos din arbetsplats" in page.text
    assert Browser(cast.app).post("/logga-in/sso", 404).h1 == "Sidan finns inte"


@pytest.mark.both
def test_a_contact_person_by_group_lands_on_her_overview(town: Cast, provider: RealProvider) -> None:
    provider.say("karin", "Karin  Käll", "kontakt-sundet", "någon-annan-grupp")
    browser, page = come_in(town, "karin")
    assert page.path == f"/oversikt/{town.here.ref}"
    user_id = user_named(town.app, "Karin Käll")
    assert user_id is not None
    assert actions_of(town.app, user_id) == ["sso-linked", "sso-role-given", "sign-in"]
    browser.get(f"/oversikt/{town.there.ref}", 404)
    come_in(town, "karin")
    assert count(town.app, OidcIdentity) == 1
    assert count(town.app, OidcJourney) == 0


@pytest.mark.both
def test_a_learner_by_group_learns_without_a_card_and_may_make_one(
    town: Cast, provider: RealProvider
) -> None:
    provider.say("lena", "Lena Lid", "alla-sundet")
    browser, page = come_in(town, "lena")
    assert page.path == "/min-utbildning"
    assert browser.get("/mitt-kort").path == "/mitt-kort"
    with town.app.app_context():
        kinds = session().scalars(
            select(SignIn.kind).where(SignIn.user_id == user_named(town.app, "Lena Lid"))
        )
        assert list(kinds) == ["shared"], "nobody said whose screen it is"


@pytest.mark.both
def test_who_has_no_mapped_group_is_told_whom_to_ask_and_gets_nothing(
    town: Cast, provider: RealProvider
) -> None:
    provider.say("gast", "Gäst Gran", "helt-annan-grupp")
    before = count(town.app, User)
    browser, page = come_in(town, "gast", 403)
    assert page.h1 == "Ditt konto är inte med än"
    assert "Fråga din chef eller den som sköter konton hos er." in page.text
    assert page.has_link("Till inloggningen")
    assert (count(town.app, User), count(town.app, OidcIdentity)) == (before, 0)
    assert browser.client.get("/min-utbildning").status_code == 303


@pytest.mark.both
def test_a_coordinator_by_group_needs_two_steps_at_the_provider(town: Cast, provider: RealProvider) -> None:
    provider.say("sara", "Sara Sund", "samordning")
    _, page = come_in(town, "sara", 403)
    assert page.h1 == "En samordnare behöver två steg"
    assert user_named(town.app, "Sara Sund") is None
    provider.say("sara", "Sara Sund", "samordning", amr=("pwd", "otp"))
    assert come_in(town, "sara")[1].path == "/samordnare"


@pytest.mark.both
def test_a_name_that_cannot_be_printed_is_written_by_herself(town: Cast, provider: RealProvider) -> None:
    provider.say("x42", "konto_42@exempel", "alla-sundet")
    browser, page = come_in(town, "x42")
    assert (page.path, page.h1) == ("/logga-in/sso/namn", "Vad ska stå på ditt intyg?")
    page = browser.submit(page, "Fortsätt", name="R2-D2")
    assert "Ett namn har inga siffror" in page.text
    page = browser.submit(page, "Fortsätt", name="Rut Dahl")
    assert page.path == "/min-utbildning"
    assert user_named(town.app, "Rut Dahl") is not None
    assert come_in(town, "x42")[1].path == "/min-utbildning", "asked once"
    another = Browser(town.app)
    another.get("/logga-in/sso/namn", 403)


@pytest.mark.both
def test_two_first_sign_ins_at_once_make_one_person(town: Cast, provider: RealProvider) -> None:
    provider.say("tove", "Tove Tång", "kontakt-sundet", "alla-sundet")
    browsers = [Browser(town.app) for _ in range(4)]
    ways = [walk(leave(browser), "tove") for browser in browsers]
    with ThreadPoolExecutor(len(ways)) as pool:
        answers = list(
            pool.map(lambda pair: pair[0].client.get(pair[1]).status_code, zip(browsers, ways, strict=True))
        )
    assert answers == [303] * 4
    with town.app.app_context():
        people = session().scalars(select(User).where(User.name == "Tove Tång")).all()
        assert len(people) == 1
        assert session().scalars(select(Role.user_id).where(Role.user_id == people[0].id)).all() == [
            people[0].id
        ]


# ---- groups come and go ------------------------------------------------------------------------------


@pytest.mark.both
def test_a_lost_group_ends_the_role_and_every_other_sign_in_at_once(
    town: Cast, provider: RealProvider
) -> None:
    provider.say("maja", "Maja Mård", "kontakt-sundet", "kontakt-kullen", "alla-sundet")
    old, page = come_in(town, "maja")
    assert page.h1 == "Vart vill du gå?"
    provider.say("maja", "Maja Mård", "kontakt-kullen")
    new, page = come_in(town, "maja")
    assert page.path == f"/oversikt/{town.there.ref}"
    new.get(f"/oversikt/{town.here.ref}", 404)
    assert old.client.get(f"/oversikt/{town.there.ref}").status_code == 303, "the other screen is signed out"
    user_id = user_named(town.app, "Maja Mård")
    assert user_id is not None
    assert actions_of(town.app, user_id).count("sso-role-lost") == 2
    with town.app.app_context():
        ended = session().scalars(select(Membership.ended_at).where(Membership.user_id == user_id)).one()
        assert ended is not None
    provider.say("maja", "Maja Mård")
    _, page = come_in(town, "maja", 403)
    assert page.h1 == "Ditt konto är inte med än"
    assert new.client.get(f"/oversikt/{town.there.ref}").status_code == 303
    with town.app.app_context():
        assert roles_of(session(), user_id) == frozenset()


@pytest.mark.both
def test_what_was_given_by_hand_is_not_taken(town: Cast, provider: RealProvider) -> None:
    """A role from an invitation, and one from a group that somebody then gave by hand too, stay without groups."""
    provider.say("olle", "Olle Orre", "kontakt-sundet", "alla-sundet")
    come_in(town, "olle")
    user_id = user_named(town.app, "Olle Orre")
    assert user_id is not None
    with town.app.app_context(), writing():
        now = clock.now()
        for role in (RoleName.CONTACT, RoleName.TRAINER):
            role_actions.grant_role(
                session(),
                now,
                user_id,
                role,
                network="helsingborg",
                organisation_id=town.here.id,
                actor_id=town.eva.id,
            )
        membership_actions.join(session(), now, town.here.id, user_id, "Olle Orre")
        session().commit()
    assert (count(town.app, RoleFromProvider), count(town.app, MembershipFromProvider)) == (0, 0)
    provider.say("olle", "Olle Orre")
    come_in(town, "olle")
    with town.app.app_context():
        assert roles_of(session(), user_id) == {RoleName.CONTACT, RoleName.TRAINER}
        assert session().scalars(select(Membership.ended_at).where(Membership.user_id == user_id)).all() == [
            None
        ]


# ---- linking, proving again, the way back --------------------------------------------------------------


def staff_browser(town: Cast, who: Person) -> Browser:
    give_password(town.app, who, PEPPER)
    return town.sign_in(who, staff=True)


def press(browser: Browser, path: str, login: str, status: int = 200) -> Page:
    """Press the one button of a page, sign in at the provider, come back."""
    response = browser.client.post(path, data={"csrf_token": browser.token()})
    assert response.status_code == 303, response.text
    return browser.get(walk(str(response.location), login), status)


@pytest.mark.both
def test_a_login_one_has_is_linked_by_oneself_only(town: Cast, provider: RealProvider) -> None:
    """The same name is nothing: only whoever is signed in, and has just proved herself, links; one account each."""
    provider.say("bo", "Bo Berg", "alla-sundet")
    come_in(town, "bo")
    with town.app.app_context():
        assert len(session().scalars(select(User).where(User.name == "Bo Berg")).all()) == 2
    bo = staff_browser(town, town.bo)
    assert press(bo, "/personal/koppla", "bo", 403).h1 == "Kontot hör redan till någon annan här"
    provider.say("bo-b", "Bo Berg")
    page = press(bo, "/personal/koppla", "bo-b")
    assert (page.path, "Kontot är kopplat" in page.text) == ("/personal/koppla", True)
    _, page = come_in(town, "bo-b")
    assert page.path == f"/oversikt/{town.here.ref}", "his role by hand opens, without any group"


def test_linking_asks_first_who_you_are(town: Cast) -> None:
    bo = staff_browser(town, town.bo)
    with town.app.app_context(), writing():
        for each in session().scalars(select(SignIn).where(SignIn.user_id == town.bo.id)):
            each.proved_at = clock.now() - timedelta(minutes=11)
        session().commit()
    assert bo.get("/personal/koppla").path == "/personal/bekrafta"
    response = bo.client.post("/personal/koppla", data={"csrf_token": bo.token()})
    assert response.location == "/personal/bekrafta"
    assert count(town.app, OidcJourney) == 0


@pytest.mark.both
def test_a_dangerous_act_asks_at_the_provider_again(town: Cast, provider: RealProvider) -> None:
    """The provider's old session proves nothing; a fresh sign-in there, of the same person, does."""
    provider.say("sten", "Sten Sjö", "samordning", amr=("mfa",))
    provider.say("ulla", "Ulla Ull", "samordning", amr=("mfa",))
    come_in(town, "ulla")
    browser, _ = come_in(town, "sten")
    with town.app.app_context(), writing():
        for each in session().scalars(select(SignIn)):
            each.proved_at = clock.now() - timedelta(minutes=11)
        session().commit()
    page = browser.get("/samordnare/ny-organisation")
    assert (page.path, page.h1) == ("/personal/bekrafta/sso", "Visa att det är du")
    assert press(browser, "/personal/bekrafta/sso", "ulla", 403).h1 == "Det var ett annat konto"
    page = press(browser, "/personal/bekrafta/sso", "sten")
    assert page.path == "/samordnare/ny-organisation"


def test_an_old_session_at_the_provider_opens_no_dangerous_page(town: Cast, provider: RealProvider) -> None:
    """The first sign-in counts from when the provider saw her prove herself."""
    provider.say("siri", "Siri Sten", "samordning", amr=("mfa",))
    visitor = requests.Session()
    first, second = Browser(town.app), Browser(town.app)
    first.get(walk(leave(first), "siri", visitor))
    second.get(walk(leave(second), "", visitor))
    with town.app.app_context():
        proofs = session().scalars(select(SignIn.proved_at).order_by(SignIn.id)).all()[-2:]
    assert proofs[0] == proofs[1], "nobody typed anything the second time"


def test_a_way_back_works_once_and_in_its_own_browser(town: Cast, provider: RealProvider) -> None:
    provider.say("vera", "Vera Vik", "kontakt-sundet")
    browser, thief = Browser(town.app), Browser(town.app)
    way = walk(leave(browser), "vera")
    leave(thief)
    assert thief.get(way, 403).h1 == "Börja om inloggningen"
    assert Browser(town.app).get(way, 403).h1 == "Börja om inloggningen"
    assert browser.get(way).path == f"/oversikt/{town.here.ref}"
    assert browser.get(way).path == f"/oversikt/{town.here.ref}", "loading it again harms nothing"
    browser.post("/logga-ut")
    assert browser.get(way, 403).h1 == "Börja om inloggningen"


def test_two_tabs_both_lead_in(town: Cast, provider: RealProvider) -> None:
    provider.say("vera", "Vera Vik", "kontakt-sundet")
    browser = Browser(town.app)
    ways = [walk(leave(browser), "vera") for _ in range(2)]
    assert [browser.get(way).path for way in ways] == [f"/oversikt/{town.here.ref}"] * 2


def test_who_says_no_at_the_provider_is_told_so(town: Cast, provider: RealProvider) -> None:
    browser = Browser(town.app)
    state = leave(browser).partition("state=")[2].partition("&")[0]
    page = browser.get(f"/logga-in/sso/klar?state={state}&error=access_denied", 403)
    assert page.h1 == "Du kom inte hela vägen"


# ---- what is kept --------------------------------------------------------------------------------------


@pytest.mark.both
def test_own_data_tells_of_it_and_erasing_takes_it(town: Cast, provider: RealProvider) -> None:
    provider.say("disa", "Disa Dal", "alla-sundet", "utbildare-sundet")
    browser, _ = come_in(town, "disa")
    said: dict[str, Any] = browser.client.get("/mina-uppgifter/uppgifter.json").get_json()
    kept = {each["key"]: each["rows"] for each in said["kept"]}
    assert kept["single_sign_on"][0]["subject"] == "disa"
    assert kept["single_sign_on"][0]["provider"] == provider.issuer
    assert sorted(each["role"] for each in kept["by_groups"]) == ["Går utbildningen", "Utbildare"]
    user_id = user_named(town.app, "Disa Dal")
    assert user_id is not None
    with town.app.app_context(), writing():
        assert erase(session(), clock.now(), user_id, pepper=PEPPER)
        session().commit()
    for table in (OidcIdentity, RoleFromProvider, MembershipFromProvider):
        assert count(town.app, table) == 0
    come_in(town, "disa")
    assert user_named(town.app, "Disa Dal") not in {None, user_id}, "she begins anew"


def test_the_night_sweeps_ways_nobody_came_back_from(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(town.app)
    leave(browser)
    assert count(town.app, OidcJourney) == 1
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    result = town.app.test_cli_runner().invoke(args=["nightly"])
    assert result.exit_code == 0, result.output
    assert count(town.app, OidcJourney) == 0
