"""A network of more organisations than one page holds."""

from flask import Flask

from core import clock
from core.db import session, writing
from organisations.coordinator_views import PER_PAGE
from tests.builders.cast import NETWORK, Cast, make_place
from tests.builders.pages import words


def test_the_coordinator_sees_a_page_at_a_time_and_each_organisation_once(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        for number in range(PER_PAGE):
            make_place(
                clock.now(), NETWORK, f"Plats {chr(65 + number // 26)}{chr(65 + number % 26)}", "hotell"
            )
        session().commit()
    first = cast.coordinator().get("/samordnare")
    assert "Sida 1 av 2" in first.text
    second = cast.coordinator().get(first.link("Nästa sida"))
    names = [words(each) for page in (first, second) for each in page.soup.select("#main table th a")]
    assert len(names) == len(set(names)) == PER_PAGE + 2
    assert names == sorted(names)
    assert {cast.here.name, cast.there.name} < set(names)
    rows = [words(each) for page in (first, second) for each in page.soup.select("#main table tbody tr")]
    assert next(row for row in rows if row.startswith(cast.here.name)).endswith("1 1"), (
        "one contact, one trainer"
    )
