"""Sites and teams, as the contact person of the whole organisation and the coordinator meet them."""

import csv
import io

import pytest
from sqlalchemy import select

from accounts.models import AuditEntry
from care.erase_actions import erase
from core import clock
from core.db import session, writing
from organisations.models import Invitation, Membership, Role
from organisations.own_queries import kept
from organisations.site_models import ExpectedPlace, InvitationSite, MembershipPlace, RoleSite
from tests.builders.cast import Cast, members_of
from tests.builders.pages import Browser, Page, words
from tests.builders.sites import Divided, divide
from tests.conftest import PEPPER

SITE_WORDS = ("Arbetsställe", "arbetsställe:", "Utan arbetsställe", "Grupp")


@pytest.fixture
def divided(cast: Cast) -> Divided:
    return divide(cast)


def listed(browser: Browser, cast: Cast, plats: str = "") -> list[str]:
    """The names on the contact person's list of a part; the file holds the same ones."""
    path = f"/oversikt/{cast.here.ref}"
    shown = [words(each) for each in browser.get(f"{path}?visa=alla&plats={plats}").soup.select("tbody th")]
    file = browser.get(f"{path}/personer.csv?plats={plats}").response.get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(file.removeprefix("\ufeff")), delimiter=";"))
    assert [row[0] for row in rows[1:]] == shown
    return sorted(shown)


def sites_page(cast: Cast, browser: Browser) -> Page:
    return browser.get(f"/oversikt/{cast.here.ref}/arbetsstallen")


