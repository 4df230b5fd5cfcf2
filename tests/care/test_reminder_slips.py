"""The contact person's list of who must renew, its slips, and who got hers."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry
from core import clock
from core.db import session, writing
from tests.builders.cast import Cast, make_learner
from tests.builders.mail_servers import by_mail
from tests.builders.pages import Page
from tests.builders.read_papers import words
from tests.builders.reminders import TOPIC, Town, ago, run

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("hand")]


def test_the_list_stands_first_and_slips_are_printed(town: Town, cast: Cast) -> None:
    """Without a mail server everything is there all the same. Outside only "Utbildning", the name inside."""
    town.first_slip_due(cast.anna)
    bo = cast.contact()
    page = bo.get(f"/oversikt/{cast.here.ref}")
    assert page.soup.select("main h2")[0].get_text() == "Behöver förnya"
    page = bo.get(page.link("Se alla (1) och skriv ut lappar"))
    assert cast.anna.name in page.text
    paper = bo.client.get(page.link("Hämta lapparna (PDF)"))
    text = words(paper.data)
    assert cast.anna.name in text
    assert "12 januari 2028" in text
    assert not TOPIC.search(text.replace(cast.anna.name, ""))
    page = bo.submit(page, "Lapparna är utdelade")
    assert "Lapparna är utdelade." in page.text
    assert town.rows() == [("first", "slip", "sent")]
    town.run()
    assert town.rows() == [("first", "slip", "sent")]


def test_the_list_is_the_same_whether_she_has_an_address_or_not(town: Town, cast: Cast) -> None:
    """Nobody at work can tell who has one."""
    last_day = town.certify(cast.anna)
    town.move(ago(last_day, 60))
    with town.site(**by_mail(1)) as other:
        there = town.cast_on(other)
        path = f"/oversikt/{cast.here.ref}/fornya"
        run(other)
        before = there.contact().get(path).soup.select_one("main")
        town.with_address(cast.anna)
        run(other)
        after = there.contact().get(path).soup.select_one("main")
    strip = re.compile(r'value="[^"]+"')
    assert strip.sub("", str(before)) == strip.sub("", str(after))


def test_who_has_not_got_her_slip_is_not_marked(town: Town, app: Flask, cast: Cast) -> None:
    """Everybody is ticked at first; one row in the log says how many, and names nobody."""
    with app.app_context(), writing():
        nils = make_learner(clock.now(), cast.here, "Nils Ny")
        session().commit()
    town.first_slip_due(cast.anna, nils)
    bo = cast.contact()
    page = bo.get(f"/oversikt/{cast.here.ref}/fornya")
    assert ticked(page) == {cast.anna.ref: True, nils.ref: True}
    page = bo.submit(page, "Lapparna är utdelade", people=[nils.ref])
    assert "Lapparna är utdelade." in page.text
    assert town.rows() == [("first", "slip", "due"), ("first", "slip", "sent")]
    [entry] = handed_out(app)
    assert (entry.actor_id, entry.organisation_id, entry.details) == (cast.bo.id, cast.here.id, {"people": 1})


@pytest.mark.parametrize("whom", ["nobody", "a stranger too"])
def test_a_list_that_cannot_be_right_says_so_and_keeps_the_ticks(
    town: Town, app: Flask, cast: Cast, whom: str
) -> None:
    """Nobody ticked, or somebody of another workplace among them: nothing happens, nothing is lost."""
    with app.app_context(), writing():
        nils = make_learner(clock.now(), cast.here, "Nils Ny")
        session().commit()
    town.certify(cast.dora, place=cast.there)
    town.first_slip_due(cast.anna, nils)
    bo = cast.contact()
    people = [] if whom == "nobody" else [nils.ref, cast.dora.ref]
    page = bo.get(f"/oversikt/{cast.here.ref}/fornya")
    page = bo.submit(page, "Lapparna är utdelade", people=people)
    assert page.title.startswith("Fel: ")
    assert ("Välj minst en person." if whom == "nobody" else "Välj bland svaren.") in page.text
    assert cast.anna.name in page.text
    assert ticked(page) == {cast.anna.ref: False, nils.ref: whom != "nobody"}
    assert {each[2] for each in town.rows()} == {"due"}
    assert handed_out(app) == []


def ticked(page: Page) -> dict[str, bool]:
    """Who can be ticked, and whether she is."""
    return {str(each["value"]): each.has_attr("checked") for each in page.soup.select("input[name=people]")}


def handed_out(app: Flask) -> Sequence[AuditEntry]:
    """What the log says of slips."""
    with app.app_context():
        return session().scalars(select(AuditEntry).where(AuditEntry.action == "slips-handed-out")).all()
