"""Who must renew: the contact person's list and slips, and the learner who wants to be told herself."""

import re
from datetime import timedelta

import pytest

from accounts.rules import SignInKind
from core import clock, jobs
from core.db import session, writing
from quiz.content import Content
from tests.builders.cast import build_cast, make_learner
from tests.builders.exams import read_everything, take
from tests.builders.mail_servers import by_mail, mail_server
from tests.builders.read_papers import facts, poppler_words
from tests.journeys.clock import Hand
from tests.journeys.devices import Drawer
from tests.journeys.live_site import live_site
from tests.journeys.ways import DESK, DESK_ENGLISH, PHONE, PHONE_ENGLISH, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ALMOST_TWO_YEARS = timedelta(days=680)


@pytest.mark.parametrize(("desk_way", "phone_way"), [(DESK, PHONE), (PHONE_ENGLISH, DESK_ENGLISH)], ids=str)
def test_slips_for_all_and_mail_for_who_wants_it(
    desk_way: Way, phone_way: Way, hand: Hand, drawer: Drawer, database_url: str, content: Content
) -> None:
    with mail_server() as inbox, live_site(database_url, content, **by_mail(inbox.port)) as site:
        cast = build_cast(site.app)
        read_everything(site.app, content, cast.anna)
        with site.app.app_context(), writing():
            take(session(), content, clock.now(), cast.anna.id, cast.here.id)
            make_learner(clock.now(), cast.here, "Nils Ny")
            session().commit()
        hand.forward(ALMOST_TWO_YEARS)

        desk = desk_way.device(drawer, site)
        desk.sign_in(cast.bo.id, SignInKind.STAFF)
        desk.go(f"/oversikt/{cast.here.ref}")
        assert cast.anna.name in desk.text("section[aria-labelledby=renewing]")
        desk.press("section[aria-labelledby=renewing] a")
        assert desk.page.locator("tbody tr").count() == 1
        paper = desk.fetch(f"/oversikt/{cast.here.ref}/fornya/lappar.pdf").body()
        assert facts(paper).claims_pdf_ua
        assert cast.anna.name in poppler_words(paper)
        desk.press("form[action$='/utdelat'] button")
        assert desk.has(".saved")

        phone = phone_way.device(drawer, site)
        phone.sign_in(cast.anna.id, SignInKind.OWN)
        phone.go("/mina-uppgifter")
        phone.press("main a[href='/paminnelser']")
        phone.page.locator("input[name=address]").fill("inte en adress")
        phone.main()
        assert phone.has(".error")
        phone.page.locator("input[name=address]").fill("anna@example.org")
        phone.main()
        jobs.work(site.app)
        found = re.search(r"\b(\d{6})\b", inbox.mails[0].get_content())
        assert found is not None
        phone.page.locator("input[name=code]").fill(found[1])
        phone.main()
        assert phone.has(".saved")
        phone.press("form[action='/paminnelser/kalender'] button")
        assert phone.text(".slip-address").startswith(f"{site.url}/kalender/")
        phone.go("/paminnelser")
        phone.press("form[action='/paminnelser/adress/ta-bort'] button")
        assert phone.has("input[name=address]")
