"""A new job: the certificate is shown by a press or a code; and two cards of one person become one."""

from datetime import timedelta

import pytest

from accounts.rules import SignInKind
from core import clock
from core.db import session, writing
from quiz.content import Content
from tests.attacks.world import card_of
from tests.builders.cast import PIN, Person, build_cast
from tests.builders.moves import join, leave, pass_exam, somebody
from tests.journeys.devices import Drawer
from tests.journeys.live_site import LiveSite
from tests.journeys.ways import DESK, DESK_ENGLISH, PHONE, PHONE_ENGLISH, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize(("desk_way", "phone_way"), [(DESK, PHONE), (PHONE_ENGLISH, DESK_ENGLISH)], ids=str)
def test_a_new_workplace_sees_it_by_a_code_and_two_cards_become_one(
    desk_way: Way, phone_way: Way, site: LiveSite, drawer: Drawer, content: Content
) -> None:
    cast = build_cast(site.app)
    with site.app.app_context(), writing():
        now = clock.now()
        old = somebody(session(), now - timedelta(days=30))
        there = join(session(), now - timedelta(days=30), cast.there, old)
        pass_exam(session(), content, now - timedelta(days=20), old, cast.there)
        leave(session(), now - timedelta(days=10), there)
        new = somebody(session(), now)
        here = join(session(), now, cast.here, new)
        session().commit()
    card = card_of(site.app, Person(old, "Maja Moberg"))

    phone = phone_way.device(drawer, site)
    phone.sign_in(new, SignInKind.OWN)
    phone.go("/mina-uppgifter/tva-kort")
    phone.page.locator("input[name=code]").fill(card.code)
    phone.page.locator("input[name=pin]").fill(PIN)
    phone.main()
    assert phone.has("form[action$='/bekrafta']")
    phone.press("form[action$='/bekrafta'] button")
    assert phone.has("form[action$='/angra']")

    phone.go("/min-utbildning")
    assert phone.has(f"a[href='/intyg/dela/{here.ref}']")
    phone.go("/intyg/dela")
    phone.press("form[action='/intyg/dela/kod'] button")
    code = phone.text("main bdi.code")

    desk = desk_way.device(drawer, site)
    desk.sign_in(cast.bo.id, SignInKind.STAFF)
    desk.go(f"/oversikt/{cast.here.ref}/intyg-med-kod")
    desk.page.locator("input[name=code]").fill(code.lower())
    desk.main()
    assert desk.path == f"/oversikt/{cast.here.ref}/person/{here.ref}"
    desk.go(f"/oversikt/{cast.here.ref}?visa=alla")
    assert desk.page.locator("tbody tr").count() == 2

    phone.go("/min-utbildning")
    assert not phone.has(f"section a[href='/intyg/dela/{here.ref}']")
    phone.go(f"/intyg/dela/{here.ref}")
    phone.press("form[action$='/sluta'] button")
    assert phone.path == "/intyg/dela"
