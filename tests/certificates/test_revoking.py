"""Revoking: who does it, why, and what each reader is told."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry, SignIn
from certificates.headcounts import headcounts
from certificates.models import Certificate
from certificates.renewal import RenewalRule
from certificates.rules import (
    REVOCATION_REASONS,
    add_months,
)
from core import clock
from core.db import session, writing
from organisations.models import Organisation
from quiz.content import Content
from tests.builders.cast import COURSE, PASSWORD, Cast, give_password, totp_now
from tests.builders.pages import Browser, Page
from tests.builders.standing import NEW_NAME, all_rows, check, earn, grouped
from tests.conftest import PEPPER

pytestmark = pytest.mark.usefixtures("hand")


def revoke(browser: Browser, number: str, name: str, reason: str = "tekniskt-fel") -> Page:
    page = browser.submit(
        browser.get("/samordnare/intyg"), "Fortsätt", number=number, name=name, reason=reason
    )
    return browser.submit(page, "Ja, återkalla intyget") if page.h1 == "Ska intyget återkallas?" else page


@pytest.mark.both
@pytest.mark.parametrize("reason", REVOCATION_REASONS)
def test_s42_a_revoked_certificate_says_so_to_everybody(
    app: Flask, cast: Cast, earned: Certificate, reason: str
) -> None:
    """The person reads why, the public does not; the reason is one of the fixed ones and stands in the log."""
    page = revoke(cast.coordinator(), grouped(earned.number).lower(), cast.anna.name.upper(), reason)
    assert "Intyget är återkallat." in page.text
    (row,) = all_rows(app)
    assert row.revoked_for == reason
    for public in (Browser(app).get(f"/i/{row.link}"), check(app, row.number, cast.anna.name)):
        assert "Återkallat" in public.text
        assert REVOCATION_REASONS[reason] not in public.text
    browser = cast.learner()
    assert f"Återkallat: {REVOCATION_REASONS[reason]}." in browser.get(f"/intyg/{row.number}").text
    assert browser.client.get(f"/intyg/{row.number}/intyg.pdf").status_code == 404
    with app.app_context():
        entry = session().scalars(select(AuditEntry).where(AuditEntry.action == "certificate-revoked")).one()
        assert (entry.actor_id, entry.details) == (cast.eva.id, {"why": reason, "certificate": row.id})
        now = clock.now()
        (count,) = headcounts(session(), now, clock.local_date(now), [cast.here.id])
        assert count.certified == 0
    assert "Intyget är redan återkallat." in revoke(cast.coordinator(), row.number, cast.anna.name).text


def test_a_corrected_certificate_is_revoked_in_all_its_editions(
    app: Flask, cast: Cast, earned: Certificate
) -> None:
    cast.learner().post("/mina-uppgifter/namn", name=NEW_NAME)
    old, new = all_rows(app)
    revoke(cast.coordinator(), new.number, NEW_NAME)
    assert all(each.revoked_at for each in all_rows(app))
    assert "Rättat" in check(app, old.number, cast.anna.name).text
    assert "Återkallat" in check(app, new.number, NEW_NAME).text
    assert "har giltigt intyg" in cast.contact().get(f"/oversikt/{cast.here.ref}").text


def test_after_a_revocation_the_exam_opens_at_once(
    app: Flask, cast: Cast, content: Content, earned: Certificate
) -> None:
    revoke(cast.coordinator(), earned.number, cast.anna.name)
    page = cast.learner().get(f"/prov/{COURSE}")
    assert page.form("Börja")
    again = earn(app, cast, content)
    assert (again.cycle, again.valid_until) == (2, add_months(clock.today(), RenewalRule().months))
    assert "Stämmer" in check(app, again.number, cast.anna.name).text
    assert "Återkallat" in check(app, earned.number, cast.anna.name).text


def test_the_coordinator_names_it_or_learns_nothing(app: Flask, cast: Cast, earned: Certificate) -> None:
    """C4: she sees no learner. Number without name, name without number, another network's: the same answer."""
    browser = cast.coordinator()
    pages = [
        revoke(browser, earned.number, "Fel Namn"),
        revoke(browser, "0000-0000-00000", cast.anna.name),
    ]
    with app.app_context(), writing():
        session().execute(
            sa.update(Organisation).where(Organisation.id == cast.here.id).values(network="annanstad")
        )
        session().commit()
    pages.append(revoke(browser, earned.number, cast.anna.name))
    for page in pages:
        assert "Vi hittar inget intyg med det numret och det namnet." in page.text
    assert all_rows(app)[0].revoked_at is None


def test_a_reason_in_own_words_is_refused(app: Flask, cast: Cast, earned: Certificate) -> None:
    browser = cast.coordinator()
    form: dict[str, Any] = {"number": earned.number, "name": cast.anna.name, "reason": "Hon är elak"}
    for path in ("/samordnare/intyg", "/samordnare/intyg/aterkalla"):
        assert "Välj ett av svaren." in browser.post(path, **form).text
    assert all_rows(app)[0].revoked_at is None
    assert not browser.get("/samordnare/intyg").soup.select("main textarea")


def test_s29_she_proves_herself_first(app: Flask, cast: Cast, earned: Certificate) -> None:
    give_password(app, cast.eva, PEPPER)
    browser = cast.coordinator()
    with app.app_context(), writing():
        session().execute(sa.update(SignIn).values(proved_at=clock.now() - timedelta(minutes=11)))
        session().commit()
    page = browser.get("/samordnare/intyg")
    assert page.path == "/personal/bekrafta"
    page = browser.submit(page, password=PASSWORD, totp=totp_now())
    assert page.path == "/samordnare/intyg"
