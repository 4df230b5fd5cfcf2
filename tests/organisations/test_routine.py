"""A workplace's own routine: two lines inside the lesson that never put another number before 112 and 114 14."""

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEntry
from core.db import session
from organisations.models import LocalRoutine
from organisations.rules import ROUTINE_DEFAULTS, ROUTINE_LINES, ROUTINE_MAX, routine_problem
from tests.builders.cast import Cast
from tests.builders.pages import Page, words

LESSON = "/kurser/hotell/agera/ring-ratt"
SCREEN = f"{LESSON}/samtalet"
TELL, SIT = ROUTINE_LINES.values()
OWN = "Eller ring själv, om den ansvariga är en del av det."
SHIFT = "Den som leder passet, växeln 5."


def routine_on(page: Page) -> dict[str, str]:
    """What a lesson's page shows under "Hos er"."""
    (card,) = page.soup.select("section[aria-labelledby=routine]")
    assert words(card.select_one("h2")) == "Hos er"
    assert words(card.select_one("p")) == OWN
    return {words(row.select_one("dt")): words(row.select_one("dd")) for row in card.select("dl div")}


def write(cast: Cast, beratta: str, sitta: str = "") -> Page:
    """Let Bo write the routine of his organisation."""
    device = cast.contact()
    page = device.get(f"/oversikt/{cast.here.ref}/rutin")
    return device.submit(page, "Spara", beratta=beratta, sitta=sitta)


@pytest.mark.both
def test_what_the_contact_person_writes_stands_in_the_lesson_of_her_own_people(
    app: Flask, cast: Cast
) -> None:
    write(cast, beratta=f"  {SHIFT.replace(' ', '   ')} ", sitta="Soffan i rum 3")
    assert routine_on(cast.learner().get(SCREEN)) == {TELL: SHIFT, SIT: "Soffan i rum 3"}
    assert routine_on(cast.sign_in(cast.dora).get(SCREEN)) == {
        line: ROUTINE_DEFAULTS[key]["hotell"] for key, line in ROUTINE_LINES.items()
    }
    device = cast.sign_in(cast.cecilia, staff=True)
    page = device.get(f"/oversikt/{cast.there.ref}/rutin")
    device.submit(page, "Spara", beratta="Husmor")
    assert routine_on(cast.sign_in(cast.dora).get(SCREEN))[TELL] == "Husmor"
    assert routine_on(cast.learner().get(SCREEN))[TELL] == SHIFT


def test_it_stands_after_the_screens_own_words_and_on_the_page_to_print(cast: Cast) -> None:
    write(cast, beratta=SHIFT)
    page = cast.learner().get(SCREEN)
    assert page.text.index("vad du såg") < page.text.index("Hos er") < page.text.index(SHIFT)
    assert "112" in words(page.soup.select_one("aside.help"))

    whole = cast.learner().get(LESSON)
    assert routine_on(whole)[TELL] == SHIFT
    assert whole.text.index("ring 112") < whole.text.index("114 14") < whole.text.index("Hos er")
    assert "Hos er" not in cast.learner().get(f"{LESSON}/numren").text


@pytest.mark.both
def test_an_empty_line_goes_back_to_what_the_course_says(app: Flask, cast: Cast) -> None:
    write(cast, beratta=SHIFT, sitta="Soffan")
    page = write(cast, beratta="", sitta="Soffan")
    assert page.path == f"/oversikt/{cast.here.ref}"

    default = ROUTINE_DEFAULTS["beratta"]["hotell"]
    assert routine_on(cast.learner().get(SCREEN)) == {TELL: default, SIT: "Soffan"}
    form = cast.contact().get(f"/oversikt/{cast.here.ref}/rutin")
    assert f"Tomt betyder: {default}" in form.text
    assert [str(field["value"]) for field in form.soup.select("main input.input")] == ["", "Soffan"]
    with app.app_context():
        assert [row.line for row in session().scalars(select(LocalRoutine))] == ["sitta"]


def test_every_change_is_in_the_audit_log_and_seen_by_the_coordinator(app: Flask, cast: Cast) -> None:
    write(cast, beratta=SHIFT, sitta="Soffan")
    write(cast, beratta=SHIFT, sitta="")
    with app.app_context():
        entries = session().scalars(select(AuditEntry).where(AuditEntry.action == "routine-changed"))
        found = [(each.actor_id, each.organisation_id, each.details) for each in entries]

    assert found == [
        (cast.bo.id, cast.here.id, {"line": line, "text": text})
        for line, text in (("beratta", SHIFT), ("sitta", "Soffan"), ("sitta", ""))
    ]
    text = cast.coordinator().get("/samordnare").text
    assert "Arbetsplatsernas egna rutiner" in text
    assert cast.here.name in text
    assert SHIFT in text
    assert "Soffan" not in text


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("x" * (ROUTINE_MAX + 1), "högst 160 tecken"),
        ("Chefen\u202e", "högst 160 tecken"),
        ("Nödnummer: 070-123 45 67", "inget eget nummer"),
        ("Vid fara ring 5555", "inget eget nummer"),
        ("Polisens direktnummer 010-555", "inget eget nummer"),
        ("Larma chefen på 070-1", "inget eget nummer"),
        ("In an emergency ring 5", "inget eget nummer"),
        ("Ring mig på 070-1 före 112", "inget eget nummer"),
        ("Inte 114 14, ring chefen", "inget eget nummer"),
        ("Läs på www.hotellet.example", "utan länkar"),
        ("Skriv till chef@hotellet.example", "utan länkar"),
        ("Se https://hotellet.example", "utan länkar"),
    ],
)
def test_a_line_that_does_not_hold(text: str, remedy: str) -> None:
    assert remedy in (routine_problem(text) or "")


@pytest.mark.parametrize(
    "text", ["x" * ROUTINE_MAX, SHIFT, "Nattchefen: 070-123 45 67", "Larmrummet", "مدير", ""]
)
def test_a_line_that_holds(text: str) -> None:
    assert routine_problem(text) is None


def test_a_refused_line_is_told_and_what_was_typed_stays(app: Flask, cast: Cast) -> None:
    page = write(cast, beratta="Nödnummer 070-123 45 67", sitta="Soffan")

    assert (
        page.text.count("Skriv inget eget nummer för fara eller polis. 112 och 114 14 står redan först.") == 2
    )
    assert page.title.startswith("Fel:")
    assert [str(field["value"]) for field in page.soup.select("main input.input")] == [
        "Nödnummer 070-123 45 67",
        "Soffan",
    ]
    with app.app_context():
        assert session().scalars(select(LocalRoutine)).all() == []


def test_nobody_else_writes_it(cast: Cast) -> None:
    address = f"/oversikt/{cast.here.ref}/rutin"
    for device in (
        cast.sign_in(cast.cecilia, staff=True),
        cast.trainer(),
        cast.coordinator(),
        cast.learner(),
    ):
        device.get(address, status=404)
        device.post(address, status=404, beratta="Jag")
    assert routine_on(cast.learner().get(SCREEN))[TELL] == ROUTINE_DEFAULTS["beratta"]["hotell"]


@pytest.mark.parametrize("kind", ["hotell", "bostad", "bevakning", "annan"])
def test_each_kind_of_workplace_has_words_of_its_own(kind: str) -> None:
    for line in ROUTINE_LINES:
        assert routine_problem(ROUTINE_DEFAULTS[line][kind]) is None
