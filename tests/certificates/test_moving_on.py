"""F39, U8, A9: the certificate follows the person; a new workplace sees it when she shows it; nobody counts twice."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import AuditEntry
from care.actions import run_night
from certificates.headcounts import Headcount, headcounts, people_together
from certificates.models import Certificate, CertificateShare, ShareCode
from certificates.share_actions import make_code, share, unshare
from certificates.visible_queries import seen_at
from core import clock
from core.db import session, writing
from organisations import membership_actions
from organisations.models import Membership
from quiz.content import Content
from reports.queries import members
from tests.builders.cast import COURSE, Cast, Person, Place, make_learner, make_place
from tests.builders.crowds import all_at_once, same_browser
from tests.builders.moves import join, leave, pass_exam, somebody
from tests.builders.pages import Browser, Page
from tests.conftest import PEPPER

DAY = timedelta(days=1)
ASKS = "Visa det för dem?"


def count(place: Place, at: datetime) -> Headcount:
    (found,) = headcounts(session(), at, clock.local_date(at), [place.id])
    return found


def together(at: datetime) -> tuple[int, int, int]:
    """Workplaces of the network where anybody is, their people, and the certified among them."""
    (found,) = people_together(session(), at, clock.local_date(at), at_least=1)
    return found.organisations, found.members, found.certified


def listed(place: Place, at: datetime, name: str) -> bool | None:
    """Whether the workplace sees a certificate of a member; None when she is not on the list."""
    found = [each.valid_until for each in members(session(), at, place.id, COURSE) if each.name == name]
    return found[0] is not None if found else None


def moved(app: Flask, cast: Cast, content: Content) -> Person:
    """Maja earned her certificate at `there` and has been at `here` since an hour ago."""
    with app.app_context(), writing():
        now = clock.now()
        user_id = somebody(session(), now - 30 * DAY)
        old = join(session(), now - 30 * DAY, cast.there, user_id)
        pass_exam(session(), content, now - 20 * DAY, user_id, cast.there)
        leave(session(), now - 10 * DAY, old)
        new = join(session(), now - timedelta(hours=1), cast.here, user_id)
        session().commit()
        return Person(user_id, "Maja Moberg", ref=new.ref)


# ---- what a workplace sees ---------------------------------------------------------------------------


@pytest.mark.both
def test_f39_a_certificate_is_seen_where_it_was_earned_and_where_she_shows_it(
    app: Flask, cast: Cast, content: Content
) -> None:
    with app.app_context(), writing():
        now = clock.now()
        user_id = somebody(session(), now - 30 * DAY)
        old = join(session(), now - 30 * DAY, cast.there, user_id)
        earned = pass_exam(session(), content, now - 20 * DAY, user_id, cast.there)
        assert seen_at(session(), earned.id, now) == {cast.there.id}
        assert count(cast.there, now).certified == 1
        leave(session(), now - 10 * DAY, old)
        new = join(session(), now - 5 * DAY, cast.here, user_id)
        assert listed(cast.here, now, "Maja Moberg") is False, "a new workplace sees her, not her certificate"
        assert (count(cast.here, now).begun, count(cast.here, now).certified) == (1, 0)
        assert (count(cast.there, now).members, count(cast.there, now).certified) == (1, 0), "Dora alone"
        share(session(), now - 4 * DAY, new)
        assert listed(cast.here, now, "Maja Moberg") is True
        assert (count(cast.here, now).certified, count(cast.here, now).expiring) == (1, 0)
        assert count(cast.here, now - 5 * DAY).certified == 0, "not before she shared it"
        moments = (now - 15 * DAY, now - 5 * DAY, now)
        assert [count(cast.here, at).certified for at in moments] == [0, 0, 1]
        assert [count(cast.there, at).certified for at in moments] == [1, 0, 0]
        unshare(session(), now - DAY, new)
        assert listed(cast.here, now, "Maja Moberg") is False
        assert count(cast.here, now - 2 * DAY).certified == 1, "what was counted then stays so"
        session().rollback()


@pytest.mark.both
def test_who_comes_back_is_seen_with_what_she_earned_there_before(
    app: Flask, cast: Cast, content: Content
) -> None:
    with app.app_context(), writing():
        now = clock.now()
        user_id = somebody(session(), now - 30 * DAY)
        first = join(session(), now - 30 * DAY, cast.here, user_id)
        pass_exam(session(), content, now - 20 * DAY, user_id, cast.here)
        leave(session(), now - 10 * DAY, first)
        join(session(), now - DAY, cast.here, user_id)
        assert listed(cast.here, now, "Maja Moberg") is True
        assert count(cast.here, now).certified == 1, "two periods, one person"
        session().rollback()


@pytest.mark.both
def test_f39_two_employers_count_her_once_each_and_the_network_once(
    app: Flask, cast: Cast, content: Content
) -> None:
    """She belongs to both while she passes: both see it. Together they are one person more, and one certified."""
    with app.app_context(), writing():
        now = clock.now()
        user_id = somebody(session(), now - 30 * DAY)
        for place in (cast.here, cast.there):
            join(session(), now - 30 * DAY, place, user_id)
        assert together(now) == (2, 3, 0), "Anna, Dora, Maja"
        pass_exam(session(), content, now - 20 * DAY, user_id, cast.here)
        assert [count(place, now).certified for place in (cast.here, cast.there)] == [1, 1]
        assert together(now) == (2, 3, 1)
        session().rollback()


@pytest.mark.both
def test_f39_a_workplace_closes_and_its_people_move_on(app: Flask, cast: Cast, content: Content) -> None:
    """`there` becomes part of `here`: everybody leaves and joins; certificates stay, each person counts once."""
    with app.app_context(), writing():
        now = clock.now()
        people = []
        for number in range(4):
            user_id = somebody(session(), now - 30 * DAY, f"Elev {'ABCD'[number]}")
            old = join(session(), now - 30 * DAY, cast.there, user_id)
            earned = pass_exam(session(), content, now - 20 * DAY, user_id, cast.there)
            leave(session(), now - 10 * DAY, old)
            people.append((join(session(), now - 9 * DAY, cast.here, user_id), earned))
        for membership, _ in people[:3]:
            share(session(), now, membership)
        assert (count(cast.here, now).members, count(cast.here, now).certified) == (5, 3)
        assert (count(cast.there, now).members, count(cast.there, now).certified) == (1, 0)
        assert session().scalar(select(func.count()).select_from(Certificate)) == 4
        for membership, earned in people:
            assert earned.user_id == membership.user_id, "nothing of the certificate has moved"
        session().rollback()


def test_a_moved_person_need_not_take_the_exam_again(app: Flask, cast: Cast, content: Content) -> None:
    maja = moved(app, cast, content)
    page = cast.sign_in(maja).get(f"/prov/{COURSE}")
    assert "Du har ett giltigt intyg" in page.text or not page.soup.select("main form[method=post]")
    assert "Klart" in cast.sign_in(maja).get("/min-utbildning").text


# ---- the learner's own press -------------------------------------------------------------------------


def overview_row(cast: Cast, name: str) -> str:
    page = cast.contact().get(f"/oversikt/{cast.here.ref}?visa=alla")
    (row,) = [
        " ".join(each.get_text(" ").split()) for each in page.soup.select("tbody tr") if name in str(each)
    ]
    return row


@pytest.mark.both
def test_she_is_asked_shows_it_and_takes_it_back(app: Flask, cast: Cast, content: Content) -> None:
    maja = moved(app, cast, content)
    assert "Påbörjad" in overview_row(cast, maja.name)
    browser = cast.sign_in(maja)
    page = browser.get("/min-utbildning")
    assert "Ditt intyg från tidigare syns inte för Hotell Sundet." in page.text
    assert page.soup.select_one(f"main a[href='/intyg/dela/{maja.ref}']") is not None
    page = browser.get(f"/intyg/dela/{maja.ref}")
    assert page.h1 == "Visa ditt intyg för Hotell Sundet?"
    page = browser.submit(page, "Ja, visa intyget")
    assert "Ser alla dina intyg, för att du visar dem." in page.text
    assert "Giltigt intyg" in overview_row(cast, maja.name)
    assert "syns inte för" not in browser.get("/min-utbildning").text
    page = browser.submit(browser.get(f"/intyg/dela/{maja.ref}"), "Ja, sluta visa")
    assert "Ser inte ditt intyg från tidigare." in page.text
    assert "Påbörjad" in overview_row(cast, maja.name)
    with app.app_context():
        done = session().scalars(
            select(AuditEntry.action).where(AuditEntry.actor_id == maja.id).order_by(AuditEntry.id)
        )
        assert [each for each in done if each.startswith("certificate-")][-2:] == [
            "certificate-shared",
            "certificate-hidden",
        ]


def test_who_earned_it_here_is_asked_nothing(app: Flask, cast: Cast, content: Content) -> None:
    with app.app_context(), writing():
        pass_exam(session(), content, clock.now(), cast.anna.id, cast.here)
        session().commit()
    page = cast.learner().get("/min-utbildning")
    assert "syns inte för" not in page.text
    assert "Giltigt intyg" in overview_row(cast, cast.anna.name)


@pytest.mark.both
def test_pressed_twice_at_once_it_is_shared_once(app: Flask, cast: Cast, content: Content) -> None:
    maja = moved(app, cast, content)
    browser = cast.sign_in(maja)
    form = {"csrf_token": browser.token()}
    twin = same_browser(browser, app)
    path = f"/intyg/dela/{maja.ref}"
    answers = all_at_once(
        lambda: browser.client.post(path, data=form).status_code,
        lambda: twin.client.post(path, data=form).status_code,
    )
    assert answers == [303, 303]
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(CertificateShare)) == 1


def test_nobody_shares_for_another(app: Flask, cast: Cast, content: Content) -> None:
    """The ref of a membership is known to its contact person: it opens nothing."""
    maja = moved(app, cast, content)
    for browser in (cast.learner(), cast.contact(), cast.sign_in(cast.dora)):
        for path in (f"/intyg/dela/{maja.ref}", f"/intyg/dela/{maja.ref}/sluta"):
            assert browser.post(path, 404)
    with app.app_context():
        assert session().scalar(select(func.count()).select_from(CertificateShare)) == 0


# ---- the code ----------------------------------------------------------------------------------------


def code_of(page: Page) -> str:
    found = page.soup.select_one("main bdi.code")
    assert found is not None
    return found.get_text()


def type_code(browser: Browser, place: Place, code: str) -> Page:
    page = browser.get(f"/oversikt/{place.ref}/intyg-med-kod")
    return browser.submit(page, "Visa intyget i er lista", code=code)


@pytest.mark.both
def test_s09_a_code_shows_it_once_where_she_is_a_member(app: Flask, cast: Cast, content: Content) -> None:
    maja = moved(app, cast, content)
    hers = cast.sign_in(maja)
    code = code_of(hers.submit(hers.get("/intyg/dela"), "Gör en kod"))
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    assert code not in hers.get("/intyg/dela").html, "shown once"
    stranger = cast.sign_in(cast.cecilia, staff=True)
    page = type_code(stranger, cast.there, code)
    assert "är inte med hos er" in page.text
    assert maja.name not in page.html, "of who is no member nothing is told"
    page = type_code(cast.contact(), cast.here, f" {code.lower()} ")
    assert (page.path, page.h1) == (f"/oversikt/{cast.here.ref}/person/{maja.ref}", maja.name)
    assert "Giltigt intyg" in overview_row(cast, maja.name)
    assert "Koden finns inte" in type_code(cast.contact(), cast.here, code).text, "a code works once"


def test_a_code_dies_after_14_days_or_when_another_is_made(app: Flask, cast: Cast, content: Content) -> None:
    maja = moved(app, cast, content)
    with app.app_context(), writing():
        old = make_code(session(), clock.now(), maja.id, pepper=PEPPER)
        late = make_code(session(), clock.now() - timedelta(days=14), maja.id, pepper=PEPPER)
        session().commit()
    for code in (old, late, "ÅÄÖ", "0000-0000", ""):
        page = type_code(cast.contact(), cast.here, code)
        assert page.soup.select(".error"), code
    assert "Påbörjad" in overview_row(cast, maja.name)
    with app.app_context():
        kept = repr([each.code_digest for each in session().scalars(select(ShareCode))])
    assert old not in kept
    assert late not in kept


def test_guessing_codes_is_slowed(app: Flask, cast: Cast) -> None:
    browser = cast.contact()
    for _ in range(30):
        type_code(browser, cast.here, "0000-0000")
    page = browser.get(f"/oversikt/{cast.here.ref}/intyg-med-kod")
    browser.submit(page, "Visa intyget i er lista", 429, code="0000-0000")


def test_an_erased_person_leaves_a_line_only_where_her_certificate_was_seen(
    app: Flask, cast: Cast, content: Content
) -> None:
    maja = moved(app, cast, content)
    browser = cast.sign_in(maja)
    browser.submit(browser.get("/mina-uppgifter/radera/bekrafta"), "Ja, radera allt om mig")
    assert "raderat på begäran" not in cast.contact().get(f"/oversikt/{cast.here.ref}").text


def test_the_networks_share_counts_each_person_once(app: Flask, cast: Cast, content: Content) -> None:
    """Five people work at four other hotels at once, all certified; five more are not: 50 %, not 80."""
    with app.app_context(), writing():
        now = clock.now()
        places = [make_place(now, "helsingborg", f"Hotell {name}", "hotell") for name in "ABCD"]
        for number in range(5):
            user_id = somebody(session(), now - 3 * DAY, f"Elev {'ABCDE'[number]}")
            for place in places:
                join(session(), now - 2 * DAY, place, user_id)
            pass_exam(session(), content, now - DAY, user_id, places[0])
        for number in range(5):
            make_learner(now, places[0], f"Ny {'ABCDE'[number]}")
        for membership in session().scalars(select(Membership).where(Membership.user_id == cast.dora.id)):
            membership_actions.end_membership(session(), now, membership, actor_id=cast.bo.id)
        run_night(session(), now)
        session().commit()
    page = cast.contact().get(f"/oversikt/{cast.here.ref}")
    assert "Strecket visar nätverkets alla arbetsplatser med minst 5 personer" in page.html
    assert page.html.count(": 50 %.") == 1