def actions_of(cast: Cast) -> list[str]:
    with cast.app.app_context():
        return list(session().scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.mark.both
def test_without_sites_nothing_is_said_about_them(cast: Cast) -> None:
    """But for the one link that leads to the first."""
    bo, eva, at = cast.contact(), cast.coordinator(), f"/oversikt/{cast.here.ref}"
    page = bo.get(at)
    assert page.has_link("Dela upp i arbetsställen")
    for path in (at, f"{at}/lagg-till", f"{at}/person/{cast.anna.ref}", f"{at}/kod"):
        text = bo.get(path).html.replace("Dela upp i arbetsställen", "")
        assert not [word for word in SITE_WORDS if word in text], path
    assert "Kontaktperson för" not in eva.get(f"/samordnare/organisation/{cast.here.ref}").text
    assert bo.get(f"{at}/placera").path == f"{at}/arbetsstallen"


@pytest.mark.both
def test_a_site_is_added_named_anew_closed_and_opened_again(cast: Cast) -> None:
    bo = cast.contact()
    for _ in range(2):  # a double click adds one
        page = bo.submit(sites_page(cast, bo), "Lägg till", name="  Norra   huset ")
    assert [words(each) for each in page.soup.select("main .rows a")] == ["Norra huset"]
    page = bo.submit(page, "Lägg till", name="Södra")
    site = bo.get(page.link("Norra huset"))
    site = bo.submit(site, "Lägg till grupp", team="Natt")
    team = bo.get(site.link("Natt"))
    assert bo.submit(team, "Spara", team="Kväll").has_link("Kväll")
    taken = bo.submit(bo.get(site.path), "Spara", name="Södra")
    assert "Ett annat arbetsställe heter så. Välj ett annat namn." in taken.text
    assert taken.title.startswith("Fel:")
    assert bo.submit(bo.get(site.path), "Spara", name="Norr").has_link("Norr")
    site = bo.submit(bo.get(team.path), "Ja, stäng")
    assert not site.has_link("Kväll")
    assert bo.submit(site, "Öppna igen Kväll").has_link("Kväll")
    page = bo.submit(bo.get(site.path), "Ja, stäng")
    assert not page.has_link("Norr")
    assert cast.contact().get(site.path, 404).h1 == "Sidan finns inte"
    page = bo.submit(page, "Öppna igen Norr")
    assert bo.get(page.link("Norr")).has_link("Kväll")
    assert actions_of(cast).count("site-opened") == 3
    assert {"site-renamed", "site-closed", "team-opened", "team-renamed", "team-closed"} <= set(
        actions_of(cast)
    )


def test_a_bad_name_says_what_to_write(cast: Cast) -> None:
    bo = cast.contact()
    assert "Skriv namnet, till exempel Norra." in bo.submit(sites_page(cast, bo), "Lägg till", name=" ").text
    long = bo.submit(sites_page(cast, bo), "Lägg till", name="x" * 61)
    assert "Skriv högst 60 tecken på en rad." in long.text


@pytest.mark.both
def test_the_list_is_narrowed_to_a_site_a_team_or_those_without(divided: Divided) -> None:
    cast, bo = divided.cast, divided.cast.contact()
    assert listed(bo, cast, divided.north) == ["Anna Ålund", "Nils Nord"]
    assert listed(bo, cast, divided.night) == ["Anna Ålund"]
    assert listed(bo, cast, divided.south) == ["Sam Söder", "Stina Syd"]
    assert listed(bo, cast, "utan") == ["Ingen Alls", "Ulla Utan"]
    assert len(listed(bo, cast)) == len(listed(bo, cast, "x" * 22)) == 6
    page = bo.get(f"/oversikt/{cast.here.ref}?plats={divided.night}")
    assert page.h1 == "0 av 1 har giltigt intyg."
    assert "Hotell Sundet, Norra, Natt" in page.text


@pytest.mark.both
def test_many_are_moved_at_once(divided: Divided) -> None:
    """Members and names written down; nobody of another organisation, whatever the form says."""
    cast, bo = divided.cast, divided.cast.contact()
    path = f"/oversikt/{cast.here.ref}/placera"
    page = bo.submit(bo.get(path), "Flytta", place=divided.day)
    assert "Välj minst en person." in page.text
    page = bo.submit(bo.get(path), "Flytta", people=[cast.anna.ref])
    assert "Välj ett av svaren." in page.text
    everybody = [cast.anna.ref, divided.ulla.ref, divided.names["Ingen Alls"]]
    page = bo.submit(bo.get(path), "Flytta", people=everybody, place=divided.day)
    assert page.path == f"/oversikt/{cast.here.ref}"
    assert listed(bo, cast, divided.day) == ["Anna Ålund", "Ingen Alls", "Sam Söder", "Ulla Utan"]
    bo.submit(bo.get(path), "Flytta", people=[cast.dora.ref], place=divided.day)
    assert "Dora Dahl" not in listed(bo, cast, divided.day)
    bo.submit(bo.get(path), "Flytta", people=everybody, place="utan")
    assert listed(bo, cast, divided.day) == ["Sam Söder"]
    with cast.app.app_context():
        assert len(session().scalars(select(MembershipPlace)).all()) == 1


@pytest.mark.both
def test_closing_a_site_frees_its_people_and_ends_the_role_there(divided: Divided) -> None:
    cast, bo, nora = divided.cast, divided.cast.contact(), divided.limited()
    page = bo.get(f"/oversikt/{cast.here.ref}/arbetsstallen/{divided.north}")
    assert "Nora Nyberg" in page.text
    bo.submit(page, "Ja, stäng")
    assert {"Anna Ålund", "Nils Nord"} <= set(listed(bo, cast, "utan"))
    assert "Norra" not in bo.get(f"/oversikt/{cast.here.ref}/person/{cast.anna.ref}").text
    assert nora.client.get(f"/oversikt/{cast.here.ref}").location == "/personal"
    divided.limited().get(f"/oversikt/{cast.here.ref}", 404)
    bo.post(f"/oversikt/{cast.here.ref}/arbetsstallen", name="Norra")
    assert listed(bo, cast, divided.night) == ["Anna Ålund"]
    divided.limited().get(f"/oversikt/{cast.here.ref}", 404)


@pytest.mark.both
def test_a_coordinator_invites_for_one_site(divided: Divided) -> None:
    """The staff list says so; a link for a site that has closed meanwhile is dead."""
    cast, eva = divided.cast, divided.cast.coordinator()
    path = f"/samordnare/organisation/{cast.here.ref}"
    assert "Kontaktperson, Norra" in eva.get(path).text
    page = eva.submit(eva.get(path), "Bjud in kontaktperson", site=divided.south)
    assert "på Hotell Sundet, Södra" in page.text
    link = page.soup.select_one(".one-time-link")
    assert link is not None
    address = link.text.strip().partition("localhost:8000")[2]
    assert "Hotell Sundet, Södra" in Browser(cast.app).get(address).text
    cast.contact().post(f"/oversikt/{cast.here.ref}/arbetsstallen/{divided.south}/stang")
    Browser(cast.app).get(address, 404)
    eva.post(f"{path}/bjud-in/kontaktperson", 404, site=divided.south)


@pytest.mark.both
def test_own_data_tell_and_erasing_leaves_nothing(divided: Divided) -> None:
    cast = divided.cast
    with cast.app.app_context(), writing():
        sections = {each.key: each for each in kept(session(), cast.anna.id)}
        columns = [name for name, _ in sections["memberships"].columns]
        [row] = sections["memberships"].rows
        assert dict(zip(columns, row, strict=True)) | {"site": "Norra", "team": "Natt"} == dict(
            zip(columns, row, strict=True)
        )
        roles = next(each for each in kept(session(), divided.nora.id) if each.key == "roles")
        assert "Norra" in roles.rows[0]
        for person in (cast.anna, divided.nora):
            assert erase(session(), clock.now(), person.id, pepper=PEPPER)
        session().commit()
        assert session().scalars(select(RoleSite)).all() == []
        places = session().scalars(select(MembershipPlace.membership_id)).all()
        assert (
            places
            == session().scalars(select(Membership.id).where(Membership.user_id == divided.sam.id)).all()
        )
    assert cast.anna.name not in members_of(cast.app, cast.here)


@pytest.mark.both
def test_what_hangs_on_a_row_goes_with_it(divided: Divided) -> None:
    """A name that nobody joined under, an invitation that ran out: the night deletes them with their site."""
    cast, eva = divided.cast, divided.cast.coordinator()
    eva.post(f"/samordnare/organisation/{cast.here.ref}/bjud-in/kontaktperson", site=divided.south)
    with cast.app.app_context(), writing():
        assert len(session().scalars(select(InvitationSite)).all()) == 1
        for table in (Invitation, Role):
            for each in session().scalars(select(table)):
                session().delete(each)
        session().commit()
        assert session().scalars(select(InvitationSite)).all() == []
        assert session().scalars(select(RoleSite)).all() == []
        assert len(session().scalars(select(ExpectedPlace)).all()) == 2
